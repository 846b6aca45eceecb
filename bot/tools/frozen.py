"""An Answer as text and back, exact: what a receipt keeps and a sent review pack shows again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.tools.answer import Answer, Table, Value


@cache
def _adapter() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def freeze(answer: Answer) -> str:
    """The whole answer as JSON text; amounts are decimal strings."""
    return _adapter().dump_json(answer).decode()


def thaw(text: str) -> Answer:
    """The answer that was frozen, equal in every part."""
    answer = _adapter().validate_json(text)
    return replace(
        answer,
        table=_numbers(answer.table),
        sections=tuple(replace(one, table=_numbers(one.table)) for one in answer.sections),
        parts=tuple(thaw(_adapter().dump_json(one).decode()) for one in answer.parts),
    )


def _numbers(table: Table | None) -> Table | None:
    """Cells of columns with a unit are numbers; in JSON exact numbers are strings."""
    if table is None:
        return None
    rows = tuple(
        tuple(_number(cell) if column.unit else cell for column, cell in zip(table.columns, row, strict=True))
        for row in table.rows
    )
    return replace(table, rows=rows)


def _number(cell: Any) -> Value:
    return Decimal(cell) if isinstance(cell, str) else cell
