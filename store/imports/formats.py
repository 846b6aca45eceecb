"""How a column writes its numbers and dates: the evidence gathered over the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from store.imports.dates import month_of
from store.imports.reading.cells import DAY, NUMBER, PERCENT, shown
from store.imports.values import SIGNS

_COMMA_SIGNS = re.compile(
    r"(?m)\d,(?:\d{1,2}|\d{4,})(?![\d,.])|\.\d{3},\d|(?<!\d)\d{4,},\d|^\D{0,4}0,\d|^\D{0,4}(?<!\d),\d|\d\.\d{3}\.\d{3}"
)
_POINT_SIGNS = re.compile(
    r"(?m)\d\.(?:\d{1,2}|\d{4,})(?![\d,.])|,\d{3}\.\d|(?<!\d)\d{4,}\.\d|^\D{0,4}0\.\d|^\D{0,4}(?<!\d)\.\d|\d,\d{2,3},\d{3}"
)
_UNSURE = re.compile(r"(?m)^.*\d[.,]\d{3}(?!\d).*$")


@dataclass(slots=True)
class NumberEvidence:
    """What the cells of a column say about its decimal mark."""

    comma: int = 0
    point: int = 0
    unsure: str = ""  # a cell such as 1.234 that can be read both ways
    signs: set[str] = field(default_factory=set)  # currency signs and codes beside the numbers
    percent_signs: bool = False
    above_one: bool = False  # a number above 1: per cents are not written as fractions
    broken: bool = False  # a number with decimals

    def look(self, cells: Iterable[str]) -> None:
        text = "\n".join(cells)
        if not text.isascii() or "$" in text or text.lower() != text:
            self.signs.update(SIGNS.findall(text))
        if "," not in text and (self.point or "." not in text):
            return
        if NUMBER in text:
            text = "\n".join([cell for cell in cells if not cell.startswith(NUMBER)])
        self.comma += len(_COMMA_SIGNS.findall(text))
        self.point += len(_POINT_SIGNS.findall(text))
        if not self.unsure and (found := _UNSURE.search(text)):
            self.unsure = found.group()

    def look_at_percents(self, cells: Iterable[str]) -> None:
        """Per cents only: whether they are written as 5, as 5 %, or as 0.05."""
        for cell in set(cells):
            plain = shown(cell).strip()
            signed = plain.endswith("%") or cell.startswith(PERCENT)
            self.percent_signs = self.percent_signs or signed
            number = re.match(r"[-−(]?(\d+)(?:[.,](\d+))?", plain)
            if number and not signed:
                fraction = (number.group(2) or "").strip("0")
                ones = int(number.group(1))
                self.above_one = self.above_one or ones > 1 or (ones == 1 and bool(fraction))
                self.broken = self.broken or (ones == 0 and bool(fraction))

    @property
    def settled(self) -> bool:
        """True where more cells would not change what is known: the mark, or that there are whole numbers only."""
        return bool(self.mark) or not self.unsure

    @property
    def settled_percent(self) -> bool:
        return self.above_one or self.percent_signs or not self.broken

    @property
    def mark(self) -> str:
        """'.' or ',' as the decimal mark; '' where the column does not say."""
        if self.comma == self.point:
            return ""
        return "," if self.comma > self.point else "."


_THREE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?:$|[T ,])")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_DAY_TOO = re.compile(r"\d{4}[-/.]?\d{1,2}[-/.]?\d{2}")


@dataclass(slots=True)
class DateEvidence:
    """What the cells of a column say about the order of day and month."""

    seen: set[str] = field(default_factory=set)
    day_first: int = 0
    month_first: int = 0
    unsure: str = ""  # a cell such as 03/04/2024 that can be read both ways
    serial: str = ""
    month: str = ""  # a cell that names a month and no day

    def look(self, cells: Iterable[str]) -> None:
        fresh = set(cells) - self.seen
        if len(self.seen) > 100_000:
            self.seen.clear()
        self.seen |= fresh
        for cell in sorted(fresh):
            self._look_at(cell.strip())

    def _look_at(self, cell: str) -> None:
        if _SERIAL.match(cell):
            self.serial = cell
        if cell.startswith((NUMBER, DAY)):
            return
        found = _THREE.match(cell)
        if not found:
            if not self.month and not _DAY_TOO.match(cell) and month_of(cell):
                self.month = cell
            return
        first, second = int(found.group(1)), int(found.group(2))
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second:
            self.unsure = self.unsure or cell

    @property
    def settled(self) -> bool:
        """True where more cells would not change what is known: the order, or that it does not matter."""
        return bool(self.order) or not self.unsure

    @property
    def order(self) -> str:
        """'day', 'month', or '' where the column does not say; the more frequent where it contradicts itself."""
        if self.day_first == self.month_first:
            return ""
        return "day" if self.day_first > self.month_first else "month"


@dataclass(frozen=True, slots=True)
class Formats:
    """The decisions for one sheet, by field name."""

    decimal: Mapping[str, str] = field(default_factory=dict)  # '.' or ','
    order: Mapping[str, str] = field(default_factory=dict)  # 'day' or 'month' first
    fractions: frozenset[str] = frozenset()  # per cents written as 0.05
    scale: Mapping[str, int] = field(default_factory=dict)  # what a written 1 is worth: 1000 in 'TEUR'
    date_1904: bool = False
    currency: str = ""  # of the whole sheet, where signs beside the amounts or the mapping name it
    signs: frozenset[str] = frozenset()  # the currency signs and codes that stand beside amounts
    currencies: frozenset[str] = frozenset()  # the codes of the currency column

    @property
    def said(self) -> tuple[str, ...]:
        """The decisions in words, for the report."""
        marks = sorted(set(self.decimal.values()))
        orders = sorted({one for one in self.order.values() if one})
        words = [f"decimal mark {' and '.join(marks)}"] if marks else []
        words += [f"dates {' and '.join(orders)} first"] if orders else []
        words += [f"amounts in {self.currency}"] if self.currency else []
        words += [f"amounts times {scale}" for scale in sorted(set(self.scale.values()) - {1})]
        return tuple(words)
