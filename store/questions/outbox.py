"""What is to leave, is leaving and has left: one row per job, day and recipient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Result
from sqlmodel import Session, col

from store.tables import Leave, Nudge, Outbox, Person

PENDING, SENDING, SENT = "pending", "sending", "sent"
DEAD, LATE, WITHDRAWN = "dead", "skipped_late", "withdrawn"
OPEN = (PENDING, SENDING)
TOLD = "told:"
"""The subjects of nudges that only remember that something was told."""


@dataclass(frozen=True, slots=True)
class Due:
    """One message to be made: `id` is the same however often it is planned."""

    id: str
    schedule: str
    due_at: dt.datetime
    recipient: str
    kind: str
    payload: str


def plan(session: Session, rows: Collection[Due]) -> Sequence[str]:
    """Insert what is not there yet; the ids of the new ones. Doing it twice, or on three replicas, changes nothing."""
    known = _known(session, [one.id for one in rows])
    rows = [one for one in rows if one.id not in known]
    if not rows:
        return ()
    values = [
        {
            "id": one.id, "schedule": one.schedule, "due_at": one.due_at, "recipient": one.recipient, "kind": one.kind,
            "payload": one.payload, "status": PENDING, "attempts": 0, "owner": "", "channel": "", "message_ts": "",
            "last_error": "",
        }
        for one in rows
    ]  # fmt: skip
    session.execute(_insert(session).on_conflict_do_nothing(), values)
    return [one.id for one in rows]


def _insert(session: Session, table: Any = Outbox) -> Any:
    """An INSERT of this database's own kind, for only that knows ON CONFLICT."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def _known(session: Session, ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that are there."""
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        found.update(session.scalars(select(col(Outbox.id)).where(col(Outbox.id).in_(ids[at : at + 500]))))
    return frozenset(found)


def ready(session: Session, now: dt.datetime, limit: int = 50) -> Sequence[str]:
    """The ids of what may be tried now, the longest due first: pending, or left by a worker whose lease is over."""
    statement = select(col(Outbox.id)).where(_free(now)).order_by(col(Outbox.due_at), col(Outbox.id)).limit(limit)
    return session.scalars(statement).all()


def _free(now: dt.datetime) -> Any:
    waited = or_(col(Outbox.next_attempt_at).is_(None), col(Outbox.next_attempt_at) <= now)
    left = and_(col(Outbox.status) == SENDING, or_(col(Outbox.lease_until).is_(None), col(Outbox.lease_until) < now))
    return or_(and_(col(Outbox.status) == PENDING, waited), left)


