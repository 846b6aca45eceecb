"""Sales facts: sums of order lines by account, month, category, product, KAM."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope
from bot.tools.money import ZERO, percent
from bot.tools.periods import Period


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over order lines, in the reporting currency. cogs and freight sum what is known."""

    orders: int = 0
    lines: int = 0
    quantity: Decimal = ZERO
    gross_sales: Decimal = ZERO
    discount: Decimal = ZERO
    net_sales: Decimal = ZERO
    cogs: Decimal = ZERO
    freight: Decimal = ZERO
    lines_without_cogs: int = 0
    lines_without_freight: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Sums)))

    @property
    def gross_margin(self) -> Decimal | None:
        """net_sales - cogs; None where the cost of any line is unknown."""
        return None if self.lines_without_cogs else self.net_sales - self.cogs

    @property
    def gross_margin_pct(self) -> Decimal | None:
        return percent(self.gross_margin, self.net_sales)

    @property
    def known_freight(self) -> Decimal | None:
        """Freight in the order lines; None where no line has any recorded."""
        return None if self.lines and self.lines_without_freight == self.lines else self.freight

    @property
    def after_freight(self) -> Decimal | None:
        """Gross margin - freight where both are known."""
        if self.gross_margin is None or self.known_freight is None:
            return None
        return self.gross_margin - self.known_freight


def add_sums(parts: Iterable[Sums]) -> Sums:
    return sum(parts, Sums())


@dataclass(frozen=True, slots=True)
class ProductSums:
    """Sums of one sku. list_sales = quantity x list price where every line has one, else None."""

    sku: str
    name: str
    category: str
    subcategory: str
    sums: Sums
    list_sales: Decimal | None


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One order of an account: its day and net sales."""

    order_no: str
    date: dt.date
    net_sales: Decimal


@dataclass(frozen=True, slots=True)
class Rank:
    """Where an account stands among all active accounts of the company; margin_rank None = costs unknown."""

    sales_rank: int
    margin_rank: int | None
    of: int


class SalesFacts(Protocol):
    """Questions about sales. `accounts` are ids the asker may see; periods include their ends."""

    def first_day(self) -> dt.date | None:
        """The day of the first order line in the data."""

    def last_day(self) -> dt.date | None:
        """The day of the last order line in the data."""

    def total(self, accounts: Scope | Sequence[str], period: Period) -> Sums: ...

    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]:
        """Only accounts with order lines in the period."""

    def active_accounts(self, accounts: Scope | Sequence[str], period: Period) -> int: ...

    def buyers(self, accounts: Scope | Sequence[str], period: Period) -> frozenset[str]:
        """The ids of the accounts with order lines in the period."""

    def by_month(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[dt.date, Sums]:
        """Key = first day of the month; months without lines are absent."""

    def by_category(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]: ...

    def by_product(self, accounts: Scope | Sequence[str], period: Period) -> Sequence[ProductSums]: ...

    def by_order_kam(self, people: Sequence[str], period: Period) -> Mapping[str, Sums]:
        """Credited to the KAM on the order, whoever has the account today. Only people the asker leads, or self."""

    def orders(self, account: str, until: dt.date) -> Sequence[OrderFact]:
        """An account's orders up to a day, oldest first."""

    def order_days(self, accounts: Scope | Sequence[str], until: dt.date) -> Mapping[str, Sequence[dt.date]]:
        """The days with orders, up to a day, by account, oldest first."""

    def company_order_spans(self, until: dt.date) -> Sequence[tuple[int, dt.date, dt.date]]:
        """(days with orders, the first, the last) up to a day, for every account of the company, without saying which:
        to fit a model, never to be shown."""

    def company_rank(self, account: str, period: Period) -> Rank | None:
        """The account's place in the whole company; None without sales in the period."""
