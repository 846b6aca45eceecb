"""Whether a customer still buys: its own order rhythm, and the BG/NBD model over all customers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from statistics import median

FEWEST_GAPS = 4
"""An account's own rhythm is read from at least so many gaps between orders."""

FEWEST_CUSTOMERS = 100
"""The BG/NBD model is not fitted on fewer customers, nor on fewer than this half with repeat orders."""

WEEK = 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days between the orders of an account: the median gap, days since the last, and their ratio (1 = on time)."""

    median_gap: Decimal
    since_last: int

    @property
    def ratio(self) -> Decimal:
        return Decimal(self.since_last) / self.median_gap


def rhythm(days: Sequence[dt.date], today: dt.date) -> Rhythm | None:
    """The rhythm of order days (several orders on a day count once); None with fewer than FEWEST_GAPS gaps."""
    once = sorted({day for day in days if day <= today})
    gaps = [(later - earlier).days for earlier, later in pairwise(once)]
    if len(gaps) < FEWEST_GAPS:
        return None
    return Rhythm(Decimal(str(median(gaps))), (today - once[-1]).days)


@dataclass(frozen=True, slots=True)
class History:
    """A customer in the units of the model: repeat orders x, age at the last order t_x, age now T, in weeks."""

    repeats: int
    last: float
    age: float


def history(days: Sequence[dt.date], today: dt.date) -> History | None:
    """The model's view of order days; None where there is no order."""
    once = sorted({day for day in days if day <= today})
    if not once:
        return None
    return history_of(len(once), once[0], once[-1], today)


def history_of(days: int, first: dt.date, last: dt.date, today: dt.date) -> History:
    """As `history`, of a customer whose different order days are counted already."""
    return History(days - 1, (last - first).days / WEEK, (today - first).days / WEEK)


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Parameters of the BG/NBD model (Fader, Hardie and Lee 2005); time in weeks."""

    r: float
    alpha: float
    a: float
    b: float

    def p_alive(self, one: History) -> float:
        """Probability that the customer still buys; 1 for a customer without repeat orders (the model's property)."""
        if one.repeats == 0:
            return 1.0
        x, r, b = one.repeats, self.r, self.b
        odds = math.exp(
            math.log(self.a / (b + x - 1)) + (r + x) * math.log((self.alpha + one.age) / (self.alpha + one.last))
        )
        return 1 / (1 + odds)

    def expected(self, one: History, weeks: float) -> float:
        """Repeat orders expected in the coming weeks, given the history (equation 10 of the paper)."""
        from scipy.special import hyp2f1

        x, r, alpha, a, b = one.repeats, self.r, self.alpha, self.a, self.b
        inner = float(hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + one.age + weeks)))
        grown = 1 - ((alpha + one.age) / (alpha + one.age + weeks)) ** (r + x) * inner
        return float((a + b + x - 1) / (a - 1) * grown * self.p_alive(one))


@lru_cache(maxsize=4)
def fit(histories: tuple[History, ...]) -> BgNbd | None:
    """Maximum likelihood over all customers; None where they are too few or the search does not settle."""
    repeaters = sum(1 for one in histories if one.repeats)
    if len(histories) < FEWEST_CUSTOMERS or repeaters < FEWEST_CUSTOMERS // 2:
        return None
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import betaln, gammaln

    x = np.array([one.repeats for one in histories], dtype=float)
    last = np.array([one.last for one in histories])
    age = np.array([one.age for one in histories])

    def negative(logs: np.typing.NDArray[np.float64]) -> float:
        r, alpha, a, b = np.exp(logs)
        start = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
        gone = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + last)
        both = np.where(x > 0, np.logaddexp(alive, gone), alive)
        return float(-(start + both).mean())

    found = minimize(negative, np.zeros(4), method="Nelder-Mead", options={"maxiter": 2000, "fatol": 1e-7})
    if not found.success or not np.isfinite(found.x).all() or abs(found.x).max() > 12:
        return None
    return BgNbd(*(float(one) for one in np.exp(found.x)))
