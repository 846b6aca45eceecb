"""What is recorded of a customer's own business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from store.tables import Account, BuyerKpi, Contact, CustomerSegment, CustomerStrategy
from store.visibility import Accounts


def segments(session: Session, chosen: Accounts) -> Sequence[CustomerSegment]:
    """The lines of business, largest in sales first, unknown weights last."""
    statement = (
        select(CustomerSegment)
        .join(Account, col(Account.id) == col(CustomerSegment.account_id))
        .where(chosen.where())
        .order_by(
            col(CustomerSegment.sales_pct).is_(None), col(CustomerSegment.sales_pct).desc(), col(CustomerSegment.name)
        )
    )
    return session.scalars(statement).all()


def strategies(session: Session, chosen: Accounts) -> Sequence[CustomerStrategy]:
    """The stated strategies, newest first, undated last."""
    statement = (
        select(CustomerStrategy)
        .join(Account, col(Account.id) == col(CustomerStrategy.account_id))
        .where(chosen.where())
        .order_by(col(CustomerStrategy.date).is_(None), col(CustomerStrategy.date).desc(), col(CustomerStrategy.id))
    )
    return session.scalars(statement).all()


def kpis(session: Session, chosen: Accounts) -> Sequence[Row[Any]]:
    """(kpi, weight, contact, source, date, illustrative) by buyer's name."""
    statement = (
        select(
            col(BuyerKpi.kpi),
            col(BuyerKpi.weight),
            func.coalesce(Contact.name, "").label("contact"),
            col(BuyerKpi.source),
            col(BuyerKpi.date),
            col(BuyerKpi.illustrative),
        )
        .join(Account, col(Account.id) == col(BuyerKpi.account_id))
        .outerjoin(Contact, col(Contact.id) == col(BuyerKpi.contact_id))
        .where(chosen.where())
        .order_by(func.coalesce(Contact.name, ""), col(BuyerKpi.id))
    )
    return session.execute(statement).all()
