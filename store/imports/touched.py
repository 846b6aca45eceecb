"""The months whose sums an import changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func

from store.imports.stage import Batch, matched
from store.rollups import month_of


def touched_months(connection: Connection, batches: Sequence[Batch]) -> set[dt.date] | None:
    """First days of the months of staged order lines, and of the lines they replace; None = all months.

    All months are touched where a product's category changes, because the category sums follow it.
    """
    dialect = connection.dialect.name
    months: set[dt.date] = set()
    for batch in batches:
        if batch.table.name == "order_line":
            replaced = matched(batch, month_of(batch.table.c.order_date, dialect)).distinct()
            months |= {dt.date.fromisoformat(one) for one in batch.months} | _dates(connection, replaced)
        elif batch.table.name == "product" and not batch.create and "category" in batch.columns and _any(batch):
            return None
    return months


def _any(batch: Batch) -> bool:
    count = matched(batch, func.count())
    return bool(batch.connection.execute(count).scalar_one())


def _dates(connection: Connection, statement: Any) -> set[dt.date]:
    return {day for (day,) in connection.execute(statement)}
