"""Sheets into the stage: each is read, checked against what is known, and its rows wait to be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from store.duplicates import LikelyDuplicate
from store.imports import Progress, ahead, convert
from store.imports.creation import Creator
from store.imports.decide import decide
from store.imports.exchange import Conversion, Exchange
from store.imports.formats import Formats
from store.imports.reading.sheet import Sheet
from store.imports.recognise import Understood
from store.imports.references import References
from store.imports.registry import Registry
from store.imports.report import Findings, Question
from store.imports.stage import Stage, twins
from store.imports.values import BadCell
from store.imports.writers import writer_of
from store.imports.writers.context import Context, Writer
from store.imports.writers.month_check import MonthCheck
from store.imports.writers.orders import LatestKams, Orders

_Bad = dict[int, list[tuple[str, str, BadCell]]]


@dataclass
class Taken:
    """A sheet with what it was understood as and how many lines it had. already: it was in before."""

    sheet: Sheet
    understood: Understood
    tally: convert.Tally = field(default_factory=convert.Tally)
    formats: tuple[str, ...] = ()
    already: bool = False


@dataclass
class Stager:
    """Puts sheets into the stage, in the order in which they are given: what is referred to comes first."""

    stage: Stage
    registry: Registry
    exchange: Exchange
    findings: Findings
    today: dt.date
    progress: Progress
    reporting: str = ""  # the reporting currency that the mapping file names
    checks: list[MonthCheck] = field(default_factory=list)
    duplicates: list[LikelyDuplicate] = field(default_factory=list)
    latest_kams: dict[str, LatestKams] = field(default_factory=dict)  # by file of order lines

    def take(self, one: Taken) -> None:
        """Stage a sheet, or ask what only a person can say."""
        sheet, understood = one.sheet, one.understood
        formats = decide(sheet, understood, self.findings)
        if formats is None or not self._reporting_currency(sheet, understood, formats):
            return
        one.formats = formats.said
        context = Context(
            sheet, understood, self.stage, self.registry, self.exchange, self.findings, self.today, one.tally
        )
        heard = _Heard()
        self._announce(context, convert.readers(understood, formats, heard.ignore))
        writer = writer_of(context)
        chunks = ahead.chunks(sheet, understood, formats, heard.add, self.findings, one.tally)
        self._lines(context, chunks, Conversion(understood, formats, self.exchange), writer)
        writer.finish()
        if isinstance(writer, MonthCheck):
            self.checks.append(writer)
        if isinstance(writer, Orders):
            self.latest_kams[sheet.file] = writer.latest_kams
        for text, times in context.notes.items():
            self.findings.warn(f"{sheet.file}: {text}{f' ({times} times)' if times > 1 else ''}.")
        for text in (*heard.told(), *_skipped(one.tally)):
            self.findings.warn(f"{sheet.file}: {text}")

    def refuse_twins(self) -> None:
        """Two lines of one file with the same key: which one holds cannot be told."""
        for batch in self.stage.batches:
            if batch.create or not batch.main or batch.distinct:
                continue
            for key, first, last in twins(batch):
                said = " ".join(str(part) for part in key)
                reason = f"line {first} has the same key, so which one holds cannot be told"
                self.findings.problem(batch.file, last, "", said, reason, "Delete one of the two lines.")

    def _lines(self, context: Context, chunks: Iterable[convert.Chunk], conversion: Conversion, writer: Writer) -> None:
        sheet, understood, tally = context.sheet, context.understood, context.tally
        assert understood.kind is not None
        creator = Creator(self.stage, self.registry, sheet.file)
        references = References(understood.kind, understood.given, self.registry, creator)
        for chunk in chunks:
            bad = _both(references.resolve(chunk), conversion.apply(chunk))
            creator.finish()
            self._refuse(context, chunk, bad)
            good = chunk.without(set(bad)) if bad else chunk
            if good.lines:
                writer.take(good)
            self.progress(sheet.file, tally.read, sheet.size)

    def _refuse(self, context: Context, chunk: convert.Chunk, bad: _Bad) -> None:
        sheet, columns = context.sheet, context.understood.columns
        for index in sorted(bad):
            context.tally.refused += 1
            for name, value, fault in bad[index]:
                header = sheet.headers[columns[name]] if name in columns else name
                self.findings.problem(sheet.file, chunk.lines[index], header, value, fault.reason, fault.remedy)

    def _announce(self, context: Context, reading: convert.Reading) -> None:
        """Make rows known ahead where rows of the same sheet refer to each other (a person's manager)."""
        kind = context.understood.kind
        assert kind is not None
        if any(one.ref == kind.name for one in kind.fields.values()):
            for chunk in convert.chunks(context.sheet, context.understood, reading, Findings(), convert.Tally()):
                writer_of(context).announce(chunk)

    def _reporting_currency(self, sheet: Sheet, understood: Understood, formats: Formats) -> bool:
        """Learn the reporting currency from the first sheet that names one; False where it has to be asked."""
        self.exchange.learn(self.reporting)
        if understood.layout:
            self.exchange.learn(understood.layout.currency)
        codes = {formats.currency} - {""} or formats.currencies
        if len(codes) == 1:
            self.exchange.learn(next(iter(codes)))
        if self.exchange.reporting or len(codes) < 2:
            return True
        text = "The amounts are in several currencies. In which one do you report?"
        self.findings.ask(Question(sheet.file, "reporting_currency", text, tuple(sorted(codes))))
        return False


class _Heard:
    """What was done to cells on the way: how many different ones, and the first, by field."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, str]] = {}

    def add(self, name: str, what: str, cell: str) -> None:
        count, first = self._found.get((name, what), (0, cell))
        self._found[name, what] = (count + 1, first)

    def ignore(self, _name: str, _what: str, _cell: str) -> None:
        """For a first look at the lines."""

    def told(self) -> list[str]:
        return [
            f"{count} different cells in '{name}' {what} (the first: {first})."
            for (name, what), (count, first) in self._found.items()
        ]


def _skipped(tally: convert.Tally) -> list[str]:
    if not tally.skipped:
        return []
    rows = "a totals row, repeated header or line below the table was"
    if tally.skipped > 1:
        rows = f"{tally.skipped} totals rows, repeated headers or lines below the table were"
    return [f"{rows} skipped (line {tally.first_skipped}{' first' if tally.skipped > 1 else ''})."]


def _both(one: _Bad, other: _Bad) -> _Bad:
    return {index: one.get(index, []) + other.get(index, []) for index in sorted(one.keys() | other.keys())}
