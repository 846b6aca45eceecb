"""An Answer as plain text: the fallback of every surface, and the `text` of the JSON form."""

from __future__ import annotations

from bot.tools.answer import Answer, Table
from bot.tools.money import is_currency, show_value

ILLUSTRATIVE = "Rests in part on illustrative sample records, not on real data."
TEXT_ROWS = 12
"""Table rows in plain text; the rest is counted."""


def plain_text(answer: Answer) -> str:
    """Headline first, then lines, a short table, quotes, what is unknown; further parts after a blank line."""
    blocks = [answer.headline, *answer.lines]
    if answer.table is not None:
        blocks.append(table_text(answer.table))
    for section in answer.sections:
        blocks.append("\n".join((section.title, *(f"  {line}" for line in section.lines))))
        if section.table is not None:
            blocks.append(table_text(section.table))
    blocks.extend(f"“{one.quote}” — {source_name(one.source, one.heading)}" for one in answer.citations)
    blocks.extend(closing_lines(answer))
    blocks.extend(f"[{one.label}]" for one in answer.choices)
    text = "\n".join(block for block in blocks if block)
    return "\n\n".join([text, *(plain_text(part) for part in answer.parts)])


def closing_lines(answer: Answer) -> list[str]:
    """What is unknown, warned of, hypothetical or made up, a line each."""
    lines = [*answer.unknown, *answer.warnings]
    if answer.illustrative:
        lines.append(ILLUSTRATIVE)
    return lines


def source_name(source: str, heading: str) -> str:
    return f"{source}, {heading}" if heading and heading != source else source


def table_text(table: Table) -> str:
    """The table as aligned lines, at most TEXT_ROWS of them."""
    heads = [column.label + (f" {column.unit}" if is_currency(column.unit) else "") for column in table.columns]
    body = [
        [show_value(cell, column.unit) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows[:TEXT_ROWS]
    ]
    widths = [max(len(line[index]) for line in [heads, *body]) for index in range(len(heads))]
    lines = [_line(line, widths, table) for line in [heads, *body]]
    if len(table.rows) > TEXT_ROWS:
        lines.append(f"… and {len(table.rows) - TEXT_ROWS} more")
    return "\n".join(([table.title] if table.title else []) + lines)


def _line(cells: list[str], widths: list[int], table: Table) -> str:
    parts = [
        cell.rjust(width) if column.unit else cell.ljust(width)
        for cell, width, column in zip(cells, widths, table.columns, strict=True)
    ]
    return "  ".join(parts).rstrip()
