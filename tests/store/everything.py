"""A row in every table, so that whatever copies a database can be seen to leave nothing out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, select
from sqlalchemy.types import TypeDecorator

from store.engine import Database
from store.tables import metadata

ODD = "Ünïcode; \"quoted\", 'x'\nsecond line\t=1+1"


def fill(database: Database) -> None:
    """One row a table; columns that refer to a row refer to the one there is."""
    with database.writers.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.insert().values({one.name: _value(one) for one in table.columns}))


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in a fixed order."""
    with database.readers.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if column.foreign_keys or (column.name == "id" and not isinstance(kind, Integer)):
        return "1"
    if isinstance(kind, TypeDecorator) and isinstance(kind.impl_instance, BigInteger):
        return Decimal("800719925474099.2547" if column.name == "amount" else "-0.0001")
    if isinstance(kind, TypeDecorator) and isinstance(kind.impl_instance, DateTime):
        return dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer):
        return 3
    if isinstance(kind, Date):
        return dt.date(2024, 2, 29)
    return f"{column.name} {ODD}"
