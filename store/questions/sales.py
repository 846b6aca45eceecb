"""Sums of order lines: from the monthly rollups for whole months, from the lines for any other days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select, true
from sqlmodel import Session, col

from store.tables import (
    Account,
    OrderLine,
    Product,
    RollupAccountMonth,
    RollupCategoryMonth,
    RollupCompanyCategoryMonth,
    RollupKamMonth,
    RollupProductMonth,
)
from store.visibility import Accounts

SUM_FIELDS = (
    "orders",
    "lines",
    "quantity",
    "gross_sales",
    "discount",
    "net_sales",
    "cogs",
    "freight",
    "lines_without_cogs",
    "lines_without_freight",
)
"""The columns of every sum here, in this order, after the key column."""


def whole_months(start: dt.date, end: dt.date) -> bool:
    """True from the first day of a month to the last day of one: the monthly sums can answer then."""
    return start.day == 1 and (end + dt.timedelta(days=1)).day == 1


def _rollup_sums(table: Any) -> list[Any]:
    return [func.sum(getattr(table, name)).label(name) for name in SUM_FIELDS]


def line_sums() -> list[Any]:
    """SUM_FIELDS over order lines."""
    line = OrderLine
    return [
        func.count(func.distinct(line.order_no)).label("orders"),
        func.count().label("lines"),
        *(func.sum(getattr(line, name)).label(name) for name in SUM_FIELDS[2:8]),
        func.sum(case((col(line.cogs).is_(None), 1), else_=0)).label("lines_without_cogs"),
        func.sum(case((col(line.freight).is_(None), 1), else_=0)).label("lines_without_freight"),
    ]


def _within(column: Any, start: dt.date, end: dt.date) -> Any:
    return and_(column >= start, column <= end)


def _run(session: Session, statement: Any) -> Sequence[Row[Any]]:
    return session.execute(statement).all()


def _lines(key: Any, accounts: Accounts, start: dt.date, end: dt.date) -> Select[Any]:
    return (
        select(key.label("key"), *line_sums())
        .select_from(OrderLine)
        .where(_within(col(OrderLine.order_date), start, end), accounts.holds(OrderLine.account_id))
    )


def by_account(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(key = account id, SUM_FIELDS) for accounts with lines in the days start to end, both included."""
    if not whole_months(start, end):
        return _run(session, _lines(OrderLine.account_id, accounts, start, end).group_by(OrderLine.account_id))
    table = RollupAccountMonth
    statement = (
        select(col(table.account_id).label("key"), *_rollup_sums(table))
        .where(_within(col(table.month), start, end), accounts.each(table.account_id))
        .group_by(col(table.account_id))
    )
    return _run(session, statement)


