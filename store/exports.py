"""The data out again, as CSV or XLSX that a spreadsheet opens safely and the importer reads back unchanged."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from bot.errors import BadInput, Unavailable
from store.engine import Database
from store.export_kinds import KINDS, Kind, rows_of
from store.visibility import Accounts
from store.workbooks import WorkbookWriter

FORMATS = ("csv", "xlsx")
EVERYTHING = "all"

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file (or the folder, for everything as CSV) and its rows by kind."""

    path: Path
    rows: Mapping[str, int]


def export(database: Database, what: str, path: Path, format: str, accounts: Accounts) -> Exported:
    """Write one kind of data, or `all`, limited to the accounts given; the file appears when it is whole.

    `all` is a folder of CSV files, or one workbook with a sheet a kind; kinds without rows are left out. Raises
    BadInput for an unknown kind or format, Unavailable where the file cannot be written.
    """
    if format not in FORMATS:
        raise BadInput(f"The format '{format}' is not known; write csv or xlsx.")
    kinds = list(KINDS.values()) if what.strip().casefold() == EVERYTHING else [kind_named(what)]
    try:
        if format == "csv" and len(kinds) > 1:
            path.mkdir(parents=True, exist_ok=True)
            return _each_to_csv(database, kinds, path, accounts)
        return _to_one_file(database, kinds, path, format, accounts, keep_empty=len(kinds) == 1)
    except OSError as error:
        raise Unavailable(f"The export could not be written to {path}: {error}") from error


def export_tables(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]], path: Path, format: str
) -> Exported:
    """Write tables (title, column titles, values as they are): a sheet each, or one below the other as CSV."""
    if format not in FORMATS:
        raise BadInput(f"The format '{format}' is not known; write csv or xlsx.")
    try:
        with closing(_opened(path, format)) as out:
            counts = {title: out.table(title, columns, rows) for title, columns, rows in tables}
            out.finish()
    except OSError as error:
        raise Unavailable(f"The export could not be written to {path}: {error}") from error
    return Exported(path, counts)


def kind_named(what: str) -> Kind:
    """The kind of data that a word names, singular or plural. Raises BadInput with all names."""
    wanted = what.strip().casefold().replace("-", "_").replace(" ", "_")
    for name, kind in KINDS.items():
        if wanted in (name, name.removesuffix("s"), kind.singular, *kind.also):
            return kind
    raise BadInput(f"I can't export '{what}'; choose one of: {', '.join([EVERYTHING, *KINDS])}.")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe in front where it would; `unguarded` undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `harmless`."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


class _Writer(Protocol):
    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int: ...
    def finish(self) -> None: ...
    def close(self) -> None: ...


def _opened(path: Path, format: str) -> _Writer:
    path.parent.mkdir(parents=True, exist_ok=True)
    return _Csv(path) if format == "csv" else _Xlsx(path)


def _each_to_csv(database: Database, kinds: Sequence[Kind], folder: Path, accounts: Accounts) -> Exported:
    counts: dict[str, int] = {}
    for kind in kinds:
        target = folder / f"{kind.name}.csv"
        written = _to_one_file(database, [kind], target, "csv", accounts, keep_empty=False)
        counts |= written.rows
        if not written.rows:
            target.unlink(missing_ok=True)
    return Exported(folder, counts)


def _to_one_file(
    database: Database, kinds: Sequence[Kind], path: Path, format: str, accounts: Accounts, *, keep_empty: bool
) -> Exported:
    counts: dict[str, int] = {}
    with database.read() as session, closing(_opened(path, format)) as out:
        for kind in kinds:
            rows = rows_of(session, kind, accounts)
            first = next(rows, None)
            if first is None and not keep_empty:
                continue
            counts[kind.name] = out.table(kind.name, kind.headers, _again(first, rows))
        if counts:
            out.finish()
    return Exported(path, counts)


def _again(first: Sequence[object] | None, rest: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    if first is not None:
        yield first
        yield from rest


class _Csv:
    """UTF-8 with a mark at the start, so that spreadsheets read accents; text quoted, numbers bare."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._stream = self._part.open("w", newline="", encoding="utf-8-sig")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        writer = csv.writer(self._stream, quoting=csv.QUOTE_NONNUMERIC)
        if self._stream.tell():
            self._stream.write("\r\n")  # a blank line before a second table
        writer.writerow([harmless(one) for one in columns])
        count = 0
        for row in rows:
            writer.writerow([_csv_cell(one) for one in row])
            count += 1
        return count

    def finish(self) -> None:
        self._stream.close()
        self._part.replace(self._path)

    def close(self) -> None:
        self._stream.close()
        self._part.unlink(missing_ok=True)


def _csv_cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return value
        case dt.date():
            return value.isoformat()
        case _:
            return harmless(str(value))


class _Xlsx:
    """A workbook beside its place; text is text whatever it starts with, dates are dates."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        self._book = WorkbookWriter(self._part)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        return self._book.table(title, columns, rows)

    def finish(self) -> None:
        self._book.finish()
        self._part.replace(self._path)

    def close(self) -> None:
        try:
            self._book.close()
        finally:
            self._part.unlink(missing_ok=True)
