"""A sheet's records as columns of stored values, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from store.imports import dates, values
from store.imports.formats import Formats
from store.imports.kinds import WIDEST, FieldSpec, KindSpec
from store.imports.reading.cells import shown
from store.imports.reading.sheet import Fault, Record, Sheet
from store.imports.reading.totals import is_total, may_hold_total
from store.imports.recognise import Understood
from store.imports.report import Findings

CHUNK = 2_000
"""Records at a time: as many as stay in the processor's cache (10,000 took a quarter longer)."""


@dataclass(slots=True)
class Chunk:
    """Up to CHUNK records: the line each starts on, and a list of values per field."""

    lines: list[int]
    columns: dict[str, list[Any]]

    def get(self, name: str) -> list[Any]:
        """A field's values; None for every record where the sheet does not give it."""
        found = self.columns.get(name)
        return found if found is not None else [None] * len(self.lines)

    def text(self, name: str) -> list[str]:
        """A text field's values; '' where the sheet does not give it."""
        found = self.columns.get(name)
        return found if found is not None else [""] * len(self.lines)

    def without(self, bad: set[int]) -> Chunk:
        keep = [index for index in range(len(self.lines)) if index not in bad]
        return Chunk(
            [self.lines[index] for index in keep],
            {name: [column[index] for index in keep] for name, column in self.columns.items()},
        )


Reading = dict[str, values.Column]
"""A column reader per field."""


Told = Callable[[str, str, str], None]
"""Hears what was done to a cell on the way: the field, what (ROUNDED, FIRST), the cell."""

ROUNDED = "have more than four decimals and were rounded"
FIRST = "hold several, of which the first was taken"


def readers(understood: Understood, formats: Formats, told: Told) -> Reading:
    """A column reader per field."""
    assert understood.kind is not None
    extra = understood.layout.values if understood.layout else {}
    several = understood.layout.several if understood.layout else ()
    reading = {}
    for name in understood.given:
        parse = _parser(name, understood.kind.fields[name], formats, extra.get(name, {}), told)
        if name in several:
            parse = values.first_of(parse, partial(told, name, FIRST))
        reading[name] = values.Column(parse)
    return reading


def _parser(name: str, field: FieldSpec, formats: Formats, synonyms: Mapping[str, str], told: Told) -> values.Parser:
    mark = formats.decimal.get(name, ".")
    match field.type:
        case "key":
            return values.text(values.LONGEST["key"], key=True)
        case "text" | "long":
            return values.text(values.LONGEST[field.type])
        case "amount" | "number":
            scale = formats.scale.get(name, 1)
            parse = values.amount(mark, signs=formats.signs, rounded=partial(told, name, ROUNDED), scale=scale)
            return values.within(parse, field.least, field.most) if field.most < WIDEST else parse
        case "percent":
            return values.percent(mark, fractions=name in formats.fractions)
        case "whole":
            return values.whole(mark, field.least, field.most)
        case "year":
            return values.whole(mark, dates.EARLIEST, dates.LATEST)
        case "rate":
            return values.rate(mark)
        case "date" | "month" | "period":
            order = formats.order.get(name, "")
            return dates.date(order, date_1904=formats.date_1904, form=field.type)
        case "choice":
            words = {values.compact(word): one for word, one in {**field.values, **synonyms}.items()}
            return values.choice(words, field.default)
        case "word":
            return values.word
        case "email":
            return values.email
        case "yes_no":
            return values.yes_no
        case "currency":
            return values.currency


def chunks(sheet: Sheet, understood: Understood, reading: Reading, findings: Findings, tally: Tally) -> Iterator[Chunk]:
    """The sheet's good records; bad ones become problems, totals rows are skipped. Counts go into `tally`."""
    records = sheet.records()
    above: list[str] = []  # the line before
    while taken := list(islice(records, CHUNK)):
        rows = [one for one in taken if not isinstance(one, Fault)]
        if len(rows) < len(taken):
            for one in taken:
                if isinstance(one, Fault) and one.skipped:
                    tally.skip(one.line)
                elif isinstance(one, Fault):
                    tally.read += 1
                    tally.refused += 1
                    findings.problem(sheet.file, one.line, "", one.value, one.reason, one.remedy)
        first_cells = {cells[0] for _, cells in rows}
        if may_hold_total(first_cells) or sheet.headers[0] in first_cells:
            rows = _without_totals(sheet, rows, above, tally)
        if rows:
            above = rows[-1][1]
            tally.read += len(rows)
            yield _chunk(sheet, understood, reading, rows, findings, tally)


def _without_totals(sheet: Sheet, rows: list[Record], above: Sequence[str], tally: Tally) -> list[Record]:
    """The records without totals rows and without repetitions of the headers (files that were put together)."""
    kept = []
    for line, cells in rows:
        if is_total(cells, above) or tuple(cell.strip() for cell in cells) == sheet.headers:
            tally.skip(line)
        else:
            kept.append((line, cells))
            above = cells
    return kept


@dataclass(slots=True)
class Tally:
    """Lines of a sheet: read, refused, skipped (totals rows, repeated headers, footers; the first of them)."""

    read: int = 0
    refused: int = 0
    skipped: int = 0
    first_skipped: int = 0

    def skip(self, line: int) -> None:
        self.skipped += 1
        self.first_skipped = self.first_skipped or line

    def add(self, other: Tally) -> None:
        self.read += other.read
        self.refused += other.refused
        self.skipped += other.skipped
        self.first_skipped = self.first_skipped or other.first_skipped

    def clear(self) -> None:
        self.read = self.refused = self.skipped = self.first_skipped = 0


def _chunk(
    sheet: Sheet,
    understood: Understood,
    reading: Reading,
    rows: list[Record],
    findings: Findings,
    tally: Tally,
) -> Chunk:
    assert understood.kind is not None
    lines = [line for line, _ in rows]
    cells = list(zip(*(row for _, row in rows), strict=True))
    columns = {}
    bad: dict[int, list[tuple[str, str, values.BadCell]]] = {}
    for name, reader in reading.items():
        if name in understood.constants:
            columns[name] = reader.read([understood.constants[name]] * len(lines))
            continue
        position = understood.columns[name]
        column = reader.read(cells[position])
        columns[name] = column
        if reader.failed:
            for index, value in enumerate(column):
                if isinstance(value, values.BadCell):
                    bad.setdefault(index, []).append((sheet.headers[position], cells[position][index], value))
        field = understood.kind.fields[name]
        if field.required and (None in column or "" in column):
            for index, value in enumerate(column):
                if value is None or value == "":
                    empty = values.BadCell("the cell is empty", "Fill it in, or delete the line.")
                    bad.setdefault(index, []).append((sheet.headers[position], "", empty))
    _join(understood.kind, columns, len(lines))
    chunk = Chunk(lines, columns)
    if not bad:
        return chunk
    for index in sorted(bad):
        tally.refused += 1
        for header, cell, fault in bad[index]:
            findings.problem(sheet.file, lines[index], header, shown(cell), fault.reason, fault.remedy)
    return chunk.without(set(bad))


def _join(kind: KindSpec, columns: dict[str, list[Any]], length: int) -> None:
    """Put texts together from others where they are blank: a name from first and last name."""
    for name, parts in kind.joins.items():
        given = [columns[part] for part in parts if part in columns]
        if not given:
            continue
        joined = [" ".join(str(one) for one in row if one) for row in zip(*given, strict=True)]
        before = columns.get(name, [""] * length)
        columns[name] = [one or other for one, other in zip(before, joined, strict=True)]
