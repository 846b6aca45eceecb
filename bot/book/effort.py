"""Effort on visible accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.effort import EffortFact
from bot.tools.periods import Period
from store.questions import effort


class BookEffort:
    """Implements bot.tools.facts.effort.EffortFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, EffortFact]:
        rows = effort.by_account(self._session, self._context.chosen(accounts), period.start, period.end)
        return {row.account_id: EffortFact(row.hours, int(row.visits or 0), bool(row.illustrative)) for row in rows}

    def months(self) -> tuple[dt.date, dt.date] | None:
        first, last = effort.months(self._session)
        return None if first is None or last is None else (first, last)
