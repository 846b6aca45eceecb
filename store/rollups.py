"""The monthly sums of order lines: rebuilt in SQL by the importer, and compared with the lines on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    Select,
    Table,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    true,
)
from sqlmodel import Session, col

from store.questions.sales import SUM_FIELDS
from store.tables import (
    OrderLine,
    Product,
    RollupAccountMonth,
    RollupCategoryMonth,
    RollupCompanyCategoryMonth,
    RollupKamMonth,
    RollupProductMonth,
)
from store.types import Money

_SUMMED = SUM_FIELDS[2:8]  # the amounts, from quantity to freight
_PRODUCT_FIELDS = (*SUM_FIELDS, "list_sales", "lines_without_list")
_TABLES: tuple[Any, ...] = (RollupAccountMonth, RollupCategoryMonth, RollupKamMonth, RollupCompanyCategoryMonth)
_KEYS = {
    "rollup_account_month": ("account_id", "month"),
    "rollup_category_month": ("account_id", "month", "category"),
    "rollup_kam_month": ("kam_id", "month"),
    "rollup_company_category_month": ("month", "category"),
}
_PRODUCT_KEYS = ("month", "product_id")

FEW = 6
"""Up to so many months are found by the index on the date; for more, reading all lines in order is faster
(300,000 lines of 31 months: 0.9 s against 30 s)."""


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
    """Recompute the rollups from the order lines, for the months given by their first days, or for all.

    The lines are read once into sums by order, of which those by account, category and KAM are sums, and once more
    by product.
    """
    if months is not None and not months:
        return
    if months is not None and len(months) > FEW:
        months = None
    dialect = session.get_bind().dialect.name
    with _orders(session, months) as orders:
        for table in _TABLES:
            session.execute(delete(table).where(_of_months(table, months)))
            keys = _KEYS[table.__tablename__]
            session.execute(insert(table).from_select([*keys, *SUM_FIELDS], _sums(orders, keys, dialect)))
    session.execute(delete(RollupProductMonth).where(_of_months(RollupProductMonth, months)))
    columns = [*_PRODUCT_KEYS, *_PRODUCT_FIELDS]
    session.execute(insert(RollupProductMonth).from_select(columns, _product_sums(months, dialect)))


def check(session: Session, limit: int = 200) -> list[Difference]:
    """What the rollups say otherwise than the lines, at most `limit` differences; amounts in 1/10,000 units."""
    found: list[Difference] = []
    dialect = session.get_bind().dialect.name
    with _orders(session, None) as orders:
        for table in _TABLES:
            keys = _KEYS[table.__tablename__]
            found += _compared(session, table, keys, SUM_FIELDS, _sums(orders, keys, dialect))
            if len(found) >= limit:
                return found[:limit]
    truth = _product_sums(None, dialect)
    found += _compared(session, RollupProductMonth, _PRODUCT_KEYS, _PRODUCT_FIELDS, truth)
    return found[:limit]


def _compared(
    session: Session, table: Any, keys: Sequence[str], fields: Sequence[str], truth: Select[Any]
) -> list[Difference]:
    """Where a rollup is not what its lines add up to."""
    columns = [col(getattr(table, name)) for name in (*keys, *fields)]
    added, kept = _rows(session, truth, len(keys)), _rows(session, select(*columns), len(keys))
    return [
        one
        for key in sorted(added.keys() | kept.keys())
        for one in _differences(table.__tablename__, key, fields, kept.get(key), added.get(key))
    ]


def month_of(column: Any, dialect: str) -> ColumnElement[dt.date]:
    """The first day of a date column's month, as a date on either engine."""
    if dialect == "sqlite":
        return func.strftime("%Y-%m-01", column, type_=Date())
    return cast(func.date_trunc("month", column), Date)


