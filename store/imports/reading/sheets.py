"""A file's tables, whatever its form."""

from __future__ import annotations

from bot.errors import BadInput
from store.imports.reading.files import Source
from store.imports.reading.sheet import Sheet
from store.imports.reading.text import read_text
from store.imports.reading.workbook import read_workbook


def read_sheets(source: Source) -> list[Sheet]:
    """Every table of a file. Raises BadInput where it holds none that can be read."""
    with source.path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PK\x03\x04"):
        return read_workbook(source)
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInput(f"{source.name} is an old or locked Excel file; open it and save it as XLSX without a password.")
    if source.suffix in (".xlsx", ".xlsm"):
        raise BadInput(f"{source.name} is no XLSX workbook, whatever its name says; export it again.")
    return [read_text(source)]
