"""kam import: a team's own files, with a report of what was understood and what was refused."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bot.cli import Command, Options
from bot.config import Config
from bot.services import clock_of, open_store
from store.imports import Progress, import_paths
from store.imports.report import SHOWN, FileReport, ImportReport

PROPOSAL = "kam-mapping.yaml"
PROBLEMS = "kam-import-problems.csv"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders: CSV, TSV, XLSX, .gz")
    parser.add_argument("--map", type=Path, metavar="FILE", help="a mapping file, as proposed by an earlier run")
    parser.add_argument("--dry-run", action="store_true", help="the same report, and nothing is changed")
    parser.add_argument("--json", action="store_true", help="the report as JSON")


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    with open_store(config) as database:
        report = _with_progress(
            lambda progress: import_paths(
                database,
                parsed.paths,
                mapping=parsed.map,
                dry_run=parsed.dry_run,
                today=clock_of(config).today(),
                progress=progress,
            ),
            quiet=parsed.json,
        )
    _keep(report, config, quiet=parsed.json)
    if parsed.json:
        print(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _show(report)
    if report.ok:
        return 0
    refused = f"{report.problem_count} problem(s)" if report.problem_count else "open questions"
    print(f"kam: nothing was imported because of {refused}; correct the files and run it again.", file=sys.stderr)
    return 1


def _with_progress(work: Callable[[Progress | None], ImportReport], quiet: bool) -> ImportReport:
    """Run the work with a progress bar on standard error, where somebody looks."""
    if quiet or not sys.stderr.isatty():
        return work(None)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, of: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        return work(progress)


def _keep(report: ImportReport, config: Config, quiet: bool) -> None:
    """Write the proposed mapping and the problems beside the data."""
    folder = Path(config.data)
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    if report.proposal and report.questions:
        (folder / PROPOSAL).write_text(report.proposal, encoding="utf-8")
        said.append(f"The mapping I propose is in {folder / PROPOSAL}: edit it and pass it with --map.")
    if report.problem_count:
        report.write_problems(folder / PROBLEMS)
        said.append(f"All {report.problem_count} problems are in {folder / PROBLEMS}.")
    if not quiet:
        for line in said:
            print(line, file=sys.stderr)


def _show(report: ImportReport) -> None:
    for one in report.files:
        print(_file_line(one))
    for kind, counts in report.counts.items():
        done = f"{counts.inserted} new, {counts.updated} changed, {counts.unchanged} as they were"
        refused = f", {counts.refused} refused" if counts.refused else ""
        print(f"  {kind}: {counts.read} read: {done}{refused}")
    for problem in report.problems[:SHOWN]:
        print(f"✗ {problem}")
    for question in report.questions:
        options = f" ({' / '.join(question.options)})" if question.options else ""
        print(f"? {question.file}: {question.text}{options}")
    for warning in report.warnings:
        print(f"! {warning}")
    for first, second, why in report.duplicates:
        print(f"! {first} and {second} may be the same account ({why}): kam accounts merge {first} {second}")
    if report.dry_run:
        print("Dry run: nothing was changed.")
    elif report.written:
        print("Imported.")


def _file_line(one: FileReport) -> str:
    if one.already:
        return f"{one.file}: taken in before, nothing to do"
    if not one.kind:
        return f"{one.file}: not recognised"
    layout = f" ({one.layout})" if one.layout else ""
    ignored = f"; columns left out: {', '.join(one.ignored)}" if one.ignored else ""
    return f"{one.file}: {one.title}{layout}, {one.rows} lines{ignored}"


COMMAND = Command("take in CSV, TSV or XLSX files, all or nothing", _arguments, run)
