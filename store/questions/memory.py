"""What a thread spoke of, and the receipts of its answers; per thread and person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, select, text
from sqlalchemy.engine import Connection
from sqlmodel import Session, col

from store.tables import Receipt, ThreadTurn


def turns(session: Session, thread: str, person: str, limit: int = 10) -> Sequence[ThreadTurn]:
    """The person's last turns in the thread, newest first."""
    statement = (
        select(ThreadTurn)
        .where(col(ThreadTurn.thread) == thread, col(ThreadTurn.person_id) == person)
        .order_by(col(ThreadTurn.at).desc(), col(ThreadTurn.id).desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


_ANSWERED = (
    select(ThreadTurn, col(Receipt.answer))
    .outerjoin(Receipt, col(Receipt.id) == col(ThreadTurn.receipt_id))
    .where(col(ThreadTurn.thread) == bindparam("thread"), col(ThreadTurn.person_id) == bindparam("person"))
    .order_by(col(ThreadTurn.at).desc(), col(ThreadTurn.id).desc())
    .limit(10)
)


def turns_with_answers(session: Session, thread: str, person: str) -> Sequence[tuple[ThreadTurn, str | None]]:
    """The person's last ten turns in the thread, newest first, each with its frozen answer where it has a receipt."""
    return [(row[0], row[1]) for row in session.execute(_ANSWERED, {"thread": thread, "person": person})]


def receipt(session: Session, identity: str, person: str) -> Receipt | None:
    """A receipt by its id or the start of it, of this person only."""
    if not identity:
        return None
    statement = select(Receipt).where(
        col(Receipt.id).startswith(identity, autoescape=True), col(Receipt.person_id) == person
    )
    found = session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def forget_before(session: Session, moment: dt.datetime) -> int:
    """Delete turns older than a moment; how many went."""
    old = session.scalars(select(ThreadTurn).where(col(ThreadTurn.at) < moment)).all()
    for turn in old:
        session.delete(turn)
    return len(old)


def is_thread(session: Session, thread: str) -> bool:
    """Whether anybody was answered in this thread."""
    return (
        session.scalars(select(col(ThreadTurn.id)).where(col(ThreadTurn.thread) == thread).limit(1)).first() is not None
    )


CARRY_ON = dt.timedelta(minutes=30)
"""So long after an answer in a DM, a new message there may still refer to it."""

CARRIED = 2


def last_thread(session: Session, conversation: str, person: str, since: dt.datetime) -> str | None:
    """The thread of the person's newest turn in a conversation (threads that begin with its name)."""
    statement = (
        select(col(ThreadTurn.thread))
        .where(
            col(ThreadTurn.person_id) == person,
            col(ThreadTurn.at) >= since,
            col(ThreadTurn.thread).startswith(conversation, autoescape=True),
        )
        .order_by(col(ThreadTurn.at).desc(), col(ThreadTurn.id).desc())
        .limit(1)
    )
    return session.scalars(statement).first()


_TURNS = ThreadTurn.metadata.tables["thread_turn"]
_KEPT = ", ".join(name for name in _TURNS.c.keys() if name not in ("id", "thread", "pending"))  # noqa: SIM118 - columns
_COPY = text(
    f"INSERT INTO thread_turn (id, thread, pending, {_KEPT}) "
    f"SELECT :prefix || substr(id, 17), :new, CASE WHEN :moves = 1 THEN pending ELSE '' END, {_KEPT} FROM thread_turn "
    f"WHERE thread = :old AND person_id = :person ORDER BY at DESC, id DESC LIMIT {CARRIED}"
)
_MOVED = text("UPDATE thread_turn SET pending = '' WHERE thread = :old AND person_id = :person AND pending <> ''")


def carry_over(connection: Connection, old: str, new: str, person: str, with_pending: bool = True) -> None:
    """Let a new thread begin with the last turns of an old one. What waits for a yes moves, and is never doubled.

    An old turn's id is kept but for its beginning, so that turns of one moment keep their order.
    """
    which = {"old": old, "person": person}
    connection.execute(_COPY, which | {"new": new, "prefix": uuid.uuid4().hex[:16], "moves": int(with_pending)})
    if with_pending:
        connection.execute(_MOVED, which)
