"""What every account of a portfolio earned, in one value each, so that thousands take no longer than a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from bot.tools.arguments import Scope
from bot.tools.periods import Period


class Result(NamedTuple):
    """An account's net sales (after known rebates), gross margin, net account profit and contribution of a period,
    equal to those of bot.tools.profit.AccountProfit; None = the cost of goods of a line is unknown. kam_cost = its
    share of its KAM, None = unknown or not asked for. A tuple, because there are many."""

    net_sales: Decimal
    gross_margin: Decimal | None
    net_profit: Decimal | None
    contribution: Decimal | None = None
    kam_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """Accounts with order lines in the period, by id. `missing` names the lines that are unknown for any of them, in
    the order of the P&L; profits are then upper bounds. `illustrative`: a line of the profits was made up for the
    sample; `rebates_illustrative`: the rebates, and so net sales and gross margin, were."""

    by_account: Mapping[str, Result]
    missing: tuple[str, ...]
    illustrative: bool
    rebates_illustrative: bool = False


class ResultFacts(Protocol):
    def of(self, accounts: Scope | Sequence[str], period: Period, with_kam: bool = True) -> Results:
        """The results of the accounts of a scope, or of these ids; without the KAMs' shares, which take as long as all
        the rest, where only sales, margin or contribution are asked for: net_profit is then the contribution."""
