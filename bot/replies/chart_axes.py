"""What several kinds of chart share: how values are written, and how axes look."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.replies.charts import GREY, wrapped
from bot.replies.safe import clean
from bot.tools.answer import Chart
from bot.tools.money import is_currency, show_money, show_number, show_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_WIDTH = 22
MOST_ROWS = 20
"""More bars than this are not drawn one by one; the rest is counted in words."""


def compact(value: float, unit: str = "") -> str:
    """'1.2M', '300k', '9.5 %': for axes and marks."""
    if unit in ("%", "points"):
        return show_percent(Decimal(str(value)))
    size = abs(value)
    for step, mark in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if size >= step * 0.9995:
            shown = f"{size / step:.1f}".removesuffix(".0") if size < step * 100 else f"{size / step:.0f}"
            return f"{'−' if value < 0 else ''}{shown}{mark}"
    return (
        f"{'−' if value < 0 else ''}{size:.0f}" if size >= 10 or size == int(size) else f"{value:.1f}".replace("-", "−")
    )


def value_text(value: float, unit: str, signed: bool = False) -> str:
    """A value as answers write it, without its currency."""
    exact = Decimal(str(value))
    if unit in ("%", "points"):
        return show_percent(exact, signed=signed)
    text = show_money(exact) if is_currency(unit) else show_number(exact)
    return f"+{text}" if signed and value > 0 else text


def known(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def label(text: str) -> str:
    return clean(text).replace("\n", " ")


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def upright(chart: Chart) -> bool:
    """Columns for short names in a row (months, years); rows for names of customers and products."""
    return chart.kind == "bars" and len(chart.categories) <= 14 and max(map(len, chart.categories)) <= 8


def name_rows(axes: Axes, names: Sequence[str], bold: Sequence[str] = ()) -> None:
    axes.set_yticks(range(len(names)), [wrapped(label(name), LABEL_WIDTH) for name in names])
    for name, tick in zip(names, axes.get_yticklabels(), strict=True):
        tick.set_fontweight("bold" if name in bold else "normal")
        tick.set_linespacing(0.9)
        tick.set_fontsize(10 if len(name) <= LABEL_WIDTH else 8.5)
    axes.set_ylim(len(names) - 0.4, -0.6)


def beside(axes: Axes, row: float, place: float, text: str, bold: bool, size: float = 9.5) -> None:
    axes.annotate(
        text,
        (place, row),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=size,
        fontweight="bold" if bold else "normal",
    )


def room(axes: Axes, low: float, high: float, extra: float = 0.26) -> None:
    """Room to the right of the longest bar for its figure."""
    wide = (high - low) or 1.0
    axes.set_xlim(low - (0.04 * wide if low < 0 else 0), high + extra * wide)


def bare(axes: Axes, zero: bool) -> None:
    """No axis of figures where every bar has its own."""
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0)
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.axvline(0, color=GREY, linewidth=0.8 if zero else 0.6)


def figures_on(axis: Any, unit: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_formatter(FuncFormatter(lambda value, _place: _axis_text(value, unit)))
    axis.set_major_locator(MaxNLocator(5))
    axis.set_tick_params(length=0)


def _axis_text(value: float, unit: str) -> str:
    return f"{value:.0f} %".replace("-", "−") if unit in ("%", "points") else compact(value)


def some_ticks(axes: Axes, names: Sequence[str]) -> None:
    """Names below the axis, as many as fit."""
    longest = max((len(name) for name in names), default=1)
    fit = max(2, int(56 / (longest + 1)))
    step = max(1, -(-len(names) // fit))
    places = list(range(len(names) - 1, -1, -step))[::-1]  # counted from the end: the last one is named
    axes.set_xticks(places, [label(names[place]) for place in places])
    axes.tick_params(axis="x", length=0)


def names_below(axes: Axes, names: Sequence[str]) -> None:
    if len(names) > MOST_ROWS:
        axes.set_xlabel("largest first")
        whole_ticks(axes)
        return
    axes.set_xticks(
        range(len(names)),
        [wrapped(label(name), 20, 1) for name in names],
        rotation=45,
        ha="right",
        rotation_mode="anchor",
        fontsize=9,
    )
    axes.tick_params(axis="x", length=0)


def whole_ticks(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.tick_params(length=0)


def say_rest(axes: Axes, chart: Chart, shown: int) -> None:
    if len(chart.categories) > shown:
        axes.text(0, shown - 0.4, f"and {len(chart.categories) - shown} more", fontsize=9, color=GREY, va="top")
