"""An Answer as text and back, exact: what a receipt keeps and a sent review pack shows again."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    return _thawed(_adapter().validate_json(text), json.loads(text))


def _thawed(answer: Answer, raw: Mapping[str, Any]) -> Answer:
    """The answer with the cells of its tables as they were: in JSON an exact number and a text are both strings."""
    return replace(
        answer,
        table=_cells(answer.table, raw["table"]),
        sections=tuple(
            replace(one, table=_cells(one.table, kept["table"]))
            for one, kept in zip(answer.sections, raw["sections"], strict=True)
        ),
        parts=tuple(_thawed(one, kept) for one, kept in zip(answer.parts, raw["parts"], strict=True)),
    )


def _cells(table: Table | None, raw: Mapping[str, Any] | None) -> Table | None:
    """Cells of columns with a unit are numbers, those of the others text."""
    if table is None or raw is None:
        return None
    rows = tuple(
        tuple(_number(cell) if column.unit else cell for column, cell in zip(table.columns, row, strict=True))
        for row in raw["rows"]
    )
    return replace(table, rows=rows)


def _number(cell: Any) -> Value:
    return Decimal(cell) if isinstance(cell, str) else cell
