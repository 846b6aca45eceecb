"""The rhythm of reviews: calendar rules, which review is to be held now, and what a held one settles."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from bot.errors import BadInput
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.periods import add_months, month_start
from bot.tools.wording import ordinal

MONTHS = {"monthly": 1, "quarterly": 3}
EXTRA = "extra"
SETTLED = ("held", "skipped")
DROPPED = "dropped"
"""The status of a planned review whose rhythm was changed before it came: it counts nowhere."""

_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday"}
_DAYS["SU"] = "Sunday"
_EVERY = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}


def rule_for(cadence: str, day: int) -> str:
    """The RFC 5545 rule of a cadence on a day of the month; in shorter months on their last day."""
    if cadence not in MONTHS:
        raise BadInput(f"A review rhythm is monthly or quarterly, not '{cadence}'.")
    return ";".join((f"FREQ=MONTHLY;INTERVAL={MONTHS[cadence]}", *_month_day(day)))


def rhythm_of(account: str, cadence: str, anchor: dt.date, day: int = 0) -> RhythmFact:
    """A monthly or quarterly rhythm whose first review is due on the anchor; `day` is the day of the month where the
    anchor's own was cut short by a month's end."""
    return RhythmFact(account, cadence, rule_for(cadence, day or anchor.day), anchor)


def review_id(account: str, cadence: str, due: dt.date) -> str:
    """The id of the review of one due day: the same before and after its row exists, so that a snooze keeps."""
    return hashlib.blake2b(f"review|{account}|{cadence}|{due.isoformat()}".encode(), digest_size=16).hexdigest()


def dates(rule: str, anchor: dt.date, start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """The days of a rule from start to end, both included, none before the anchor. Raises BadInput for no rule."""
    begin = max(anchor, start)
    if begin > end:
        return ()
    found = _expanded(*_aligned(_shape(rule), anchor, begin), end)
    return found if found and found[0] >= begin else tuple(day for day in found if day >= begin)


@lru_cache(maxsize=1024)
def step_days(rule: str) -> int:
    """About how many days lie between two reviews of a rule."""
    parts = _parts(rule)
    return _EVERY.get(parts.get("FREQ", ""), 30) * int(parts.get("INTERVAL", "1"))


def spoken(rule: str) -> str:
    """The rule in words: 'every month on the 15th', 'every 3 months on the 31st or the month's last day'."""
    parts = _parts(rule)
    freq, interval = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}.get(freq, "cycle")
    text = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    if "BYMONTHDAY" in parts:
        day = int(parts["BYMONTHDAY"].split(",")[-1])
        text += " on the last day" if day == -1 else f" on the {ordinal(day)}"
        if parts.get("BYSETPOS") == "-1":
            text += " or the month's last day"
    elif "BYDAY" in parts:
        text += f" on the {_weekday(parts['BYDAY'])}" if freq == "MONTHLY" else f" on {_weekday(parts['BYDAY'])}"
    return text


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one account stands with one rhythm on a day.

    `current` is the review to hold now: the latest that is due, else the next to come; None = none in sight.
    `since` is the day from which it is waited for: the oldest unheld one's. `missed` counts reviews that are past
    and not held. `later` are the days expected after the current one, as far as was looked ahead.
    """

    account_id: str
    rhythm: RhythmFact | None
    last_held: ReviewFact | None
    current: ReviewFact | None
    since: dt.date | None
    missed: int
    later: tuple[dt.date, ...] = ()

    @property
    def next(self) -> dt.date | None:
        """The day after the current one's."""
        return self.later[0] if self.later else None

    def days_late(self, today: dt.date) -> int:
        """Days past the day it was due or moved to; 0 on the day itself and before."""
        return max((today - self.since).days, 0) if self.since else 0

    @property
    def illustrative(self) -> bool:
        rows = [self.rhythm, self.last_held, self.current]
        return any(row is not None and row.illustrative for row in rows)


