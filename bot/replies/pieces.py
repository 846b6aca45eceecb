"""Small blocks of Block Kit, as plain dicts, in which no value can be read as markup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.replies.blockkit import BUTTON_TEXT, FIELD_TEXT, SECTION_TEXT, TABLE_COLUMNS
from bot.replies.safe import clean, shortened
from bot.tools.answer import Table, Value
from bot.tools.money import is_currency, show_value

Block = dict[str, Any]

LINED_ROWS, LINED_WIDTH = 15, 64
"""A further table is drawn as lines of text while it has at most so many rows and characters in a line."""


@dataclass(frozen=True, slots=True)
class Link:
    """What may be said: cleans every value, letting only these links through."""

    allowed: tuple[str, ...] = ()

    def clean(self, text: str) -> str:
        return clean(text, self.allowed)

    def short(self, text: str, most: int) -> str:
        return shortened(self.clean(text), most)


def title(say: Link, text: str) -> Block:
    """One bold sentence."""
    return _rich(_section(say, text, bold=True))


def paragraphs(say: Link, lines: Sequence[str]) -> list[Block]:
    """Lines one below the other, in one block; rich text takes every value literally."""
    kept = [line for line in lines if line.strip()]
    return [_rich(*(_section(say, line) for line in kept))] if kept else []


def bullets(say: Link, heading: str, lines: Sequence[str]) -> list[Block]:
    """A bold heading and a list."""
    items = [_section(say, line) for line in lines if line.strip()]
    if not items and not heading:
        return []
    listed = [{"type": "rich_text_list", "style": "bullet", "elements": items}] if items else []
    return [_rich(*([_section(say, heading, bold=True)] if heading else []), *listed)]


def quote(say: Link, text: str, source: str) -> list[Block]:
    """A quotation with its source below."""
    return [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_quote", "elements": [_leaf(say, text)]},
                {"type": "rich_text_section", "elements": [_leaf(say, f"— {source}", italic=True)]},
            ],
        }
    ]


def context(say: Link, lines: Sequence[str]) -> list[Block]:
    """Small grey lines, up to ten in a block."""
    elements = [plain(say.short(line, SECTION_TEXT)) for line in lines if line.strip()]
    return [{"type": "context", "elements": elements[at : at + 10]} for at in range(0, len(elements), 10)]


def fields(say: Link, pairs: Sequence[tuple[str, str]]) -> list[Block]:
    """Label and value in two columns."""
    if len(pairs) < 2:
        return []
    texts = [plain(say.short(f"{label}\n{value}", FIELD_TEXT)) for label, value in pairs]
    return [{"type": "section", "fields": texts[at : at + 10]} for at in range(0, len(texts), 10)]


def table(say: Link, drawn: Table, rows: Sequence[Sequence[Value]]) -> Block | None:
    """A table block of these rows under their heads; None with more columns than Slack takes."""
    if len(drawn.columns) > TABLE_COLUMNS:
        return None
    heads = [_cell(say, head) for head in _heads(drawn)]
    body = [
        [_cell(say, show_value(cell, column.unit)) for cell, column in zip(row, drawn.columns, strict=True)]
        for row in rows
    ]
    settings = [
        {"align": "right" if column.unit else "left", "is_wrapped": not column.unit} for column in drawn.columns
    ]
    return {"type": "table", "column_settings": settings, "rows": [heads, *body]}


def lined_table(say: Link, drawn: Table) -> Block | None:
    """A small table as aligned lines; None where it is too long or too wide for a phone."""
    lines = [_heads(drawn)]
    for row in drawn.rows:
        lines.append([show_value(cell, column.unit) for cell, column in zip(row, drawn.columns, strict=True)])
    widths = [max(len(line[index]) for line in lines) for index in range(len(drawn.columns))]
    if len(drawn.rows) > LINED_ROWS or sum(widths) + 2 * len(widths) > LINED_WIDTH:
        return None
    text = "\n".join(
        "  ".join(
            cell.rjust(width) if column.unit else cell.ljust(width)
            for cell, width, column in zip(line, widths, drawn.columns, strict=True)
        ).rstrip()
        for line in lines
    )
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": say.short(text, SECTION_TEXT)}]}
        ],
    }


def rows_in_words(say: Link, drawn: Table) -> list[Block]:
    """A list with a line for each row, for a small table that is too wide for a phone."""
    rows = [
        " · ".join(show_value(cell, column.unit) for cell, column in zip(row, drawn.columns, strict=True))
        for row in drawn.rows
    ]
    return bullets(say, " · ".join(_heads(drawn)), rows)


def button(say: Link, action: str, label: str, value: str = "", style: str = "") -> Block:
    """style: primary or danger."""
    made = {"type": "button", "action_id": action, "text": plain(say.short(label, BUTTON_TEXT)), "value": value}
    return made | ({"style": style} if style else {})


def ask_button(say: Link, number: int, question: str, label: str = "") -> Block:
    """A button that asks a question, as whoever presses it."""
    value = json.dumps({"q": question[:1800]}, ensure_ascii=False)
    return button(say, f"ask:{number}", label or question[:1].upper() + question[1:], value)


def do_button(say: Link, number: int, label: str, tool: str, style: str = "", **args: str) -> Block:
    """A button that runs a tool with these arguments, as whoever presses it."""
    value = json.dumps({"t": tool, "a": json.dumps(args, ensure_ascii=False)}, ensure_ascii=False)
    return button(say, f"do:{number}", label, value, style)


def nudge_button(say: Link, number: int, label: str, subject: str, verdict: str) -> Block:
    """A button that settles a reminder for whoever presses it: snoozed, done or not_mine."""
    return button(say, f"nudge:{number}", label, json.dumps({"s": subject, "v": verdict}))


def actions(elements: Sequence[Block]) -> list[Block]:
    return [{"type": "actions", "elements": list(elements)}] if elements else []


def feedback(identity: str) -> Block:
    """Two thumbs; the value names the answer."""

    def side(text: str, verdict: str) -> Block:
        return {"text": plain(text), "value": f"{verdict}:{identity}"}

    buttons: Block = {"type": "feedback_buttons", "action_id": "feedback"}
    buttons |= {"positive_button": side("Good answer", "up"), "negative_button": side("Bad answer", "down")}
    return {"type": "context_actions", "elements": [buttons]}


def confirm(heading: str, text: str, yes: str) -> Block:
    return {
        "title": plain(shortened(heading, 100)),
        "text": plain(shortened(text, 300)),
        "confirm": plain(yes),
        "deny": plain("Cancel"),
    }


def plain(text: str) -> Block:
    """A text that Slack shows as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _heads(drawn: Table) -> list[str]:
    return [column.label + (f" {column.unit}" if is_currency(column.unit) else "") for column in drawn.columns]


def _cell(say: Link, text: str) -> Block:
    return {"type": "raw_text", "text": say.short(text, 500)}


def _rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def _section(say: Link, text: str, bold: bool = False) -> Block:
    return {"type": "rich_text_section", "elements": [_leaf(say, text, bold=bold)]}


def _leaf(say: Link, text: str, bold: bool = False, italic: bool = False) -> Block:
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    leaf = {"type": "text", "text": say.short(text, SECTION_TEXT)}
    return leaf | ({"style": style} if style else {})
