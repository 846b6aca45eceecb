"""Effort: timesheet lines of any grain, added up per account, person and month."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.writers.context import Context

_COLUMNS = ("account_id", "person_id", "month", "hours", "visits", "illustrative")


class EffortLines:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._sums: dict[tuple[str, str, str], list[int]] = {}
        self._lines = 0

    def announce(self, chunk: Chunk) -> None:
        """Nothing refers to rows of this kind."""

    def take(self, chunk: Chunk) -> None:
        keys = zip(chunk.get("account_id"), chunk.get("person_id"), chunk.columns["month"], strict=True)
        values = zip(chunk.get("hours"), chunk.get("visits"), chunk.get("illustrative"), chunk.lines, strict=True)
        for (account, person, month), (hours, visits, sample, line) in zip(keys, values, strict=True):
            if account is None or person is None:
                lacking = "account" if account is None else "person"
                self._context.refuse(line, lacking, "", f"the {lacking} is missing", "Fill it in.")
                continue
            self._lines += 1
            sums = self._sums.setdefault((account, person, month), [0, 0, sample or 0, line])
            sums[0] += hours or 0
            sums[1] += visits or 0

    def finish(self) -> None:
        if self._lines > len(self._sums):
            self._context.note(f"{self._lines} lines were added up to {len(self._sums)} monthly sums")
        rows: list[tuple[Any, ...]] = [(*key, *sums) for key, sums in self._sums.items()]
        self._context.open("effort", _COLUMNS, "effort").add(rows)
