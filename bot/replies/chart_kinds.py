"""One function for each kind of chart: what goes where on the axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.replies.chart_axes import (
    LABEL_WIDTH,
    MOST_ROWS,
    bare,
    beside,
    compact,
    figures_on,
    known,
    label,
    median,
    name_rows,
    names_below,
    room,
    say_rest,
    some_ticks,
    upright,
    value_text,
    whole_ticks,
)
from bot.replies.charts import BLUE, GREEN, GREY, INK, LIGHT, LINES, ORANGE, VERMILLION, wrapped
from bot.tools.answer import Chart
from bot.tools.money import show_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED_POINTS = 8
MOST_COLUMNS = 60
"""Thinner columns than these are drawn as one area."""


def height(chart: Chart) -> float:
    """Inches: a row of bars takes .3, the others one format."""
    rows = len(chart.categories)
    if chart.kind == "grid":
        return 1.3 + 0.36 * len(chart.series)
    if chart.kind in ("waterfall", "bridge") or (chart.kind in ("bars", "ageing") and not upright(chart)):
        several = max(len(chart.series), 1) if chart.kind == "bars" else 1
        return min(1.1 + (0.3 + 0.16 * (several - 1)) * min(rows, MOST_ROWS), 7.5)
    return 3.6


def _steps(axes: Axes, chart: Chart) -> None:
    """Waterfall and bridge: levels in grey from zero, steps hanging where the one before ended."""
    values = [known(value) for value in chart.series[0].values]
    level = 0.0
    drawn: list[tuple[str, float, float, str, float | None]] = []
    for name, value in zip(chart.categories, values, strict=True):
        if value is None:
            drawn.append((name, level, 0.0, LIGHT, None))
        elif name in chart.totals:
            drawn.append((name, 0.0, value, GREY, value))
            level = value
        else:
            drawn.append((name, level, value, BLUE if value >= 0 else VERMILLION, value))
            level += value
    rows = range(len(drawn))
    axes.barh(
        rows, [one[2] for one in drawn], left=[one[1] for one in drawn], color=[one[3] for one in drawn], height=0.66
    )
    for row in range(len(drawn) - 1):
        end = drawn[row][1] + drawn[row][2]
        axes.plot([end, end], [row - 0.33, row + 1.33], color=GREY, linewidth=0.7, zorder=0)
    low = min(min(one[1], one[1] + one[2]) for one in drawn)
    high = max(max(one[1], one[1] + one[2]) for one in drawn)
    for row, (name, start, value, _colour, given) in enumerate(drawn):
        total = name in chart.totals
        text = "unknown" if given is None else value_text(given, chart.unit, signed=not total)
        beside(axes, row, max(start, start + value), text, total)
    name_rows(axes, chart.categories, bold=chart.totals)
    room(axes, low, high)
    bare(axes, zero=low < 0)


def _bars(axes: Axes, chart: Chart) -> None:
    if upright(chart):
        _columns(axes, chart)
    elif len(chart.series) > 1:
        _grouped_rows(axes, chart)
    else:
        _single_rows(axes, chart)


def _single_rows(axes: Axes, chart: Chart) -> None:
    names, values = chart.categories[:MOST_ROWS], [known(one) for one in chart.series[0].values[:MOST_ROWS]]
    lengths = [value or 0.0 for value in values]
    axes.barh(range(len(names)), lengths, color=[BLUE if value >= 0 else VERMILLION for value in lengths], height=0.66)
    for row, value in enumerate(values):
        text = "unknown" if value is None else value_text(value, chart.unit)
        beside(axes, row, max(value or 0.0, 0.0), text, bold=False)
    name_rows(axes, names)
    room(axes, min([*lengths, 0.0]), max([*lengths, 0.0]))
    bare(axes, zero=min(lengths) < 0)
    say_rest(axes, chart, len(names))


def _grouped_rows(axes: Axes, chart: Chart) -> None:
    names = chart.categories[:MOST_ROWS]
    thick = 0.78 / len(chart.series)
    every: list[float] = [0.0]
    for index, series in enumerate(chart.series):
        values = [known(one) or 0.0 for one in series.values[: len(names)]]
        rows = [row - 0.39 + thick * (index + 0.5) for row in range(len(names))]
        axes.barh(rows, values, color=LINES[index % len(LINES)], height=thick * 0.92, label=label(series.name))
        for row, value in zip(rows, values, strict=True):
            beside(axes, row, max(value, 0.0), value_text(value, chart.unit), bold=False, size=8.5)
        every += values
    name_rows(axes, names)
    room(axes, min(every), max(every))
    bare(axes, zero=min(every) < 0)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=3, frameon=False, fontsize=9.5)


def _columns(axes: Axes, chart: Chart) -> None:
    """Short labels, usually months or years: time runs to the right."""
    wide = 0.74 / len(chart.series)
    every: list[float] = [0.0]
    for index, series in enumerate(chart.series):
        values = [known(one) or 0.0 for one in series.values]
        at = [place - 0.37 + wide * (index + 0.5) for place in range(len(values))]
        single = len(chart.series) == 1
        colours = [(BLUE if value >= 0 else VERMILLION) if single else LINES[index % len(LINES)] for value in values]
        axes.bar(at, values, width=wide * 0.92, color=colours, label=label(series.name))
        if single or len(values) * len(chart.series) <= 8:
            for place, value, given in zip(at, values, series.values, strict=True):
                text = "?" if given is None else compact(value, chart.unit)
                below = value < 0
                axes.annotate(
                    text,
                    (place, value),
                    xytext=(0, -3 if below else 3),
                    textcoords="offset points",
                    ha="center",
                    va="top" if below else "bottom",
                    fontsize=9,
                )
        every += values
    axes.set_xticks(range(len(chart.categories)), [label(name) for name in chart.categories])
    axes.tick_params(length=0)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.margins(y=0.14)
    figures_on(axes.yaxis, chart.unit)
    axes.grid(axis="y", color=LIGHT, linewidth=0.7)
    axes.spines["left"].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3, frameon=False, fontsize=9.5)


def _line(axes: Axes, chart: Chart) -> None:
    """Time to the right; an interval is a band; the last known value of each line is written at its end."""
    nan = float("nan")
    for index, series in enumerate(chart.series):
        colour = LINES[index % len(LINES)]
        values = [nan if one is None else float(one) for one in series.values]
        dashed = bool(series.low) or "forecast" in series.name.casefold()
        axes.plot(
            range(len(values)),
            values,
            color=colour,
            linewidth=2,
            linestyle="--" if dashed else "-",
            marker="o" if len(values) <= 14 else None,
            markersize=3.5,
            label=label(series.name),
        )
        if series.low and series.high:
            low = [nan if one is None else float(one) for one in series.low]
            high = [nan if one is None else float(one) for one in series.high]
            axes.fill_between(range(len(low)), low, high, color=colour, alpha=0.18, linewidth=0)
        ends = [(place, value) for place, value in enumerate(values) if value == value]
        if ends:
            axes.annotate(
                compact(ends[-1][1], chart.unit),
                ends[-1],
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=colour,
                fontsize=9.5,
                fontweight="bold",
                annotation_clip=False,
            )
    some_ticks(axes, chart.categories)
    lowest = min(
        (float(one) for series in chart.series for one in (*series.values, *series.low) if one is not None), default=0
    )
    if lowest >= 0:
        axes.set_ylim(bottom=0)  # a cut axis makes every change look large
    else:
        axes.axhline(0, color=GREY, linewidth=0.8)
    figures_on(axes.yaxis, chart.unit)
    axes.grid(axis="y", color=LIGHT, linewidth=0.7)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.03)
    right = axes.get_xlim()[1]
    axes.set_xlim(right=right + (right * 0.08))
    if len(chart.series) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False, fontsize=9.5)


def _pareto(axes: Axes, chart: Chart) -> None:
    """Bars largest first and their cumulative share; the place of 80 % is marked."""
    values = [known(one) or 0.0 for one in chart.series[0].values]
    shares = _shares(chart, values)
    if len(values) > MOST_COLUMNS:
        axes.fill_between(range(len(values)), values, step="mid", color=BLUE, linewidth=0)
        axes.set_ylim(bottom=min(0.0, min(values)))
    else:
        axes.bar(range(len(values)), values, width=0.86, color=[BLUE if value >= 0 else VERMILLION for value in values])
    axes.axhline(0, color=GREY, linewidth=0.8)
    figures_on(axes.yaxis, chart.unit)
    axes.grid(axis="y", color=LIGHT, linewidth=0.7)
    right = axes.twinx()
    right.plot(
        range(len(shares)), shares, color=ORANGE, linewidth=2, marker="o" if len(shares) <= 20 else None, markersize=3
    )
    right.axhline(80, color=GREY, linewidth=0.8, linestyle=":")
    right.set_ylim(min(0.0, min(shares)), max(105.0, max(shares) * 1.05))
    figures_on(right.yaxis, "%")
    right.set_yticks(range(0, 101, 20))
    right.tick_params(colors=ORANGE, length=0)
    right.spines["right"].set_visible(False)
    right.set_ylabel("cumulative", color=ORANGE)
    names_below(axes, chart.categories)


def _shares(chart: Chart, values: Sequence[float]) -> list[float]:
    """The cumulative shares given as a second series in per cent, or counted here."""
    if len(chart.series) > 1:
        return [known(one) or 0.0 for one in chart.series[1].values]
    whole, sofar, shares = sum(values) or 1.0, 0.0, []
    for value in values:
        sofar += value
        shares.append(100 * sofar / whole)
    return shares


def _whale(axes: Axes, chart: Chart) -> None:
    """Cumulative profit, most profitable account first: it rises above what is kept at the end."""
    values = [known(one) or 0.0 for one in chart.series[0].values]
    places = list(range(1, len(values) + 1))
    peak = max(range(len(values)), key=values.__getitem__)
    axes.plot(places, values, color=BLUE, linewidth=2)
    axes.fill_between(places[: peak + 1], values[: peak + 1], color=BLUE, alpha=0.15, linewidth=0)
    axes.fill_between(places[peak:], values[peak:], color=VERMILLION, alpha=0.15, linewidth=0)
    axes.axhline(values[-1], color=GREY, linewidth=0.8, linestyle=":")
    axes.annotate(
        f"peak {compact(values[peak], chart.unit)}",
        (places[peak], values[peak]),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize=9.5,
        fontweight="bold",
        color=BLUE,
    )
    axes.annotate(
        f"kept {compact(values[-1], chart.unit)}",
        (places[-1], values[-1]),
        xytext=(0, -6),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=9.5,
        fontweight="bold",
        color=GREY,
    )
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.margins(x=0.02, y=0.14)
    axes.set_xlabel("accounts, most profitable first")
    whole_ticks(axes)
    figures_on(axes.yaxis, chart.unit)
    axes.grid(axis="y", color=LIGHT, linewidth=0.7)
    axes.spines["left"].set_visible(False)


def _ageing(axes: Axes, chart: Chart) -> None:
    """Buckets of debt, youngest first; the older, the warmer."""
    values = [known(one) or 0.0 for one in chart.series[0].values]
    whole = sum(value for value in values if value > 0) or 1.0
    warm = [GREEN, "#56B4E9", ORANGE, VERMILLION, "#8B2500", "#5A1800"]
    colours = [warm[min(place, len(warm) - 1)] for place in range(len(values))]
    axes.barh(range(len(values)), values, color=colours, height=0.66)
    for row, value in enumerate(values):
        share = f" · {show_percent(Decimal(str(100 * value / whole)), 0)}" if value > 0 else ""
        beside(axes, row, max(value, 0.0), value_text(value, chart.unit) + share, bold=False)
    name_rows(axes, chart.categories)
    room(axes, min([*values, 0.0]), max([*values, 0.0]), extra=0.42)
    bare(axes, zero=min(values) < 0)


def _grid(axes: Axes, chart: Chart) -> None:
    """Who has what: a filled green circle is there, an empty orange ring is missing; the shapes differ too."""
    for row, series in enumerate(chart.series):
        for place, value in enumerate(series.values):
            if value is None:
                axes.text(place, row, "–", ha="center", va="center", color=GREY)
            elif value > 0:
                axes.plot(place, row, marker="o", markersize=13, color=GREEN)
                axes.text(place, row, "✓", ha="center", va="center", color="white", fontsize=9, fontweight="bold")
            else:
                axes.plot(
                    place,
                    row,
                    marker="o",
                    markersize=12,
                    markerfacecolor="white",
                    markeredgecolor=VERMILLION,
                    markeredgewidth=1.8,
                )
    axes.set_xticks(range(len(chart.categories)), [wrapped(label(name), 12, 3) for name in chart.categories])
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(chart.series)), [wrapped(label(one.name), LABEL_WIDTH) for one in chart.series])
    axes.set_ylim(len(chart.series) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(chart.categories) - 0.4)
    axes.tick_params(length=0, labelcolor=INK)
    axes.grid(color=LIGHT, linewidth=0.6)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel("● there   ○ missing", fontsize=9.5)


def _scatter(axes: Axes, chart: Chart) -> None:
    """One point an account: the first series to the right, the second up; medians divide the field."""
    across, up = chart.series[0], chart.series[1]
    points = [
        (name, float(x), float(y))
        for name, x, y in zip(chart.categories, across.values, up.values, strict=True)
        if x is not None and y is not None
    ]
    xs, ys = [one[1] for one in points], [one[2] for one in points]
    axes.scatter(xs, ys, s=34, color=BLUE, alpha=0.65, linewidths=0, zorder=4)  # no name may hide a point
    if points:
        axes.axvline(median(xs), color=GREY, linewidth=0.8, linestyle=":")
        axes.axhline(median(ys), color=GREY, linewidth=0.8, linestyle=":")
    if ys and min(ys) < 0:
        axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_xlabel(label(across.name))
    axes.set_ylabel(label(up.name))
    figures_on(axes.xaxis, "")
    figures_on(axes.yaxis, chart.unit)
    axes.grid(color=LIGHT, linewidth=0.6)
    axes.margins(0.12)
    _name_points(axes, points)


def _name_points(axes: Axes, points: Sequence[tuple[str, float, float]]) -> None:
    """Names of the points that stand out most, where they do not cover each other."""
    if not points:
        return
    wide = (max(one[1] for one in points) - min(one[1] for one in points)) or 1.0
    tall = (max(one[2] for one in points) - min(one[2] for one in points)) or 1.0
    middle = (median([one[1] for one in points]), median([one[2] for one in points]))
    far = sorted(points, key=lambda one: -(abs(one[1] - middle[0]) / wide + abs(one[2] - middle[1]) / tall))
    taken: list[tuple[float, float]] = []
    left = min(one[1] for one in points)
    for name, x, y in far:
        place = ((x - left) / wide, y / tall)
        if len(taken) == NAMED_POINTS or any(abs(place[0] - a) < 0.3 and abs(place[1] - b) < 0.09 for a, b in taken):
            continue
        taken.append(place)
        inward = place[0] > 0.6
        axes.annotate(
            wrapped(label(name), 20, 1),
            (x, y),
            xytext=(-6 if inward else 6, 4),
            textcoords="offset points",
            ha="right" if inward else "left",
            fontsize=8.5,
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.8},
        )


KINDS: Mapping[str, Callable[[Axes, Chart], None]] = {
    "waterfall": _steps,
    "bridge": _steps,
    "bars": _bars,
    "line": _line,
    "pareto": _pareto,
    "whale": _whale,
    "ageing": _ageing,
    "grid": _grid,
    "scatter": _scatter,
}
