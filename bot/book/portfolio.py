"""Sums over a whole portfolio, from the store's grouped questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.book.context import BookContext
from bot.book.costs import BookCosts
from bot.tools.arguments import Scope
from bot.tools.facts.costs import AccountCosts
from bot.tools.facts.portfolio import Change, Overdue
from bot.tools.periods import Period
from store.questions import people, portfolio
from store.types import from_units


class BookPortfolio:
    """Implements bot.tools.facts.portfolio.PortfolioFacts."""

    def __init__(self, context: BookContext, costs: BookCosts) -> None:
        self._context = context
        self._session = context.session
        self._costs = costs

    def changes(self, accounts: Scope | Sequence[str], period: Period, base: Period) -> Mapping[str, Change]:
        chosen = self._context.chosen(accounts)
        rows = portfolio.changes(self._session, chosen, (period.start, period.end), (base.start, base.end))
        owners = people.owners(self._session, chosen)
        return {
            account: Change(
                owners.get(account), from_units(now), from_units(before), None if without else from_units(margin), last
            )
            for account, now, before, margin, without, last in rows
        }

    def costs(self, accounts: Scope | Sequence[str], period: Period, with_kam: bool = True) -> AccountCosts:
        return self._costs.total(accounts, period, with_kam)

    def credited_accounts(self, people: Sequence[str], period: Period) -> int:
        self._context.must_lead(people)
        return portfolio.credited_accounts(self._session, people, (period.start, period.end))

    def by_category(self, accounts: Sequence[str], period: Period) -> Mapping[str, Mapping[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = {}
        days = (period.start, period.end)
        for row in portfolio.by_account_category(self._session, self._context.chosen(accounts), days):
            found.setdefault(row.account_id, {})[row.category] = row.net_sales
        return found

    def overdue(self, accounts: Scope | Sequence[str]) -> Mapping[str, Overdue]:
        rows = portfolio.overdue(self._session, self._context.chosen(accounts), self._context.today)
        return {row.account_id: Overdue(from_units(row.amount), bool(row.illustrative)) for row in rows}

    def key_accounts(self, accounts: Scope | Sequence[str]) -> frozenset[str]:
        return portfolio.key_accounts(self._session, self._context.chosen(accounts))

    def has_invoices(self) -> bool:
        return portfolio.has_invoices(self._session)
