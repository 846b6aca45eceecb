"""The Home tab as blocks: what is most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.replies import pieces
from bot.replies.blockkit import VIEW_BLOCKS, view_faults
from bot.replies.pieces import Block, Link
from bot.replies.safe import escape
from bot.replies.slack import Message
from bot.replies.text import closing_lines
from bot.tools.answer import Answer, Table
from bot.tools.reminder_kinds import KINDS

LINES_SHOWN, ROWS_SHOWN = 5, 8
FORM_BUTTONS = (
    ("log", "Log a review"),
    ("action", "Add an action"),
    ("value", "Record value"),
    ("bant", "Qualify a deal"),
    ("plan", "Plan objective"),
    ("issue", "Raise a problem"),
    ("ask", "Ask"),
)

QUESTIONS = (
    "which of my accounts earn the least?",
    "where am I putting effort that orders don't repay?",
    "which accounts may leave?",
    "the sponsor left, what now?",
    "what can I ask?",
)
ASK = "Anything about your accounts, in your own words: in our messages, with /kam, or by naming me in a channel."


@dataclass(frozen=True, slots=True)
class Part:
    """One answer on the tab, under a heading, with the question that shows all of it."""

    heading: str
    answer: Answer
    question: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's own choices; '' = the company's."""

    digest: bool
    start: str
    end: str
    zone: str
    off: frozenset[str] = frozenset()  # kinds of reminders switched off
    required: frozenset[str] = frozenset()  # kinds that cannot be
    of_team: frozenset[str] | None = None  # kinds that the person requires of the team; None = leads nobody


def home(name: str, parts: Sequence[Part], settings: Settings, allowed_links: tuple[str, ...] = ()) -> dict[str, Any]:
    """The tab of a person."""
    say = Link(allowed_links)
    blocks: list[Block] = [{"type": "header", "text": pieces.plain(say.short(f"Hello {name.split()[0]}", 150))}]
    blocks += pieces.actions([pieces.button(say, f"form:{word}", label) for word, label in FORM_BUTTONS])
    for number, part in enumerate(parts):
        blocks += [{"type": "divider"}, *_part(say, number, part)]
    blocks += [{"type": "divider"}, *_questions(say)]
    blocks += [{"type": "divider"}, *_settings(say, settings)]
    return _checked(blocks[:VIEW_BLOCKS])


def closed(sentence: str) -> dict[str, Any]:
    """The tab of somebody who gets no figures: why, and what to do."""
    return _checked([pieces.title(Link(), "Key account assistant"), *pieces.paragraphs(Link(), [sentence])])


def welcome(sentence: str, questions: Sequence[str]) -> Message:
    """The first message to a person."""
    say = Link()
    buttons = [pieces.ask_button(say, number, one) for number, one in enumerate(questions)]
    return Message(escape(say.clean(sentence)), (*pieces.paragraphs(say, [sentence]), *pieces.actions(buttons)))


def _part(say: Link, number: int, part: Part) -> list[Block]:
    answer = part.answer
    blocks = [pieces.title(say, part.heading), *pieces.paragraphs(say, [answer.headline])]
    blocks += pieces.bullets(say, "", list(answer.lines[:LINES_SHOWN]))
    if answer.table is not None and answer.table.rows and len(answer.lines) < LINES_SHOWN:
        first = answer.table.columns[:4]
        rows = tuple(row[: len(first)] for row in answer.table.rows[:ROWS_SHOWN])
        lined = pieces.lined_table(say, Table(first, rows))
        blocks += [lined] if lined is not None else []
    blocks += pieces.context(say, closing_lines(answer)[:2])
    return blocks + pieces.actions([pieces.ask_button(say, number, part.question, "Show all")])


def _questions(say: Link) -> list[Block]:
    buttons = [pieces.ask_button(say, number, one) for number, one in enumerate(QUESTIONS, 10)]
    return [pieces.title(say, "What you can ask"), *pieces.paragraphs(say, [ASK]), *pieces.actions(buttons)]


def _settings(say: Link, settings: Settings) -> list[Block]:
    hours = ["", *(f"{hour:02d}:{minute:02d}" for hour in range(6, 21) for minute in (0, 30))]
    digest = [("on", "Weekday digest: on"), ("off", "Weekday digest: off")]
    start = [(one or "-", f"From {one}" if one else "From: company hours") for one in hours]
    end = [(one or "-", f"Until {one}" if one else "Until: company hours") for one in hours]
    elements = [
        _select("setting:digest", digest, "on" if settings.digest else "off"),
        _select("setting:start", start, settings.start or "-"),
        _select("setting:end", end, settings.end or "-"),
    ]
    zone = f"Your time zone: {settings.zone}." if settings.zone else "Your time zone: the company's."
    return [
        pieces.title(say, "When I may write to you"),
        *pieces.actions(elements),
        *_kinds(say, settings),
        *pieces.context(say, [f"{zone} Nothing leaves outside these hours. Answers to your questions come at once."]),
    ]


def _kinds(say: Link, settings: Settings) -> list[Block]:
    """What the digest may hold, and for those who lead, what it always holds for their team."""
    free = [kind for kind in KINDS if kind not in settings.required]
    wanted = [kind for kind in free if kind not in settings.off]
    blocks = [_several("setting:kinds", "Remind me of", free, wanted)] if free else []
    if settings.required:
        always = ", ".join(KINDS[kind] for kind in KINDS if kind in settings.required)
        blocks += pieces.context(say, [f"Always sent, your company requires it: {always}."])
    if settings.of_team is not None:
        blocks.append(_several("setting:required", "My team cannot switch off", list(KINDS), sorted(settings.of_team)))
    return blocks


def _several(action: str, label: str, kinds: Sequence[str], chosen: Sequence[str]) -> Block:
    options = {kind: {"text": pieces.plain(KINDS[kind]), "value": kind} for kind in kinds}
    first = [options[kind] for kind in chosen if kind in options]
    menu = {
        "type": "multi_static_select",
        "action_id": action,
        "options": list(options.values()),
        "placeholder": pieces.plain("Nothing"),
        **({"initial_options": first} if first else {}),
    }
    return {"type": "section", "text": pieces.plain(label), "accessory": menu}


def _select(action: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    made = [{"text": pieces.plain(label), "value": value} for value, label in options]
    first = next((one for one in made if one["value"] == chosen), made[0])
    return {"type": "static_select", "action_id": action, "options": made, "initial_option": first}


def _checked(blocks: Sequence[Block]) -> dict[str, Any]:
    made = {"type": "home", "blocks": list(blocks)}
    found = view_faults(made)
    assert not found, f"home: {found}"
    return made
