"""Promotions and what was bought under and around them, for the accounts the asker may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from bot.book.context import BookContext
from bot.book.sales import sums_of
from bot.tools.arguments import Scope
from bot.tools.facts.costs import Cost
from bot.tools.facts.promotions import PromotedProduct, PromotionFact
from bot.tools.facts.sales import Sums
from bot.tools.periods import Period
from store.questions import promotions
from store.tables import Promotion
from store.visibility import Accounts

_FIELDS = [one.name for one in fields(PromotionFact)]


def _fact(row: Promotion) -> PromotionFact:
    return PromotionFact(**{name: getattr(row, name) for name in _FIELDS})


class BookPromotions:
    """Implements bot.tools.facts.promotions.PromotionFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def promotion(self, promotion: str) -> PromotionFact | None:
        found = self._session.get(Promotion, promotion)
        return None if found is None else _fact(found)

    def promotions(self) -> Sequence[PromotionFact]:
        return [_fact(row) for row in promotions.promotions(self._session)]

    def taken(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]:
        rows = promotions.taken(self._session, self._context.chosen(accounts), (period.start, period.end))
        return {row.key: sums_of(row) for row in rows}

    def costs(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Cost]:
        rows = promotions.costs(self._session, self._context.chosen(accounts), (period.start, period.end))
        return {row.promotion_id: Cost(row.amount, bool(row.illustrative)) for row in rows}

    def products(
        self, promotion: str, accounts: Scope | Sequence[str], run: Period, base: Period | None, after: Period | None
    ) -> Sequence[PromotedProduct]:
        chosen = self._context.chosen(accounts)
        during = self._same_buyers(promotion, chosen, run, run)
        earlier = self._same_buyers(promotion, chosen, run, base)
        later = self._same_buyers(promotion, chosen, run, after)
        return [
            PromotedProduct(
                row.key,
                row.name or row.key,
                sums_of(row),
                during.get(row.key, Sums()),
                earlier.get(row.key, Sums()),
                later.get(row.key, Sums()),
            )
            for row in promotions.promoted(self._session, promotion, chosen, (run.start, run.end))
        ]

    def _same_buyers(self, promotion: str, chosen: Accounts, run: Period, days: Period | None) -> Mapping[str, Sums]:
        if days is None:
            return {}
        rows = promotions.same_buyers(self._session, promotion, chosen, (run.start, run.end), (days.start, days.end))
        return {row.key: sums_of(row) for row in rows}
