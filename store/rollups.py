"""The monthly sums of order lines: rebuilt in SQL by the importer, and compared with the lines on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, case, cast, delete, func, insert, or_, select, true
from sqlmodel import Session, col

from store.tables import OrderLine, Product, RollupAccountMonth, RollupCategoryMonth, RollupKamMonth

_SUMMED = ("quantity", "gross_sales", "discount", "net_sales", "cogs", "freight")
_FIELDS = ("orders", "lines", *_SUMMED, "lines_without_cogs", "lines_without_freight")
_TABLES: tuple[Any, ...] = (RollupAccountMonth, RollupCategoryMonth, RollupKamMonth)


@dataclass(frozen=True, slots=True)
class Difference:
    """A rollup row that is not what its lines add up to. `key` names the row; None = the row is not there."""

    table: str
    key: tuple[str, ...]
    field: str
    rollup: int | None
    lines: int | None

    def __str__(self) -> str:
        return f"{self.table} {' '.join(self.key)}: {self.field} is {self.rollup}, the lines give {self.lines}"


def rebuild(session: Session, months: Collection[dt.date] | None = None) -> None:
    """Recompute the three rollups from the order lines, for the months given by their first days, or for all."""
    if months is not None and not months:
        return
    dialect = session.get_bind().dialect.name
    for table in _TABLES:
        session.execute(delete(table).where(_of_months(table, months)))
        keys, statement = _sums(table, dialect, months)
        names = [*keys, *_FIELDS]
        session.execute(insert(table).from_select(names, statement))


def check(session: Session, limit: int = 200) -> list[Difference]:
    """What the rollups say otherwise than the lines, at most `limit` differences; amounts in 1/10,000 units."""
    found: list[Difference] = []
    dialect = session.get_bind().dialect.name
    for table in _TABLES:
        keys, statement = _sums(table, dialect, None)
        truth = {_key(row, len(keys)): tuple(row)[len(keys) :] for row in session.execute(statement)}
        columns = [col(getattr(table, name)) for name in (*keys, *_FIELDS)]
        kept = {_key(row, len(keys)): tuple(row)[len(keys) :] for row in session.execute(select(*columns))}
        for key in sorted(truth.keys() | kept.keys()):
            found += _differences(table.__tablename__, key, kept.get(key), truth.get(key))
            if len(found) >= limit:
                return found[:limit]
    return found


def month_of(column: Any, dialect: str) -> ColumnElement[dt.date]:
    """The first day of a date column's month, as a date on either engine."""
    if dialect == "sqlite":
        return func.strftime("%Y-%m-01", column, type_=Date())
    return cast(func.date_trunc("month", column), Date)


def _key(row: Any, length: int) -> tuple[str, ...]:
    return tuple(str(part) for part in tuple(row)[:length])


def _differences(
    table: str, key: tuple[str, ...], kept: tuple[Any, ...] | None, truth: tuple[Any, ...] | None
) -> list[Difference]:
    if kept is None or truth is None:
        return [Difference(table, key, "row", None if kept is None else 1, None if truth is None else 1)]
    return [
        Difference(table, key, name, _units(old), _units(new))
        for name, old, new in zip(_FIELDS, kept, truth, strict=True)
        if old != new
    ]


def _units(value: Any) -> int:
    return value if isinstance(value, int) else int(value * 10_000)


def _sums(table: Any, dialect: str, months: Collection[dt.date] | None) -> tuple[list[str], Any]:
    """The key columns of a rollup, and the SELECT over the lines that gives its rows."""
    line = OrderLine
    month = month_of(line.order_date, dialect).label("month")
    keys: dict[str, Any] = {"account_id": col(line.account_id), "month": month}
    if table is RollupCategoryMonth:
        keys["category"] = func.coalesce(Product.category, "").label("category")
    if table is RollupKamMonth:
        keys = {"kam_id": func.coalesce(line.kam_id, "").label("kam_id"), "month": month}
    statement = select(
        *keys.values(),
        func.count(func.distinct(line.order_no)),
        func.count(),
        *(func.coalesce(func.sum(getattr(line, name)), 0, type_=getattr(line, name).type) for name in _SUMMED),
        func.sum(case((col(line.cogs).is_(None), 1), else_=0)),
        func.sum(case((col(line.freight).is_(None), 1), else_=0)),
    )
    if table is RollupCategoryMonth:
        statement = statement.outerjoin(Product, col(Product.id) == col(line.product_id))
    statement = statement.where(_of_days(months)).group_by(*keys.values())
    return list(keys), statement


def _of_months(table: Any, months: Collection[dt.date] | None) -> ColumnElement[bool]:
    return true() if months is None else col(table.month).in_(sorted(months))


def _of_days(months: Collection[dt.date] | None) -> ColumnElement[bool]:
    if months is None:
        return true()
    day = col(OrderLine.order_date)
    return or_(*((day >= start) & (day < end) for start, end in _runs(months)))


def _runs(months: Collection[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Months that follow each other as one range: first day, and the first day after the last."""
    runs: list[tuple[dt.date, dt.date]] = []
    for first in sorted(months):
        after = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        if runs and runs[-1][1] == first:
            runs[-1] = (runs[-1][0], after)
        else:
            runs.append((first, after))
    return runs
