"""Promotions, the order lines bought under them, and what the same accounts bought around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlmodel import Session, col

from store.questions.sales import line_sums
from store.tables import Account, CostLine, OrderLine, Product, Promotion
from store.visibility import Accounts

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""


def promotions(session: Session) -> Sequence[Promotion]:
    """All promotions, oldest first; those without dates first of all."""
    return session.scalars(
        select(Promotion).order_by(func.coalesce(Promotion.start, dt.date.min), col(Promotion.id))
    ).all()


def taken(session: Session, chosen: Accounts, days: Days) -> Sequence[Row[Any]]:
    """(key = promotion id, SUM_FIELDS) of the order lines that carry one."""
    statement = (
        select(col(OrderLine.promotion_id).label("key"), *line_sums())
        .join(Account, col(Account.id) == col(OrderLine.account_id))
        .where(_within(days), col(OrderLine.promotion_id).is_not(None), chosen.where())
        .group_by(col(OrderLine.promotion_id))
    )
    return session.execute(statement).all()


def costs(session: Session, chosen: Accounts, days: Days) -> Sequence[Row[Any]]:
    """(promotion_id, amount, illustrative count) of the cost lines that carry one."""
    statement = (
        select(
            col(CostLine.promotion_id),
            func.sum(CostLine.amount).label("amount"),
            func.count().filter(col(CostLine.illustrative)).label("illustrative"),
        )
        .join(Account, col(Account.id) == col(CostLine.account_id))
        .where(col(CostLine.date) >= days[0], col(CostLine.date) <= days[1])
        .where(col(CostLine.promotion_id).is_not(None), chosen.where())
        .group_by(col(CostLine.promotion_id))
    )
    return session.execute(statement).all()


def promoted(session: Session, promotion: str, chosen: Accounts, days: Days) -> Sequence[Row[Any]]:
    """(key = sku, SUM_FIELDS, name) of the order lines bought under one promotion."""
    statement = (
        select(col(Product.sku).label("key"), *line_sums(), func.max(Product.name).label("name"))
        .select_from(OrderLine)
        .join(Account, col(Account.id) == col(OrderLine.account_id))
        .join(Product, col(Product.id) == col(OrderLine.product_id))
        .where(_within(days), col(OrderLine.promotion_id) == promotion, chosen.where())
        .group_by(col(Product.sku))
    )
    return session.execute(statement).all()


def same_buyers(session: Session, promotion: str, chosen: Accounts, run: Days, days: Days) -> Sequence[Row[Any]]:
    """(key = sku, SUM_FIELDS) in `days` of every pair of account and sku bought under the promotion in `run`."""
    pairs = (
        select(col(OrderLine.account_id).label("account_id"), col(Product.sku).label("sku"))
        .join(Account, col(Account.id) == col(OrderLine.account_id))
        .join(Product, col(Product.id) == col(OrderLine.product_id))
        .where(_within(run), col(OrderLine.promotion_id) == promotion, chosen.where())
        .distinct()
        .cte("pairs")
    )
    statement = (
        select(col(Product.sku).label("key"), *line_sums())
        .select_from(pairs)
        .join(OrderLine, and_(col(OrderLine.account_id) == pairs.c.account_id, _within(days)))
        .join(Product, and_(col(Product.id) == col(OrderLine.product_id), col(Product.sku) == pairs.c.sku))
        .group_by(col(Product.sku))
    )
    return session.execute(statement).all()


def _within(days: Days) -> Any:
    return and_(col(OrderLine.order_date) >= days[0], col(OrderLine.order_date) <= days[1])
