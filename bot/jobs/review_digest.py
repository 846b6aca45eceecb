"""One message a day to each key account manager: reviews, promises, tasks and risks, most important first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from bot.config import Config
from bot.jobs.desk_of_one import Situation
from bot.jobs.job import Among, Composing, Job, Recipient
from bot.jobs.letter import SHOWN, Item, Letter
from bot.jobs.planning import next_working_day, works
from bot.jobs.reminders import reminders
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.days import show_day
from bot.tools.wording import counted, listed
from store.questions.outbox import on_leave, recipients
from store.questions.people import person_by_id
from store.tables import Leave

ROLES = ("kam", "manager")
NUMBERS = "①②③④⑤⑥⑦⑧"


def compose(given: Composing) -> Letter | None:
    """The digest of one person, or None where nothing in it is news."""
    situation = Situation(
        given.book,
        _scope(given),
        given.told,
        _pack_by(given.config, given.book.today),
        given.config.reviews.default_cadence,
    )
    if not situation.accounts:
        return None
    items = reminders(situation)
    if not given.recipient.person.wants_digest:
        items = [one for one in items if one.always]
    if not any(one.key not in given.told.keys for one in items):
        return None
    return Letter(_answer(given, items), tuple(items), tuple(one.key for one in items))


def _scope(given: Composing) -> Scope | Sequence[str]:
    """The person's own accounts, and those of the people they stand in for. A KAM's 'mine' holds both; a manager's
    holds only those they own, for they see the whole team's."""
    if given.book.asker.role == "kam":
        return Scope("mine")
    whose = [given.book.asker.id, *(one.person_id for one in _away(given))]
    return [one.id for one in given.book.people.accounts(Scope("team")) if one.kam_id in whose]


def _away(given: Composing) -> list[Leave]:
    """The absences for which the person stands in."""
    return [
        one
        for one in on_leave(given.session, given.book.today).values()
        if one.stand_in_id == given.recipient.person.id
    ]


def _pack_by(config: Config, today: dt.date) -> dt.date:
    """Reviews up to this day have their pack in today's message: the next working day, or as many as are set."""
    day = today
    for _ in range(config.reviews.pack_days_before):
        day = next_working_day(config, day)
    return day


def _answer(given: Composing, items: Sequence[Item]) -> Answer:
    today, first = given.book.today, given.book.asker.name.split()[0]
    days = "this week" if today.weekday() == 0 else "today"
    shown = items[:SHOWN]
    lines = [f"{NUMBERS[number]} {one.text}" for number, one in enumerate(shown)]
    if len(items) > SHOWN:
        lines.append(f"And {counted(len(items) - SHOWN, 'more thing')}: ask me what is due.")
    stood_in = _stood_in(given)
    if stood_in:
        lines.append(stood_in)
    return Answer(
        "review_digest",
        f"{counted(len(items), 'thing')} {days}, {first}.",
        tuple(lines),
        illustrative=any(one.illustrative for one in items),
        accounts=tuple(dict.fromkeys(one.account for one in items if one.account)),
    )


def _stood_in(given: Composing) -> str:
    """For whom the person stands in, and until when."""
    away = [(person_by_id(given.session, one.person_id), one.end) for one in _away(given)]
    names = [f"{person.name} (until {show_day(end, given.book.today)})" for person, end in away if person]
    return f"You stand in for {listed(names)}." if names else ""


def to_whom(session: Session, config: Config, day: dt.date, among: Among = None) -> Sequence[Recipient]:
    """Everybody who may have accounts and is not away; who stands in for them gets theirs."""
    away = on_leave(session, day)
    return [Recipient(one) for one in recipients(session, ROLES, among) if one.id not in away]


JOB = Job(
    "review_digest", "one message a day to each KAM: what is due, late, promised or at risk", works, to_whom, compose
)