def standings(
    rhythms: Iterable[RhythmFact], reviews: Iterable[ReviewFact], today: dt.date, ahead_days: int | None = None
) -> list[Standing]:
    """One standing per account and active rhythm, and per account with planned reviews but no rhythm.

    Looks as many days ahead as asked; by default far enough for the next review and the one after it.
    """
    by_account: dict[str, tuple[list[RhythmFact], list[ReviewFact]]] = {}
    for rhythm in rhythms:
        by_account.setdefault(rhythm.account_id, ([], []))[0].append(rhythm)
    for review in reviews:
        by_account.setdefault(review.account_id, ([], []))[1].append(review)
    found: list[Standing] = []
    for account, (active, rows) in by_account.items():
        named = {rhythm.cadence for rhythm in active}
        choices: list[RhythmFact | None] = [*active] or [None]
        for one in choices:
            own = [row for row in rows if one is None or row.cadence == one.cadence or row.cadence not in named]
            found.append(standing(account, one, own, today, ahead_days))
    return found


def standing(
    account: str, rhythm: RhythmFact | None, rows: Sequence[ReviewFact], today: dt.date, ahead_days: int | None = None
) -> Standing:
    """Where one account stands; `rows` are its reviews that belong to this rhythm."""
    if ahead_days is None:
        ahead_days = 2 * step_days(rhythm.rule) + 31 if rhythm else 365
    last = last_held(rows)
    waiting = _waiting(rhythm, rows, today + dt.timedelta(days=ahead_days))
    due = sum(1 for one in waiting if one.when <= today)
    if not waiting:
        return Standing(account, rhythm, last, None, None, 0)
    current = waiting[max(due - 1, 0)]
    missed = sum(1 for one in waiting[:due] if one.when < today)
    later = tuple(one.when for one in waiting[max(due, 1) :] if one.when > current.when)
    return Standing(account, rhythm, last, _row(current, rhythm), waiting[0].when, missed, later)


def unheld(rhythm: RhythmFact | None, rows: Sequence[ReviewFact], end: dt.date) -> list[ReviewFact]:
    """The reviews still to hold up to a day, by the day they are expected: after the last one that was settled, the
    rhythm's dates, each as its own row where there is one."""
    return [_row(one, rhythm) for one in _waiting(rhythm, rows, end)]


def last_held(rows: Iterable[ReviewFact]) -> ReviewFact | None:
    """The review that was held last, in its rhythm or out of turn."""
    return max((row for row in rows if row.held is not None), key=lambda row: row.held or row.due, default=None)


class _Waiting(NamedTuple):
    """A review to hold; `row` is None where nothing was recorded of it. Cheap: there may be very many."""

    when: dt.date
    due: dt.date
    id: str
    row: ReviewFact | None


def _waiting(rhythm: RhythmFact | None, rows: Sequence[ReviewFact], end: dt.date) -> list[_Waiting]:
    settled = [row for row in rows if row.cadence != EXTRA and row.status in SETTLED]
    floor = max((row.due for row in settled), default=None)
    own = [row for row in rows if row.status == "due" and (floor is None or row.due > floor)]
    waiting = [_Waiting(row.when, row.due, row.id, row) for row in own]
    if rhythm is not None:
        slack = _slack(rhythm)
        start = rhythm.anchor if floor is None else floor + dt.timedelta(days=slack + 1)
        days = _free(dates(rhythm.rule, rhythm.anchor, start, end), own, slack)
        waiting += [_Waiting(day, day, "", None) for day in days]
    return sorted(waiting, key=lambda one: one[:3]) if own else waiting


def _row(one: _Waiting, rhythm: RhythmFact | None) -> ReviewFact:
    if one.row is not None:
        return one.row
    assert rhythm is not None, "a review without a row comes from a rhythm"
    return expected(rhythm, one.due)


def _free(days: Iterable[dt.date], rows: Sequence[ReviewFact], slack: int) -> list[dt.date]:
    """The days that no row is the review of."""
    if not rows:
        return list(days)
    taken = sorted(row.due.toordinal() for row in rows)
    free = []
    for day in days:
        first = bisect_left(taken, day.toordinal() - slack)
        if first == len(taken) or taken[first] > day.toordinal() + slack:
            free.append(day)
    return free


