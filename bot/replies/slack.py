"""An Answer as Slack messages: blocks as plain dicts within Slack's limits, the same in plain text, and files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.replies import blockkit, pieces
from bot.replies.blockkit import FALLBACK_TEXT, TOTAL_TEXT, faults, text_size
from bot.replies.files import attachment, table_xlsx
from bot.replies.native_chart import native_chart
from bot.replies.pieces import Block, Link
from bot.replies.safe import escape, shortened
from bot.replies.text import closing_lines, plain_text, source_name
from bot.tools.answer import Answer, Attachment, Chart, Figure, Section, Table
from bot.tools.money import show_figure

TABLE_ROWS_SHOWN = 25
"""More rows than this are shortened in the message and go whole into a file: a phone shows about ten."""
FIELDS_SHOWN = 6
FOLLOW_UPS = 3
CHOICES = 10
MANY_SECTIONS = 4
HELP_MORE = (
    "More on one subject: “help with reviews”. Forms: /kam log, action, value, bant, plan or issue. In a channel: "
    "/kam portfolio here."
)
DONE = "Done:"
"""How the headline of what was written begins; the figures beside it are for programs."""
RESERVED_BLOCKS, RESERVED_TEXT = 8, 2000
"""Kept free for what closes a message: choices, follow-ups, feedback, what is unknown."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that follows a message. `make` draws it when it is sent: a chart takes longer than the answer."""

    name: str
    title: str
    make: Callable[[], bytes]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: blocks, the same in plain text (escaped), and files for its thread."""

    text: str
    blocks: tuple[Block, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How answers are drawn for one reader. `owner` is the Slack user who may press the choices.

    `share` names a channel (id, name) to which the headline may be taken; `extra` are buttons of one's own.
    """

    owner: str = ""
    answer_id: str = ""
    native_charts: bool = True
    buttons: bool = True
    share: tuple[str, str] | None = None
    allowed_links: tuple[str, ...] = ()
    extra: tuple[Block, ...] = ()


def render(answer: Answer, look: Look) -> tuple[Message, ...]:
    """The messages of an answer, its further parts after it. Every one of them is within Slack's limits."""
    parts = tuple(_on_one_screen(one) for one in (answer, *answer.parts))
    return tuple(_message(one, look, last=number == len(parts) - 1) for number, one in enumerate(parts))


def working(answer: Answer, look: Look) -> Message:
    """The receipt of an answer: formula, convention, inputs with source and date, steps."""
    receipt = answer.receipt
    if receipt is None:
        return Message("This answer has no calculation behind it.")
    say = Link(look.allowed_links)
    inputs = [
        f"{name.replace('_', ' ')}: {one.value}" + "".join(f" · {more}" for more in (one.source, one.as_of) if more)
        for name, one in receipt.inputs
    ]
    dated = f"As of {receipt.as_of.isoformat()}" if receipt.as_of else ""
    known = " · ".join(
        part for part in (dated, receipt.data, f"receipt {receipt.id[:12]}" if receipt.id else "") if part
    )
    blocks = [
        pieces.title(say, "The working"),
        *pieces.paragraphs(say, [receipt.formula, receipt.convention]),
        *pieces.bullets(say, "Inputs", inputs),
        *(pieces.bullets(say, "Steps", list(receipt.steps)) if receipt.steps else []),
        *pieces.context(say, [known]),
    ]
    kept, left = _fitted(blocks, [])
    lines = [receipt.formula, receipt.convention, *inputs, *receipt.steps, known]
    text = "\n".join(line for line in lines if line)
    files = (_whole_text("working.txt", text),) if left else ()
    return Message(_fallback(say, text), tuple(kept), files)


