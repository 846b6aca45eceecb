"""What goes out to one recipient: a headline, its items with their buttons, and what must be remembered of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.replies import pieces
from bot.replies.pieces import Block, Link
from bot.replies.slack import Look, Message, render
from bot.tools.answer import Answer
from bot.tools.reminder_kinds import KINDS

SHOWN = 8
"""Items with buttons in one letter; the rest is counted. More than a phone's screens nobody works off."""


MAY_STOP = 3
"""Kinds that a letter offers to stop; the Home tab has all."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under an item. `tool` with its arguments is run as whoever presses it; `question` is asked as them;
    `verdict` settles the nudge about `subject` (snoozed, done, not_mine)."""

    label: str
    tool: str = ""
    args: tuple[tuple[str, str], ...] = ()
    question: str = ""
    verdict: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know. `rank` orders kinds (low first), `weight` within a kind (high first).

    `subject` is what it is about and what a snooze puts to sleep; `stage` changes when it becomes news again.
    `always` = the manager requires it: switching digests off does not switch this off.
    """

    kind: str
    subject: str
    text: str
    rank: int
    weight: int = 0
    stage: str = ""
    account: str = ""
    buttons: tuple[Button, ...] = ()
    illustrative: bool = False
    always: bool = False

    @property
    def key(self) -> str:
        """What is remembered once the item was told; the same item in a later stage is news again."""
        return f"told:{self.subject}" + (f"#{self.stage}" if self.stage else "")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `keys` are remembered as told once it has arrived."""

    answer: Answer
    items: tuple[Item, ...] = ()
    keys: tuple[str, ...] = field(default_factory=tuple)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts whose figures or names are in it."""
        own = [one.account for one in self.items if one.account]
        return tuple(dict.fromkeys((*self.answer.accounts, *own)))


def drawn(letter: Letter, links: tuple[str, ...] = ()) -> Message:
    """The letter as a Slack message: items one below the other, each with its buttons."""
    if not letter.items:
        return render(letter.answer, Look(allowed_links=links))[0]
    say = Link(links)
    blocks: list[Block] = [pieces.title(say, letter.answer.headline)]
    number = 0
    for one in letter.items[:SHOWN]:
        blocks += pieces.paragraphs(say, [one.text])
        row = []
        for button in one.buttons:
            row.append(_button(say, number, button))
            number += 1
        blocks += pieces.actions(row)
    blocks += pieces.actions([_stop(say, number + place, one) for place, one in enumerate(_may_stop(letter))])
    blocks += pieces.context(say, [*letter.answer.lines[len(letter.items[:SHOWN]) :], *_closing(letter)])
    text = say.clean("\n".join((letter.answer.headline, *letter.answer.lines)))
    return Message(_escaped(text), tuple(blocks))


def _may_stop(letter: Letter) -> list[str]:
    """The kinds in the letter that the person may switch off, the least pressing first: those are switched off."""
    kinds = [one.kind for one in reversed(letter.items[:SHOWN]) if not one.always and one.kind in KINDS]
    return list(dict.fromkeys(kinds))[:MAY_STOP]


def _stop(say: Link, number: int, kind: str) -> Block:
    return pieces.nudge_button(say, number, f"Stop: {KINDS[kind]}", f"kind:{kind}", "off")


def _closing(letter: Letter) -> list[str]:
    return [*letter.answer.unknown, *(["Rests partly on illustrative sample records."] if _made_up(letter) else [])]


def _made_up(letter: Letter) -> bool:
    return letter.answer.illustrative


def _escaped(text: str) -> str:
    from bot.replies.safe import escape

    return escape(text)


def _button(say: Link, number: int, one: Button) -> Block:
    if one.tool:
        return pieces.do_button(say, number, one.label, one.tool, **dict(one.args))
    if one.question:
        return pieces.ask_button(say, number, one.question, one.label)
    return pieces.nudge_button(say, number, one.label, one.subject, one.verdict)
