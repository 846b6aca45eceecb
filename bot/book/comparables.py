"""What comparable accounts buy. Their own accounts stay in here: only sums over FEWEST or more leave."""

from __future__ import annotations

from decimal import Decimal

from bot.book.context import BookContext
from bot.errors import OTHERS, NotPermitted
from bot.tools.facts.comparables import FEWEST, Comparables, RangeFact
from bot.tools.money import ZERO, percent
from bot.tools.periods import Period
from store.questions import comparables, people

SPREAD = 3
"""An account with a third to three times the sales is of comparable size."""


class BookComparables:
    """Implements bot.tools.facts.comparables.ComparableFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, account: str, period: Period) -> Comparables:
        rows = people.accounts(self._session, self._context.chosen([account]))
        if not rows:
            raise NotPermitted(OTHERS)
        segment = rows[0].Account.segment
        start, end = period.start, period.end
        sales = comparables.sales_in_segment(self._session, segment, start, end)
        mine = sales.pop(account, ZERO)
        alike = {key for key, amount in sales.items() if mine and mine / SPREAD <= amount <= mine * SPREAD}
        basis = f"{segment or 'accounts'} with a third to three times its sales"
        if len(alike) < FEWEST:
            alike, basis = set(sales), f"all {segment or 'accounts'}"
        if len(alike) < FEWEST:
            return Comparables(len(alike), basis, ())
        own = {row.subcategory: row.sales for row in comparables.ranges(self._session, [account], start, end)}
        found = [
            RangeFact(
                row.subcategory,
                row.category,
                row.buyers,
                row.sales,
                None if row.without_cogs else percent(row.sales - row.cogs, row.sales),
                own.get(row.subcategory, ZERO),
                Decimal(row.helps_compete) / row.judged if row.judged else None,
                "helps_compete" in (row.made_up or ""),
            )
            for row in comparables.ranges(self._session, alike, start, end)
            if row.buyers >= FEWEST
        ]
        return Comparables(len(alike), basis, found)
