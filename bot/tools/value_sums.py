"""Sums of value delivered: what the customer agreed to apart from what is only our claim."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.facts.value import ValueFact
from bot.tools.money import ZERO

_WORD = re.compile(r"[^\W_]+")
STEM = 5


@dataclass(frozen=True, slots=True)
class ValueSums:
    """Reporting currency. confirmed and claimed are never added up: one is agreed, the other is our own estimate.

    unquantified = entries without an amount. cost and worth are of entries where both are known.
    """

    entries: int = 0
    confirmed: Decimal = ZERO
    confirmed_entries: int = 0
    claimed: Decimal = ZERO
    claimed_entries: int = 0
    unquantified: int = 0
    cost: Decimal = ZERO
    worth: Decimal = ZERO
    without_cost: int = 0

    @property
    def per_cost(self) -> Decimal | None:
        """Worth to them per 1 it cost us, over entries with both; None where no cost is known."""
        return self.worth / self.cost if self.cost else None


def value_sums(rows: Iterable[ValueFact]) -> ValueSums:
    """The sums over any entries; their order does not matter."""
    entries = confirmed_entries = claimed_entries = unquantified = without_cost = 0
    confirmed = claimed = cost = worth = ZERO
    for row in rows:
        entries += 1
        if row.amount is None:
            unquantified += 1
        elif row.confirmed:
            confirmed += row.amount
        else:
            claimed += row.amount
        confirmed_entries += bool(row.confirmed)
        claimed_entries += not row.confirmed
        if row.amount is not None and row.cost is not None:
            cost += row.cost
            worth += row.amount
        else:
            without_cost += 1
    return ValueSums(
        entries, confirmed, confirmed_entries, claimed, claimed_entries, unquantified, cost, worth, without_cost
    )


def since(rows: Sequence[ValueFact], day: dt.date) -> list[ValueFact]:
    """Entries dated on a day or after it."""
    return [row for row in rows if row.date >= day]


def same_value(text: str, amount: Decimal | None, rows: Sequence[ValueFact]) -> ValueFact | None:
    """The entry that a new one speaks of again: most of its words, or the same amount and some of them."""
    wanted = _stems(text)
    best: tuple[Decimal, ValueFact] | None = None
    for row in rows:
        known = _stems(row.text)
        if not wanted or not known:
            continue
        share = Decimal(len(wanted & known)) / min(len(wanted), len(known))
        needed = Decimal("0.3") if amount is not None and amount == row.amount else Decimal("0.7")
        if share >= needed and (best is None or share > best[0]):
            best = (share, row)
    return best[1] if best else None


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.casefold()[:STEM] for word in _WORD.findall(text) if len(word) > 2 and not word.isdigit())
