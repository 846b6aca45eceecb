"""How one sheet writes its numbers, dates and currency: decided from whole columns, or asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from store.imports.formats import DateEvidence, Formats, NumberEvidence
from store.imports.kinds import FieldSpec
from store.imports.reading.sheet import Fault, Record, Sheet
from store.imports.recognise import Understood
from store.imports.report import Findings, Question
from store.imports.units import scale_in, without_unit
from store.imports.values import SYMBOLS, BadCell, currency

DOLLAR = "$"
"""A dollar sign: the reporting currency where that is a dollar, else the US dollar."""

NUMBERS = ("amount", "number", "percent", "whole", "rate", "year")
DATES = ("date", "month", "period")
_BATCH = 2_000
ENOUGH = 20_000
"""After so many lines a sheet of which every column is settled is not read to its end for its formats alone. What
is written otherwise further down does not fit the formats, and is refused line by line."""


@dataclass
class _Evidence:
    """What the columns of a sheet say, by field."""

    numbers: dict[str, NumberEvidence] = field(default_factory=dict)
    dates: dict[str, DateEvidence] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)  # the cells of the currency column

    def settled(self, percents: Sequence[NumberEvidence]) -> bool:
        """True where every column has said how it is written."""
        numbers = all(one.settled for one in self.numbers.values())
        dates = all(one.settled for one in self.dates.values())
        return numbers and dates and all(one.settled_percent for one in percents)


def decide(sheet: Sheet, understood: Understood, findings: Findings) -> Formats | None:
    """The formats of a sheet; None where that had to be asked."""
    assert understood.kind is not None
    fields = {name: understood.kind.fields[name] for name in understood.columns}
    evidence = _gathered(sheet, understood, fields)
    asked = len(findings.questions)
    formats = Formats(
        decimal=_decimals(sheet, understood, evidence, findings),
        order=_orders(sheet, understood, evidence, findings),
        fractions=_fractions(sheet, understood, fields, evidence, findings),
        scale=_scales(sheet, understood, fields, findings),
        date_1904=sheet.serial_1904,
        currency=_currency(sheet, understood, fields, evidence, findings),
        signs=frozenset(sign for one in evidence.numbers.values() for sign in one.signs),
        currencies=frozenset(_codes(evidence.currencies)),
    )
    _tell_of_dates(sheet, understood, fields, evidence, findings)
    return None if len(findings.questions) > asked else formats


def _gathered(sheet: Sheet, understood: Understood, fields: dict[str, FieldSpec]) -> _Evidence:
    found = _Evidence(
        {name: NumberEvidence() for name, one in fields.items() if one.type in NUMBERS},
        {name: DateEvidence() for name, one in fields.items() if one.type in DATES},
    )
    percents = [found.numbers[name] for name, one in fields.items() if one.type == "percent"]
    coded = [understood.columns[name] for name, one in fields.items() if one.type == "currency"]
    places = [(understood.columns[name], one) for name, one in (found.numbers | found.dates).items()]
    seen = 0
    for rows in _batches(sheet):
        seen += len(rows)
        if seen > ENOUGH and found.settled(percents):
            break
        cells = list(zip(*(row for _, row in rows), strict=True))
        for position in coded:
            found.currencies.update(cells[position])
        for position, one in places:
            one.look(cells[position])
            if one in percents and isinstance(one, NumberEvidence):
                one.look_at_percents(cells[position])
    return found


def _batches(sheet: Sheet) -> Iterator[list[Record]]:
    records = (one for one in sheet.records() if not isinstance(one, Fault))
    while rows := list(islice(records, _BATCH)):
        yield rows


def _decimals(sheet: Sheet, understood: Understood, evidence: _Evidence, findings: Findings) -> dict[str, str]:
    """The decimal mark by field: said, seen in the column, or seen in the sheet's other columns."""
    said = understood.mapping.decimal if understood.mapping else ""
    marks = {one.mark for one in evidence.numbers.values() if one.mark}
    usual = marks.pop() if len(marks) == 1 else ""
    found = {}
    for name, one in evidence.numbers.items():
        sure = said or one.mark or usual
        found[name] = sure or "."
        if one.unsure and not sure:
            header = sheet.headers[understood.columns[name]]
            text = (
                f"'{one.unsure.strip()}' in column '{header}' can be about one, or a thousand times as much. "
                "Which is the decimal mark?"
            )
            findings.ask(Question(sheet.file, "decimal", text, (".", ",")))
    return found


