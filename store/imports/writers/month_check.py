"""Monthly sums that somebody computed: not stored, but compared with the sums of the order lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from store.imports.convert import Chunk
from store.imports.report import Findings
from store.imports.writers.context import Context
from store.tables import RollupCategoryMonth
from store.types import to_units

_FIELDS = ("orders", "lines", "quantity", "gross_sales", "discount", "net_sales", "cogs", "freight")
_COUNTED = frozenset({"orders", "lines"})


class MonthCheck:
    def __init__(self, context: Context) -> None:
        self._file = context.sheet.file
        self._given = [name for name in _FIELDS if name in context.understood.given]
        self._rows: dict[tuple[str, str, str], tuple[Any, ...]] = {}

    def announce(self, chunk: Chunk) -> None:
        """Nothing refers to rows of this kind."""

    def take(self, chunk: Chunk) -> None:
        keys = zip(chunk.columns["account_id"], chunk.columns["month"], chunk.text("category"), strict=True)
        sums = zip(*(chunk.columns[name] for name in self._given), strict=True)
        self._rows.update(zip(keys, sums, strict=True))

    def finish(self) -> None:
        """The comparison waits until the lines are in."""

    def compare(self, connection: Connection, findings: Findings) -> None:
        """Warn of the rows that differ from the rollups, the first few by name."""
        table = RollupCategoryMonth
        columns = [col(getattr(table, name)) for name in ("account_id", "month", "category", *self._given)]
        kept = {
            (row[0], _iso(row[1]), row[2]): tuple(map(_units, self._given, row[3:]))
            for row in connection.execute(select(*columns))
        }
        differing = [key for key, sums in self._rows.items() if kept.get(key) != sums]
        if differing:
            first = "; ".join(" ".join(key) for key in differing[:3])
            findings.warn(
                f"{self._file}: {len(differing)} of {len(self._rows)} monthly sums differ from the order lines "
                f"(first: {first}); the order lines hold."
            )


def _iso(day: dt.date) -> str:
    return day.isoformat()


def _units(name: str, value: Any) -> int:
    return int(value) if name in _COUNTED else to_units(value)
