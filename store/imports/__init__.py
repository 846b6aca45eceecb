"""A team's own files into the database: recognised, validated whole, written in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.imports.report import Counts, FileReport, ImportReport, Problem, Question

if TYPE_CHECKING:
    from store.engine import Database

__all__ = ["Counts", "FileReport", "ImportReport", "Problem", "Progress", "Question", "import_paths"]

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
    from store.imports.run import run  # the process that only reads ahead must not wait for the database's libraries

    return run(database, paths, mapping=mapping, dry_run=dry_run, today=today, progress=progress)
