"""Which reviews are late, to come, held or missed between two days: the list behind reviews_due and the digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.money import percent
from bot.tools.rhythm import EXTRA, history, standings

State = Literal["late", "to come", "held", "missed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One review of the list. `when` is the day it is or was expected; days_late counts from it to today, or to the
    day it was held; missed = earlier ones that were not held either. `review` is None for one further ahead."""

    account_id: str
    cadence: str
    state: State
    when: dt.date
    days_late: int
    review: ReviewFact | None
    last_held: dt.date | None
    missed: int = 0
    illustrative: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in ("late", "to come")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each, and the share held of those whose day is past."""

    late: int
    to_come: int
    held: int
    missed: int
    longest_late: int

    @property
    def past(self) -> int:
        """Reviews whose day is past: held, missed or late."""
        return self.held + self.missed + self.late

    @property
    def held_pct(self) -> Decimal | None:
        return percent(Decimal(self.held), Decimal(self.past))


def to_hold(rhythms: Iterable[RhythmFact], reviews: Iterable[ReviewFact], today: dt.date, end: dt.date) -> list[Entry]:
    """What waits on a day: each rhythm's late review once, with how many were missed, and every one to come up to
    `end`; longest late first, then by day."""
    found: list[Entry] = []
    for one in standings(rhythms, reviews, today, (end - today).days):
        if one.current is None or one.since is None or one.since > end:
            continue
        last = one.last_held.held if one.last_held else None
        late = one.days_late(today)
        cadence = one.rhythm.cadence if one.rhythm else one.current.cadence
        found.append(
            Entry(
                one.account_id,
                cadence,
                "late" if late else "to come",
                one.since,
                late,
                one.current,
                last,
                one.missed,
                one.illustrative,
            )
        )
        found += [
            Entry(one.account_id, cadence, "to come", day, 0, None, last, 0, one.illustrative)
            for day in one.later
            if day <= end
        ]
    return sorted(found, key=lambda entry: (entry.when, entry.account_id, entry.cadence))


def past(rhythms: Sequence[RhythmFact], reviews: Sequence[ReviewFact], start: dt.date, end: dt.date) -> list[Entry]:
    """Every review that was due between two days that are over, held or missed, by day. A review held later than it
    was expected says by how many days; one that was skipped was missed."""
    by_account: dict[str, list[ReviewFact]] = {}
    for row in reviews:
        by_account.setdefault(row.account_id, []).append(row)
    active: dict[str, list[RhythmFact]] = {}
    for rhythm in rhythms:
        active.setdefault(rhythm.account_id, []).append(rhythm)
    found: list[Entry] = []
    for account in by_account.keys() | active.keys():
        rows = [row for row in by_account.get(account, ()) if row.cadence != EXTRA]
        known = {rhythm.cadence for rhythm in active.get(account, ())}
        for one in active.get(account, ()):
            own = [row for row in rows if row.cadence == one.cadence or row.cadence not in known]
            found += [_past(row) for row in history(one, own, start, end)]
        if not known:
            found += [_past(row) for row in history(None, rows, start, end)]
    return sorted(set(found), key=lambda entry: (entry.when, entry.account_id, entry.cadence))


def _past(row: ReviewFact) -> Entry:
    if row.held is None:
        return Entry(row.account_id, row.cadence, "missed", row.when, 0, row, None, 0, row.illustrative)
    late = max((row.held - row.when).days, 0)
    return Entry(row.account_id, row.cadence, "held", row.when, late, row, row.held, 0, row.illustrative)


def tally(entries: Iterable[Entry]) -> Tally:
    """The counts of a list. Missed reviews behind a late one are not counted: one meeting catches up on all."""
    count = {"late": 0, "to come": 0, "held": 0, "missed": 0}
    longest = 0
    for one in entries:
        count[one.state] += 1
        if one.state == "late":
            longest = max(longest, one.days_late)
    return Tally(count["late"], count["to come"], count["held"], count["missed"], longest)
