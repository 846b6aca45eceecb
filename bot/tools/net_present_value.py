"""What a row of yearly cash flows is worth today, how deep it goes into the red, and when it is paid back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise, repeat
from operator import mul

from bot.errors import BadInput
from bot.tools.money import HUNDRED, ZERO, show_percent, total

ONE = Decimal(1)
HALVINGS = 120
"""Bisection steps of a root: far finer than any figure shown, so the result is the same everywhere."""


def discount_factor(discount_pct: Decimal) -> Decimal:
    """1 + the yearly rate (per cent). Raises BadInput at −100 % and below, where money would be worth nothing."""
    if discount_pct <= -HUNDRED:
        raise BadInput(f"A discount rate of {show_percent(discount_pct)} has no meaning; give one above −100 %.")
    return ONE + discount_pct / HUNDRED


def powers(base: Decimal, count: int) -> tuple[Decimal, ...]:
    """1, base, base², … `count` of them; also for a base of zero, of which Decimal refuses the power 0."""
    return tuple(accumulate(repeat(base, count - 1), mul, initial=ONE)) if count else ()


def present_values(flows: Sequence[Decimal], discount_pct: Decimal) -> tuple[Decimal, ...]:
    """Each flow in money of today; the first is today's and is not discounted, the others are a year apart."""
    factor = discount_factor(discount_pct)
    return tuple(flow / factor**year for year, flow in enumerate(flows))


def net_present_value(flows: Sequence[Decimal], discount_pct: Decimal) -> Decimal:
    """The sum of present_values."""
    return total(present_values(flows, discount_pct))


@dataclass(frozen=True, slots=True)
class Exposure:
    """The lowest point of the running total, in money of today, and its year (0 = today)."""

    amount: Decimal
    year: int


def deepest(values: Sequence[Decimal]) -> Exposure | None:
    """The first lowest running total; None where it never goes below zero."""
    running = list(accumulate(values))
    low = min(running, default=ZERO)
    return Exposure(low, running.index(low)) if low < 0 else None


def payback_years(values: Sequence[Decimal]) -> Decimal | None:
    """Years until the running total is back at zero for good in that year, linear inside the year; 0 where it is
    never below; None where it never comes back.

    Over discounted values it is the discounted payback. A later fall below zero again is the caller's to say.
    """
    running = list(accumulate(values))
    if not running or min(running) >= 0:
        return ZERO
    first_below = next(year for year, amount in enumerate(running) if amount < 0)
    for year in range(first_below + 1, len(running)):
        if running[year] >= 0:
            return Decimal(year - 1) + (-running[year - 1]) / values[year]
    return None


def falls_back(values: Sequence[Decimal]) -> bool:
    """True where the running total, once paid back, goes below zero again."""
    below = [amount < 0 for amount in accumulate(values)]
    turns = sum(1 for before, after in pairwise(below) if not before and after)
    return turns > (0 if below and below[0] else 1)


def sign_changes(flows: Sequence[Decimal]) -> int:
    signs = [flow > 0 for flow in flows if flow]
    return sum(1 for before, after in pairwise(signs) if before != after)


def break_even_weight(flows: Sequence[Decimal]) -> Decimal | None:
    """The yearly weight x at which Σ flow·xᵗ is zero; None where there is not exactly one (no or several sign
    changes). Both the internal rate (x = 1/(1+rate)) and the lowest retention (x = retention/(1+rate)) are this x.
    """
    if sign_changes(flows) != 1:
        return None
    trimmed = list(flows)
    while not trimmed[0]:
        trimmed.pop(0)  # leading zeros only multiply by x
    rises = trimmed[0] < 0
    low, high = ZERO, ONE
    while (_weighted(trimmed, high) < 0) == rises:
        low, high = high, high * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (_weighted(trimmed, middle) < 0) == rises:
            low = middle
        else:
            high = middle
    return high


def internal_rate_pct(flows: Sequence[Decimal]) -> Decimal | None:
    """The yearly rate, per cent, at which the flows are worth nothing; None where there is no single one."""
    weight = break_even_weight(flows)
    return None if weight is None else (ONE / weight - ONE) * HUNDRED


def _weighted(flows: Sequence[Decimal], weight: Decimal) -> Decimal:
    value = ZERO
    for flow in reversed(flows):  # Horner: one multiplication a flow
        value = value * weight + flow
    return value
