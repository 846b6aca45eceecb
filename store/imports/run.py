"""One import from its files to its report: read, recognise, stage, check, and write all of it or nothing."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlmodel import Session, col

from bot.errors import BadInput
from store.engine import Database
from store.imports import Progress
from store.imports.across import unpivoted
from store.imports.beside import look
from store.imports.exchange import Exchange
from store.imports.grouped import filled_down
from store.imports.mapping import MappingFile, SheetMapping, load_mapping
from store.imports.proposal import propose
from store.imports.reading.files import display_names, find, unpacked
from store.imports.reading.sheet import Sheet
from store.imports.reading.sheets import read_sheets
from store.imports.recognise import recognise
from store.imports.registry import Registry
from store.imports.report import Counts, FileReport, Findings, ImportReport, Question
from store.imports.stage import Stage
from store.imports.staging import Stager, Taken
from store.imports.writing import file_key, known_files, write
from store.migrations import upgrade
from store.questions.settings import CURRENCY, SAMPLE, setting
from store.tables import OrderLine

NOBODY_ASKED = dt.date(1970, 1, 1)
"""Today where none is given and there is no order yet; it dates nothing but KAM changes and undated payments."""


def run(
    database: Database,
    paths: Sequence[Path],
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """See `store.imports.import_paths`."""
    told = load_mapping(mapping) if mapping else None
    files = find(paths)
    upgrade(database)
    findings = Findings()
    with ExitStack() as open_files:
        open_files.enter_context(_no_collector())
        sheets = _read(files, open_files, findings)
        with database.readers.connect() as connection:
            stage = Stage(connection)
            try:
                stager = _stager(connection, stage, findings, today, progress or _silent)
                return _take(connection, stager, sheets, told, dry_run)
            finally:
                connection.rollback()
                stage.drop()
                connection.commit()


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the cycle collector, which finds nothing here and takes a third of the time on long files."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _silent(_what: str, _done: int, _of: int | None) -> None:
    """For those who do not want to be told."""


def _read(files: Sequence[Path], open_files: ExitStack, findings: Findings) -> list[Sheet]:
    """The tables of all files; a file that cannot be read at all is a problem of its own."""
    sheets: list[Sheet] = []
    names = display_names(files)
    for path in files:
        try:
            found = read_sheets(open_files.enter_context(unpacked(path, names[path])))
            sheets += [filled_down(one) for one in found]
        except BadInput as error:
            findings.problem(names[path], 0, "", "", error.sentence.rstrip("."), "")
    return sheets


def _stager(
    connection: Connection, stage: Stage, findings: Findings, today: dt.date | None, progress: Progress
) -> Stager:
    with Session(connection) as session:
        currency = setting(session, CURRENCY)
        if setting(session, SAMPLE) == "yes":
            findings.warn("This database holds the sample ledger; name another folder with --data for your own data.")
    last = connection.execute(select(func.max(col(OrderLine.order_date)))).scalar()
    exchange = Exchange(connection, currency)
    return Stager(stage, Registry(connection), exchange, findings, today or last or NOBODY_ASKED, progress)


def _take(
    connection: Connection, stager: Stager, sheets: Sequence[Sheet], told: MappingFile | None, dry_run: bool
) -> ImportReport:
    """Everything between the files being open and the report."""
    findings = stager.findings
    known = known_files(connection)
    connection.commit()
    stager.reporting = told.reporting_currency if told else ""
    taken = [_recognised(one, told.of(one.file) if told else None, findings) for one in sheets]
    taken = [one for one in taken if not (one.understood.mapping and one.understood.mapping.skip)]
    taken = _without_side_sheets(taken, findings)
    for one in taken:
        _ask(one, findings)
    sound = [one for one in taken if one.understood.kind and not one.understood.missing and not one.understood.doubts]
    for one in sorted(sound, key=lambda one: one.understood.kind.rank if one.understood.kind else 0):
        if (rows := known.get(file_key(one))) is not None:
            one.already, one.tally.read = True, rows
        else:
            stager.take(one)
    connection.commit()
    stager.refuse_twins()
    connection.commit()
    counts: dict[str, Counts] = {}
    if not findings.problem_count and not findings.questions and taken:
        counts = write(connection, stager, taken, dry_run)
    return _report(taken, stager, counts, dry_run)


def _recognised(sheet: Sheet, mapping: SheetMapping | None, findings: Findings) -> Taken:
    """A sheet as what it holds; told what was done to it to be read."""
    if mapping is not None and mapping.months:
        sheet, mapping = unpivoted(sheet, mapping)
    for note in sheet.notes:
        findings.warn(note)
    understood = recognise(sheet, mapping)
    look(sheet, understood, findings)
    return Taken(sheet, understood)


def _without_side_sheets(taken: Sequence[Taken], findings: Findings) -> list[Taken]:
    """Sheets of a workbook that hold something else are left out where another sheet of it is recognised."""
    useful = {one.sheet.book for one in taken if one.understood.kind and one.sheet.book}
    kept = []
    for one in taken:
        if one.understood.kind is None and one.sheet.book in useful:
            findings.warn(f"{one.sheet.file} was not recognised and left out.")
        else:
            kept.append(one)
    return kept


def _ask(one: Taken, findings: Findings) -> None:
    """What the headers leave open."""
    understood, file = one.understood, one.sheet.file
    lacking = " and ".join(" or ".join(need) for need in understood.missing)
    if understood.kind is None:
        text = f"It is not clear what {file} holds. Nearest: {understood.doubts[0]}, but it has no {lacking}."
        findings.ask(Question(file, "kind", text))
        return
    for doubt in understood.doubts:
        findings.ask(Question(file, "columns", doubt))
    if lacking:
        findings.ask(Question(file, "columns", f"No column of {file} gives {lacking}."))


def _report(taken: Sequence[Taken], stager: Stager, counts: dict[str, Counts], dry_run: bool) -> ImportReport:
    findings = stager.findings
    sound = not findings.problem_count and not findings.questions
    counts = dict(counts)
    for one in taken:
        if one.understood.kind is None:
            continue
        name = one.understood.kind.name
        read = one.tally.read
        if one.already:
            counts[name] = counts.get(name, Counts()) + Counts(read=read, unchanged=read)
        elif not sound or name not in counts:
            counts[name] = counts.get(name, Counts()) + Counts(read=read, refused=one.tally.refused)
    return ImportReport(
        files=tuple(_file_report(one) for one in taken),
        counts=counts,
        problems=tuple(findings.problems),
        problem_count=findings.problem_count,
        warnings=tuple(findings.warnings),
        questions=tuple(findings.questions),
        duplicates=tuple((one.first_id, one.second_id, str(one)) for one in stager.duplicates),
        proposal=propose((one.sheet, one.understood) for one in taken) if findings.questions else "",
        written=sound and not dry_run and bool(taken),
        dry_run=dry_run,
    )


def _file_report(one: Taken) -> FileReport:
    kind, layout = one.understood.kind, one.understood.layout
    return FileReport(
        file=one.sheet.file,
        kind=kind.name if kind else "",
        title=kind.title if kind else "",
        layout=layout.name if layout else "",
        columns=one.understood.header_fields(one.sheet),
        ignored=one.understood.unused(one.sheet),
        rows=one.tally.read,
        skipped=one.tally.skipped,
        formats=one.formats,
        already=one.already,
        constants=one.understood.constants,
    )
