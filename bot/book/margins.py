"""The customer's margins and its industry's, for the accounts the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from bot.book.context import BookContext
from bot.tools.facts.margins import CustomerYear, IndustryFigure
from store.questions import margins

_YEAR = [one.name for one in fields(CustomerYear)]
_FIGURE = [one.name for one in fields(IndustryFigure)]


class BookMargins:
    """Implements bot.tools.facts.margins.MarginFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context

    def of_customer(self, account: str) -> Sequence[CustomerYear]:
        rows = margins.customer_years(self._context.session, self._context.chosen([account]))
        return [CustomerYear(**{name: getattr(row, name) for name in _YEAR}) for row in rows]

    def of_industry(self, industry: str) -> Sequence[IndustryFigure]:
        if not industry:
            return []
        rows = margins.industry_figures(self._context.session, industry)
        return [IndustryFigure(**{name: getattr(row, name) for name in _FIGURE}) for row in rows]
