"""From gross sales to net account profit, the same for every tool that speaks of profit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.costs import UNKNOWN, AccountCosts, Cost
from bot.tools.facts.sales import Sums
from bot.tools.money import ZERO, percent
from bot.tools.periods import Period

NAMES = {
    "rebate": "rebates",
    "return": "returns",
    "freight": "freight",
    "service": "service",
    "promotion": "promotion cost",
    "other": "other costs to serve",
    "kam": "KAM time",
}


@dataclass(frozen=True, slots=True)
class AccountProfit:
    """An account's P&L of a period, reporting currency. A missing line is unknown, never zero: profits below it
    are bounds ("at most"), and `missing` names the lines. None = nothing can be said at all (no cost of goods)."""

    sums: Sums
    costs: AccountCosts

    @property
    def rebates(self) -> Cost:
        return self.costs.kind("rebate")

    @property
    def net_sales(self) -> Decimal:
        """Invoiced sales less known rebates."""
        return self.sums.net_sales - (self.rebates.amount or ZERO)

    @property
    def gross_margin(self) -> Decimal | None:
        return None if self.sums.lines_without_cogs else self.net_sales - self.sums.cogs

    @property
    def freight(self) -> Cost:
        """Freight of the order lines plus freight cost lines; unknown only where neither is recorded."""
        lines, extra = self.sums.known_freight, self.costs.kind("freight")
        if lines is None and extra.amount is None:
            return UNKNOWN
        return Cost((lines or ZERO) + (extra.amount or ZERO), extra.illustrative and bool(extra.amount))

    @property
    def cost_to_serve(self) -> Decimal:
        """Known freight, returns, service, promotion and other costs."""
        lines = [one.amount for kind, one in self.costs.by_kind.items() if kind != "rebate" and one.amount]
        return sum(lines, self.sums.known_freight or ZERO)

    @property
    def contribution(self) -> Decimal | None:
        """Gross margin less the known costs to serve, before the KAM."""
        return None if self.gross_margin is None else self.gross_margin - self.cost_to_serve

    @property
    def kam_cost(self) -> Decimal | None:
        return self.costs.kam.amount

    @property
    def net_profit(self) -> Decimal | None:
        """Contribution less the KAM's share where it is known."""
        return None if self.contribution is None else self.contribution - (self.kam_cost or ZERO)

    @property
    def gross_margin_pct(self) -> Decimal | None:
        return percent(self.gross_margin, self.net_sales)

    @property
    def contribution_pct(self) -> Decimal | None:
        return percent(self.contribution, self.net_sales)

    @property
    def net_profit_pct(self) -> Decimal | None:
        return percent(self.net_profit, self.net_sales)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the lines that are not in the data."""
        kinds = [kind for kind in ("rebate", "return", "service", "promotion") if self.costs.kind(kind).amount is None]
        if self.freight.amount is None:
            kinds.insert(1, "freight")
        if self.kam_cost is None:
            kinds.append("kam")
        return tuple(NAMES[kind] for kind in kinds)

    @property
    def illustrative(self) -> bool:
        """True where a line of it was made up for the sample."""
        return self.costs.kam.illustrative or any(cost.illustrative for cost in self.costs.by_kind.values())


def account_profit(book: Book, accounts: Scope | Sequence[str], period: Period) -> dict[str, AccountProfit]:
    """The P&L of every account asked for, by id; accounts without sales in the period have zero sums."""
    sums = book.sales.by_account(accounts, period)
    return {
        account: AccountProfit(sums.get(account, Sums()), costs)
        for account, costs in book.costs.by_account(accounts, period).items()
    }
