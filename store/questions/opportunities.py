"""Opportunities and the evidence noted for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from store.tables import Account, Opportunity, OpportunityEvidence
from store.visibility import Accounts


def opportunities(
    session: Session, chosen: Accounts, identity: str | None = None, open_only: bool = False
) -> Sequence[Row[Any]]:
    """(Opportunity, account_name) of chosen accounts, or the one with this id, by account and name."""
    statement: Any = (
        select(Opportunity, col(Account.name).label("account_name"))
        .join(Account, col(Account.id) == col(Opportunity.account_id))
        .where(chosen.where())
        .order_by(col(Account.name), col(Opportunity.name), col(Opportunity.id))
    )
    if identity is not None:
        statement = statement.where(col(Opportunity.id) == identity)
    if open_only:
        statement = statement.where(col(Opportunity.status) == "open")
    return session.execute(statement).all()


def evidence(session: Session, chosen: Accounts, identities: Sequence[str]) -> Sequence[OpportunityEvidence]:
    """What was noted of these opportunities of chosen accounts, oldest first."""
    statement = (
        select(OpportunityEvidence)
        .join(Opportunity, col(Opportunity.id) == col(OpportunityEvidence.opportunity_id))
        .join(Account, col(Account.id) == col(Opportunity.account_id))
        .where(col(OpportunityEvidence.opportunity_id).in_(identities), chosen.where())
        .order_by(col(OpportunityEvidence.date), col(OpportunityEvidence.letter))
    )
    return session.scalars(statement).all()
