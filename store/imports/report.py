"""What an import understood, did and refused: the values that the terminal and Slack show."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHOWN = 200
"""So many problems go on screen; all of them go in the problems file."""

KEPT = 100_000
"""So many problems are kept at all; beyond, they are only counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason to refuse: file, line of the record's start (0 = the whole file), column, value, what to do."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        column = f", column '{self.column}'" if self.column else ""
        value = f" ({self.value!r})" if self.value else ""
        return f"{place}{column}: {self.reason}{value}. {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines of one kind: read = taken + refused; taken = inserted + updated + unchanged."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.read + other.read,
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only the person can decide. `options` are values for `setting` in the mapping file."""

    file: str
    setting: str
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one table of a file was understood as: kind ('' = not recognised), columns (header → field).

    `constants` hold for every line (field → value), as the file's name says them or a mapping did.
    """

    file: str
    kind: str
    title: str
    layout: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    rows: int = 0
    skipped: int = 0
    formats: tuple[str, ...] = ()
    already: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of one import. `written` is False after a dry run, a refusal, or an open question.

    duplicates: (account id, account id, in words) of new accounts that may be ones there already, to be merged.
    proposal: the mapping file to complete where there are questions; '' where there are none.
    """

    files: tuple[FileReport, ...] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    duplicates: tuple[tuple[str, str, str], ...] = ()
    proposal: str = ""
    written: bool = False
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """True where nothing was refused and nothing is left to ask."""
        return not self.problem_count and not self.questions

    @property
    def total(self) -> Counts:
        return sum(self.counts.values(), Counts())

    def write_problems(self, path: Path) -> None:
        """All problems as a CSV file that opens in a spreadsheet."""
        with path.open("w", newline="", encoding="utf-8-sig") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "line", "column", "value", "reason", "remedy"])
            for one in self.problems:
                writer.writerow([one.file, one.line, one.column, _plain(one.value), one.reason, one.remedy])

    def to_json(self) -> dict[str, Any]:
        """Everything as plain JSON values; at most SHOWN problems, `problem_count` has them all."""
        return {
            "files": [_file_json(one) for one in self.files],
            "counts": {kind: _counts_json(one) for kind, one in self.counts.items()},
            "problems": [_slots(one) for one in self.problems[:SHOWN]],
            "problem_count": self.problem_count,
            "warnings": list(self.warnings),
            "questions": [{**_slots(one), "options": list(one.options)} for one in self.questions],
            "duplicates": [list(one) for one in self.duplicates],
            "proposal": self.proposal,
            "written": self.written,
            "dry_run": self.dry_run,
        }


def _slots(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def _file_json(one: FileReport) -> dict[str, Any]:
    return {
        **_slots(one),
        "columns": dict(one.columns),
        "ignored": list(one.ignored),
        "formats": list(one.formats),
        "constants": dict(one.constants),
    }


def _counts_json(one: Counts) -> dict[str, int]:
    return _slots(one)


def _plain(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else value


class Findings:
    """Collects problems, warnings and questions while files are read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.warnings: list[str] = []
        self.questions: list[Question] = []

    def problem(self, file: str, line: int, column: str, value: str, reason: str, remedy: str) -> None:
        self.problem_count += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(file, line, column, value[:200], reason, remedy))

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    def ask(self, question: Question) -> None:
        if question not in self.questions:
            self.questions.append(question)

    def extend(self, problems: Iterable[Problem]) -> None:
        for one in problems:
            self.problem(one.file, one.line, one.column, one.value, one.reason, one.remedy)
