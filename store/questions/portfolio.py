"""A whole portfolio in a few queries: changes by account, costs by kind, credited orders, open invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, and_, case, func, select, type_coerce
from sqlmodel import Session, col

from store.questions.sales import whole_months
from store.tables import (
    Account,
    CostLine,
    Effort,
    Invoice,
    OrderLine,
    Payment,
    Product,
    RollupAccountMonth,
    RollupCategoryMonth,
)
from store.visibility import Accounts

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""


def changes(session: Session, chosen: Accounts, days: Days, base: Days) -> Sequence[tuple[Any, ...]]:
    """(account_id, now, before, margin, without_cogs, last) of accounts with lines in either; amounts as stored, in
    1/10,000 units, because there may be thousands. margin = net sales − cost of goods of `days`; last = the newest day
    with an order, on whole months its month."""
    table: Any = OrderLine
    day = col(OrderLine.order_date)
    missing: Any = case((col(OrderLine.cogs).is_(None), 1), else_=0)
    if whole_months(*days) and whole_months(*base):
        table, day = RollupAccountMonth, col(RollupAccountMonth.month)
        missing = col(RollupAccountMonth.lines_without_cogs)
    net, cogs, account = func.sum(_units(table.net_sales)), func.sum(_units(table.cogs)), col(table.account_id)
    each = chosen.each(account)
    sums = select(account, net, cogs, func.sum(missing), func.max(day)).where(_within(day, days), each)
    sums_before = select(account, net, func.max(day)).where(_within(day, base), each)
    old = {row[0]: (row[1], row[2]) for row in session.execute(sums_before.group_by(account))}
    found = []
    for one, sold, cost, without, last in session.execute(sums.group_by(account)):  # apart is quicker than by case
        before, last_before = old.pop(one, (0, last))
        found.append((one, sold, before, sold - (cost or 0), without, max(last, last_before)))
    found += [(one, 0, before, 0, 0, last) for one, (before, last) in old.items()]
    return found


def cost_totals(session: Session, chosen: Accounts, days: Days) -> Sequence[Row[Any]]:
    """(kind, amount, illustrative = how many made-up lines) over the accounts."""
    statement: Any = (
        select(
            col(CostLine.kind).label("kind"),
            func.sum(CostLine.amount).label("amount"),
            func.sum(case((col(CostLine.illustrative), 1), else_=0)).label("illustrative"),
        )
        .where(_within(col(CostLine.date), days), chosen.holds(CostLine.account_id))
        .group_by(col(CostLine.kind))
    )
    return session.execute(statement).all()


def hours_by_person(session: Session, people: Sequence[str], days: Days, chosen: Accounts) -> Sequence[Row[Any]]:
    """(person_id, hours, own) that each of these people logged in the months: on whatever account, and on those of
    the chosen accounts whose KAM of today the person is. In stored units."""
    on_accounts = (  # summed before the accounts are looked at: a tenth of the rows
        select(
            col(Effort.person_id).label("person_id"),
            col(Effort.account_id).label("account_id"),
            func.sum(_units(Effort.hours)).label("hours"),
        )
        .where(
            col(Effort.person_id).in_(people), col(Effort.month) >= days[0].replace(day=1), col(Effort.month) <= days[1]
        )
        .group_by(col(Effort.person_id), col(Effort.account_id))
        .subquery()
    )
    person, hours = on_accounts.c.person_id, on_accounts.c.hours
    owned = and_(col(Account.kam_id) == person, chosen.where())
    statement: Any = (
        select(person, func.sum(hours).label("hours"), func.sum(case((owned, hours))).label("own"))
        .join(Account, col(Account.id) == on_accounts.c.account_id)
        .group_by(person)
    )
    return session.execute(statement).all()


def accounts_by_kam(session: Session, chosen: Accounts) -> dict[str, int]:
    """How many of the chosen accounts each KAM has today; accounts without a KAM are not counted."""
    statement: Any = (
        select(col(Account.kam_id), func.count())
        .where(col(Account.kam_id).is_not(None), chosen.where())
        .group_by(col(Account.kam_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def credited_accounts(session: Session, people: Sequence[str], days: Days) -> int:
    """How many accounts placed orders that carry one of these people."""
    statement = select(func.count(func.distinct(OrderLine.account_id))).where(
        col(OrderLine.kam_id).in_(people), _within(col(OrderLine.order_date), days)
    )
    return int(session.execute(statement).scalar_one())


def by_account_category(session: Session, chosen: Accounts, days: Days) -> Sequence[Row[Any]]:
    """(account_id, category, net_sales) of chosen accounts."""
    if whole_months(*days):
        table: Any = RollupCategoryMonth
        statement: Any = select(
            col(table.account_id).label("account_id"),
            col(table.category).label("category"),
            func.sum(table.net_sales).label("net_sales"),
        ).where(_within(col(table.month), days), chosen.holds(table.account_id))
        return session.execute(statement.group_by(col(table.account_id), col(table.category))).all()
    category = func.coalesce(Product.category, "")
    lines: Any = (
        select(
            col(OrderLine.account_id).label("account_id"),
            category.label("category"),
            func.sum(OrderLine.net_sales).label("net_sales"),
        )
        .outerjoin(Product, col(Product.id) == col(OrderLine.product_id))
        .where(_within(col(OrderLine.order_date), days), chosen.holds(OrderLine.account_id))
        .group_by(col(OrderLine.account_id), category)
    )
    return session.execute(lines).all()


def overdue(session: Session, chosen: Accounts, today: dt.date) -> Sequence[Row[Any]]:
    """(account_id, amount in stored units, illustrative = how many made-up invoices) still open on invoices that were
    due before today, by account."""
    paid = (
        select(col(Payment.invoice_id).label("invoice_id"), func.sum(_units(Payment.amount)).label("amount"))
        .where(col(Payment.date) <= today)
        .group_by(col(Payment.invoice_id))
        .subquery()
    )
    left = _units(Invoice.amount) - func.coalesce(paid.c.amount, 0)
    statement = (
        select(
            col(Invoice.account_id).label("account_id"),
            func.sum(left).label("amount"),
            func.sum(case((col(Invoice.illustrative), 1), else_=0)).label("illustrative"),
        )
        .outerjoin(paid, paid.c.invoice_id == col(Invoice.id))
        .where(col(Invoice.due_date) < today, col(Invoice.date) <= today, left != 0)
        .where(chosen.holds(Invoice.account_id))
        .group_by(col(Invoice.account_id))
    )
    return session.execute(statement).all()


def key_accounts(session: Session, chosen: Accounts) -> frozenset[str]:
    """The active accounts that are named key accounts."""
    statement = select(col(Account.id)).where(col(Account.is_key).is_(True), col(Account.active), chosen.where())
    return frozenset(session.scalars(statement).all())


def has_invoices(session: Session) -> bool:
    """Whether any invoice is recorded at all."""
    return session.execute(select(col(Invoice.id)).limit(1)).first() is not None


def _within(column: Any, days: Days) -> Any:
    return and_(column >= days[0], column <= days[1])


def _units(column: Any) -> Any:
    """The stored integer of an amount, 1/10,000 of a currency unit."""
    return type_coerce(column, BigInteger)
