"""Two tables side by side in one sheet: told where an empty column parts them, asked where their lines differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from store.imports.reading.sheet import Fault, Sheet
from store.imports.recognise import Understood
from store.imports.report import Findings, Question

_LOOKED_AT = 2_000


def look(sheet: Sheet, understood: Understood, findings: Findings) -> None:
    """Warn of an empty column between columns that are read; ask where one side goes on without the other."""
    if understood.mapping is not None:
        return
    used = sorted(understood.columns.values())
    gaps = [
        place
        for place, header in enumerate(sheet.headers)
        if not header and used and used[0] < place < used[-1] and sheet.headers[place - 1]
    ]
    rows = [one[1] for one in islice(sheet.records(), _LOOKED_AT) if gaps and not isinstance(one, Fault)]
    for place in gaps:
        if any(cells[place].strip() for cells in rows):
            continue
        left, right = sheet.headers[place - 1], next(one for one in sheet.headers[place:] if one)
        if any(_filled(cells[:place]) != _filled(cells[place:]) for cells in rows):
            text = (
                f"An empty column parts '{left}' from '{right}', and one side has more lines than the other. "
                "If these are two tables, save each as a file of its own; else name the columns that are one table."
            )
            findings.ask(Question(sheet.file, "columns", text))
        else:
            findings.warn(f"{sheet.file}: an empty column parts '{left}' from '{right}'; both were read as one table.")


def _filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)
