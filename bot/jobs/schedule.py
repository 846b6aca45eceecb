"""When something may leave: days of the week, working hours and holidays in a person's own time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = frozenset(range(5))
NEVER: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's working day: `start` included, `end` not, local times of their zone."""

    zone: ZoneInfo
    start: dt.time
    end: dt.time

    def local(self, now: dt.datetime) -> dt.datetime:
        """An aware moment on the person's own clock."""
        return now.astimezone(self.zone)

    def covers(self, now: dt.datetime) -> bool:
        """Whether the moment lies within the hours of its local day; the day itself is not looked at."""
        return self.start <= self.local(now).time() < self.end


@lru_cache(maxsize=4096)
def hours(zone: str, start: str, end: str) -> Hours:
    """Working hours from text. Raises BadInput for an unknown zone, no time, or an end that is not after the start."""
    begin, finish = time_of(start), time_of(end)
    if finish <= begin:
        raise BadInput(f"Working hours {start} to {end} do not fit: the end must be later on the same day.")
    return Hours(zone_of(zone), begin, finish)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises BadInput for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"'{name}' is no time zone; write it like Europe/Berlin.") from error


def time_of(text: str) -> dt.time:
    """'08:30' as a local time. Raises BadInput for anything else."""
    try:
        hour, _, minute = text.partition(":")
        return dt.time(int(hour), int(minute))
    except ValueError as error:
        raise BadInput(f"'{text}' is no time of day; write it like 08:30.") from error


@lru_cache(maxsize=64)
def weekdays(text: str) -> frozenset[int]:
    """'mon-fri', 'mon', 'mon,wed,fri' or 'never' as numbers of weekdays, Monday 0. Raises BadInput for others.

    Names only: numbers mean Sunday to some schedulers and Monday to others.
    """
    found: set[int] = set()
    for part in text.casefold().replace(" ", "").split(","):
        if part in ("", "never"):
            continue
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise BadInput(f"'{part}' is no day of the week; write for example mon-fri or mon,thu.")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found.update(day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1))
    return frozenset(found)


def is_working_day(day: dt.date, days: Collection[int], holidays: Collection[dt.date]) -> bool:
    return day.weekday() in days and day not in holidays


def first_working_day(day: dt.date, days: Collection[int], holidays: Collection[dt.date]) -> bool:
    """Whether the day is the first working one of its month."""
    return is_working_day(day, days, holidays) and not any(
        is_working_day(day.replace(day=number), days, holidays) for number in range(1, day.day)
    )


def moment(day: dt.date, at: dt.time, own: Hours) -> dt.datetime:
    """When something planned for a time of day leaves: not before working hours begin; UTC.

    A local time that the clocks skip becomes the first one after the gap; of a time that comes twice the first counts.
    """
    planned = max(at, own.start)
    if planned >= own.end:
        planned = own.start
    local = dt.datetime.combine(day, planned, own.zone)
    return _existing(local).astimezone(dt.UTC)


def _existing(local: dt.datetime) -> dt.datetime:
    """The same local time, or where the clocks skip it, the end of the gap."""
    there = local.astimezone(dt.UTC).astimezone(local.tzinfo)
    return local if there.replace(tzinfo=None) == local.replace(tzinfo=None) else there


def closing(day: dt.date, own: Hours) -> dt.datetime:
    """When the working day ends, UTC."""
    return _existing(dt.datetime.combine(day, own.end, own.zone)).astimezone(dt.UTC)


def local_days(since: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> Iterator[dt.date]:
    """Every local date that the span touches, in order."""
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        yield day
        day += dt.timedelta(days=1)


def dates(texts: Collection[str]) -> frozenset[dt.date]:
    """ISO dates from the configuration. Raises BadInput that names the first that is none."""
    try:
        return frozenset(dt.date.fromisoformat(one) for one in texts)
    except ValueError as error:
        raise BadInput(f"nudges.holidays has a fault ({error}); write dates as YYYY-MM-DD.") from error
