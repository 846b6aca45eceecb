"""An Answer as JSON, in the form that CONTRACT.md fixes: exact numbers as decimal strings, absent parts left out."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from bot.replies.text import plain_text
from bot.tools.answer import Answer, Chart, Figure, Receipt, Table, Value
from bot.tools.money import is_currency, places, rounded

RATIO_PLACES = 4
"""Decimals of per cents, ratios and other plain numbers in JSON; money has its currency's."""


def number(value: Decimal | int | None, unit: str) -> str | None:
    """The decimal string of a figure, rounded once, half up: money to its currency's places, ratios to four."""
    if value is None:
        return None
    if isinstance(value, int):
        return str(value)
    if is_currency(unit):
        return format(rounded(value, places(unit)), "f")
    text = format(rounded(value, RATIO_PLACES), "f")
    whole, _, decimals = text.partition(".")
    kept = decimals.rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def to_dict(answer: Answer) -> dict[str, Any]:
    """The answer as a JSON-ready dict."""
    parts: dict[str, Any] = {
        "route": answer.route,
        "args": answer.args,
        "text": plain_text(answer),
        "figures": [_figure(one) for one in answer.figures],
        "table": _table(answer.table),
        "chart": _chart(answer.chart),
        "sections": [
            {"title": one.title, "lines": list(one.lines)} | ({"table": _table(one.table)} if one.table else {})
            for one in answer.sections
        ],
        "citations": [{"source": one.source, "heading": one.heading, "quote": one.quote} for one in answer.citations],
        "choices": [
            _present({"label": one.label, "question": one.question, "args": dict(one.args)}) for one in answer.choices
        ],
        "receipt": _receipt(answer.receipt),
        "warnings": _warnings(answer),
        "unknown": list(answer.unknown),
        "follow_ups": list(answer.follow_ups),
        "hypothetical": answer.hypothetical or None,
        "visibility": answer.visibility,
        "parts": [to_dict(one) for one in answer.parts],
    }
    return {name: value for name, value in parts.items() if value not in (None, [], {}) or name == "args"}


def to_json(answer: Answer) -> str:
    """One line of JSON."""
    return json.dumps(to_dict(answer), ensure_ascii=False)


def _warnings(answer: Answer) -> list[str]:
    made_up = ["Rests on illustrative sample records, not on real data."] if answer.illustrative else []
    return [*answer.warnings, *made_up]


def _figure(figure: Figure) -> dict[str, Any]:
    parts = {
        "name": figure.name,
        "value": number(figure.value, figure.unit),
        "unit": figure.unit,
        "label": figure.label,
        "note": figure.note,
    }
    return {name: value for name, value in parts.items() if value != "" or name == "unit"}


def _cell(value: Value, unit: str) -> str | None:
    return value if isinstance(value, str) else number(value, unit)


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    columns = [{"name": one.name, "label": one.label, "unit": one.unit} for one in table.columns]
    rows = [[_cell(cell, column.unit) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return {"title": table.title, "columns": columns, "rows": rows}


def _chart(chart: Chart | None) -> dict[str, Any] | None:
    if chart is None:
        return None
    series = [{"name": one.name, "values": [number(value, chart.unit) for value in one.values]} for one in chart.series]
    return {"kind": chart.kind, "title": chart.title, "categories": list(chart.categories), "series": series}


def _receipt(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None:
        return None
    parts = {
        "id": receipt.id,
        "formula": receipt.formula,
        "convention": receipt.convention,
        "inputs": {
            name: _present({"value": one.value, "source": one.source, "as_of": one.as_of})
            for name, one in receipt.inputs
        },
        "steps": list(receipt.steps),
        "as_of": receipt.as_of.isoformat() if receipt.as_of else "",
        "data": receipt.data,
    }
    return _present(parts)


def _present(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value}
