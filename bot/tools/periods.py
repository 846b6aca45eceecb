"""Periods of days, both ends included, and the arithmetic of months."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of another month; the month's last day where that day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included. `label` is how the person said it, for display only."""

    start: dt.date
    end: dt.date
    label: str = ""

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> bool:
        """True where it runs from a first to a last day of a month."""
        return self.start.day == 1 and self.end == month_end(self.end)

    @property
    def months(self) -> int:
        """Calendar months touched, at least 1."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def __str__(self) -> str:
        return self.label or spell(self)

    def month_starts(self) -> list[dt.date]:
        return [add_months(month_start(self.start), index) for index in range(self.months)]

    def year_before(self) -> Period:
        """The same days one year earlier; a month's end stays a month's end."""
        end = add_months(self.end, -12)
        return Period(add_months(self.start, -12), month_end(end) if self.end == month_end(self.end) else end)

    def before(self) -> Period:
        """The period of the same length that ends the day before this one starts."""
        last = self.start - dt.timedelta(days=1)
        if self.whole_months:
            return Period(add_months(self.start, -self.months), last)
        return Period(last - dt.timedelta(days=self.days - 1), last)

    def contains(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


def spell(period: Period) -> str:
    """'2012', 'Q3 2013', 'March 2013', 'March to June 2013' or '2013-03-04 to 2013-05-01'."""
    start, end = period.start, period.end
    if not period.whole_months:
        return f"{start} to {end}" if start != end else str(start)
    if period.months == 12 and start.month == 1:
        return str(start.year)
    if period.months == 3 and start.month % 3 == 1:
        return f"Q{start.month // 3 + 1} {start.year}"
    if period.months == 1:
        return f"{start:%B %Y}"
    if start.year == end.year:
        return f"{start:%B} to {end:%B %Y}"
    if start.month == 1 and end.month == 12:
        return f"{start.year} to {end.year}"
    return f"{start:%B %Y} to {end:%B %Y}"


def last_full_months(today: dt.date, months: int = 12) -> Period:
    """The last `months` calendar months that are over today."""
    end = month_start(today) - dt.timedelta(days=1)
    label = "the last full month" if months == 1 else f"the last {months} full months"
    return Period(add_months(month_start(end), 1 - months), end, label)


def calendar_year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
