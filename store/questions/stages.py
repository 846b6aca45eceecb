"""Stages as KAMs noted them."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Account, StageNote
from store.visibility import Accounts


def last_note(session: Session, chosen: Accounts) -> StageNote | None:
    """The newest note on the chosen account."""
    statement = (
        select(StageNote)
        .join(Account, col(Account.id) == col(StageNote.account_id))
        .where(chosen.where())
        .order_by(col(StageNote.date).desc())
        .limit(1)
    )
    return session.scalars(statement).first()
