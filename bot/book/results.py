"""What every account of a portfolio earned, from sums of the store; equal to the P&L of each account."""

from __future__ import annotations

from collections.abc import Sequence

from bot.book.context import BookContext
from bot.book.costs import BookCosts
from bot.tools.arguments import Scope
from bot.tools.facts.costs import UNKNOWN
from bot.tools.facts.results import Result, Results
from bot.tools.periods import Period
from bot.tools.profit import NAMES
from store.questions import people, results
from store.types import from_units

ORDER = ("rebate", "freight", "return", "service", "promotion", "kam")
"""The lines that can be missing, as the P&L has them."""


class BookResults:
    """Implements bot.tools.facts.results.ResultFacts."""

    def __init__(self, context: BookContext, costs: BookCosts) -> None:
        self._context = context
        self._session = context.session
        self._costs = costs

    def of(self, accounts: Scope | Sequence[str], period: Period, with_kam: bool = True) -> Results:
        chosen = self._context.chosen(accounts)
        days = (period.start, period.end)
        kinds = self._costs.recorded(period)
        shares = self._costs.kam_shares(people.owners(self._session, chosen), period) if with_kam else {}
        lines = results.costs(self._session, chosen, days, kinds) if kinds else ()
        spent = {row[0]: row[1:] for row in lines}
        made_up_rebates = any(made_up for _, _, _, made_up, _ in lines)
        found: dict[str, Result] = {}
        unknown = {kind for kind in ORDER if kind not in kinds} - {"freight", "kam"}
        made_up = made_up_rebates or any(kinds.values()) or any(others for *_, others in lines)
        rows = results.sales(self._session, chosen, days)
        for account, net, cogs, freight, count, without_cogs, without_freight in rows:
            rebates, others, *_ = spent.get(account, (0, 0))
            share = shares.get(account, (UNKNOWN, ""))[0]
            if share.amount is None and with_kam:
                unknown.add("kam")
            if without_freight == count and "freight" not in kinds:
                unknown.add("freight")
            made_up = made_up or share.illustrative
            sales = net - rebates
            if without_cogs:
                found[account] = Result(from_units(sales), None, None, None, share.amount)
                continue
            contribution = from_units(sales - cogs - freight - others)
            profit = contribution if share.amount is None else contribution - share.amount
            found[account] = Result(from_units(sales), from_units(sales - cogs), profit, contribution, share.amount)
        return Results(found, tuple(NAMES[kind] for kind in ORDER if kind in unknown), made_up, made_up_rebates)
