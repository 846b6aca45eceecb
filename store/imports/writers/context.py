"""What every writer works with."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from store.imports.convert import Chunk, Tally
from store.imports.exchange import Exchange
from store.imports.reading.sheet import Sheet
from store.imports.recognise import Understood
from store.imports.registry import Registry
from store.imports.report import Findings
from store.imports.stage import Batch, Stage


@dataclass
class Context:
    """One sheet on its way into the stage."""

    sheet: Sheet
    understood: Understood
    stage: Stage
    registry: Registry
    exchange: Exchange
    findings: Findings
    today: dt.date
    tally: Tally
    notes: dict[str, int] = field(default_factory=dict)  # things to warn about, with how often

    def note(self, text: str, times: int = 1) -> None:
        self.notes[text] = self.notes.get(text, 0) + times

    def refuse(self, line: int, column: str, value: str, reason: str, remedy: str) -> None:
        """A whole line is refused for a reason that needs more than one cell."""
        self.tally.refused += 1
        self.findings.problem(self.sheet.file, line, column, value, reason, remedy)

    def open(self, table: str, columns: Sequence[str], kind: str, *, main: bool = True) -> Batch:
        """A batch for this sheet. `main`: its rows are the sheet's own lines, and counted as such."""
        return self.stage.open(table, columns, kind=kind, file=self.sheet.file, main=main)


class Writer(Protocol):
    """Takes the good chunks of one sheet, in their order, then finishes."""

    def announce(self, chunk: Chunk) -> None:
        """Make the rows of a chunk known before they are taken: other rows of the same sheet refer to them."""

    def take(self, chunk: Chunk) -> None: ...

    def finish(self) -> None: ...


def digest(*parts: Any) -> str:
    """A short stable id made of a row's natural key."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:20]


class Occurrences:
    """How often a key came up before: tells rows with the same natural key apart by their order in the file."""

    def __init__(self) -> None:
        self._seen: dict[Any, int] = {}

    def next(self, key: Any) -> int:
        number = self._seen.get(key, 0) + 1
        self._seen[key] = number
        return number


def texts(parts: Iterable[Any]) -> list[str]:
    return ["" if part is None else str(part) for part in parts]
