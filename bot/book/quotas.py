"""Quotas of the people the asker leads, and their own."""

from __future__ import annotations

from bot.book.context import BookContext
from bot.errors import NotPermitted
from bot.tools.facts.quotas import QuotaFact
from store.questions import quotas


class BookQuotas:
    """Implements bot.tools.facts.quotas.QuotaFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context

    def current(self, person: str) -> QuotaFact | None:
        if person not in self._context.led():
            raise NotPermitted("I can only show quotas of yourself and of people in your team.")
        found = quotas.quota_on(self._context.session, person, self._context.today)
        return None if found is None or found.end is None else QuotaFact(found.start, found.end, found.amount)
