"""Which accounts deserve to be key accounts: a three-part score on known criteria, and how firm it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import BadInput
from bot.tools.money import HUNDRED, ZERO

TEN = Decimal(10)
FEWEST_KNOWN = Decimal(70)
"""Per cent of the weights that must be known before an account is classed."""

SHIFT = Decimal(10)
"""Points by which each weight is moved, one at a time, to see whether the class is firm."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the score. part: customer, market or strategy; weight in points of 100."""

    name: str
    label: str
    part: str
    weight: Decimal


CRITERIA = (
    Criterion("profit", "what it earns us", "customer", Decimal(30)),
    Criterion("growth", "its growth", "customer", Decimal(20)),
    Criterion("size", "its size", "customer", Decimal(10)),
    Criterion("headroom", "what more it could buy", "market", Decimal(15)),
    Criterion("segment", "its segment's growth", "market", Decimal(10)),
    Criterion("strategic", "a strategic reason", "strategy", Decimal(10)),
    Criterion("buys_for", "why it buys", "strategy", Decimal(5)),
)
"""Profit and growth before size: being large is not being strategic."""

PARTS = ("customer", "market", "strategy")

BUYS_FOR = {"price": 2, "proximity": 5, "other": 5, "relationships": 8, "quality": 10}
"""Score of the reason why a customer first bought: who came for the price leaves for the price."""


def weights(size_cap_pct: Decimal) -> dict[str, Decimal]:
    """The weight of each criterion; size never weighs more than the cap."""
    return {one.name: min(one.weight, size_cap_pct) if one.name == "size" else one.weight for one in CRITERIA}


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean over what is known (None = nothing is), and which per cent of the weights that is."""

    value: Decimal | None
    known_pct: Decimal


def weighted_mean(scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> Mean:
    """Σ weight·score ÷ Σ weight over known scores. Raises BadInput for negative weights or none at all."""
    whole = known = points = ZERO
    for name, score in scores.items():
        weight = weights[name]
        if weight < 0:
            raise BadInput("A weight cannot be negative; give 0 to leave a criterion out.")
        whole += weight
        if score is not None:
            known += weight
            points += weight * score
    if whole == 0:
        raise BadInput("All weights are 0, so nothing is weighed; give at least one criterion a weight.")
    return Mean(points / known if known else None, known / whole * HUNDRED)


def level(score: Decimal, lowest: Decimal = ZERO, highest: Decimal = TEN) -> str:
    """Low, Medium or High: thirds of the scale, half-open."""
    third = (highest - lowest) / 3
    if score < lowest + third:
        return "Low"
    return "Medium" if score < lowest + 2 * third else "High"


def scaled(value: Decimal | None, worst: Decimal, best: Decimal) -> Decimal | None:
    """0 at `worst` and below, 10 at `best` and above, a straight line between; None for an unknown value."""
    if value is None:
        return None
    return max(ZERO, min(TEN, (value - worst) / (best - worst) * TEN))


def percentile(value: Decimal, others: Sequence[Decimal]) -> Decimal:
    """0 to 10: which part of the others, sorted ascending, is not larger; the value itself is among them."""
    return Decimal(bisect_right(others, value)) / len(others) * TEN


@dataclass(frozen=True, slots=True)
class Selection:
    """The score of an account, 0 to 10; None = nothing known.

    `known_pct` is the part of the weights that is known; `weights` are points.
    """

    scores: Mapping[str, Decimal | None]
    value: Decimal | None
    known_pct: Decimal
    weights: Mapping[str, Decimal]

    @property
    def classed(self) -> str:
        """High, Medium, Low, or '' where too little is known."""
        if self.value is None or self.known_pct < FEWEST_KNOWN:
            return ""
        return level(self.value)

    def parts(self) -> dict[str, Decimal | None]:
        """The score by part; None where nothing of a part is known or weighs anything."""
        return {part: _part(part, self.scores, self.weights) for part in PARTS}

    def flips(self) -> tuple[str, ...]:
        """The criteria of which a weight ten points up or down would change the class."""
        return _flips(self.scores, self.weights, self.value)


def select(scores: Mapping[str, Decimal | None], weighing: Mapping[str, Decimal]) -> Selection:
    """The three-part score of one account from its criteria, each 0 to 10 or unknown."""
    mean = weighted_mean(scores, weighing)
    return Selection(scores, mean.value, mean.known_pct, weighing)


def _part(part: str, scores: Mapping[str, Decimal | None], weighing: Mapping[str, Decimal]) -> Decimal | None:
    own = {one.name: scores.get(one.name) for one in CRITERIA if one.part == part and weighing[one.name]}
    return weighted_mean(own, weighing).value if own else None


def _flips(
    scores: Mapping[str, Decimal | None], weighing: Mapping[str, Decimal], value: Decimal | None
) -> tuple[str, ...]:
    if value is None:
        return ()
    now = level(value)
    found = []
    for name, score in scores.items():
        if score is None:
            continue
        for shift in (SHIFT, -SHIFT):
            moved = {**weighing, name: max(weighing[name] + shift, ZERO)}
            other = weighted_mean(scores, moved).value if any(moved[one] for one in scores) else None
            if other is not None and level(other) != now:
                found.append(name)
                break
    return tuple(found)
