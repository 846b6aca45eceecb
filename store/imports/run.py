"""One import from its files to its report: read, recognise, stage, check, and write all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from bot.errors import BadInput, KamError
from store import rollups
from store.engine import Database
from store.imports import convert
from store.imports.creation import Creator
from store.imports.mapping import MappingFile, load_mapping
from store.imports.proposal import propose
from store.imports.reading.files import find, unpacked
from store.imports.reading.sheet import Sheet
from store.imports.reading.sheets import read_sheets
from store.imports.recognise import Understood, recognise
from store.imports.references import References
from store.imports.registry import Registry
from store.imports.report import Counts, FileReport, Findings, ImportReport, Question
from store.imports.stage import Batch, Stage, merge, twins
from store.imports.touched import touched_months
from store.imports.writers import writer_of
from store.imports.writers.context import Context
from store.imports.writers.month_check import MonthCheck
from store.migrations import upgrade
from store.questions.settings import CURRENCY, put_setting, setting
from store.tables import ImportBatch, OrderLine

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many lines are done, and of how many (None = not known)."""


def import_paths(
    database: Database,
    paths: Sequence[Path],
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Take files and folders in. All or nothing: one bad line, or one open question, and nothing is written.

    `today` dates what carries no date of its own; without it the last order date does.
    A dry run gives the same report and changes nothing. Raises BadInput where a path or the mapping is unusable.
    """
    told = load_mapping(mapping) if mapping else None
    files = find(paths)
    upgrade(database)
    findings = Findings()
    with ExitStack() as open_files:
        sheets = _read(files, open_files, findings)
        with database.readers.connect() as connection:
            stage = Stage(connection)
            try:
                run = _Run(connection, stage, findings, today, progress or _silent, told)
                return run.take(sheets, dry_run)
            finally:
                connection.rollback()
                stage.drop()
                connection.commit()


def _silent(_what: str, _done: int, _of: int | None) -> None:
    """For those who do not want to be told."""


def _read(files: Iterable[Path], open_files: ExitStack, findings: Findings) -> list[Sheet]:
    """The tables of all files; a file that cannot be read at all is a problem of its own."""
    sheets: list[Sheet] = []
    for path in files:
        try:
            sheets += read_sheets(open_files.enter_context(unpacked(path)))
        except BadInput as error:
            findings.problem(path.name, 0, "", "", error.sentence.rstrip("."), "")
    for sheet in sheets:
        for note in sheet.notes:
            findings.warn(note)
    return sheets


@dataclass
class _Taken:
    """A sheet with what it was understood as and how many lines it had."""

    sheet: Sheet
    understood: Understood
    tally: convert.Tally = field(default_factory=convert.Tally)
    formats: dict[str, str] = field(default_factory=dict)
    already: bool = False


class _Run:
    """The state of one import."""

    def __init__(
        self,
        connection: Connection,
        stage: Stage,
        findings: Findings,
        today: dt.date | None,
        progress: Progress,
        told: MappingFile | None,
    ) -> None:
        self._connection = connection
        self._stage = stage
        self._findings = findings
        self._progress = progress
        self._told = told
        with Session(connection) as session:
            self._currency = setting(session, CURRENCY)
            last = session.execute(select(func.max(OrderLine.order_date))).scalar()
        self._today = today or last or dt.date(1970, 1, 1)
        self._registry = Registry(connection)
        self._latest = self._latest_batches()
        connection.commit()
        self._checks: list[MonthCheck] = []
        self._new_currency = ""

    def take(self, sheets: Sequence[Sheet], dry_run: bool) -> ImportReport:
        """Everything between the files being open and the report."""
        taken = [_Taken(one, recognise(one, self._told.of(one.file) if self._told else None)) for one in sheets]
        taken = [one for one in taken if not (one.understood.mapping and one.understood.mapping.skip)]
        self._ask_unrecognised(taken)
        known = [one for one in taken if one.understood.kind]
        for one in sorted(known, key=lambda one: one.understood.kind.rank if one.understood.kind else 0):
            if self._is_known(one):
                one.already = True
                one.tally.read = self._latest[f"{one.sheet.sha256}{_mapping_text(one.understood)}"]
            else:
                self._stage_sheet(one)
        self._connection.commit()
        self._refuse_twins()
        counts = {} if self._findings.problem_count or self._findings.questions else self._write(taken, dry_run)
        return self._report(taken, counts, dry_run)

    def _latest_batches(self) -> dict[str, int]:
        """Files that were the last of their kind to come in, with their rows: taking them again changes nothing."""
        columns = (ImportBatch.kind, ImportBatch.id, ImportBatch.sha256, ImportBatch.mapping, ImportBatch.rows)
        latest: dict[str, tuple[str, dict[str, int]]] = {}
        statement = select(*(col(one) for one in columns)).order_by(col(ImportBatch.id))
        for kind, identity, sha, mapping, rows in self._connection.execute(statement):
            run = identity.partition("-")[0]
            if kind not in latest or latest[kind][0] != run:
                latest[kind] = (run, {})
            latest[kind][1][f"{sha}{mapping}"] = rows
        return {key: rows for _, files in latest.values() for key, rows in files.items()}

    def _is_known(self, one: _Taken) -> bool:
        return f"{one.sheet.sha256}{_mapping_text(one.understood)}" in self._latest

    def _ask_unrecognised(self, taken: Sequence[_Taken]) -> None:
        for one in taken:
            understood = one.understood
            if understood.kind is None:
                lacking = " and ".join(" or ".join(need) for need in understood.missing)
                text = f"It is not clear what {one.sheet.file} holds (nearest: {understood.doubts[0]}, without {lacking})."
                self._findings.ask(Question(one.sheet.file, "kind", text))
                continue
            for doubt in understood.doubts:
                self._findings.ask(Question(one.sheet.file, "columns", doubt))
            for need in understood.missing:
                text = f"No column gives {' or '.join(need)}."
                self._findings.ask(Question(one.sheet.file, "columns", text))

    def _stage_sheet(self, one: _Taken) -> None:
        sheet, understood = one.sheet, one.understood
        assert understood.kind is not None
        if understood.missing:
            return
        formats = convert.decide(sheet, understood, self._findings)
        if formats is None:
            return
        if understood.layout and understood.layout.currency and not self._currency:
            self._currency = self._new_currency = understood.layout.currency
        context = Context(
            sheet, understood, self._stage, self._registry, self._findings, self._today, one.tally, self._currency
        )
        roundings: dict[str, tuple[int, str]] = {}

        def rounded(name: str, cell: str) -> None:
            count, first = roundings.get(name, (0, cell))
            roundings[name] = (count + 1, first)

        reading = convert.readers(understood, formats, rounded)
        creator = Creator(self._stage, self._registry, sheet.file)
        references = References(understood.kind, set(understood.columns), self._registry, creator)
        writer = writer_of(context)
        if any(field.ref == understood.kind.name for field in understood.kind.fields.values()):
            for chunk in convert.chunks(sheet, understood, reading, Findings(), convert.Tally()):
                writer_of(context).announce(chunk)
        for chunk in convert.chunks(sheet, understood, reading, self._findings, one.tally):
            bad = references.resolve(chunk)
            for index in sorted(bad):
                one.tally.refused += 1
                for name, value, fault in bad[index]:
                    header = sheet.headers[understood.columns[name]]
                    self._findings.problem(sheet.file, chunk.lines[index], header, value, fault.reason, fault.remedy)
            creator.finish()
            good = chunk.without(set(bad)) if bad else chunk
            if good.lines:
                writer.take(good)
            self._progress(sheet.file, one.tally.read, sheet.size)
        writer.finish()
        if isinstance(writer, MonthCheck):
            self._checks.append(writer)
        self._tell(one, context, formats, roundings)

    def _tell(
        self, one: _Taken, context: Context, formats: convert.Formats, roundings: dict[str, tuple[int, str]]
    ) -> None:
        """Warnings that come from the whole sheet, and how it was read."""
        for text, times in context.notes.items():
            self._findings.warn(f"{one.sheet.file}: {text}{f' ({times} lines)' if times > 1 else ''}.")
        for name, (count, first) in roundings.items():
            self._findings.warn(
                f"{one.sheet.file}: {count} amounts in '{name}' had more than four decimals and were rounded (first: {first})."
            )
        marks, orders = set(formats.decimal.values()), {order for order in formats.order.values() if order}
        one.formats = {"decimal": " ".join(sorted(marks)), "dates": " ".join(sorted(orders))}

    def _refuse_twins(self) -> None:
        """Two lines of one file with the same key: which one holds cannot be told."""
        for batch in self._stage.batches:
            if batch.create:
                continue
            for key, first, last in twins(batch):
                self._findings.problem(
                    batch.file,
                    last,
                    "",
                    " ".join(str(part) for part in key),
                    f"the same {batch.kind} is already in line {first}",
                    "Delete one of the two lines.",
                )

    def _write(self, taken: Sequence[_Taken], dry_run: bool) -> dict[str, Counts]:
        """The one transaction. Raises KamError where the database changed under it."""
        connection = self._connection
        # The first statement writes, so that SQLite waits for other writers here instead of failing later.
        connection.execute(delete(ImportBatch).where(col(ImportBatch.id) == ""))
        counts: dict[str, Counts] = {}
        batches = sorted(self._stage.batches, key=_rank)
        months = touched_months(connection, batches)
        try:
            per_file = {}
            for batch in batches:
                self._progress(f"writing {batch.table.name}", 0, batch.rows)
                found = merge(batch)
                counts[batch.kind] = counts.get(batch.kind, Counts()) + found
                if not batch.create:
                    per_file[batch.file] = found
            with Session(connection) as session:
                rollups.rebuild(session, months)
                if self._new_currency:
                    put_setting(session, CURRENCY, self._new_currency)
                self._record(session, taken, per_file)
                session.flush()
                for check in self._checks:
                    check.compare(connection, self._findings)
                if dry_run:
                    connection.rollback()
                else:
                    connection.commit()
        except IntegrityError as error:
            raise KamError("The database changed while the files were read; run the import again.") from error
        return counts

    def _record(self, session: Session, taken: Sequence[_Taken], per_file: dict[str, Counts]) -> None:
        """One ImportBatch a sheet; ids sort by run. A file that was in before is the last of its kind again."""
        last = session.execute(select(func.max(ImportBatch.id))).scalar() or "0"
        run = int(last.partition("-")[0]) + 1
        now = session.execute(select(func.now())).scalar_one()
        for place, one in enumerate(taken):
            assert one.understood.kind is not None
            done = per_file.get(one.sheet.file, Counts())
            session.add(
                ImportBatch(
                    id=f"{run:08d}-{place:04d}",
                    file=one.sheet.file,
                    sha256=one.sheet.sha256,
                    kind=one.understood.kind.name,
                    mapping=_mapping_text(one.understood),
                    rows=one.tally.read,
                    inserted=done.inserted,
                    updated=done.updated,
                    at=now.replace(tzinfo=now.tzinfo or dt.UTC),
                )
            )

    def _report(self, taken: Sequence[_Taken], counts: dict[str, Counts], dry_run: bool) -> ImportReport:
        findings = self._findings
        written = not (findings.problem_count or findings.questions)
        for one in taken:
            if one.understood.kind is None:
                continue
            name = one.understood.kind.name
            if one.already or not written or name not in counts:
                unchanged = one.tally.read if one.already else 0
                counts[name] = counts.get(name, Counts()) + Counts(read=one.tally.read, unchanged=unchanged)
            counts[name] += Counts(refused=one.tally.refused)
        return ImportReport(
            files=tuple(_file_report(one) for one in taken),
            counts=counts,
            problems=tuple(findings.problems),
            problem_count=findings.problem_count,
            warnings=tuple(findings.warnings),
            questions=tuple(findings.questions),
            proposal=propose((one.sheet, one.understood) for one in taken) if findings.questions else "",
            written=written and not dry_run,
            dry_run=dry_run,
        )


def _rank(batch: Batch) -> int:
    """Tables that others refer to come first."""
    return [table.name for table in batch.table.metadata.sorted_tables].index(batch.table.name)


def _mapping_text(understood: Understood) -> str:
    return understood.mapping.model_dump_json() if understood.mapping else ""


def _file_report(one: _Taken) -> FileReport:
    kind = one.understood.kind
    return FileReport(
        file=one.sheet.file,
        kind=kind.name if kind else "",
        title=kind.title if kind else "",
        layout=one.understood.layout.name if one.understood.layout else "",
        columns=one.understood.header_fields(one.sheet),
        ignored=one.understood.unused(one.sheet),
        rows=one.tally.read,
        skipped=one.tally.skipped,
        formats=one.formats,
        already=one.already,
    )
