"""Tells whoever operates the assistant which messages were given up or came too late since the last working day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from bot.config import Config
from bot.jobs.job import Among, Composing, Job, Recipient
from bot.jobs.letter import Letter
from bot.jobs.planning import works
from bot.tools.answer import Answer
from bot.tools.wording import counted
from store.questions.outbox import failures, recipients
from store.questions.people import person_by_id
from store.tables import Outbox

WORDS = {
    "not_linked": "has no full Slack account with the address in the people file",
    "channel_external": "the channel is shared with people outside",
    "channel_not_permitted": "somebody in the channel may not see these figures",
    "channel_not_found": "the channel is gone, or I am not in it",
    "too late": "could not be sent during working hours",
    "no answer from Slack": "Slack gave no answer ten times",
}
LOOK_BACK = dt.timedelta(days=4)
SHOWN = 20


def compose(given: Composing) -> Letter | None:
    """One line for each message not reported before; None where there is none."""
    since = dt.datetime.combine(given.book.today, dt.time(), dt.UTC) - LOOK_BACK
    rows = [one for one in failures(given.session, since) if f"told:delivery:{one.id}" not in given.told.keys]
    if not rows:
        return None
    lines = [_line(given.session, one) for one in rows[:SHOWN]]
    if len(rows) > SHOWN:
        reasons = Counter(one.last_error for one in rows)
        lines.append("In all: " + ", ".join(f"{number} × {why}" for why, number in reasons.most_common(3)))
    answer = Answer("delivery_report", f"{counted(len(rows), 'scheduled message')} did not go out.", tuple(lines))
    return Letter(answer, keys=tuple(f"told:delivery:{one.id}" for one in rows))


def _line(session: Session, row: Outbox) -> str:
    person = person_by_id(session, row.recipient.split(":")[-1])
    name = person.name if person else "somebody who is gone"
    where = f"channel {row.recipient.split(':')[1]}" if row.recipient.startswith("channel:") else name
    return f"{row.kind} of {row.due_at:%d %b} to {where}: {WORDS.get(row.last_error, row.last_error)}."


def to_whom(session: Session, config: Config, day: dt.date, among: Among = None) -> Sequence[Recipient]:
    return [Recipient(one) for one in recipients(session, ("admin",), among)]


JOB = Job("delivery_report", "messages that did not go out, to the admin", works, to_whom, compose)
