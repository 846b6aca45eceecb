"""What came in from Slack and is not yet answered; each key is taken once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection, CursorResult
from sqlmodel import Session, col

from store.engine import Database, open_database
from store.tables import InboundEvent

WORKING, DONE, FAILED, STALE, TWIN = "working", "done", "failed", "stale", "twin"


def open_inbox(database: Database) -> Database:
    """The database of the inbox: a file of its own beside a SQLite database, so that an import, which holds the
    writer for seconds, never delays an acknowledgement; the same database on PostgreSQL."""
    path = database.path
    if path is None:
        return database
    own = open_database(f"sqlite:///{path.with_name('inbox.sqlite')}")
    InboundEvent.metadata.create_all(own.writers, tables=[InboundEvent.metadata.tables["inbound_event"]])
    return own


_TABLE = InboundEvent.metadata.tables["inbound_event"]
_INSERT = insert(_TABLE)
_FINISH = (
    update(_TABLE)
    .where(_TABLE.c.key == bindparam("of"), _TABLE.c.owner == bindparam("by"))
    .values(status=bindparam("now"), payload="", reference=bindparam("note"))
)


def add(
    connection: Connection | Session,
    keys: Sequence[str],
    payload: str,
    now: dt.datetime,
    owner: str,
    lease: dt.datetime,
    status: str = WORKING,
) -> None:
    """Put an event in under its keys, owned by who received it. Raises IntegrityError where a key is there already."""
    first, *others = keys
    row = {"received_at": now, "payload": "", "status": TWIN, "owner": "", "attempts": 0, "reference": ""}
    mine = row | {"key": first, "payload": payload, "status": status, "owner": owner, "attempts": 1}
    rows = [mine | {"lease_until": lease}, *(row | {"key": key, "lease_until": None} for key in others)]
    connection.execute(_INSERT, rows)


def renew(session: Session, owner: str, lease: dt.datetime) -> None:
    """Keep everything that this owner works on."""
    session.execute(
        update(InboundEvent)
        .where(col(InboundEvent.owner) == owner, col(InboundEvent.status) == WORKING)
        .values(lease_until=lease)
    )


def left_over(session: Session, now: dt.datetime, owner: str, alone: bool, limit: int = 200) -> Sequence[InboundEvent]:
    """Events that nobody works on any more, oldest first: their lease is over, or, with `alone`, another process had
    them, for then there is no other."""
    abandoned = col(InboundEvent.lease_until) < now
    if alone:
        abandoned = or_(abandoned, col(InboundEvent.owner) != owner)
    statement = (
        select(InboundEvent)
        .where(col(InboundEvent.status) == WORKING, abandoned)
        .order_by(col(InboundEvent.received_at), col(InboundEvent.key))
        .limit(limit)
    )
    return session.scalars(statement).all()


def take_over(session: Session, event: InboundEvent, owner: str, lease: dt.datetime) -> bool:
    """Make an event one's own; False where somebody else was quicker."""
    done = session.execute(
        update(InboundEvent)
        .where(
            col(InboundEvent.key) == event.key,
            col(InboundEvent.status) == WORKING,
            col(InboundEvent.owner) == event.owner,
            col(InboundEvent.attempts) == event.attempts,
        )
        .values(owner=owner, lease_until=lease, attempts=event.attempts + 1)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1


def is_mine(session: Session, key: str, owner: str) -> bool:
    """Whether this owner still has the event: a process that was paused may have lost it."""
    statement = select(func.count()).where(
        col(InboundEvent.key) == key, col(InboundEvent.owner) == owner, col(InboundEvent.status) == WORKING
    )
    return bool(session.scalar(statement))


def amend(connection: Connection, key: str, owner: str, payload: str) -> None:
    """Another payload for an event that this owner works on."""
    mine = (_TABLE.c.key == key, _TABLE.c.owner == owner, _TABLE.c.status == WORKING)
    connection.execute(update(_TABLE).where(*mine).values(payload=payload))


Finished = tuple[str, str, str]
"""Key, status (answered, failed or too old), reference of the failure."""


def finish(connection: Connection | Session, owner: str, finished: Sequence[Finished]) -> None:
    """These need nothing more. The payloads go: they carry what people asked."""
    connection.execute(
        _FINISH, [{"of": key, "by": owner, "now": status, "note": note} for key, status, note in finished]
    )


def release(session: Session, owner: str, now: dt.datetime) -> None:
    """Give back what this owner did not finish, for others or for after the restart."""
    session.execute(
        update(InboundEvent)
        .where(col(InboundEvent.owner) == owner, col(InboundEvent.status) == WORKING)
        .values(lease_until=now)
    )


def forget_before(session: Session, moment: dt.datetime) -> None:
    """Drop keys that no retry will come for any more."""
    session.execute(
        delete(InboundEvent).where(col(InboundEvent.received_at) < moment, col(InboundEvent.status) != WORKING)
    )


def open_count(session: Session) -> int:
    """How many events wait or are worked on."""
    return session.scalar(select(func.count()).where(col(InboundEvent.status) == WORKING)) or 0
