"""How the customer makes its money, as far as we know: lines of business, strategies, what its buyers are paid on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SegmentFact:
    """A line of business with its weight in the customer's sales and profit, per cent; None = not known."""

    name: str
    sales_pct: Decimal | None
    profit_pct: Decimal | None
    source: str
    date: dt.date | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class StrategyFact:
    """A strategy the customer states, and what it expects of it for its own money ('' = not known)."""

    text: str
    expected_effect: str
    source: str
    date: dt.date | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class KpiFact:
    """What a buyer is measured or paid on. contact '' = not known whose."""

    kpi: str
    weight: str
    contact: str
    source: str
    date: dt.date | None
    illustrative: bool


class CustomerFacts(Protocol):
    """What is recorded of one visible account's own business."""

    def segments(self, account: str) -> Sequence[SegmentFact]:
        """Largest in sales first."""

    def strategies(self, account: str) -> Sequence[StrategyFact]:
        """Newest first."""

    def kpis(self, account: str) -> Sequence[KpiFact]:
        """By buyer."""
