"""Customer issues: what we owe the customer to put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, true
from sqlmodel import Session, col

from store.tables import Account, CustomerIssue
from store.visibility import Accounts


def issues(session: Session, chosen: Accounts, open_only: bool) -> Sequence[Row[Any]]:
    """(CustomerIssue, account_name) of chosen accounts, oldest first."""
    statement: Any = (
        select(CustomerIssue, col(Account.name).label("account_name"))
        .join(Account, col(Account.id) == col(CustomerIssue.account_id))
        .where(chosen.where(), col(CustomerIssue.closed).is_(None) if open_only else true())
        .order_by(col(CustomerIssue.raised), col(CustomerIssue.id))
    )
    return session.execute(statement).all()


def departments(session: Session) -> Sequence[str]:
    """The departments named in issues, most frequent first."""
    department = col(CustomerIssue.department)
    statement = (
        select(department).where(department != "").group_by(department).order_by(func.count().desc(), department)
    )
    return session.scalars(statement).all()
