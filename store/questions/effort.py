"""Logged hours and visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlmodel import Session, col

from store.tables import Account, Effort
from store.visibility import Accounts


def by_account(session: Session, chosen: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(account_id, hours, visits, illustrative = how many made-up rows) in the months that the days touch."""
    statement: Any = (
        select(
            col(Effort.account_id).label("account_id"),
            func.sum(Effort.hours).label("hours"),
            func.sum(Effort.visits).label("visits"),
            func.sum(case((col(Effort.illustrative), 1), else_=0)).label("illustrative"),
        )
        .join(Account, col(Account.id) == col(Effort.account_id))
        .where(col(Effort.month) >= start.replace(day=1), col(Effort.month) <= end, chosen.where())
        .group_by(col(Effort.account_id))
    )
    return session.execute(statement).all()


def months(session: Session) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last month with anything logged."""
    row = session.execute(select(func.min(Effort.month), func.max(Effort.month))).one()
    return row[0], row[1]
