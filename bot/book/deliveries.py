"""Whether orders shipped by the day they were due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.deliveries import Punctuality
from bot.tools.periods import Period
from store.questions import deliveries


class BookDeliveries:
    """Implements bot.tools.facts.deliveries.DeliveryFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context

    def punctuality(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Punctuality]:
        chosen = self._context.chosen(accounts)
        found: dict[str, Punctuality] = {}
        for row in deliveries.deliveries(self._context.session, chosen, period.start, period.end):
            found[row.account_id] = _with(found.get(row.account_id, Punctuality()), row, self._context.today)
        return found


def _with(sums: Punctuality, row: Any, today: dt.date) -> Punctuality:
    """The sums with one order more."""
    if row.due is None:
        return replace(sums, unknown=sums.unknown + 1)
    whole = row.lines_shipped == row.lines
    shipped = row.shipped if whole else today
    late = (shipped - row.due).days
    if late > 0:
        return replace(sums, late=sums.late + 1, worst_days=max(sums.worst_days, late))
    return replace(sums, on_time=sums.on_time + 1) if whole else replace(sums, running=sums.running + 1)
