"""Objectives of account plans."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Account, PlanObjective
from store.visibility import Accounts


def objectives(session: Session, chosen: Accounts) -> Sequence[PlanObjective]:
    """Every objective of chosen accounts, oldest first."""
    statement = (
        select(PlanObjective)
        .join(Account, col(Account.id) == col(PlanObjective.account_id))
        .where(chosen.where())
        .order_by(col(PlanObjective.account_id), col(PlanObjective.created), col(PlanObjective.id))
    )
    return session.scalars(statement).all()
