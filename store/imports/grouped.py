"""Reports that name the customer (or owner) once, in a line of its own above the lines that belong to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from store.imports.reading.sheet import Fault, Record, Sheet
from store.imports.reading.totals import is_total

_LOOKED_AT = 500
_BY = re.compile(r"\b(?:by|per|nach|je|pro) (customer|kunden?|client|account)\b", re.IGNORECASE)


def filled_down(sheet: Sheet) -> Sheet:
    """The sheet with its group lines taken out and their text in every line of the group, and a note of it.

    A sheet of any other shape comes back as it is.
    """
    place = _group_column(sheet)
    if place is None:
        return sheet
    headers = list(sheet.headers)
    if not headers[place]:
        headers[place] = "Customer" if _BY.search(sheet.above) else "Group"
    note = f"{sheet.file}: '{headers[place]}' stands in a line above its group; it was filled down."
    read = partial(_records, sheet.records, place)
    return replace(sheet, headers=tuple(headers), records=read, notes=(*sheet.notes, note))


def _group_column(sheet: Sheet) -> int | None:
    """The column that holds the groups: lines have it alone, or have it blank and others filled."""
    if len(sheet.headers) < 3:
        return None
    place: int | None = None
    lines = 0
    group = ""
    for one in islice(sheet.records(), _LOOKED_AT):
        if isinstance(one, Fault) or is_total(one[1], [group]):
            continue
        cells = one[1]
        filled = [index for index, cell in enumerate(cells) if cell.strip()]
        if len(filled) == 1 and filled[0] == (filled[0] if place is None else place):
            place, group = filled[0], cells[filled[0]]
        elif place is None or place in filled or len(filled) == 1:
            return None
        else:
            lines += 1
    return place if lines else None


def _records(read: Callable[[], Iterator[Record | Fault]], place: int) -> Iterator[Record | Fault]:
    group = ""
    for one in read():
        if isinstance(one, Fault):
            yield one
            continue
        line, cells = one
        if not cells[place].strip():
            yield line, [*cells[:place], group, *cells[place + 1 :]]
        elif is_total(cells, [group]):
            yield Fault(line, "", "", "", skipped=True)
        elif any(cell.strip() for index, cell in enumerate(cells) if index != place):
            group = ""  # a line like any other, far down in the file
            yield one
        else:
            group = cells[place]
