"""What is recorded of a visible customer's own business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from bot.book.context import BookContext
from bot.tools.facts.customer import KpiFact, SegmentFact, StrategyFact
from store.questions import customer

Fact = TypeVar("Fact", KpiFact, SegmentFact, StrategyFact)


class BookCustomer:
    """Implements bot.tools.facts.customer.CustomerFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context

    def segments(self, account: str) -> Sequence[SegmentFact]:
        return _facts(SegmentFact, customer.segments(self._context.session, self._context.chosen([account])))

    def strategies(self, account: str) -> Sequence[StrategyFact]:
        return _facts(StrategyFact, customer.strategies(self._context.session, self._context.chosen([account])))

    def kpis(self, account: str) -> Sequence[KpiFact]:
        return _facts(KpiFact, customer.kpis(self._context.session, self._context.chosen([account])))


def _facts(kind: type[Fact], rows: Sequence[Any]) -> list[Fact]:
    return [kind(**{one.name: getattr(row, one.name) for one in fields(kind)}) for row in rows]
