"""Sales facts from the store's sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from bot.book.asked import asked_once
from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.sales import OrderFact, ProductSums, Rank, Sums
from bot.tools.periods import Period
from store.questions import sales


def sums_of(row: Any) -> Sums:
    """The sums after the key column."""
    return Sums(*row[1 : 1 + len(sales.SUM_FIELDS)])  # by place, not by name: there may be thousands


def _total(row: Any) -> Sums:
    """The sums of a row that is all None where there was nothing to add up."""
    values = {name: getattr(row, name) for name in sales.SUM_FIELDS}
    return Sums(**{name: value for name, value in values.items() if value is not None})


class BookSales:
    """Implements bot.tools.facts.sales.SalesFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    @cached_property
    def _days(self) -> tuple[dt.date | None, dt.date | None]:
        return sales.data_days(self._session)

    def first_day(self) -> dt.date | None:
        return self._days[0]

    def last_day(self) -> dt.date | None:
        return self._days[1]

    @asked_once
    def total(self, accounts: Scope | Sequence[str], period: Period) -> Sums:
        return _total(sales.total(self._session, self._context.chosen(accounts), period.start, period.end))

    @asked_once
    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]:
        chosen = self._context.chosen(accounts)
        rows = sales.by_account(self._session, chosen, period.start, period.end)
        return {row.key: sums_of(row) for row in rows}

    def active_accounts(self, accounts: Scope | Sequence[str], period: Period) -> int:
        return len(self.buyers(accounts, period))

    def buyers(self, accounts: Scope | Sequence[str], period: Period) -> frozenset[str]:
        return sales.buyers(self._session, self._context.chosen(accounts), period.start, period.end)

    @asked_once
    def by_month(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[dt.date, Sums]:
        chosen = self._context.chosen(accounts)
        return {row.key: sums_of(row) for row in sales.by_month(self._session, chosen, period.start, period.end)}

    @asked_once
    def by_category(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]:
        chosen = self._context.chosen(accounts)
        rows = sales.by_category(self._session, chosen, period.start, period.end)
        return {row.key: sums_of(row) for row in rows}

    def by_product(self, accounts: Scope | Sequence[str], period: Period) -> Sequence[ProductSums]:
        chosen = self._context.chosen(accounts)
        return [
            ProductSums(
                row.key,
                row.name or "",
                row.category or "",
                row.subcategory or "",
                sums_of(row),
                None if row.lines_without_list else row.list_sales,
            )
            for row in sales.by_product(self._session, chosen, period.start, period.end)
        ]

    def by_order_kam(self, people: Sequence[str], period: Period) -> Mapping[str, Sums]:
        self._context.must_lead(people)
        rows = sales.by_order_kam(self._session, people, period.start, period.end)
        return {row.key: sums_of(row) for row in rows}

    @asked_once
    def orders(self, account: str, until: dt.date) -> Sequence[OrderFact]:
        rows = sales.orders(self._session, self._context.chosen([account]), until)
        return [OrderFact(row.order_no, row.date, row.net_sales) for row in rows]

    def order_days(self, accounts: Scope | Sequence[str], until: dt.date) -> Mapping[str, Sequence[dt.date]]:
        return sales.order_days(self._session, self._context.chosen(accounts), until)

    def company_order_spans(self, until: dt.date) -> Sequence[tuple[int, dt.date, dt.date]]:
        return sales.order_spans(self._session, until)  # the days leave this function, the accounts do not

    def company_rank(self, account: str, period: Period) -> Rank | None:
        row = sales.standing(self._session, account, period.start, period.end)
        if row is None:  # only a place in the order of the whole company leaves this function
            return None
        return Rank(row.sales_rank, None if row.unknown else row.margin_rank, row.of)
