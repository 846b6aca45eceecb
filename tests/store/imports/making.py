"""Small files as people have them, and their import into a database of their own."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from store.engine import Database, open_database
from store.imports import ImportReport, import_paths

TODAY = dt.date(2024, 6, 30)


def bring(database: Database, *files: Path, **options: Any) -> ImportReport:
    """Import with the tests' today."""
    return import_paths(database, list(files), today=options.pop("today", TODAY), **options)


def write(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A text file, line ends as given."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(
    folder: Path, name: str, rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None
) -> Path:
    """An XLSX file with one sheet 'Data'; `change` gets the openpyxl workbook before it is saved."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    path = folder / name
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one part of the archive changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def fresh(folder: Path) -> Database:
    """An empty SQLite database."""
    return open_database(f"sqlite:///{folder / 'kam.sqlite'}")
