"""Facts about promotions: what they are, who bought under them, and what those bought before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope
from bot.tools.facts.costs import Cost
from bot.tools.facts.sales import Sums
from bot.tools.periods import Period


@dataclass(frozen=True, slots=True)
class PromotionFact:
    """discount_pct in per cent; start and end are its days, both included; cost = fixed cost of running it."""

    id: str
    name: str
    kind: str
    discount_pct: Decimal | None
    start: dt.date | None
    end: dt.date | None
    cost: Decimal | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class PromotedProduct:
    """A sku bought under a promotion, by those accounts that did: the promoted lines, all lines of the same accounts
    during the run, in the base period before it and in the period after it."""

    sku: str
    name: str
    promoted: Sums
    during: Sums
    before: Sums
    after: Sums


class PromotionFacts(Protocol):
    def promotion(self, promotion: str) -> PromotionFact | None:
        """By id; None = there is none."""

    def promotions(self) -> Sequence[PromotionFact]:
        """All, by start."""

    def taken(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Sums]:
        """The order lines bought under each promotion, by its id."""

    def costs(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Cost]:
        """The cost lines charged to each promotion, by its id."""

    def products(
        self, promotion: str, accounts: Scope | Sequence[str], run: Period, base: Period | None, after: Period | None
    ) -> Sequence[PromotedProduct]:
        """The skus bought under a promotion; sums of a period that is None are zero."""
