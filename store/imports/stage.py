"""Staging: rows wait in temporary tables, outside any lock, until one transaction merges them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, and_, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import AddConstraint, DropConstraint, DropTable
from sqlmodel import SQLModel

import store.tables
from store.imports.report import Counts
from store.imports.values import Value

Row = Sequence[Value]
LINE = "_line"
LARGE = 20_000
"""From so many rows on it pays to build indexes after the rows are in."""


@lru_cache(maxsize=1)
def models() -> dict[str, type[SQLModel]]:
    """Every table's class by table name."""
    classes = (getattr(store.tables, name) for name in store.tables.__all__ if name != "metadata")
    return {str(one.__tablename__): one for one in classes}


@dataclass
class Batch:
    """Rows of one table from one sheet. Each row has the values of `columns` and the line it came from.

    create: rows that exist stay as they are; else the given columns of existing rows are updated.
    main: the rows are the sheet's own lines; else they come along with them.
    """

    connection: Connection
    table: Table
    columns: tuple[str, ...]
    create: bool
    stage: Table
    kind: str
    file: str
    main: bool = True
    rows: int = 0
    distinct: bool = False  # the writer knows that no two rows have one key
    months: set[str] = field(default_factory=set)  # of order lines: the first days of their months

    def add(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        self.rows += len(rows)
        cursor = self.connection.connection.cursor()
        try:
            if self.connection.dialect.name == "postgresql":
                with cursor.copy(f"COPY {self.stage.name} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ",".join("?" * (len(self.columns) + 1))
                cursor.executemany(f"INSERT INTO {self.stage.name} VALUES ({marks})", rows)
        finally:
            cursor.close()


class Stage:
    """All batches of an import, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.batches: list[Batch] = []
        self._metadata = MetaData()

    def open(
        self, table: str, columns: Sequence[str], *, kind: str, file: str, create: bool = False, main: bool = True
    ) -> Batch:
        """A new batch for these columns of a table."""
        target = SQLModel.metadata.tables[table]
        stage = Table(
            f"import_stage_{len(self.batches)}",
            self._metadata,
            *(Column(name, target.c[name].type) for name in columns),
            Column(LINE, Integer),
            prefixes=["TEMPORARY"],
        )
        stage.create(self.connection)
        batch = Batch(self.connection, target, tuple(columns), create, stage, kind, file, main)
        self.batches.append(batch)
        return batch

    def order_lines(self, orders: set[str]) -> set[tuple[str, int]]:
        """The keys of the lines that these orders have in the database."""
        found: set[tuple[str, int]] = set()
        table = SQLModel.metadata.tables["order_line"]
        listed = sorted(orders)
        for start in range(0, len(listed), 500):
            some = listed[start : start + 500]
            rows = self.connection.execute(select(table.c.order_no, table.c.line_no).where(table.c.order_no.in_(some)))
            found |= {(row[0], row[1]) for row in rows}
        return found

    def drop(self) -> None:
        for batch in self.batches:
            self.connection.execute(DropTable(batch.stage, if_exists=True))  # a rollback took it back already
        self.batches.clear()


def twins(batch: Batch, limit: int = 200) -> list[tuple[tuple[Any, ...], int, int]]:
    """(key, first line, last line) of rows that a file holds twice with the same key and different content."""
    stage = batch.stage
    keys = [stage.c[one.name] for one in batch.table.primary_key.columns if one.name in stage.c]
    statement = (
        select(*keys, func.min(stage.c[LINE]), func.max(stage.c[LINE]))
        .group_by(*keys)
        .having(func.count() > 1)
        .order_by(func.min(stage.c[LINE]))
        .limit(limit)
    )
    return [(tuple(row)[:-2], row[-2], row[-1]) for row in batch.connection.execute(statement)]


def merge(batch: Batch) -> Counts:
    """Write a batch into its table: rows that are new are inserted, those that differ updated."""
    connection, table = batch.connection, batch.table
    before = _count(connection, table)
    with _constraints_later(batch, before):
        rowcount = connection.execute(_upsert(batch), execution_options={"preserve_rowcount": True}).rowcount
    inserted = _count(connection, table) - before
    updated = max(rowcount - inserted, 0)
    return Counts(batch.rows, inserted, updated, batch.rows - inserted - updated, 0)


@contextmanager
def _constraints_later(batch: Batch, rows_before: int) -> Iterator[None]:
    """Build the indexes after a batch that is larger than what is there; on PostgreSQL check references then, too.

    Sorting once takes half the time of keeping an index row by row, and PostgreSQL checks a reference by a query of
    its own for every row: 300,000 order lines take 3 s instead of 12.
    """
    large = batch.rows >= LARGE and batch.rows > rows_before
    connection, table = batch.connection, batch.table
    indexes = sorted(table.indexes, key=lambda one: str(one.name)) if large else []
    references = list(table.foreign_key_constraints) if large and connection.dialect.name == "postgresql" else []
    for reference in references:
        connection.execute(DropConstraint(reference, isolate_from_table=False))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)
    for reference in references:
        connection.execute(AddConstraint(reference, isolate_from_table=False))


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _upsert(batch: Batch) -> Any:
    table, stage = batch.table, batch.stage
    keys = [one.name for one in table.primary_key.columns]
    defaults = _defaults(table, batch.columns)
    names = [*batch.columns, *defaults]
    source = select(
        *(stage.c[name] for name in batch.columns),
        *(literal(value, table.c[name].type) for name, value in defaults.items()),
    ).where(stage.c[LINE].is_not(None))
    dialect: Callable[[Table], Any] = (
        postgresql.insert if batch.connection.dialect.name == "postgresql" else sqlite.insert
    )
    statement = dialect(table).from_select(names, source)
    changing = [name for name in batch.columns if name not in keys]
    if batch.create or not changing:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in changing},
        where=or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in changing)),
    )


def _defaults(table: Table, columns: Iterable[str]) -> dict[str, Any]:
    """What the columns that a file does not give get in new rows: the defaults of the table's class."""
    given = set(columns)
    fields = models()[table.name].model_fields
    found = {}
    for column in table.columns:
        if column.name in given or column.nullable:
            continue
        default = fields[column.name].get_default(call_default_factory=False)
        found[column.name] = default
    return found


def matched(batch: Batch, *columns: Any) -> Any:
    """A SELECT of columns of the table's rows that the batch will update (they exist and differ)."""
    table, stage = batch.table, batch.stage
    keys = [one.name for one in table.primary_key.columns]
    changing = [name for name in batch.columns if name not in keys]
    return (
        select(*columns)
        .select_from(table.join(stage, and_(*(table.c[name] == stage.c[name] for name in keys))))
        .where(or_(*(table.c[name].is_distinct_from(stage.c[name]) for name in changing)))
    )
