"""An Answer drawn in the terminal: headline, lines, bars, table, quotes; with colour where the terminal has it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from bot.replies.text import TEXT_ROWS, closing_lines, source_name
from bot.services import Greeting
from bot.tools.answer import Answer, Chart, Table
from bot.tools.money import is_currency, show_value

BAR = 28
"""Width of the longest bar, in characters."""

BARS = ("waterfall", "bridge", "bars", "pareto", "whale", "ageing", "line")


@cache
def _console() -> Console:
    return Console(highlight=False, soft_wrap=False)


def greet(greeting: Greeting) -> None:
    """Who you are, what the data is, and questions worth asking."""
    console = _console()
    console.print(Text(f"Hello {greeting.name}.", style="bold"), Text(greeting.role))
    console.print(Text(greeting.data, style="dim"))
    console.print("\nWorth asking:")
    for question in greeting.questions:
        console.print(Text(f"  {question}", style="cyan"))
    console.print(Text("\n“what can I ask?” lists more; “bye” ends.", style="dim"))


def draw(answer: Answer) -> None:
    """Print one answer and its further parts."""
    for part in (answer, *answer.parts):
        _console().print(Padding(Group(*_blocks(part)), (1, 0, 0, 0)))


def _blocks(answer: Answer) -> list[RenderableType]:
    blocks: list[RenderableType] = [Text(answer.headline, style="bold")]
    if answer.hypothetical:
        blocks.append(Text("Hypothetical: nothing in the data is changed.", style="yellow"))
    blocks.extend(Text(line) for line in answer.lines)
    chart = answer.chart if answer.chart is not None and answer.chart.kind in BARS else None
    beside = chart is not None and answer.table is not None and _same_rows(chart, answer.table)
    if chart is not None and not beside:
        blocks.append(_bars(chart))
    if answer.table is not None:
        blocks.append(_table(answer.table, chart if beside else None))
    for section in answer.sections:
        blocks.append(Text(f"\n{section.title}", style="bold"))
        blocks.extend(Text(f"  {line}") for line in section.lines)
        if section.table is not None:
            blocks.append(_table(section.table))
    for one in answer.citations:
        blocks.append(Text(f"“{one.quote}”", style="italic"))
        blocks.append(Text(f"  — {source_name(one.source, one.heading)}", style="dim"))
    blocks.extend(Text(line, style="dim italic") for line in closing_lines(answer))
    blocks.extend(Text(f"  {number}. {one.label}", style="cyan") for number, one in enumerate(answer.choices, 1))
    if answer.follow_ups:
        blocks.append(Text("  ".join(f"[{one}]" for one in answer.follow_ups), style="cyan dim"))
    return blocks


def _same_rows(chart: Chart, table: Table) -> bool:
    """True where the table's first column names the chart's bars, so that they can stand in one row each."""
    return tuple(row[0] for row in table.rows) == chart.categories


def _table(table: Table, chart: Chart | None = None) -> RichTable:
    """The table's first rows; with a chart of the same rows, its bars as a last column."""
    drawn = RichTable(title=table.title or None, title_justify="left", title_style="dim", box=None, pad_edge=False)
    for column in table.columns:
        unit = f" {column.unit}" if is_currency(column.unit) else ""
        drawn.add_column(column.label + unit, justify="right" if column.unit else "left", header_style="dim")
    bars = _bar_texts(chart) if chart is not None else []
    if bars:
        drawn.add_column("")
    limit = len(table.rows) if bars else TEXT_ROWS
    for number, row in enumerate(table.rows[:limit]):
        cells = [Text(show_value(cell, column.unit)) for cell, column in zip(row, table.columns, strict=True)]
        drawn.add_row(*cells, *bars[number : number + 1])
    if len(table.rows) > limit:
        drawn.add_row(Text(f"… {len(table.rows) - limit} more", style="dim"))
    return drawn


def _bars(chart: Chart) -> RichTable:
    """One bar a category, with its value."""
    drawn = RichTable(box=None, pad_edge=False, show_header=False)
    for category, value, bar in zip(chart.categories, _values(chart), _bar_texts(chart), strict=True):
        drawn.add_row(Text(category), Text(show_value(value, chart.unit), justify="right"), bar)
    return drawn


def _bar_texts(chart: Chart) -> list[Text]:
    """The bars alone; negative ones in red. A waterfall's steps hang where they start."""
    values = _values(chart)
    starts = _starts(chart, values)
    ends = [start + (value or Decimal(0)) for start, value in zip(starts, values, strict=True)]
    low, high = min([*starts, *ends, Decimal(0)]), max([*starts, *ends, Decimal(0)])
    scale = (high - low) or Decimal(1)
    bars = []
    for value, start, end in zip(values, starts, ends, strict=True):
        left = int((min(start, end) - low) / scale * BAR)
        width = max(int(abs(end - start) / scale * BAR), 1 if value else 0)
        style = "red" if value is not None and value < 0 else "green"
        bars.append(Text(" " * left + "█" * width, style=style))
    return bars


def _values(chart: Chart) -> tuple[Decimal | None, ...]:
    """One value a category: the first series that has one (sales, then their forecast)."""
    return tuple(
        next((one for one in point if one is not None), None)
        for point in zip(*(one.values for one in chart.series), strict=True)
    )


def _starts(chart: Chart, values: Sequence[Decimal | None]) -> list[Decimal]:
    """Where each bar begins: at zero, or for waterfalls at the level before."""
    if chart.kind not in ("waterfall", "bridge"):
        return [Decimal(0)] * len(values)
    starts, level = [], Decimal(0)
    for category, value in zip(chart.categories, values, strict=True):
        if category in chart.totals:
            starts.append(Decimal(0))
            level = value or Decimal(0)
        else:
            starts.append(level)
            level += value or Decimal(0)
    return starts
