"""Which accounts are like one, and what they buy together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from store.tables import Account, OrderLine, Product, RollupAccountMonth


def sales_in_segment(session: Session, segment: str, start: dt.date, end: dt.date) -> dict[str, Decimal]:
    """Net sales of the accounts of a segment over whole months; all accounts where the segment is ''."""
    table = RollupAccountMonth
    statement = (
        select(col(table.account_id), func.sum(table.net_sales))
        .join(Account, col(Account.id) == col(table.account_id))
        .where(col(table.month) >= start, col(table.month) <= end)
        .group_by(col(table.account_id))
    )
    if segment:
        statement = statement.where(col(Account.segment) == segment)
    return {row[0]: row[1] for row in session.execute(statement)}


def ranges(session: Session, accounts: Collection[str], start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(subcategory, category, buyers, sales, cogs, without_cogs, helps_compete, judged, made_up) of their lines."""
    line = OrderLine
    statement = (
        select(
            col(Product.subcategory),
            func.max(Product.category).label("category"),
            func.count(func.distinct(line.account_id)).label("buyers"),
            func.sum(line.net_sales).label("sales"),
            func.sum(line.cogs).label("cogs"),
            (func.count() - func.count(col(line.cogs))).label("without_cogs"),
            func.sum(Product.helps_compete).label("helps_compete"),
            func.count(col(Product.helps_compete)).label("judged"),
            func.max(Product.illustrative_fields).label("made_up"),
        )
        .join(Product, col(Product.id) == col(line.product_id))
        .where(
            col(line.account_id).in_(sorted(accounts)),
            col(line.order_date) >= start,
            col(line.order_date) <= end,
            col(Product.subcategory) != "",
        )
        .group_by(col(Product.subcategory))
    )
    return session.execute(statement).all()
