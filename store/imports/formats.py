"""How a column writes its numbers and dates: the evidence gathered over the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from store.imports.reading.cells import DAY, NUMBER

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
    percent_signs: int = 0
    numbers: int = 0
    above_one: int = 0

    def look(self, cells: Iterable[str]) -> None:
        text = "\n".join(cells)
        if "," not in text and (self.point or "." not in text):
            return
        if NUMBER in text:
            text = "\n".join([cell for cell in cells if not cell.startswith(NUMBER)])
        self.comma += len(_COMMA_SIGNS.findall(text))
        self.point += len(_POINT_SIGNS.findall(text))
        if not self.unsure and (found := _UNSURE.search(text)):
            self.unsure = found.group()

    @property
    def mark(self) -> str:
        """'.' or ',' as the decimal mark; '' where the column does not say."""
        if self.comma == self.point:
            return ""
        return "," if self.comma > self.point else "."


_THREE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})(?:$|[T ,])")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")


@dataclass(slots=True)
class DateEvidence:
    """What the cells of a column say about the order of day and month."""

    seen: set[str] = field(default_factory=set)
    day_first: int = 0
    month_first: int = 0
    unsure: str = ""  # a cell such as 03/04/2024 that can be read both ways
    serial: str = ""

    def look(self, cells: Iterable[str]) -> None:
        fresh = set(cells) - self.seen
        if len(self.seen) > 100_000:
            self.seen.clear()
        self.seen |= fresh
        for cell in fresh:
            self._look_at(cell.strip())

    def _look_at(self, cell: str) -> None:
        if _SERIAL.match(cell):
            self.serial = cell
        if cell.startswith((NUMBER, DAY)):
            return
        found = _THREE.match(cell)
        if not found:
            return
        first, second = int(found.group(1)), int(found.group(2))
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second:
            self.unsure = self.unsure or cell

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
    date_1904: bool = False