def expected(rhythm: RhythmFact, due: dt.date) -> ReviewFact:
    """The review of one due day, before anything was recorded of it."""
    identity = review_id(rhythm.account_id, rhythm.cadence, due)
    return ReviewFact(identity, rhythm.account_id, rhythm.cadence, due, illustrative=rhythm.illustrative)


def history(rhythm: RhythmFact | None, rows: Sequence[ReviewFact], start: dt.date, end: dt.date) -> list[ReviewFact]:
    """Every review due in the days from start to end, held or not, oldest first."""
    own = [row for row in rows if row.cadence != EXTRA and row.status != DROPPED]
    known = [row for row in own if start <= row.due <= end]
    if rhythm is None:
        return sorted(known, key=lambda row: (row.due, row.id))
    free = _free(dates(rhythm.rule, rhythm.anchor, start, end), own, _slack(rhythm))
    known += [expected(rhythm, day) for day in free]
    return sorted(known, key=lambda row: (row.due, row.id))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a held review does: `held` is the row to keep, `skipped` the missed ones it stands for."""

    held: ReviewFact
    skipped: tuple[ReviewFact, ...] = ()


def settle(rhythm: RhythmFact | None, account: str, rows: Sequence[ReviewFact], on: dt.date) -> Settled:
    """The review that one held on a day counts for.

    It is the next one where that is at most a third of a cycle away, else the latest one past; earlier missed ones
    are skipped, since one meeting catches up on all. Where nothing is waited for it is an extra one, and the rhythm
    stays as it is. A second record of the same day changes the first.
    """
    same = next((row for row in rows if row.held == on), None)
    if same is not None:
        return Settled(same)
    step = step_days(rhythm.rule) if rhythm else 90
    opened = unheld(rhythm, rows, on + dt.timedelta(days=step))
    past = [row for row in opened if row.when <= on]
    soon = [row for row in opened if row.when > on and (row.when - on).days <= step // 3]
    if soon:
        return Settled(_held(soon[0], on), tuple(replace(row, status="skipped") for row in past))
    if past:
        return Settled(_held(past[-1], on), tuple(replace(row, status="skipped") for row in past[:-1]))
    missed = _missed_near(rhythm, rows, on, step // 3)
    if missed is not None:
        return Settled(_held(missed, on))
    extra = ReviewFact(review_id(account, EXTRA, on), account, EXTRA, on, held=on, status="held")
    return Settled(extra)


def move(rhythm: RhythmFact | None, account: str, rows: Sequence[ReviewFact], to: dt.date, today: dt.date) -> Settled:
    """The review to hold now, planned for another day; missed ones before it are skipped. The rhythm stays."""
    now = standing(account, rhythm, rows, today)
    if now.current is None:
        planned = ReviewFact(review_id(account, "planned", to), account, "planned", to, planned=to)
        return Settled(planned)
    earlier = [row for row in unheld(rhythm, rows, today) if row.due < now.current.due and row.when <= today]
    return Settled(replace(now.current, planned=to), tuple(replace(row, status="skipped") for row in earlier))


def new_rhythm(
    account: str, cadence: str, rows: Sequence[ReviewFact], old: RhythmFact | None, today: dt.date
) -> RhythmFact:
    """A new cadence that goes on from what is there: a review that is waited for stays due; else the first one comes
    a whole new step after the last held, or a step from today where none ever was."""
    now = standing(account, old, rows, today)
    if now.since is not None and now.since <= today and now.current is not None:
        return rhythm_of(account, cadence, now.current.due)
    if now.last_held is not None and now.last_held.held is not None:
        last = now.last_held.due if now.last_held.cadence != EXTRA else now.last_held.held
        first = next(day for day in _steps(last, MONTHS.get(cadence, 1)) if day > today)
        return rhythm_of(account, cadence, first, last.day)
    return rhythm_of(account, cadence, add_months(today, MONTHS.get(cadence, 1)), today.day)


def _steps(day: dt.date, months: int) -> Iterable[dt.date]:
    return (add_months(day, months * index) for index in range(1, 1000))


def _held(row: ReviewFact, on: dt.date) -> ReviewFact:
    return replace(row, held=on, status="held")


def _missed_near(rhythm: RhythmFact | None, rows: Sequence[ReviewFact], on: dt.date, window: int) -> ReviewFact | None:
    """A review before the last settled one that was never held, close to a day: for late entries."""
    if rhythm is None:
        return None
    around = history(rhythm, rows, on - dt.timedelta(days=step_days(rhythm.rule)), on + dt.timedelta(days=window))
    free = [row for row in around if row.held is None]
    return min(free, key=lambda row: abs((row.due - on).days), default=None)


def _slack(rhythm: RhythmFact) -> int:
    """A recorded review this many days from a date of the rule is that date's review."""
    return step_days(rhythm.rule) // 4


