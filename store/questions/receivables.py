"""Invoices, and what was paid on them by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlmodel import Session, col

from store.rollups import month_of
from store.tables import Account, Invoice, Payment
from store.types import Money
from store.visibility import Accounts


def open_items(session: Session, chosen: Accounts, on: dt.date) -> Sequence[Row[Any]]:
    """(id, account_id, date, due, amount, paid, illustrative) of invoices up to a day not fully paid on it."""
    paid = func.coalesce(func.sum(Payment.amount), 0, type_=Money())
    statement: Any = (
        select(
            col(Invoice.id),
            col(Invoice.account_id),
            col(Invoice.date),
            col(Invoice.due_date).label("due"),
            col(Invoice.amount),
            paid.label("paid"),
            col(Invoice.illustrative),
        )
        .join(Account, col(Account.id) == col(Invoice.account_id))
        .outerjoin(Payment, and_(col(Payment.invoice_id) == col(Invoice.id), col(Payment.date) <= on))
        .where(chosen.where(), col(Invoice.date) <= on)
        .group_by(col(Invoice.id))
        .having(col(Invoice.amount) != paid)
        .order_by(col(Invoice.due_date), col(Invoice.id))
    )
    return session.execute(statement).all()


def invoiced_by_month(session: Session, chosen: Accounts, until: dt.date) -> Sequence[Row[Any]]:
    """(month = its first day, amount), oldest first."""
    month = month_of(col(Invoice.date), session.get_bind().dialect.name)
    statement = (
        select(month.label("month"), func.sum(Invoice.amount).label("amount"))
        .join(Account, col(Account.id) == col(Invoice.account_id))
        .where(chosen.where(), col(Invoice.date) <= until)
        .group_by(month)
        .order_by(month)
    )
    return session.execute(statement).all()


def recorded(session: Session, chosen: Accounts) -> bool:
    """Whether these accounts have any invoice."""
    statement = (
        select(col(Invoice.id)).join(Account, col(Account.id) == col(Invoice.account_id)).where(chosen.where()).limit(1)
    )
    return session.execute(statement).first() is not None
