"""Sales and costs of every account of a portfolio, summed where they are stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BigInteger, Integer, and_, case, cast, func, select, type_coerce
from sqlmodel import Session, col

from store.questions.sales import whole_months
from store.tables import CostLine, OrderLine, RollupAccountMonth
from store.visibility import Accounts

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""

Rows = Sequence[tuple[Any, ...]]


def sales(session: Session, chosen: Accounts, days: Days) -> Rows:
    """(account_id, net_sales, cogs, freight, lines, without_cogs, without_freight); amounts as stored, in 1/10,000
    units."""
    table: Any = OrderLine
    day = col(OrderLine.order_date)
    counts: list[Any] = [
        func.count(),
        func.sum(case((col(OrderLine.cogs).is_(None), 1), else_=0)),
        func.sum(case((col(OrderLine.freight).is_(None), 1), else_=0)),
    ]
    if whole_months(*days):
        table, day = RollupAccountMonth, col(RollupAccountMonth.month)
        names = ("lines", "lines_without_cogs", "lines_without_freight")
        counts = [func.sum(getattr(RollupAccountMonth, name)) for name in names]
    statement = (
        select(col(table.account_id), _sum(table.net_sales), _sum(table.cogs), _sum(table.freight), *counts)
        .where(and_(day >= days[0], day <= days[1]), chosen.each(table.account_id))
        .group_by(col(table.account_id))
    )
    return session.execute(statement).all()


def costs(session: Session, chosen: Accounts, days: Days, kinds: Collection[str]) -> Rows:
    """(account_id, rebates, others, made_up_rebates, made_up_others) of the cost lines of these kinds; amounts as
    stored, in 1/10,000 units, and how many of the lines were made up for the sample."""
    rebate = col(CostLine.kind) == "rebate"
    amount, made_up = type_coerce(CostLine.amount, BigInteger), cast(CostLine.illustrative, Integer)
    rebates, made_up_rebates = func.sum(case((rebate, amount), else_=0)), func.sum(case((rebate, made_up), else_=0))
    statement = (
        select(
            col(CostLine.account_id),
            rebates,
            func.sum(amount) - rebates,
            made_up_rebates,
            func.sum(made_up) - made_up_rebates,
        )
        .where(col(CostLine.date) >= days[0], col(CostLine.date) <= days[1], col(CostLine.kind).in_(sorted(kinds)))
        .where(chosen.each(CostLine.account_id))
        .group_by(col(CostLine.account_id))
    )
    return session.execute(statement).all()


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(type_coerce(column, BigInteger)), 0)