def _on_one_screen(answer: Answer) -> Answer:
    """The whole help fills a phone four times over: here two examples of each subject, and how to see more."""
    if answer.route != "help" or len(answer.sections) < MANY_SECTIONS:
        return answer
    lines = []
    for one in answer.sections:
        examples = [f"“{line.partition(': “')[2]}" for line in one.lines if ": “" in line]
        lines.append(f"{one.title}: {', '.join(examples[:2])}" if examples else one.title)
    return answer.with_(sections=(Section("", tuple(lines)),), unknown=(*answer.unknown, HELP_MORE))


def _message(answer: Answer, look: Look, last: bool) -> Message:
    say = Link(look.allowed_links)
    files: list[File] = []
    body: list[Block] = [pieces.title(say, answer.headline)]
    if answer.hypothetical:
        body += pieces.context(say, ["Hypothetical: nothing in the data is changed."])
    body += pieces.paragraphs(say, answer.lines)
    if answer.table is None and not answer.headline.startswith(DONE):
        body += pieces.fields(say, [_field(one) for one in answer.figures if one.label][:FIELDS_SHOWN])
    body += _chart(answer.chart, look, files)
    body += _table(say, answer.table, answer.route, files)
    for section in answer.sections:
        body += _section(say, section, files)
    for one in answer.citations:
        body += pieces.quote(say, one.quote, source_name(one.source, one.heading))
    files += [_attached(answer, one) for one in answer.attachments]
    tail = [*pieces.context(say, closing_lines(answer)), *_buttons(say, answer, look, last)]
    blocks, left = _fitted(body, tail)
    if left:
        files.append(_whole_text("answer.txt", plain_text(answer.with_(parts=()))))
    found = faults(blocks)
    assert not found, f"{answer.route}: {found}"
    return Message(_fallback(say, plain_text(answer.with_(parts=()))), tuple(blocks), tuple(files))


def _fitted(body: Sequence[Block], tail: Sequence[Block]) -> tuple[list[Block], bool]:
    """As much of the body as there is room for, then the tail; True where something was left out."""
    size = text_size(list(tail))
    room_text = TOTAL_TEXT - max(size, RESERVED_TEXT)
    room_blocks = blockkit.MESSAGE_BLOCKS - max(len(tail), RESERVED_BLOCKS)
    kept: list[Block] = []
    for block in body:
        room_text -= text_size(block)
        if room_text < 0 or len(kept) >= room_blocks:
            return [*kept, *pieces.context(Link(), ["The whole answer is in the file below."]), *tail], True
        kept.append(block)
    return [*kept, *tail], False


def _field(figure: Figure) -> tuple[str, str]:
    shown = figure.note if figure.value is None and figure.note else show_figure(figure.value, figure.unit)
    return figure.label, _singular(shown) if figure.value == 1 else shown


def _singular(shown: str) -> str:
    """'1 entries' as '1 entry', '1 boxes' as '1 box', '1 actions' as '1 action'."""
    for ending, one in (("ies", "y"), ("xes", "x"), ("sses", "ss"), ("s", "")):
        if shown.endswith(ending) and shown[-len(ending) - 1 :][:1].islower():
            return shown.removesuffix(ending) + one
    return shown


def _chart(chart: Chart | None, look: Look, files: list[File]) -> list[Block]:
    """The block of Slack's own where it can draw this chart, else a picture that follows."""
    if chart is None or not chart.categories:
        return []
    block = native_chart(chart, Link(look.allowed_links)) if look.native_charts else None
    if block is not None:
        return [block]
    files.append(File("chart.png", chart.title, lambda: _drawn(chart), alt=_described(chart)))
    return []


def _drawn(chart: Chart) -> bytes:
    from bot.replies.charts import png

    return png(chart)


def _described(chart: Chart) -> str:
    """The chart in words, for those who hear it."""
    first = chart.series[0] if chart.series else None
    points = (
        [
            f"{name} {show_figure(value, chart.unit)}"
            for name, value in zip(chart.categories, first.values, strict=False)
        ]
        if first
        else []
    )
    return shortened(f"{chart.kind} chart, {chart.title}: {'; '.join(points[:20])}", 1000)


