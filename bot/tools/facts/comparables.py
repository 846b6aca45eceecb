"""What accounts like one buy, summed so that none of them can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.periods import Period

FEWEST = 5
"""Sums over fewer accounts would tell about single ones."""


@dataclass(frozen=True, slots=True)
class RangeFact:
    """A product subcategory that at least FEWEST of the comparable accounts bought: `buyers` of them, for `sales` in
    all; margin_pct of those sales, None = cost unknown; own = what the account itself bought of it; helps_compete
    0-4, None = not judged."""

    subcategory: str
    category: str
    buyers: int
    sales: Decimal
    margin_pct: Decimal | None
    own: Decimal
    helps_compete: Decimal | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Comparables:
    """How many accounts are comparable, by what, and their range; `count` below FEWEST = none is told."""

    count: int
    basis: str
    ranges: Sequence[RangeFact]


class ComparableFacts(Protocol):
    def of(self, account: str, period: Period) -> Comparables:
        """Accounts of the same segment with a third to three times its sales (all of the segment where these are
        fewer than FEWEST), over the whole company."""
