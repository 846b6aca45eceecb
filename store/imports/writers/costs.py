"""Cost lines: one kind a line, or one column a kind; and from when to when each kind is recorded at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from store.imports.convert import Chunk
from store.imports.writers.context import Context, Occurrences, digest
from store.tables import CostCoverage
from store.tables.ledger import COST_KINDS

_COLUMNS = ("id", "account_id", "date", "kind", "amount", "promotion_id", "note", "illustrative")
_COVERAGE = ("kind", "start", "end", "illustrative")
Span = tuple[str, str]


class Costs:
    """Stages cost lines at the end: only then is it known whether the file writes costs as negative amounts."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wide = tuple(kind for kind in COST_KINDS if kind in context.understood.given)
        self._seen = Occurrences()
        self._rows: list[tuple[Any, ...]] = []
        self._days: dict[str, set[str]] = {}

    def announce(self, chunk: Chunk) -> None:
        """Nothing refers to rows of this kind."""

    def take(self, chunk: Chunk) -> None:
        kinds = chunk.get("kind")
        amounts = chunk.get("amount")
        wide = {kind: chunk.columns[kind] for kind in self._wide}
        shared = zip(
            chunk.get("cost_id"),
            chunk.get("account_id"),
            chunk.columns["date"],
            chunk.get("promotion_id"),
            chunk.get("note"),
            chunk.get("illustrative"),
            chunk.lines,
            strict=True,
        )
        for index, (identity, account, day, promotion, note, sample, line) in enumerate(shared):
            parts = [(kind, one[index]) for kind, one in wide.items()]
            if "amount" in self._context.understood.given:
                parts.append((kinds[index], amounts[index]))
            if account is None:
                self._context.refuse(line, "account", "", "the account is missing", "Fill it in.")
                continue
            if all(amount is None for _, amount in parts):
                self._context.refuse(line, "amount", "", "the amount is missing", "Fill it in, or delete the line.")
                continue
            for kind, amount in parts:
                self._add(identity, account, day, kind or "other", amount, promotion, note or "", sample or 0, line)

    def finish(self) -> None:
        if self._rows and all(row[4] <= 0 for row in self._rows):
            self._context.note("all amounts are negative; they were taken as costs")
            self._rows = [(*row[:4], -row[4], *row[5:]) for row in self._rows]
        self._context.open("cost_line", _COLUMNS, "cost").add(self._rows)
        spans = [(kind, *self._span(kind, days)) for kind, days in sorted(self._days.items())]
        sample = int(bool(self._rows) and all(row[-2] for row in self._rows))
        rows = [(kind, start, end, sample, 0) for kind, start, end in spans]
        self._context.open("cost_coverage", _COVERAGE, "coverage", main=False).add(rows)

    def _add(
        self, said: str, account: str, day: str, kind: str, amount: int | None, promotion: Any, note: str, *rest: int
    ) -> None:
        self._days.setdefault(kind, set()).add(day)
        if amount is None or (amount == 0 and self._wide):
            return
        key = (account, day, kind, promotion or "", note)
        identity = f"{said}-{kind}" if self._wide else said
        if not said:
            identity = digest("cost", *key, self._seen.next(key))
        self._rows.append((identity, account, day, kind, amount, promotion, note, *rest))

    def _span(self, kind: str, days: set[str]) -> Span:
        """The months from the first to the last day of the file, joined with those known where they meet."""
        start = min(days)[:8] + "01"
        end = _month_end(dt.date.fromisoformat(max(days))).isoformat()
        statement = select(col(CostCoverage.start), col(CostCoverage.end)).where(col(CostCoverage.kind) == kind)
        known = self._context.stage.connection.execute(statement).first()
        if known is None:
            return start, end
        first, last = known[0].isoformat(), known[1].isoformat()
        if _next_day(end) < first or _next_day(last) < start:
            self._context.note(
                f"{kind} costs were known from {first} to {last}, which does not meet {start} to {end}; "
                "only the later months count as recorded, the others as unknown"
            )
            return max((start, end), (first, last))
        return min(start, first), max(end, last)


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _next_day(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