def _table(say: Link, table: Table | None, name: str, files: list[File]) -> list[Block]:
    if table is None or not table.rows:
        return []
    shown = table.rows if len(table.rows) <= TABLE_ROWS_SHOWN else table.rows[:TABLE_ROWS_SHOWN]
    block = pieces.table(say, table, shown)
    fits = block is not None and not faults([block])
    while block is not None and not fits and len(shown) > 1:
        shown = shown[: len(shown) // 2]
        block = pieces.table(say, table, shown)
        fits = block is not None and not faults([block])
    blocks: list[Block] = [block] if block is not None and fits else []
    if len(shown) < len(table.rows) or not blocks:
        files.append(File(f"{name}.xlsx", table.title or "The whole table", lambda: table_xlsx(table)))
        blocks += pieces.context(
            say, [f"{len(shown) if blocks else 0} of {len(table.rows)} rows; all are in the file below."]
        )
    return ([*pieces.paragraphs(say, [table.title])] if table.title else []) + blocks


def _section(say: Link, section: Section, files: list[File]) -> list[Block]:
    blocks = pieces.bullets(say, section.title, section.lines)
    if section.table is None or not section.table.rows:
        return blocks
    lined = pieces.lined_table(say, section.table)
    if lined is not None:
        return [*blocks, lined]
    if len(section.table.rows) <= pieces.LINED_ROWS:
        return [*blocks, *pieces.rows_in_words(say, section.table)]
    kept = section.table
    name = "".join(one if one.isalnum() else "-" for one in section.title.casefold())[:40] or "table"
    files.append(File(f"{name}.xlsx", section.title, lambda: table_xlsx(kept)))
    return [*blocks, *pieces.context(say, [f"{len(kept.rows)} rows: in the file below."])]


def _buttons(say: Link, answer: Answer, look: Look, last: bool) -> list[Block]:
    if not look.buttons:
        return []
    blocks: list[Block] = list(look.extra) if last else []
    choices = [
        pieces.button(say, f"choose:{number}", one.label, _value(q=one.question or one.label, u=look.owner))
        for number, one in enumerate(answer.choices[:CHOICES])
    ]
    receipt = answer.receipt.id if answer.receipt is not None else ""
    row = [pieces.button(say, "working", "Show working", receipt)] if receipt else []
    row += [pieces.ask_button(say, number, one) for number, one in enumerate(answer.follow_ups[:FOLLOW_UPS])]
    if look.share and receipt and last:
        row.append(_share(say, look.share, receipt))
    blocks += pieces.actions(choices) + pieces.actions(row)
    identity = receipt or look.answer_id
    if last and identity and answer.route not in ("clarify", "refused"):
        blocks.append(pieces.feedback(identity))
    return blocks


def _share(say: Link, share: tuple[str, str], receipt: str) -> Block:
    channel, name = share
    warning = f"Everybody in #{name} will read the headline, also people who may not see this account otherwise."
    button = pieces.button(say, "share", f"Share headline in #{name}", _value(c=channel, r=receipt))
    return button | {"confirm": pieces.confirm("Share the headline?", warning, "Share it")}


def _value(**parts: str) -> str:
    return json.dumps({name: part[:1800] for name, part in parts.items() if part}, ensure_ascii=False)


def _fallback(say: Link, text: str) -> str:
    """Plain text for notifications and for clients that draw no blocks."""
    whole = escape(say.clean(text))
    if len(whole) <= FALLBACK_TEXT:
        return whole
    kept = whole[: FALLBACK_TEXT - 1]
    return kept.rsplit("\n", 1)[0] + "\n…" if "\n" in kept else kept + "…"


def _attached(answer: Answer, one: Attachment) -> File:
    return File(one.name, one.name, lambda: attachment(answer, one))


def _whole_text(name: str, text: str) -> File:
    return File(name, "The whole answer", lambda: text.encode())
