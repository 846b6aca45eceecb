"""What is owed, how old it is and whether it grows too fast: plain functions on amounts and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.money import ZERO, total

BUCKETS = ("not due", "1-30 days", "31-60 days", "61-90 days", "over 90 days")
EDGES = (0, 30, 60, 90)
"""The last day of each bucket but the last, counted from the due date."""

MAD_TO_SIGMA = Decimal("0.6745")
MEAN_TO_SIGMA = Decimal("1.253314")
"""IBM's fallback where the median absolute deviation is zero: mean absolute deviation x 1.253314."""


def bucket(days_late: int) -> int:
    """The index in BUCKETS of an item that many days past its due date (negative or zero = not due)."""
    return next((index for index, edge in enumerate(EDGES) if days_late <= edge), len(EDGES))


def ageing(items: Iterable[tuple[dt.date, Decimal]], today: dt.date) -> tuple[Decimal, ...]:
    """Open amounts by bucket, from (due date, open amount)."""
    sums = [ZERO] * len(BUCKETS)
    for due, amount in items:
        sums[bucket((today - due).days)] += amount
    return tuple(sums)


def allowance(balances: Sequence[Decimal], rates: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Expected loss a bucket: balance x loss rate as a fraction (IFRS 9 provision matrix)."""
    return tuple(balance * rate for balance, rate in zip(balances, rates, strict=True))


def roll_rates(entering: Sequence[Decimal], never_paid: Decimal) -> tuple[Decimal | None, ...]:
    """The share of what entered each bucket that was never paid, as fractions; None where nothing entered."""
    return tuple(None if not amount else never_paid / amount for amount in entering)


@dataclass(frozen=True, slots=True)
class CountBack:
    """Days sales outstanding. days None = undefined; `at_least` True = history ran out before the balance did."""

    days: Decimal | None
    at_least: bool = False


def dso_count_back(balance: Decimal, months_latest_first: Sequence[tuple[Decimal, int]]) -> CountBack:
    """Count back: take off each month's sales from the latest until the balance is used up; the last month counts
    in proportion. months: (sales, days). Undefined where a month on the way had no or negative sales and nothing
    before it is enough; a month without sales inside the way counts its days in full."""
    if balance <= 0:
        return CountBack(ZERO)
    days, left = ZERO, balance
    for sales, length in months_latest_first:
        if sales >= left and sales > 0:
            return CountBack(days + left / sales * length)
        left -= max(sales, ZERO)
        days += length
    return CountBack(days, at_least=True) if months_latest_first else CountBack(None)


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle. Raises ValueError for none."""
    if not values:
        raise ValueError("a median needs a value")
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def modified_z(value: Decimal, baseline: Sequence[Decimal]) -> Decimal | None:
    """0.6745 x (value - median) / MAD of a clean baseline (Iglewicz and Hoaglin); None where the baseline does not
    vary at all, so that no scale exists."""
    centre = median(baseline)
    deviations = [abs(one - centre) for one in baseline]
    spread = median(deviations)
    if spread:
        return MAD_TO_SIGMA * (value - centre) / spread
    mean = total(deviations) / len(deviations)
    return None if not mean else (value - centre) / (mean * MEAN_TO_SIGMA)


def cusum(values: Sequence[Decimal], target: Decimal, slack: Decimal) -> tuple[list[Decimal], list[Decimal]]:
    """Tabular CUSUM, upper and lower, of values against a target with slack K (Montgomery)."""
    upper, lower = [ZERO], [ZERO]
    for value in values:
        upper.append(max(ZERO, value - (target + slack) + upper[-1]))
        lower.append(max(ZERO, (target - slack) - value + lower[-1]))
    return upper[1:], lower[1:]
