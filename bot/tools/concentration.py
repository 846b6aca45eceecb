"""How a total is spread over accounts: top share, classes, Herfindahl index and Gini coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bot.tools.money import HUNDRED, ZERO, total

FULL = Decimal(10_000)
"""The Herfindahl index of a single account: shares are in per cent."""


@dataclass(frozen=True, slots=True)
class Top:
    """The largest `count` of `of` values, their sum and its share of the whole, in per cent; None = no whole."""

    count: int
    of: int
    amount: Decimal
    share_pct: Decimal | None


def top(values: Sequence[Decimal], part_pct: Decimal) -> Top:
    """The largest part_pct of the values, the number rounded up: 20 % of 12 are 3."""
    count = int((len(values) * part_pct / HUNDRED).to_integral_value(ROUND_CEILING))
    return largest(values, count)


def largest(values: Sequence[Decimal], count: int) -> Top:
    """The `count` largest values, or all where there are fewer."""
    ordered = sorted(values, reverse=True)[:count]
    return Top(len(ordered), len(values), total(ordered), share_pct(total(ordered), total(values)))


def share_pct(part: Decimal, whole: Decimal) -> Decimal | None:
    """Per cent of a whole; None where the whole is zero or negative, of which there is no share."""
    return part / whole * HUNDRED if whole > 0 else None


def needed_for(values: Sequence[Decimal], goal_pct: Decimal) -> int | None:
    """The smallest number of values, largest first, that reaches the goal's per cent of the sum; None = no sum."""
    whole = total(values)
    if whole <= 0:
        return None
    running = ZERO
    for count, value in enumerate(sorted(values, reverse=True), 1):
        running += value
        if running * HUNDRED >= whole * goal_pct:
            return count
    return len(values)


def hhi(values: Sequence[Decimal]) -> Decimal | None:
    """Σ share², shares in per cent: 10,000 for one account, 10,000/n for n equal ones. None where a value is
    negative or all are zero."""
    whole = total(values)
    if not values or min(values) < 0 or whole == 0:
        return None
    return total(value * value for value in values) / (whole * whole) * FULL


def effective_number(index: Decimal | None) -> Decimal | None:
    """How many equal accounts would give the same Herfindahl index."""
    return None if not index else FULL / index


def gini(values: Sequence[Decimal], sample: bool = False) -> Decimal | None:
    """0 = all equal, towards 1 = one has all. None where a value is negative or all are zero.

    2·Σ i·x / (n·Σ x) − (n+1)/n over ascending values; with `sample`, times n/(n−1), undefined for one value.
    """
    count, whole = len(values), total(values)
    if not values or min(values) < 0 or whole == 0 or (sample and count == 1):
        return None
    weighted = total(place * value for place, value in enumerate(sorted(values), 1))
    coefficient = 2 * weighted / (count * whole) - Decimal(count + 1) / count
    return coefficient * count / (count - 1) if sample else coefficient


def abc_classes(values: Sequence[Decimal], a_pct: Decimal, b_pct: Decimal) -> list[str]:
    """The class of each value, in the order given: A while the running share (largest first, the value itself
    included) is below a_pct, B below b_pct, C from there on. The largest is always A; equal values share the class
    of the first of them. Values of zero and below are C."""
    whole = total(value for value in values if value > 0)
    order = sorted(range(len(values)), key=lambda index: -values[index])
    classes = ["C"] * len(values)
    running, previous = ZERO, None
    for place, index in enumerate(order):
        value = values[index]
        if value <= 0:
            break
        running += value
        if previous is not None and value == values[previous]:
            classes[index] = classes[previous]
        else:
            classes[index] = "A" if place == 0 else class_at(running / whole * HUNDRED, a_pct, b_pct)
        previous = index
    return classes


def class_at(cumulative_pct: Decimal, a_pct: Decimal, b_pct: Decimal) -> str:
    """A below a_pct, B from there below b_pct, C from b_pct on."""
    if cumulative_pct < a_pct:
        return "A"
    return "B" if cumulative_pct < b_pct else "C"
