"""A file's tables, whatever its form."""

from __future__ import annotations

from store.imports.reading.files import Source
from store.imports.reading.sheet import Sheet
from store.imports.reading.text import read_text


def read_sheets(source: Source) -> list[Sheet]:
    """Every table of a file. Raises BadInput where it holds none that can be read."""
    return [read_text(source)]
