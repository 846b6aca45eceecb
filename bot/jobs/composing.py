"""From a planned message to its letter, with the recipient's rights and reminders as they are at that moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlmodel import Session

from bot.book import AskersBook, BookContext, Shared
from bot.config import Config
from bot.jobs.desk_of_one import Told
from bot.jobs.job import Composing, Job, Recipient
from bot.jobs.letter import Letter
from store.questions import outbox
from store.questions.preferences import required_of

SETTLED = ("done", "not_mine", "off")


def letter(
    session: Session, config: Config, job: Job, recipient: Recipient, day: dt.date, shared: Shared | None = None
) -> Letter | None:
    """What the job has to say to this recipient on this day; None for nothing, or where they are no longer here.

    `shared` is what was read a moment ago for several recipients of that day at once.
    """
    if not recipient.person.active:
        return None
    context = BookContext.open(session, recipient.person, day, config.finance)
    book = shared.book(context) if shared is not None else AskersBook(context)
    return job.compose(Composing(session, book, config, recipient, told(session, config, recipient)))


def read_together(session: Session, config: Config, people: Collection[str], day: dt.date) -> Shared | None:
    """What the messages of several key account managers are made from, read at once; None for fewer than two."""
    kams = outbox.recipients(session, ("kam",), people)
    return Shared(session, kams, day, config.finance) if len(kams) > 1 else None


def told(session: Session, config: Config, recipient: Recipient) -> Told:
    """What a recipient was told before, what they settled or put to sleep, and what they must hear of all the same."""
    rows = outbox.nudges(session, recipient.key)
    return Told(
        {one.subject: one.snoozed_until for one in rows if one.snoozed_until is not None},
        frozenset(one.subject for one in rows if one.verdict in SETTLED),
        frozenset(one.subject for one in rows if one.verdict == "told"),
        required_of(session, recipient.person.id) | set(config.nudges.required),
    )
