"""Dates in the ways that files write them: ISO, day first or month first, names of months, spreadsheet serials."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from store.imports.reading.cells import DAY, NUMBER, shown
from store.imports.values import BLANKS, BadCell, Parser, Value

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier enero gennaio januari",
            "feb february februar février fev febrero febbraio februari",
            "mar march märz mrz mars marzo maart",
            "apr april avril avr abril aprile",
            "may mai mayo maggio mei",
            "jun june juni juin junio giugno",
            "jul july juli juillet julio luglio",
            "aug august août agosto augustus",
            "sep sept september septembre septiembre settembre",
            "oct october okt oktober octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_THREE = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?")
_NAMED = re.compile(r"(?:\w+, )?(\d{1,2})\.?[-/. ]([^\W\d_]+)\.?,?[-/. ](\d{4}|\d{2})(?:[T ,].*)?")
_NAMED_US = re.compile(r"(?:\w+, )?([^\W\d_]+)\.?[-/. ](\d{1,2})(?:st|nd|rd|th)?,?[-/. ]+(\d{4})(?:[T ,].*)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|(\d{2}))|(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?[-/. ]*(\d{4}|\d{2})")
_SERIAL = re.compile(r"([1-9]\d{4})(?:\.\d+)?")  # from 1927 on; 2024 is a year, not a day of 1905
_EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
EARLIEST, LATEST = 1900, 2199


def date(order: str = "", *, date_1904: bool = False, form: Literal["date", "month", "period"] = "date") -> Parser:
    """A date as ISO text; blank = None. `order`: 'day' or 'month' first, '' where only ISO and names are sure.

    Month and period: '2024-03' or 'March 2024' will do for the first of the month; month: every day becomes it.
    """

    def parse(cell: str) -> Value:
        if cell.startswith(DAY):
            return _day(*(int(part) for part in cell[2:12].split("-")))
        plain = shown(cell).strip()
        if plain.casefold() in BLANKS or plain in ("0000-00-00", "00.00.0000", "00000000", "00/00/0000"):
            return None
        if form != "date" and (found := _of_month(plain)):
            return _day(found[0], found[1], 1)
        if cell.startswith(NUMBER) or _SERIAL.fullmatch(plain):
            return _serial(plain, date_1904)
        return _written(plain, order)

    def parse_month(cell: str) -> Value:
        value = parse(cell)
        return value if value is None else str(value)[:8] + "01"

    return parse_month if form == "month" else parse


def _day(year: int, month: int, day: int) -> str:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise BadCell("there is no such day", "Correct it.") from None
    if not EARLIEST <= found.year <= LATEST:
        raise BadCell(f"the year must lie between {EARLIEST} and {LATEST}", "Correct it.")
    return found.isoformat()


def _serial(plain: str, date_1904: bool) -> str:
    found = _SERIAL.fullmatch(plain)
    if not found:
        raise BadCell("this is no date", "Write it as YYYY-MM-DD.")
    day = _EPOCHS[date_1904] + dt.timedelta(days=int(found.group(1)))
    return _day(day.year, day.month, day.day)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _written(plain: str, order: str) -> str:
    if found := _ISO.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _day(int(found.group(1)), int(found.group(2)), int(found.group(3)))
    if found := _THREE.fullmatch(plain):
        first, second, year = int(found.group(1)), int(found.group(3)), _year(found.group(4))
        if not order and first != second:
            raise BadCell("day and month cannot be told apart", "Write dates as YYYY-MM-DD, or name the order.")
        return _day(year, second, first) if order == "day" else _day(year, first, second)
    if (found := _NAMED.fullmatch(plain)) and (number := _MONTHS.get(found.group(2).casefold())):
        return _day(_year(found.group(3)), number, int(found.group(1)))
    if (found := _NAMED_US.fullmatch(plain)) and (number := _MONTHS.get(found.group(1).casefold())):
        return _day(_year(found.group(3)), number, int(found.group(2)))
    raise BadCell("this is no date", "Write it as YYYY-MM-DD.")


def month_of(plain: str) -> str:
    """The first day of the month that a text such as '2024-03', 'Mar 24' or '2024-03-01' names; '' for any other."""
    found = _of_month(plain)
    if found is None and (day := _ISO.fullmatch(plain)) and int(day.group(3)) == 1:
        found = int(day.group(1)), int(day.group(2))
    if found is None or not (1 <= found[1] <= 12 and EARLIEST <= found[0] <= LATEST):
        return ""
    return f"{found[0]}-{found[1]:02}-01"


def _of_month(plain: str) -> tuple[int, int] | None:
    if found := _MONTH.fullmatch(plain):
        year = found.group(1) or found.group(5)
        return int(year), int(found.group(2) or found.group(3) or found.group(4))
    if (found := _NAMED_MONTH.fullmatch(plain)) and (named := _MONTHS.get(found.group(1).casefold())):
        return _year(found.group(2)), named
    return None
