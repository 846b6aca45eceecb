"""The ledger's files, and the same files with every date moved by whole months."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

LEDGER = Path(__file__).parent / "adventureworks"
"""The folder of the files as they are."""

LAST_FULL_MONTH = dt.date(2013, 11, 1)
"""The last month of the ledger that has all its orders."""

_DAYS: Mapping[str, tuple[str, ...]] = {
    "orders": ("order_date", "due_date", "ship_date"),
    "accounts": ("first_order_date", "last_order_date"),
    "people": ("hire_date",),
    "products": ("valid_from",),
    "promotions": ("start_date",),
    "quotas": ("quota_date",),
}
_LAST_DAYS: Mapping[str, tuple[str, ...]] = {
    "products": ("valid_to",),
    "promotions": ("end_date",),
    "quotas": ("period_end",),
}
_YEARS: Mapping[str, Mapping[str, str]] = {
    "accounts": {"since_year": "first_order_date", "last_order_year": "last_order_date"},
}


def months_to(today: dt.date) -> int:
    """By how many months the ledger moves so that its last full month is the month before `today`."""
    return (today.year - LAST_FULL_MONTH.year) * 12 + today.month - 1 - LAST_FULL_MONTH.month


@lru_cache(maxsize=8192)
def shift(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months on; a month's last days clamp (31 January + 1 = 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift_last(day: dt.date, months: int) -> dt.date:
    """The end of a period so many months on: still the day before the next one's first day."""
    return shift(day + dt.timedelta(days=1), months) - dt.timedelta(days=1)


def write_shifted(folder: Path, months: int) -> list[Path]:
    """Write the ledger's files with their dates moved into a folder; all but the sums that serve as a check."""
    return [_write_shifted(name, folder / f"{name}.csv", months) for name in _DAYS]


def _write_shifted(name: str, target: Path, months: int) -> Path:
    first, last = _Moved(shift, months), _Moved(shift_last, months)
    with _lines(name) as lines, target.open("w", newline="", encoding="utf-8") as out:
        header = next(lines)
        days = [(header.index(one), first) for one in _DAYS[name]]
        days += [(header.index(one), last) for one in _LAST_DAYS.get(name, ())]
        years = [(header.index(year), header.index(day)) for year, day in _YEARS.get(name, {}).items()]
        writer = csv.writer(out)
        writer.writerow(header)
        for row in lines:
            for place, moved in days:
                row[place] = moved[row[place]]
            for year, day in years:
                row[year] = row[day][:4]
            writer.writerow(row)
    return target


class _Moved(dict[str, str]):
    """ISO dates and where they move to; each is computed once."""

    def __init__(self, move: Callable[[dt.date, int], dt.date], months: int) -> None:
        super().__init__({"": ""})
        self._move, self._months = move, months

    def __missing__(self, day: str) -> str:
        moved = self._move(dt.date.fromisoformat(day), self._months).isoformat()
        self[day] = moved
        return moved


@contextmanager
def _lines(name: str) -> Iterator[Iterator[list[str]]]:
    """The records of a packed file, the header first."""
    with gzip.open(LEDGER / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield csv.reader(stream)
