"""Facts about a whole portfolio, summed where they are stored, so that thousands of accounts take no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from bot.tools.arguments import Scope
from bot.tools.facts.costs import AccountCosts
from bot.tools.periods import Period


class Change(NamedTuple):
    """An account's sales net of discount in a period and in the one it is compared with, reporting currency.

    margin = sales less cost of goods in the period, None where the cost of any line is unknown. last = the newest
    day with an order in either; where both are whole months, the first day of that month. kam_id = today's KAM. A
    tuple, because there are many.
    """

    kam_id: str | None
    now: Decimal
    before: Decimal
    margin: Decimal | None
    last: dt.date

    @property
    def change(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is open of an account on invoices that were due before today."""

    amount: Decimal
    illustrative: bool


class PortfolioFacts(Protocol):
    """Questions about all accounts of a scope at once."""

    def changes(self, accounts: Scope | Sequence[str], period: Period, base: Period) -> Mapping[str, Change]:
        """By account id, of accounts with order lines in either period."""

    def costs(self, accounts: Scope | Sequence[str], period: Period, with_kam: bool = True) -> AccountCosts:
        """The sums of CostFacts.by_account over the accounts: costs by kind, and the accounts' shares of their KAMs
        (unknown where one KAM's cost is, or not asked for)."""

    def credited_accounts(self, people: Sequence[str], period: Period) -> int:
        """How many accounts placed the orders of SalesFacts.by_order_kam. Raises NotPermitted as it does."""

    def by_category(self, accounts: Sequence[str], period: Period) -> Mapping[str, Mapping[str, Decimal]]:
        """Sales net of discount by account and product category."""

    def overdue(self, accounts: Scope | Sequence[str]) -> Mapping[str, Overdue]:
        """Accounts with overdue invoices."""

    def key_accounts(self, accounts: Scope | Sequence[str]) -> frozenset[str]:
        """The ids of the accounts that are named key accounts."""

    def has_invoices(self) -> bool:
        """False where no invoice at all is in the data: then nothing is known of overdue amounts."""