def claim(
    session: Session, owner: str, now: dt.datetime, lease: dt.datetime, most: int, among: Collection[str] | None = None
) -> Sequence[Outbox]:
    """Make up to so many rows one's own until the lease is over, the longest due first; `among` = only of these ids.

    What another worker is claiming at the same moment is passed over, not waited for.
    """
    chosen = _free(now) if among is None else and_(col(Outbox.id).in_(among), _free(now))
    order = (col(Outbox.due_at), col(Outbox.id))
    free = select(col(Outbox.id)).where(chosen).order_by(*order).limit(most).with_for_update(skip_locked=True)
    ids = session.scalars(free).all()
    if not ids:
        return ()
    session.execute(
        update(Outbox)
        .where(col(Outbox.id).in_(ids))
        .values(status=SENDING, owner=owner, lease_until=lease)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(select(Outbox).where(col(Outbox.id).in_(ids)).order_by(*order)).all()


def give_back(session: Session, identities: Collection[str], owner: str) -> None:
    """Let go of rows that were claimed and not begun: they may be claimed again at once."""
    session.execute(
        update(Outbox)
        .where(col(Outbox.id).in_(identities), col(Outbox.owner) == owner, col(Outbox.status) == SENDING)
        .values(status=PENDING, lease_until=None)
        .execution_options(synchronize_session=False)
    )


def settle(session: Session, identity: str, owner: str, status: str, **values: Any) -> bool:
    """End a row, or put it back; False where it is no longer this owner's."""
    done = session.execute(
        update(Outbox)
        .where(col(Outbox.id) == identity, col(Outbox.owner) == owner, col(Outbox.status) == SENDING)
        .values(status=status, lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return _changed(done)


def note_try(session: Session, identity: str, owner: str, channel: str, now: dt.datetime) -> bool:
    """Count a try, and keep where the message will be, before it is sent there; False where the row is no longer this
    owner's. Whoever finds a row with a try looks in Slack before sending it again."""
    done = session.execute(
        update(Outbox)
        .where(col(Outbox.id) == identity, col(Outbox.owner) == owner, col(Outbox.status) == SENDING)
        .values(
            channel=channel,
            attempts=col(Outbox.attempts) + 1,
            first_attempt_at=func.coalesce(col(Outbox.first_attempt_at), now),
        )
        .execution_options(synchronize_session=False)
    )
    return _changed(done)


def _changed(done: Result[Any]) -> bool:
    return isinstance(done, CursorResult) and done.rowcount == 1


def row(session: Session, identity: str) -> Outbox | None:
    return session.get(Outbox, identity)


def counts(session: Session) -> Mapping[str, int]:
    """How many rows there are of each status."""
    statement = select(col(Outbox.status), func.count()).group_by(col(Outbox.status))
    return {row[0]: row[1] for row in session.execute(statement)}


def oldest_open(session: Session) -> dt.datetime | None:
    """When the longest waiting open message was due."""
    return session.scalar(select(func.min(Outbox.due_at)).where(col(Outbox.status).in_(OPEN)))


def failures(session: Session, since: dt.datetime) -> Sequence[Outbox]:
    """What was given up or came too late since a moment, by the time it was due."""
    statement = (
        select(Outbox)
        .where(col(Outbox.status).in_((DEAD, LATE)), col(Outbox.due_at) >= since)
        .order_by(col(Outbox.due_at), col(Outbox.id))
    )
    return session.scalars(statement).all()


def nudges(session: Session, person: str) -> Sequence[Nudge]:
    """What a person did with reminders, and what they were told."""
    return session.scalars(select(Nudge).where(col(Nudge.person_id) == person)).all()


def remember_told(session: Session, person: str, keys: Collection[str], now: dt.datetime) -> None:
    """Note that a person was told these; telling them again later refreshes the date."""
    values = [{"person_id": person, "subject": key, "verdict": "told", "at": now} for key in sorted(set(keys))]
    if values:
        made = _insert(session, Nudge)
        again = {"verdict": made.excluded.verdict, "at": made.excluded.at}
        session.execute(made.on_conflict_do_update(index_elements=["person_id", "subject"], set_=again), values)


def settle_nudge(
    session: Session, person: str, subject: str, verdict: str, until: dt.date | None, at: dt.datetime
) -> None:
    """Keep what a person did with a reminder: snoozed until a day, done, or not theirs."""
    session.merge(Nudge(person_id=person, subject=subject, snoozed_until=until, verdict=verdict, at=at))


def disowned(session: Session, people: Collection[str]) -> Sequence[Nudge]:
    """The accounts that these people said are not theirs."""
    statement = select(Nudge).where(
        col(Nudge.verdict) == "not_mine", col(Nudge.subject).startswith("account:"), col(Nudge.person_id).in_(people)
    )
    return session.scalars(statement.order_by(col(Nudge.at), col(Nudge.subject))).all()


def forget_told(session: Session, before: dt.datetime) -> None:
    """Drop what was told long ago."""
    session.execute(delete(Nudge).where(col(Nudge.verdict) == "told", col(Nudge.at) < before))


def on_leave(session: Session, day: dt.date) -> Mapping[str, Leave]:
    """Who is away on a day, by person."""
    statement = select(Leave).where(col(Leave.start) <= day, col(Leave.end) >= day)
    return {one.person_id: one for one in session.scalars(statement)}


def recipients(session: Session, roles: Collection[str], among: Collection[str] | None = None) -> Sequence[Person]:
    """The active people of these roles, by id; `among` = only these people."""
    statement = select(Person).where(col(Person.active), col(Person.role).in_(roles)).order_by(col(Person.id))
    if among is not None:
        statement = statement.where(col(Person.id).in_(among))
    return session.scalars(statement).all()


def working_hours(session: Session) -> Sequence[tuple[str, str, str]]:
    """(zone, start, end) as the active people have them, each once; '' = the company's."""
    parts = (col(Person.timezone), col(Person.work_start), col(Person.work_end))
    statement = select(*parts).where(col(Person.active)).distinct()
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]