def _rows(session: Session, statement: Any, keys: int) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Key → the other columns."""
    return {tuple(str(part) for part in tuple(row)[:keys]): tuple(row)[keys:] for row in session.execute(statement)}


def _differences(
    table: str,
    key: tuple[str, ...],
    fields: Sequence[str],
    kept: tuple[Any, ...] | None,
    truth: tuple[Any, ...] | None,
) -> list[Difference]:
    if kept is None or truth is None:
        return [Difference(table, key, "row", None if kept is None else 1, None if truth is None else 1)]
    return [
        Difference(table, key, name, _units(old), _units(new))
        for name, old, new in zip(fields, kept, truth, strict=True)
        if old != new
    ]


def _units(value: Any) -> int:
    return value if isinstance(value, int) else int(value * 10_000)


@contextmanager
def _orders(session: Session, months: Collection[dt.date] | None) -> Iterator[Table]:
    """The sums of the lines by order (and by what an order may have several of), in a temporary table.

    Grouped by the columns as they are: computed keys take half as long again.
    """
    line = OrderLine
    keys: dict[str, Any] = {
        "order_no": col(line.order_no),
        "account_id": col(line.account_id),
        "order_date": col(line.order_date),
        "kam_id": col(line.kam_id),
        "category": col(Product.category),
    }
    sums = {name: func.coalesce(func.sum(getattr(line, name)), 0, type_=Money()) for name in _SUMMED}
    counts = {
        "lines": func.count(),
        "lines_without_cogs": func.count() - func.count(col(line.cogs)),
        "lines_without_freight": func.count() - func.count(col(line.freight)),
    }
    work = Table(
        "rollup_work",
        MetaData(),
        *(Column(name, one.type) for name, one in keys.items()),
        *(Column(name, Money) for name in sums),
        *(Column(name, Integer) for name in counts),
        prefixes=["TEMPORARY"],
    )
    connection = session.connection()
    work.create(connection)
    try:
        statement = (
            select(*(one.label(name) for name, one in (keys | sums | counts).items()))
            .select_from(line)
            .outerjoin(Product, col(Product.id) == col(line.product_id))
            .where(_of_days(months))
            .group_by(*keys.values())
        )
        session.execute(insert(work).from_select([*keys, *sums, *counts], statement))
        yield work
    finally:
        work.drop(connection)


def _sums(orders: Table, keys: tuple[str, ...], dialect: str) -> Select[Any]:
    """The rows of a rollup with these key columns."""
    given = {
        "account_id": orders.c.account_id,
        "month": month_of(orders.c.order_date, dialect),
        "kam_id": func.coalesce(orders.c.kam_id, ""),
        "category": func.coalesce(orders.c.category, ""),
    }
    columns = [given[name] for name in keys]
    return select(
        *(column.label(name) for name, column in zip(keys, columns, strict=True)),
        func.count(func.distinct(orders.c.order_no)),
        *(func.sum(orders.c[name]) for name in SUM_FIELDS[1:]),
    ).group_by(*columns)


def _product_sums(months: Collection[dt.date] | None, dialect: str) -> Select[Any]:
    """The rows of the rollup by product version, of the lines of these months or of all."""
    line = OrderLine
    keys: list[Any] = [month_of(col(line.order_date), dialect), func.coalesce(line.product_id, "")]
    sums = {name: func.coalesce(func.sum(getattr(line, name)), 0, type_=Money()) for name in (*_SUMMED, "list_sales")}
    counts = {
        "orders": func.count(func.distinct(line.order_no)),
        "lines": func.count(),
        "lines_without_cogs": func.count() - func.count(col(line.cogs)),
        "lines_without_freight": func.count() - func.count(col(line.freight)),
        "lines_without_list": func.count() - func.count(col(line.list_sales)),
    }
    found: dict[str, Any] = dict(zip(_PRODUCT_KEYS, keys, strict=True)) | sums | counts
    columns = [found[name].label(name) for name in (*_PRODUCT_KEYS, *_PRODUCT_FIELDS)]
    return select(*columns).where(_of_days(months)).group_by(*keys)


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