def buyers(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> frozenset[str]:
    """The ids of the accounts with lines in the days."""
    rollup = whole_months(start, end)
    table: Any = RollupAccountMonth if rollup else OrderLine
    day = col(RollupAccountMonth.month) if rollup else col(OrderLine.order_date)
    statement = (
        select(col(table.account_id)).where(_within(day, start, end), accounts.holds(table.account_id)).distinct()
    )
    return frozenset(session.scalars(statement).all())


def total(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> Row[Any]:
    """The sums over all of them (SUM_FIELDS, None where nothing)."""
    if not whole_months(start, end):
        lines = select(*line_sums()).where(_within(col(OrderLine.order_date), start, end))
        return session.execute(lines.where(accounts.holds(OrderLine.account_id))).one()
    table, chosen = _months_of(accounts)
    return session.execute(select(*_rollup_sums(table)).where(_within(col(table.month), start, end), chosen)).one()


def _months_of(accounts: Accounts) -> tuple[Any, Any]:
    """The monthly sums to add up where accounts do not matter, with the condition on them: of the whole company those
    by KAM, which are far fewer."""
    if accounts.everything:
        return RollupKamMonth, true()
    return RollupAccountMonth, accounts.each(RollupAccountMonth.account_id)


def by_month(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(key = first day of the month, SUM_FIELDS), oldest first; whole months that touch start to end."""
    table, chosen = _months_of(accounts)
    statement = (
        select(col(table.month).label("key"), *_rollup_sums(table))
        .where(_within(col(table.month), start.replace(day=1), end), chosen)
        .group_by(col(table.month))
        .order_by(col(table.month))
    )
    return _run(session, statement)


def by_category(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(key = category, SUM_FIELDS)."""
    if not whole_months(start, end):
        key = func.coalesce(Product.category, "")
        statement = _lines(key, accounts, start, end).outerjoin(Product, col(Product.id) == col(OrderLine.product_id))
        return _run(session, statement.group_by(key))
    table: Any = RollupCompanyCategoryMonth if accounts.everything else RollupCategoryMonth
    chosen = true() if accounts.everything else accounts.each(table.account_id)
    statement = (
        select(col(table.category).label("key"), *_rollup_sums(table))
        .where(_within(col(table.month), start, end), chosen)
        .group_by(col(table.category))
    )
    return _run(session, statement)


def by_product(session: Session, accounts: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(key = sku, SUM_FIELDS, name, category, subcategory, list_sales, lines_without_list) per sku; an order that has
    two versions of a sku counts as two."""
    versions = _versions(accounts, start, end).subquery()
    key = func.coalesce(Product.sku, "")
    sums = [func.sum(versions.c[name], type_=versions.c[name].type).label(name) for name in SUM_FIELDS]
    statement = (
        select(
            key.label("key"),
            *sums,
            func.max(Product.name).label("name"),
            func.max(Product.category).label("category"),
            func.max(Product.subcategory).label("subcategory"),
            func.sum(versions.c.list_sales, type_=versions.c.list_sales.type).label("list_sales"),
            func.sum(versions.c.lines_without_list).label("lines_without_list"),
        )
        .select_from(versions)
        .outerjoin(Product, col(Product.id) == versions.c.product_id)
        .group_by(key)
    )
    return _run(session, statement)


def _versions(accounts: Accounts, start: dt.date, end: dt.date) -> Select[Any]:
    """(product_id, SUM_FIELDS, list_sales, lines_without_list): summed before anything is joined, because there are a
    thousand lines to a product; of the whole company and whole months from the monthly sums."""
    if accounts.everything and whole_months(start, end):
        table = RollupProductMonth
        return (
            select(
                col(table.product_id).label("product_id"),
                *_rollup_sums(table),
                func.sum(table.list_sales).label("list_sales"),
                func.sum(table.lines_without_list).label("lines_without_list"),
            )
            .where(_within(col(table.month), start, end))
            .group_by(col(table.product_id))
        )
    line = OrderLine
    return (
        select(
            col(line.product_id).label("product_id"),
            *line_sums(),
            func.sum(line.list_sales).label("list_sales"),
            func.sum(case((col(line.list_sales).is_(None), 1), else_=0)).label("lines_without_list"),
        )
        .where(_within(col(line.order_date), start, end), accounts.holds(line.account_id))
        .group_by(col(line.product_id))
    )


def by_order_kam(session: Session, people: Sequence[str], start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(key = the KAM on the order, SUM_FIELDS), whoever has the account today."""
    if whole_months(start, end):
        table = RollupKamMonth
        statement = (
            select(col(table.kam_id).label("key"), *_rollup_sums(table))
            .where(_within(col(table.month), start, end), col(table.kam_id).in_(people))
            .group_by(col(table.kam_id))
        )
        return _run(session, statement)
    statement = (
        select(col(OrderLine.kam_id).label("key"), *line_sums())
        .where(_within(col(OrderLine.order_date), start, end), col(OrderLine.kam_id).in_(people))
        .group_by(col(OrderLine.kam_id))
    )
    return _run(session, statement)


def orders(session: Session, accounts: Accounts, until: dt.date) -> Sequence[Row[Any]]:
    """(order_no, date, net_sales) of the orders up to a day, oldest first."""
    statement = (
        select(
            col(OrderLine.order_no),
            func.min(OrderLine.order_date).label("date"),
            func.sum(OrderLine.net_sales).label("net_sales"),
        )
        .where(col(OrderLine.order_date) <= until, accounts.holds(OrderLine.account_id))
        .group_by(col(OrderLine.order_no))
        .order_by(func.min(OrderLine.order_date), col(OrderLine.order_no))
    )
    return _run(session, statement)


def data_days(session: Session) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day with an order line; None in an empty ledger."""
    first = select(func.min(OrderLine.order_date)).scalar_subquery()  # apart, each is one look into the index
    last = select(func.max(OrderLine.order_date)).scalar_subquery()
    row = session.execute(select(first, last)).one()
    return row[0], row[1]


def standing(session: Session, account: str, start: dt.date, end: dt.date) -> Row[Any] | None:
    """(of, sales_rank, margin_rank, unknown) of one account among all with lines in the days: how many there are, its
    places by net sales and by gross margin, and how many accounts have lines whose cost is not known. None where the
    account has no lines."""
    if whole_months(start, end):
        table: Any = RollupAccountMonth
        day, unknown = col(table.month), func.sum(table.lines_without_cogs)
    else:
        table = OrderLine
        day, unknown = col(OrderLine.order_date), func.sum(case((col(OrderLine.cogs).is_(None), 1), else_=0))
    every = (
        select(
            col(table.account_id).label("account_id"),
            func.sum(table.net_sales).label("net_sales"),
            (func.sum(table.net_sales) - func.sum(func.coalesce(table.cogs, 0, type_=table.cogs.type))).label("margin"),
            unknown.label("unknown"),
        )
        .where(_within(day, start, end))
        .group_by(col(table.account_id))
        .cte("every")
    )
    own = select(every.c.net_sales, every.c.margin).where(every.c.account_id == account).cte("own")
    statement = select(
        func.count().label("of"),
        (1 + func.sum(case((every.c.net_sales > own.c.net_sales, 1), else_=0))).label("sales_rank"),
        (1 + func.sum(case((every.c.margin > own.c.margin, 1), else_=0))).label("margin_rank"),
        func.sum(case((every.c.unknown > 0, 1), else_=0)).label("unknown"),
    ).join_from(every, own, true())
    row = session.execute(statement).one()
    return row if row.of else None


def order_spans(session: Session, until: dt.date) -> list[tuple[int, dt.date, dt.date]]:
    """(different days with order lines up to a day, the first, the last) of every account, in their order."""
    day = col(OrderLine.order_date)
    statement = (
        select(func.count(func.distinct(day)), func.min(day), func.max(day))
        .where(day <= until)
        .group_by(col(OrderLine.account_id))
        .order_by(col(OrderLine.account_id))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def order_days(session: Session, accounts: Accounts, until: dt.date) -> dict[str, list[dt.date]]:
    """The different days with order lines up to a day, by account, oldest first."""
    statement = (
        select(col(OrderLine.account_id), col(OrderLine.order_date))
        .join(Account, col(Account.id) == col(OrderLine.account_id))
        .where(col(OrderLine.order_date) <= until, accounts.where())
        .distinct()
        .order_by(col(OrderLine.account_id), col(OrderLine.order_date))
    )
    days: dict[str, list[dt.date]] = {}
    for account, day in session.execute(statement):
        days.setdefault(account, []).append(day)
    return days
