"""Which part of a period the ledger covers, and what to compare it with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.tools.book import Book
from bot.tools.periods import Period, last_full_months, month_end, month_start


@dataclass(frozen=True, slots=True)
class Coverage:
    """`period` is the part of the asked period with data; `warnings` say what was cut off. `nothing` is the
    sentence to answer with where no day of it is in the data, else ''."""

    period: Period
    warnings: tuple[str, ...] = ()
    nothing: str = ""


def covered(book: Book, asked: Period | None) -> Coverage:
    """The asked period (by default the last 12 full months) as far as it can be known: from the month of the first
    order, and not beyond today or, where nothing of the running month is in the data yet, the last full month."""
    period = asked or last_full_months(book.today)
    first, last = book.sales.first_day(), book.sales.last_day()
    if first is None or last is None:
        return Coverage(period, nothing="There are no orders in the data yet; import an order file first.")
    begin, end = month_start(first), month_end(last)
    if period.end < begin or period.start > end:
        return Coverage(period, nothing=f"No orders in the data for {period}; it runs from {first} to {last}.")
    this_month = month_start(book.today)
    known = book.today if last >= this_month else max(end, this_month - dt.timedelta(days=1))
    cut = replace(period, start=max(period.start, begin), end=min(period.end, known))
    warnings = []
    if cut.start != period.start:
        warnings.append(f"The data begins on {first}.")
    if cut.end > end or cut.end != period.end:
        warnings.append(f"The data ends on {last}.")
    return Coverage(cut if cut == period else replace(cut, label=""), tuple(warnings))


def compared(book: Book, coverage: Coverage, asked: Period | None) -> Coverage:
    """The period to compare with, by default the same days a year before; its own gaps and unequal lengths are
    named in `warnings`, and `nothing` is set where the data has none of it."""
    current = coverage.period
    base = covered(book, asked or current.year_before())
    if base.nothing:
        return replace(base, nothing=f"Nothing to compare with: no orders in the data for {base.period}.")
    if abs(base.period.days - current.days) * 10 > current.days:
        unequal = f"{current} has {_length(current)}, {base.period} has {_length(base.period)}: not like for like."
        return replace(base, warnings=(*base.warnings, unequal))
    return base


def _length(period: Period) -> str:
    if not period.whole_months:
        return f"{period.days} days"
    return "1 month" if period.months == 1 else f"{period.months} months"
