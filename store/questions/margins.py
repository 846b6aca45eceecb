"""The customer's own margins and those of its industry."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from store.tables import Account, CustomerFinancial, IndustryBenchmark
from store.visibility import Accounts


def customer_years(session: Session, chosen: Accounts) -> Sequence[CustomerFinancial]:
    """The chosen accounts' own figures, newest year first."""
    statement = (
        select(CustomerFinancial)
        .join(Account, col(Account.id) == col(CustomerFinancial.account_id))
        .where(chosen.where())
        .order_by(col(CustomerFinancial.year).desc())
    )
    return session.exec(statement).all()


def industry_figures(session: Session, industry: str) -> Sequence[IndustryBenchmark]:
    """An industry's figures, newest year first; the name compared as it is written."""
    statement = (
        select(IndustryBenchmark)
        .where(col(IndustryBenchmark.industry) == industry)
        .order_by(col(IndustryBenchmark.year).desc(), col(IndustryBenchmark.metric))
    )
    return session.exec(statement).all()
