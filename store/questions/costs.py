"""Cost lines, their coverage, and logged effort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, func, select, type_coerce
from sqlmodel import Session, col

from store.tables import Account, CostCoverage, CostLine, Effort
from store.visibility import Accounts


def cost_lines(session: Session, chosen: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(account_id, kind, amount, illustrative) summed per account and kind over the days, ends included."""
    statement = (
        select(
            col(CostLine.account_id),
            col(CostLine.kind),
            func.sum(CostLine.amount).label("amount"),
            func.max(CostLine.illustrative).label("illustrative")
            if session.get_bind().dialect.name == "sqlite"
            else func.bool_or(CostLine.illustrative).label("illustrative"),
        )
        .join(Account, col(Account.id) == col(CostLine.account_id))
        .where(col(CostLine.date) >= start, col(CostLine.date) <= end, chosen.where())
        .group_by(col(CostLine.account_id), col(CostLine.kind))
    )
    return session.execute(statement).all()


def coverage(session: Session) -> Sequence[CostCoverage]:
    """From when to when each kind of cost is recorded."""
    return session.scalars(select(CostCoverage)).all()


def hours(session: Session, kams: Sequence[str], start: dt.date, end: dt.date) -> Sequence[Any]:
    """(person_id, account_id, hours as stored, in 1/10,000) of these people in months within the days; for sharing
    their cost."""
    statement = (
        select(
            col(Effort.person_id),
            col(Effort.account_id),
            func.sum(type_coerce(Effort.hours, BigInteger)).label("hours"),
        )
        .where(
            col(Effort.person_id).in_(kams),
            col(Effort.month) >= start.replace(day=1),
            col(Effort.month) <= end,
        )
        .group_by(col(Effort.person_id), col(Effort.account_id))
    )
    return session.execute(statement).all()
