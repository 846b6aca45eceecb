"""What logging, moving, snoozing a review or setting its rhythm changes: worked out before anything is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.rhythm import (
    DROPPED,
    Settled,
    Standing,
    move,
    new_rhythm,
    rhythm_of,
    settle,
    standing,
    step_days,
)

_NEEDS = re.compile(r"(?:^|[\n.;])\s*(?:their |current )?needs?\s*(?:now)?\s*[:=]\s*(?P<needs>[^\n]+)", re.IGNORECASE)

SAME_REVIEW = 3
"""Days: a second record this close to a held review corrects its date instead of making another."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. held = the day it took place; to = the day to plan the next one for; until = how long the
    asker's reminder sleeps."""

    held: dt.date | None = None
    to: dt.date | None = None
    cadence: str | None = None
    until: dt.date | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What it does. Reviews to save are `held`, `moved`, `skipped` (missed and written off) and `dropped` (of the old
    rhythm, still to come); `new_rhythm` is set where the rhythm changes."""

    rhythm: RhythmFact | None
    new_rhythm: RhythmFact | None
    held: ReviewFact | None
    was_held: dt.date | None
    moved: ReviewFact | None
    skipped: tuple[ReviewFact, ...]
    dropped: tuple[ReviewFact, ...]
    asleep: ReviewFact | None
    after: Standing

    @property
    def saved(self) -> tuple[ReviewFact, ...]:
        """The last word on every review that changes."""
        rows = {row.id: row for row in (*self.skipped, *self.dropped, self.held, self.moved) if row is not None}
        return tuple(rows.values())

    @property
    def nothing(self) -> bool:
        return self.new_rhythm is None and self.held is None and self.moved is None and self.asleep is None


def needs_of(notes: str) -> str:
    """What follows “needs:” in the notes, up to the line's end; '' where nobody wrote it."""
    found = _NEEDS.search(notes)
    return found["needs"].strip() if found else ""


def change(
    account: str,
    rhythms: Sequence[RhythmFact],
    reviews: Sequence[ReviewFact],
    wish: Wish,
    today: dt.date,
    by: str,
) -> Change:
    """Apply a wish to an account's reviews: first what was held, then the rhythm, then the planned day.

    A cadence that the account already has only names the review; another one becomes the account's rhythm unless a
    held review is logged under it. `by` is the person who logs.
    """
    rhythm = _chosen(rhythms, reviews, wish, today)
    rows = _own(rhythm, rhythms, reviews)
    held: ReviewFact | None = None
    was_held: dt.date | None = None
    skipped: list[ReviewFact] = []
    dropped: list[ReviewFact] = []
    if wish.held is not None:
        settled, was_held = _settled(rhythm, account, rows, wish.held)
        held = _noted(settled.held, wish.notes, by)
        skipped += settled.skipped
        rows = _with(rows, (held, *settled.skipped))
    changed = _rhythm(account, rhythm, rows, wish, today)
    if changed is not None:
        missed, dropped = _overtaken(rows, changed, wish, today)
        skipped += missed
        rows = _with(rows, (*missed, *dropped))
    moved: ReviewFact | None = None
    if wish.to is not None and (changed is None or changed.anchor != wish.to):
        settled = move(changed or rhythm, account, rows, wish.to, today)
        moved = _noted(settled.held, "" if held else wish.notes, by)
        skipped += settled.skipped
        rows = _with(rows, (moved, *settled.skipped))
    after = standing(account, changed or rhythm, rows, today)
    asleep = after.current if wish.until is not None else None
    return Change(rhythm, changed, held, was_held, moved, tuple(skipped), tuple(dropped), asleep, after)


def _settled(
    rhythm: RhythmFact | None, account: str, rows: Sequence[ReviewFact], on: dt.date
) -> tuple[Settled, dt.date | None]:
    """The review that counts as held, and the day it was recorded for before where this corrects one."""
    near = [row for row in rows if row.held is not None and abs((row.held - on).days) <= SAME_REVIEW]
    if near:
        same = min(near, key=lambda row: abs(((row.held or on) - on).days))
        return Settled(replace(same, held=on)), same.held
    return settle(rhythm, account, rows, on), None


def _chosen(
    rhythms: Sequence[RhythmFact], reviews: Sequence[ReviewFact], wish: Wish, today: dt.date
) -> RhythmFact | None:
    """The rhythm meant: the one of the cadence named, else the one whose review is nearest to the day named."""
    if not rhythms:
        return None
    named = next((one for one in rhythms if one.cadence == wish.cadence), None)
    if named is not None:
        return named
    day = wish.held or today

    def away(one: RhythmFact) -> int:
        now = standing(one.account_id, one, _own(one, rhythms, reviews), day)
        return abs((now.current.when - day).days) if now.current else 10_000

    return min(rhythms, key=lambda one: (away(one), one.cadence))


def _own(
    rhythm: RhythmFact | None, rhythms: Sequence[RhythmFact], reviews: Sequence[ReviewFact]
) -> Sequence[ReviewFact]:
    others = {one.cadence for one in rhythms if one is not rhythm}
    return [row for row in reviews if row.cadence not in others]


def _rhythm(
    account: str, rhythm: RhythmFact | None, rows: Sequence[ReviewFact], wish: Wish, today: dt.date
) -> RhythmFact | None:
    """The rhythm to set; None = it stays as it is."""
    if wish.cadence is None or (rhythm is not None and (rhythm.cadence == wish.cadence or wish.held is not None)):
        return None
    if wish.to is not None:
        return rhythm_of(account, wish.cadence, wish.to)
    return new_rhythm(account, wish.cadence, rows, rhythm, today)


def _overtaken(
    rows: Sequence[ReviewFact], new: RhythmFact, wish: Wish, today: dt.date
) -> tuple[list[ReviewFact], list[ReviewFact]]:
    """Recorded reviews of the old rhythm that the new one overtakes: (missed before its first, dropped to come).

    One that was moved by hand stays, and so does the one that the new rhythm begins with."""
    near = step_days(new.rule) // 4
    waiting = [row for row in rows if row.status == "due" and row.planned is None]
    begins = wish.to or new.anchor
    missed = [row for row in waiting if wish.to is not None and row.due < begins and row.due <= today]
    to_come = [row for row in waiting if row.due > today and abs((row.due - begins).days) > near]
    return [replace(row, status="skipped") for row in missed], [replace(row, status=DROPPED) for row in to_come]


def _noted(row: ReviewFact, notes: str, by: str) -> ReviewFact:
    kept = notes if not row.notes or notes in row.notes else f"{row.notes}\n{notes}"
    text = kept if notes else row.notes
    return replace(row, notes=text, needs=needs_of(notes) or row.needs, logged_by=by, illustrative=False)


def _with(rows: Sequence[ReviewFact], changed: Sequence[ReviewFact]) -> list[ReviewFact]:
    ids = {row.id for row in changed}
    return [*(row for row in rows if row.id not in ids), *changed]
