"""What a portfolio's keeper should worry about: risks by name, reviews that are behind, plans with gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.plans import ObjectiveFact
from bot.tools.facts.portfolio import Change, Overdue
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.money import percent, total
from bot.tools.periods import Period, add_months, month_start
from bot.tools.rhythm import Standing, history, standings

LOOK_BACK = dt.timedelta(days=100)
"""Reviews of so many days before a period may still belong to one of its days, whatever the rhythm."""

SILENT_MONTHS = 6
"""Months without an order after which an account that bought in the period counts as silent."""

OBJECTIVES = ("vision", "relationship", "business")
HORIZONS = ("short", "medium", "long")


@dataclass(frozen=True, slots=True)
class Worry:
    """Accounts that share a risk, the worst first, and what is at stake over all of them."""

    accounts: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Risks:
    """Named risks. `unknown_margin` = accounts whose cost of goods is not known; overdue None = no invoices in the
    data; `largest_share_pct` None = no sales."""

    below_cost: Worry  # amount = the sum of their negative gross margins
    stopped: Worry  # bought in the base, nothing in the period; amount = what they bought then
    silent: Worry  # bought in the period, but not in its last months; amount = what they bought in it
    overdue: Worry | None
    unknown_margin: int
    largest_share_pct: Decimal | None
    illustrative: bool


def risks(changes: Mapping[str, Change], overdue: Mapping[str, Overdue] | None, period: Period) -> Risks:
    """The risks that sales and invoices show."""
    active = {account: one for account, one in changes.items() if one.now}
    quiet_from = add_months(month_start(period.end), 1 - SILENT_MONTHS)
    losing = {account: one.margin for account, one in active.items() if one.margin is not None and one.margin < 0}
    stopped = {account: -one.before for account, one in changes.items() if not one.now and one.before > 0}
    silent = {account: -one.now for account, one in active.items() if one.now > 0 and one.last < quiet_from}
    whole = total(one.now for one in active.values())
    largest = max((one.now for one in active.values()), default=None)
    return Risks(
        _worry(losing, 1),
        _worry(stopped, -1),
        _worry(silent, -1),
        None if overdue is None else _worry({account: -one.amount for account, one in overdue.items()}, -1),
        sum(1 for one in active.values() if one.margin is None),
        percent(largest, whole) if whole > 0 else None,
        any(one.illustrative for one in (overdue or {}).values()),
    )


def _worry(amounts: Mapping[str, Decimal], sign: int) -> Worry:
    """Worst (lowest) first; the sum with the sign it is told in."""
    return Worry(tuple(sorted(amounts, key=lambda one: (amounts[one], one))), sign * total(amounts.values()))


@dataclass(frozen=True, slots=True)
class ReviewsBehind:
    """Reviews that are past their day and not held, the latest first; of those due in the period how many were held;
    the accounts that have a rhythm."""

    accounts: frozenset[str]
    late: tuple[Standing, ...]
    held: int
    due: int
    illustrative: bool


def reviews_behind(book: Book, scope: Scope, period: Period) -> ReviewsBehind:
    today = book.today
    rhythms = book.reviews.rhythms(scope)
    rows = book.reviews.reviews(scope, min(period.start, today) - LOOK_BACK) if rhythms else ()
    late = [one for one in standings(rhythms, rows, today) if one.since is not None and one.since < today]
    late.sort(key=lambda one: (-one.days_late(today), one.account_id))
    held, due = _kept(rhythms, rows, period, today)
    made_up = any(one.illustrative for one in rhythms) or any(one.illustrative for one in rows)
    return ReviewsBehind(frozenset(one.account_id for one in rhythms), tuple(late), held, due, made_up)


def _kept(rhythms: Iterable[RhythmFact], rows: Iterable[ReviewFact], period: Period, today: dt.date) -> tuple[int, int]:
    """Of the reviews due in the period, up to yesterday: how many were held, and how many there were."""
    by_rhythm: dict[tuple[str, str], list[ReviewFact]] = {}
    for row in rows:
        by_rhythm.setdefault((row.account_id, row.cadence), []).append(row)
    end = min(period.end, today - dt.timedelta(days=1))
    held = due = 0
    for rhythm in rhythms:
        found = history(rhythm, by_rhythm.get((rhythm.account_id, rhythm.cadence), ()), period.start, end)
        held += sum(1 for one in found if one.held is not None)
        due += len(found)
    return held, due


@dataclass(frozen=True, slots=True)
class PlanGaps:
    """Accounts that should have a plan (key accounts, or where none is named the ones with a review rhythm), and
    what is missing for those with a gap: account id → words."""

    expected: int
    missing: Mapping[str, str]
    basis: str
    illustrative: bool


def plan_gaps(keys: Sequence[str], reviewed: Iterable[str], objectives: Sequence[ObjectiveFact]) -> PlanGaps:
    """A whole plan has an open objective of each kind, and together they look at all three horizons."""
    expected = sorted(keys) or sorted(set(reviewed))
    basis = "key accounts" if keys else "accounts with a review rhythm"
    open_ones: dict[str, list[ObjectiveFact]] = {}
    for one in objectives:
        if one.done is None:
            open_ones.setdefault(one.account_id, []).append(one)
    missing = {}
    for account in expected:
        gap = _gap(open_ones.get(account, []))
        if gap:
            missing[account] = gap
    return PlanGaps(len(expected), missing, basis, any(one.illustrative for one in objectives))


def _gap(objectives: Sequence[ObjectiveFact]) -> str:
    if not objectives:
        return "no current plan"
    kinds = [kind for kind in OBJECTIVES if kind not in {one.objective for one in objectives}]
    horizons = [name for name in HORIZONS if name not in {one.horizon for one in objectives}]
    parts = [f"no {kind} objective" for kind in kinds] + [f"nothing {name}-term" for name in horizons]
    return ", ".join(parts)
