"""Lines below a table that are no records: who made the report, when, and that it is confidential."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from store.imports.reading.sheet import Fault, Record

NARROWEST = 3
"""Tables with fewer columns than this have no footer: a line with one cell may be a record there."""

Read = Callable[[], Iterator[Record | Fault | None]]
"""The records of a table; None stands for a blank line."""


def records_above_footer(read: Read, width: int) -> Iterator[Record | Fault]:
    """The records; lines of a single cell below a blank line come as skipped where nothing but such lines follows."""
    held: list[Record | Fault] = []
    below_blank = False
    for one in read():
        if one is None:
            below_blank = width >= NARROWEST
        elif not below_blank:
            yield one
        elif _is_single(one):
            held.append(one)
        else:
            yield from held
            held.clear()
            below_blank = False
            yield one
    for one in held:
        yield Fault(one.line if isinstance(one, Fault) else one[0], "", "", "", skipped=True)


def _is_single(one: Record | Fault) -> bool:
    """True for a line that is one cell, or of which the first alone is filled."""
    if isinstance(one, Fault):
        return one.value == "1"
    return bool(one[1][0]) and not any(one[1][1:])
