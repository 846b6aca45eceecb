"""What a thread spoke of, and the receipts of its answers; per thread and person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Receipt, ThreadTurn, Usage


def turns(session: Session, thread: str, person: str, limit: int = 10) -> Sequence[ThreadTurn]:
    """The person's last turns in the thread, newest first."""
    statement = (
        select(ThreadTurn)
        .where(col(ThreadTurn.thread) == thread, col(ThreadTurn.person_id) == person)
        .order_by(col(ThreadTurn.at).desc(), col(ThreadTurn.id).desc())
        .limit(limit)
    )
    return session.scalars(statement).all()


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


def spent_since(session: Session, person: str, moment: dt.datetime) -> Decimal:
    """What a person's questions have cost at the model since a moment, in the provider's currency."""
    costs = session.scalars(select(col(Usage.cost)).where(col(Usage.person_id) == person, col(Usage.at) >= moment))
    return sum((Decimal(cost) for cost in costs), Decimal(0))
