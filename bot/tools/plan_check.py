"""What an account plan fills and leaves open, and whether its sales target is within what history has seen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Literal

from bot.tools.facts.plans import ObjectiveFact
from bot.tools.money import HUNDRED, ZERO, growth, total
from bot.tools.periods import add_months

OBJECTIVES = ("vision", "relationship", "business")
HORIZONS = ("short", "medium", "long")
HORIZON_MONTHS = {"short": 12, "medium": 36}
"""A due day up to so many months ahead is short or medium; beyond it is long."""

STALE_DAYS = 365
"""An objective nobody wrote or reviewed for this long is called stale: a plan is looked at once a year at least."""

YEAR = 12

_NUMBER = r"(?P<number>\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
_COUNTED = r"(?!\s*(?:%|per ?cent|prozent|units?|bikes?|stores?|orders?|days?|times))"
_AMOUNT = re.compile(
    rf"(?P<before>[$€£]|\b(?:usd|eur|gbp|chf)\b)?\s*{_NUMBER}\s*(?P<times>k|m|mio|million|thousand)?\b\s*"
    rf"(?P<after>[$€£]|\b(?:usd|eur|gbp|chf)\b)?{_COUNTED}",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<sign>minus|[-−]|down)?\s*{_NUMBER}\s*(?:%|per ?cent|prozent)", re.IGNORECASE)
_SALES = re.compile(r"sales|turnover|revenue|growth|grow|umsatz|chiffre|ventas|volume", re.IGNORECASE)
_MORE = re.compile(r"\b(plus|more|extra|added|additional|on top|incremental|mehr)\b|\+", re.IGNORECASE)
_TIMES = {"k": 1000, "thousand": 1000, "m": 10**6, "mio": 10**6, "million": 10**6}
_YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """Boxes are the three kinds of objective by the three horizons; only open objectives fill one."""

    boxes: int
    empty: tuple[str, ...]
    without_objective: tuple[str, ...]
    without_horizon: tuple[str, ...]
    overdue: tuple[ObjectiveFact, ...]
    stale: tuple[ObjectiveFact, ...]
    without_target: tuple[ObjectiveFact, ...]


def plan_check(rows: Sequence[ObjectiveFact], today: dt.date) -> PlanCheck:
    """What the open objectives of one account cover."""
    still = [row for row in rows if row.done is None]
    filled = {(row.objective, row.horizon) for row in still}
    return PlanCheck(
        len(filled),
        tuple(f"{horizon}-term {name}" for name in OBJECTIVES for horizon in HORIZONS if (name, horizon) not in filled),
        tuple(name for name in OBJECTIVES if all(row.objective != name for row in still)),
        tuple(name for name in HORIZONS if all(row.horizon != name for row in still)),
        tuple(row for row in still if row.due is not None and row.due < today),
        tuple(row for row in still if (today - row.looked_at).days > STALE_DAYS),
        tuple(row for row in still if row.objective == "business" and not (row.target and row.due)),
    )


def horizon_of(due: dt.date, today: dt.date) -> str:
    """short up to a year ahead, medium up to three, then long."""
    for name, months in HORIZON_MONTHS.items():
        if due <= add_months(today, months):
            return name
    return "long"


@dataclass(frozen=True, slots=True)
class Aim:
    """A sales aim read from words. kind: total = yearly sales to reach; added = above today's; growth = per cent."""

    kind: Literal["total", "added", "growth"]
    number: Decimal


def aim_of(objective: ObjectiveFact) -> Aim | None:
    """The sales aim of a business objective: its target's amount or growth, else its text's; None where neither says
    one. Percentages count only beside a word for sales; years and plain counts are no amounts."""
    if objective.objective != "business":
        return None
    about_sales = bool(_SALES.search(f"{objective.target} {objective.text}"))
    for words in (objective.target, objective.text):
        found = _PERCENT.search(words)
        if found and about_sales and not found["sign"]:
            return Aim("growth", _number(found["number"]))
        for amount in _AMOUNT.finditer(words):
            marked = bool(amount["before"] or amount["after"] or amount["times"])
            value = _number(amount["number"]) * _TIMES.get((amount["times"] or "").casefold(), 1)
            if (marked or (about_sales and value >= 1000)) and not (not marked and value in _YEARS):
                return Aim("added" if _MORE.search(words) else "total", value)
    return None


def _number(text: str) -> Decimal:
    """'250.000', '1,200,000', '12,5', "12'500" as people write them."""
    plain = re.sub(r"['’ ]", "", text)
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0 and len(plain) - last - 1 != 3:
        return Decimal(plain[:last].replace(".", "").replace(",", "") + "." + plain[last + 1 :])
    return Decimal(plain.replace(".", "").replace(",", ""))


@dataclass(frozen=True, slots=True)
class GrowthSeen:
    """Growth in per cent of twelve months against the twelve before, over every month end with both."""

    base: Decimal
    comparisons: int
    usual: Decimal | None
    best: Decimal | None


def growth_seen(monthly: Mapping[dt.date, Decimal], last: dt.date) -> GrowthSeen:
    """From net sales by first day of month up to month `last`; months without sales between are zero. Nothing is
    compared with a year that began before the account's first month."""
    if not monthly:
        return GrowthSeen(ZERO, 0, None, None)
    first = min(monthly)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    series = [monthly.get(add_months(first, index), ZERO) for index in range(max(count, 0))]
    base = total(series[-YEAR:])
    rates = []
    for end in range(2 * YEAR, len(series) + 1):
        rate = growth(total(series[end - YEAR : end]), total(series[end - 2 * YEAR : end - YEAR]))
        if rate is not None:
            rates.append(rate)
    if not rates:
        return GrowthSeen(base, 0, None, None)
    return GrowthSeen(base, len(rates), Decimal(median(rates)), max(rates))


Verdict = Literal["below today", "achievable", "a stretch", "beyond history", "unknown"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sales aim against history: yearly sales aimed at, the growth it needs each year, and the verdict."""

    objective: ObjectiveFact
    aim: Aim
    target: Decimal | None
    years: Decimal
    needed: Decimal | None
    verdict: Verdict


def judge(objective: ObjectiveFact, aim: Aim, seen: GrowthSeen, today: dt.date) -> Judgement:
    """achievable: needs at most the usual growth; a stretch: at most the best ever; beyond history: more than that."""
    years = _years(objective, today)
    if aim.kind == "growth":
        target = seen.base * (1 + aim.number / HUNDRED)
    else:
        target = aim.number + (seen.base if aim.kind == "added" else ZERO)
    if seen.base <= 0:
        return Judgement(objective, aim, target, years, None, "unknown")
    needed = (((target / seen.base) ** (1 / years)) - 1) * HUNDRED if target > 0 else -HUNDRED
    return Judgement(objective, aim, target, years, needed, _verdict(needed, seen))


def _years(objective: ObjectiveFact, today: dt.date) -> Decimal:
    """Years from today to the due day, at least one; without one, one, two or four by horizon."""
    if objective.due is None:
        return Decimal({"short": 1, "medium": 2}.get(objective.horizon, 4))
    return max(Decimal((objective.due - today).days) / Decimal("365.25"), Decimal(1))


def _verdict(needed: Decimal, seen: GrowthSeen) -> Verdict:
    if needed <= 0:
        return "below today"
    if seen.usual is None or seen.best is None:
        return "unknown"
    if needed <= seen.usual:
        return "achievable"
    return "a stretch" if needed <= seen.best else "beyond history"
