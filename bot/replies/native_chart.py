"""A Chart as Slack's own chart block, where Slack can draw it without losing anything."""

from __future__ import annotations

from typing import Any

from bot.replies.blockkit import CHART_CATEGORIES, CHART_LABEL, CHART_SERIES, CHART_TITLE
from bot.replies.pieces import Block, Link
from bot.tools.answer import Chart, Series
from bot.tools.money import is_currency, places, rounded

TYPES = {"bars": "bar", "line": "line", "ageing": "bar"}
"""The kinds that Slack draws; a waterfall, an interval or a map of points needs a picture."""


def native_chart(chart: Chart, say: Link) -> Block | None:
    """The block, or None: another kind, more points or series than it takes, gaps, intervals, equal labels."""
    kind = TYPES.get(chart.kind)
    labels = [say.short(name, CHART_LABEL) for name in chart.categories]
    if kind is None or not 0 < len(labels) <= CHART_CATEGORIES or not 0 < len(chart.series) <= CHART_SERIES:
        return None
    if len(set(labels)) < len(labels) or any(_unfit(one, len(labels)) for one in chart.series):
        return None
    names = [say.short(one.name or chart.title, CHART_LABEL) for one in chart.series]
    if len(set(names)) < len(names):
        return None
    series = [
        {
            "name": name,
            "data": [_point(label, value, chart.unit) for label, value in zip(labels, one.values, strict=True)],
        }
        for name, one in zip(names, chart.series, strict=True)
    ]
    axis: dict[str, Any] = {"categories": labels}
    if chart.unit:
        axis["y_label"] = chart.unit
    return {
        "type": "data_visualization",
        "title": say.short(chart.title, CHART_TITLE),
        "chart": {"type": kind, "series": series, "axis_config": axis},
    }


def _unfit(series: Series, points: int) -> bool:
    return bool(series.low or series.high) or len(series.values) != points or None in series.values


def _point(label: str, value: Any, unit: str) -> dict[str, Any]:
    """A point, rounded to what is shown elsewhere; the picture needs no more."""
    decimals = places(unit) if is_currency(unit) else 1 if unit == "%" else 2
    return {"label": label, "value": float(rounded(value, decimals))}
