"""Months across: a sheet with a column a month becomes one with a line a month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from store.imports.dates import month_of
from store.imports.kinds import KindSpec, kinds
from store.imports.mapping import SheetMapping
from store.imports.reading.cells import DAY, shown
from store.imports.reading.sheet import Fault, Record, Sheet
from store.imports.reading.totals import is_total

FEWEST = 3
"""So many columns that are months make a sheet one with months across."""

MONTH, VALUE = "month of the column", "value of the column"


def months_across(headers: Sequence[str]) -> dict[int, str]:
    """Position → first day of the month, where enough headers are months; else nothing."""
    found = {place: day for place, header in enumerate(headers) if (day := month_of(header))}
    return found if len(found) >= FEWEST else {}


def unpivoted(sheet: Sheet, mapping: SheetMapping) -> tuple[Sheet, SheetMapping]:
    """The sheet with a line for each month that has a value other than zero, and the mapping of its columns."""
    months = months_across(sheet.headers)
    keep = [place for place in range(len(sheet.headers)) if place not in months]
    headers = (*(sheet.headers[place] for place in keep), MONTH, VALUE)
    columns = {header: name for header, name in mapping.columns.items() if not month_of(header)}
    columns |= {MONTH: date_field(kinds()[mapping.kind]), VALUE: mapping.months}
    note = f"{sheet.file}: {len(months)} columns are months; each cell became a line of the first of its month."
    read = partial(_records, sheet.records, keep, months)
    return (
        replace(sheet, headers=headers, records=read, size=None, notes=(*sheet.notes, note)),
        mapping.model_copy(update={"columns": columns}),
    )


def date_field(kind: KindSpec) -> str:
    """The field of a kind that takes the month."""
    return "month" if "month" in kind.fields else kind.dated


def _records(
    read: Callable[[], Iterator[Record | Fault]], keep: Sequence[int], months: dict[int, str]
) -> Iterator[Record | Fault]:
    for one in read():
        if isinstance(one, Fault):
            yield one
            continue
        line, cells = one
        if is_total(cells):
            yield Fault(line, "", "", "", skipped=True)
            continue
        beside = [cells[place] for place in keep]
        for place, day in months.items():
            if shown(cells[place]).strip(" -–0.,"):
                yield line, [*beside, DAY + day, cells[place]]
