"""The whale curve: how many accounts make the profit, and how much of it the others lose again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from bot.tools.money import HUNDRED, ZERO, percent, total

DRAWN = 20
"""Places of a curve that a phone or a terminal shows legibly."""


@dataclass(frozen=True, slots=True)
class Whale:
    """Profits sorted from best to worst and added up. Per cents are None where the total is not positive."""

    cumulative: tuple[Decimal, ...]
    total: Decimal
    peak: Decimal  # what all accounts with a profit make together
    peak_index: int  # how many accounts these are
    loss_makers: int
    loss_total: Decimal  # negative

    @property
    def peak_pct(self) -> Decimal | None:
        """The peak in per cent of the total: above 100, the rest is lost again."""
        return percent(self.peak, self.total) if self.total > 0 else None

    def top_share_pct(self, top_pct: Decimal) -> Decimal | None:
        """What the best `top_pct` per cent of the accounts (rounded up) make, in per cent of the total."""
        count = math.ceil(len(self.cumulative) * top_pct / HUNDRED)
        return percent(self.cumulative[count - 1], self.total) if count and self.total > 0 else None


def drawn(curve: Whale, most: int = DRAWN) -> tuple[tuple[int, Decimal], ...]:
    """(accounts so far, running total) at no more than `most` places: evenly, with the peak and the end."""
    count = len(curve.cumulative)
    if count <= most:
        places = set(range(1, count + 1))
    else:
        places = {1 + round(step * (count - 1) / (most - 1)) for step in range(most)}
        if curve.peak_index and curve.peak_index not in places:
            places.discard(min(places - {1, count}, key=lambda place: abs(place - curve.peak_index)))
            places.add(curve.peak_index)
    return tuple((place, curve.cumulative[place - 1]) for place in sorted(places))


def whale(profits: Sequence[Decimal]) -> Whale:
    """The whale curve of accounts' profits, in any order."""
    ordered = sorted(profits, reverse=True)
    losses = [profit for profit in ordered if profit < 0]
    gains = [profit for profit in ordered if profit > 0]
    return Whale(
        tuple(accumulate(ordered)),
        total(ordered),
        total(gains) if gains else ZERO,
        len(gains),
        len(losses),
        total(losses),
    )
