"""A sheet's records as columns of stored values: formats decided from the whole sheet, then chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from store.imports import values
from store.imports.formats import DateEvidence, Formats, NumberEvidence
from store.imports.kinds import FieldSpec
from store.imports.reading.sheet import Fault, Sheet
from store.imports.reading.text import is_total
from store.imports.recognise import Understood
from store.imports.report import Findings, Question

CHUNK = 10_000
_NUMBERS = ("amount", "percent", "whole", "rate", "year")
_DATES = ("date", "month")


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


Progress = Callable[[int], None]


def decide(sheet: Sheet, understood: Understood, findings: Findings) -> Formats | None:
    """How the sheet writes numbers and dates; None where that had to be asked."""
    assert understood.kind is not None
    fields = {name: understood.kind.fields[name] for name in understood.columns}
    numbers = {name: NumberEvidence() for name, field in fields.items() if field.type in _NUMBERS}
    dates = {name: DateEvidence() for name, field in fields.items() if field.type in _DATES}
    looking: list[tuple[int, Any]] = [(understood.columns[name], one) for name, one in (numbers | dates).items()]
    for rows in _batches(sheet):
        cells = list(zip(*(row for _, row in rows), strict=True))
        for position, evidence in looking:
            evidence.look(cells[position])
    return _decided(sheet, understood, fields, numbers, dates, findings)


def _batches(sheet: Sheet) -> Iterator[list[tuple[int, list[str]]]]:
    records = (one for one in sheet.records() if not isinstance(one, Fault))
    while rows := list(islice(records, CHUNK)):
        yield rows


def _decided(
    sheet: Sheet,
    understood: Understood,
    fields: dict[str, FieldSpec],
    numbers: dict[str, NumberEvidence],
    dates: dict[str, DateEvidence],
    findings: Findings,
) -> Formats | None:
    mapping, layout = understood.mapping, understood.layout
    asked = len(findings.questions)
    told = mapping.decimal if mapping else ""
    common = {one.mark for one in numbers.values() if one.mark}
    usual = common.pop() if len(common) == 1 else ""
    decimal = {}
    for name, number in numbers.items():
        decimal[name] = told or number.mark or usual or "."
        if number.unsure and not (told or number.mark or usual):
            header = sheet.headers[understood.columns[name]]
            findings.ask(Question(sheet.file, "decimal", f"Is '{number.unsure.strip()}' in column '{header}' about one, or about a thousand times as much? Name the decimal mark.", (".", ",")))
    day_month = {}
    said = mapping.dates if mapping else ""
    orders = {one.order for one in dates.values() if one.order}
    custom = orders.pop() if len(orders) == 1 else ""
    for name, day in dates.items():
        day_month[name] = said or day.order or custom
        if day.unsure and not day_month[name]:
            header = sheet.headers[understood.columns[name]]
            findings.ask(Question(sheet.file, "dates", f"Is '{day.unsure}' in column '{header}' day first or month first?", ("day", "month")))
        if day.serial and not day.order and fields[name].type == "date":
            findings.warn(f"{sheet.file}: numbers such as {day.serial} in '{sheet.headers[understood.columns[name]]}' were read as spreadsheet dates.")
    fractions = frozenset(layout.fractions if layout else ())
    if mapping and mapping.fractions:
        fractions |= {name for name, one in fields.items() if one.type == "percent"}
    if len(findings.questions) > asked:
        return None
    return Formats(decimal, day_month, fractions, sheet.serial_1904)


def readers(understood: Understood, formats: Formats, rounded: Callable[[str, str], None]) -> dict[str, values.Column]:
    """A column reader per field. `rounded(field, cell)` hears of amounts with more than four places."""
    assert understood.kind is not None
    extra = understood.layout.values if understood.layout else {}
    return {
        name: values.Column(_parser(name, understood.kind.fields[name], formats, extra.get(name, {}), rounded))
        for name in understood.columns
    }


def _parser(
    name: str, field: FieldSpec, formats: Formats, synonyms: Any, rounded: Callable[[str, str], None]
) -> values.Parser:
    mark = formats.decimal.get(name, ".")
    match field.type:
        case "key":
            return values.text(values.LONGEST["key"], key=True)
        case "text" | "long":
            return values.text(values.LONGEST[field.type])
        case "email":
            return values.email
        case "amount":
            return values.amount(mark, rounded=lambda cell: rounded(name, cell))
        case "percent":
            return values.percent(mark, fractions=name in formats.fractions)
        case "whole":
            return values.whole(mark, field.least, field.most)
        case "year":
            return values.whole(mark, 1900, 2199)
        case "rate":
            return values.rate(mark)
        case "date" | "month":
            order = formats.order.get(name, "")
            return values.date(order, date_1904=formats.date_1904, month=field.type == "month")
        case "yes_no":
            return values.yes_no
        case "choice":
            return values.choice({values.compact(word): one for word, one in {**field.values, **synonyms}.items()}, field.default)


def chunks(
    sheet: Sheet, understood: Understood, reading: dict[str, values.Column], findings: Findings, tally: Tally
) -> Iterator[Chunk]:
    """The sheet's good records; bad ones become problems, totals rows are skipped. Counts go into `tally`."""
    records = sheet.records()
    while taken := list(islice(records, CHUNK)):
        rows: list[tuple[int, list[str]]] = []
        for one in taken:
            if isinstance(one, Fault):
                tally.read += 1
                tally.refused += 1
                findings.problem(sheet.file, one.line, "", one.value, one.reason, one.remedy)
            elif is_total(one[1]):
                tally.skipped += 1
                findings.warn(f"{sheet.file}, line {one[0]}: a totals row was skipped.")
            else:
                rows.append(one)
        if rows:
            tally.read += len(rows)
            yield _chunk(sheet, understood, reading, rows, findings, tally)


@dataclass(slots=True)
class Tally:
    """Lines of a sheet: read, refused, skipped (totals rows)."""

    read: int = 0
    refused: int = 0
    skipped: int = 0


def _chunk(
    sheet: Sheet,
    understood: Understood,
    reading: dict[str, values.Column],
    rows: list[tuple[int, list[str]]],
    findings: Findings,
    tally: Tally,
) -> Chunk:
    assert understood.kind is not None
    lines = [line for line, _ in rows]
    cells = list(zip(*(row for _, row in rows), strict=True))
    columns = {}
    bad: dict[int, list[tuple[str, str, values.BadCell]]] = {}
    for name, reader in reading.items():
        position = understood.columns[name]
        column = reader.values(cells[position])
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
    chunk = Chunk(lines, columns)
    if not bad:
        return chunk
    for index in sorted(bad):
        tally.refused += 1
        for header, cell, fault in bad[index]:
            findings.problem(sheet.file, lines[index], header, values.shown(cell), fault.reason, fault.remedy)
    return chunk.without(set(bad))