def _orders(sheet: Sheet, understood: Understood, evidence: _Evidence, findings: Findings) -> dict[str, str]:
    """'day' or 'month' first by field: said, seen in the column, or seen in the sheet's other columns."""
    said = understood.mapping.dates if understood.mapping else ""
    orders = {one.order for one in evidence.dates.values() if one.order}
    usual = orders.pop() if len(orders) == 1 else ""
    found = {}
    for name, one in evidence.dates.items():
        found[name] = said or one.order or usual
        if one.unsure and not found[name]:
            header = sheet.headers[understood.columns[name]]
            text = f"'{one.unsure}' in column '{header}' can be read day first or month first. Which is it?"
            findings.ask(Question(sheet.file, "dates", text, ("day", "month")))
    return found


def _fractions(
    sheet: Sheet, understood: Understood, fields: dict[str, FieldSpec], evidence: _Evidence, findings: Findings
) -> frozenset[str]:
    """The per-cent fields that are written as 0.05 for 5 %."""
    percents = {name for name, one in fields.items() if one.type == "percent"}
    if understood.layout and understood.layout.fractions:
        return frozenset(understood.layout.fractions) & percents
    if understood.layout and understood.layout.percent_numbers:
        return frozenset()
    if understood.mapping and understood.mapping.fractions is not None:
        return frozenset(percents) if understood.mapping.fractions else frozenset()
    for name in sorted(percents):
        one = evidence.numbers[name]
        if one.broken and not one.above_one and not one.percent_signs:
            header = sheet.headers[understood.columns[name]]
            text = f"No number in column '{header}' is above 1. Is 0.05 five per cent (true), or 0.05 per cent (false)?"
            findings.ask(Question(sheet.file, "fractions", text, ("true", "false")))
    return frozenset()


def _scales(sheet: Sheet, understood: Understood, fields: dict[str, FieldSpec], findings: Findings) -> dict[str, int]:
    """What a written 1 is worth in each amount column: said, or in its header; asked where a title speaks of it."""
    money = [name for name, one in fields.items() if one.type == "amount"]
    if understood.mapping and understood.mapping.scale:
        return dict.fromkeys(money, understood.mapping.scale)
    found = {name: without_unit(sheet.headers[understood.columns[name]])[2] for name in money}
    if money and set(found.values()) == {1} and (words := scale_in(sheet.above)):
        text = f"The lines above the headers say '{words}'. Is a written 1 worth 1, 1000 or 1000000?"
        findings.ask(Question(sheet.file, "scale", text, ("1", "1000", "1000000")))
    return found


def _currency(
    sheet: Sheet, understood: Understood, fields: dict[str, FieldSpec], evidence: _Evidence, findings: Findings
) -> str:
    """The currency of the whole sheet, where the mapping or signs beside the amounts name one; else ''."""
    if understood.mapping and understood.mapping.currency:
        return understood.mapping.currency
    if any(one.type == "currency" for one in fields.values()):
        return ""
    money = {name for name, one in fields.items() if one.type == "amount"}
    signs = {sign for name in money for sign in evidence.numbers[name].signs}
    codes = {sign if sign == DOLLAR else SYMBOLS.get(sign, sign) for sign in signs}
    codes |= {without_unit(sheet.headers[understood.columns[name]])[1] for name in money} - {""}
    if len(codes) > 1:
        text = (
            f"The amounts carry several currencies ({', '.join(sorted(codes))}). "
            "Put the currency in a column of its own, or name the one that holds."
        )
        findings.ask(Question(sheet.file, "currency", text, tuple(sorted(codes))))
    return codes.pop() if len(codes) == 1 else ""


def _codes(cells: set[str]) -> set[str]:
    """The currencies of a currency column; cells that are none are refused later, line by line."""
    found = set()
    for cell in cells:
        with suppress(BadCell):
            found.add(str(currency(cell)))
    return found - {""}


def _tell_of_dates(
    sheet: Sheet, understood: Understood, fields: dict[str, FieldSpec], evidence: _Evidence, findings: Findings
) -> None:
    """Say where numbers were read as days, and where months stand for their first day."""
    for name, one in evidence.dates.items():
        header = sheet.headers[understood.columns[name]]
        if one.serial and not one.order:
            findings.warn(f"{sheet.file}: numbers such as {one.serial} in '{header}' were read as spreadsheet dates.")
        if one.month and fields[name].type == "period" and understood.kind and understood.kind.name == "order":
            findings.warn(f"{sheet.file}: '{header}' names months ({one.month}); each line counts on the first day.")
