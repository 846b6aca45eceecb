"""Totals rows: sums that reports put between and below their lines, told from the lines themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from store.imports.reading.cells import shown

TOTAL_WORDS = frozenset(
    words + ending
    for words in (
        *("total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub total", "report total"),
        *("overall total", "sum", "gesamt", "gesamtsumme", "gesamtergebnis", "summe", "zwischensumme", "ergebnis"),
        *("total general", "totaal", "somme", "suma", "totale", "carried forward", "brought forward", "übertrag"),
    )
    for ending in ("", ":")
)
_HINT = re.compile("tot|sum|som|gesamt|ergebnis|forward|übertrag|\\*", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:grand |overall |report |sub ?)?(?:totals?|gesamt(?:summe)?|summe)\b[:\s]*[-–(]?\s*\d[\d.,]*(?:\s+\w+)?\s*\)?",
    re.IGNORECASE,
)
"""'Grand Totals (3 records)', 'Total: 25', 'Total 2 accounts'."""

_OF_GROUP = re.compile(
    r"(?:sub ?)?(?:totals?|summe|gesamt|zwischensumme)\s*(?:-|–|:|for|of|für)?\s+(?P<after>.+)"
    r"|(?P<before>.+?)\s+(?:sub ?)?(?:totals?|summe|gesamt|ergebnis)",
    re.IGNORECASE,
)
"""'Total - Acme', 'Total for Acme', 'Acme Total': a total only where the lines before it are Acme's."""


_WORDS = re.compile(r"[^\W\d_]{4}")  # longer than a currency


def may_hold_total(cells: set[str]) -> bool:
    """False where the distinct first cells of records rule out that one of them is a totals row."""
    return any(not cell.strip() or _HINT.search(cell) for cell in cells)


def is_total(cells: Sequence[str], before: Sequence[str] = ()) -> bool:
    """True for a row that opens with a word like 'Total', and has a third of its cells blank or nothing but numbers.

    before: the cells of the line above, which tell 'Total for Acme' and 'Acme Total' from names of customers.
    """
    filled = [plain for cell in cells if (plain := shown(cell).strip())]
    if (len(cells) - len(filled)) * 3 < len(cells) and any(_WORDS.search(cell) for cell in filled[1:]):
        return False
    first = next((plain for cell in cells if (plain := cell.strip().lstrip("*").strip())), "").casefold()
    if not first:
        return any(cell.strip().strip("*") == "" and "*" in cell for cell in cells)
    if first in TOTAL_WORDS or _COUNTED.fullmatch(first):
        return True
    found = _OF_GROUP.fullmatch(first)
    if not found:
        return "*" in cells[0] and not cells[0].strip().strip("*")
    group = (found.group("after") or found.group("before")).strip()
    return any(cell.strip().casefold() == group for cell in before)