def _month_day(day: int) -> tuple[str, ...]:
    """The rule's part for a day of the month; from the 29th on, short months take their last day instead."""
    if day <= 28:
        return (f"BYMONTHDAY={day}",)
    return (f"BYMONTHDAY={','.join(str(one) for one in range(28, day + 1))}", "BYSETPOS=-1")


@lru_cache(maxsize=1024)
def _parts(rule: str) -> Mapping[str, str]:
    pairs = [part.partition("=") for part in rule.removeprefix("RRULE:").strip().split(";") if part]
    parts = {name.strip().upper(): value.strip().upper() for name, _, value in pairs}
    if parts.get("FREQ") not in _EVERY or not parts.get("INTERVAL", "1").isdigit() or parts.get("INTERVAL") == "0":
        raise BadInput(f"The review rule '{rule}' is no calendar rule; write for example FREQ=MONTHLY;INTERVAL=3.")
    return parts


class _Shape(NamedTuple):
    """A rule read once. free = without COUNT and UNTIL; has_day = it says which day itself."""

    text: str
    freq: str
    interval: int
    free: bool
    has_day: bool


@lru_cache(maxsize=1024)
def _shape(rule: str) -> _Shape:
    parts = _parts(rule)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    days = ("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYEASTER") if parts["FREQ"] == "MONTHLY" else ("BYDAY",)
    free = not parts.keys() & {"COUNT", "UNTIL"}
    return _Shape(text, parts["FREQ"], int(parts.get("INTERVAL", "1")), free, bool(parts.keys() & set(days)))


def _aligned(shape: _Shape, anchor: dt.date, begin: dt.date) -> tuple[str, dt.date]:
    """The rule with its day spelled out, and a start near `begin` in step with the anchor: so that accounts with the
    same rule share one expansion, and none is counted through from years ago."""
    if not shape.free:
        return shape.text, anchor
    if shape.freq == "MONTHLY":
        text = shape.text if shape.has_day else ";".join((shape.text, *_month_day(anchor.day)))
        months = (begin.year - anchor.year) * 12 + begin.month - anchor.month
        return text, add_months(month_start(anchor), months // shape.interval * shape.interval)
    if shape.freq == "WEEKLY":
        text = shape.text if shape.has_day else f"{shape.text};BYDAY={list(_DAYS)[anchor.weekday()]}"
        monday = anchor - dt.timedelta(days=anchor.weekday())
        return text, monday + dt.timedelta(weeks=(begin - monday).days // 7 // shape.interval * shape.interval)
    return shape.text, anchor


@lru_cache(maxsize=8192)
def _expanded(rule: str, base: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    from dateutil.rrule import rrulestr

    try:
        found = rrulestr(rule, dtstart=dt.datetime.combine(base, dt.time()))
        return tuple(one.date() for one in found.between(*_span(base, end), inc=True))
    except (ValueError, TypeError) as error:
        raise BadInput(f"The review rule '{rule}' is no calendar rule: {error}.") from error


def _span(base: dt.date, end: dt.date) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.combine(base, dt.time()), dt.datetime.combine(end, dt.time())


def _weekday(byday: str) -> str:
    place, name = byday[:-2].lstrip("+"), _DAYS.get(byday[-2:], byday)
    if not place:
        return " and ".join(_DAYS.get(one, one) for one in byday.split(","))
    return f"{_PLACES.get(place, ordinal(abs(int(place))))} {name}"
