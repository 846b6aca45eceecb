"""A table of a file: its headers, and its records as often as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Record = tuple[int, list[str]]
"""The line where a record starts, and its cells, as many as there are headers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be read as one: line of its start, what is there, why, what to do.

    skipped: it is no record at all (a line below the table), so it is counted and left out.
    """

    line: int
    value: str
    reason: str
    remedy: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `records` may be called more than once; it gives records and, in their place, faults."""

    file: str
    sha256: str
    headers: tuple[str, ...]
    header_line: int
    records: Callable[[], Iterator[Record | Fault]]
    book: str = ""  # the workbook it is a sheet of
    size: int | None = None  # rows, where known
    bytes: int = 0  # of a text file, which can be read in another process
    serial_1904: bool = False
    above: str = ""  # the text above the headers: titles, periods, units
    notes: tuple[str, ...] = ()
