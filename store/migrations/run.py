"""Runs revisions with Alembic: in one transaction, with foreign keys off on SQLite, and checked before it commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, func, inspect, select, table, text
from sqlalchemy.pool import NullPool

from bot.errors import BadInput, KamError
from store.engine import BUSY_MS, Database
from store.migrations import VERSION_TABLE, current

HERE = Path(__file__).parent


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def migrate(database: Database, revision: str, *, backup: bool) -> None:
    """Go up or down to a revision. Raises KamError, with nothing changed, where a row or a reference would be lost."""
    script = ScriptDirectory.from_config(configuration())
    known = {one.revision for one in script.walk_revisions()}
    if revision not in known:
        raise BadInput(f"There is no revision '{revision}'; there are {', '.join(sorted(known))}.")
    found = current(database)
    if backup and database.path is not None and found is not None:
        _backup(database, database.path, found)
    with _connection(database) as connection:
        if current(database) == revision:
            return
        before = row_counts(connection)
        config = configuration()
        config.attributes["connection"] = connection
        (command.upgrade if found is None or found < revision else command.downgrade)(config, revision)
        _refuse_losses(before, row_counts(connection))
        _refuse_broken_references(connection)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for name in inspect(connection).get_table_names() if name != VERSION_TABLE]
    return {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}


def _refuse_losses(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    for name, rows in before.items():
        if name.startswith("rollup_"):
            continue  # sums, made anew from their lines
        left = after.get(name, 0)
        if left < rows:
            raise KamError(
                f"The change of the database was undone: the table '{name}' would have gone from {rows} rows to {left}."
            )


def _refuse_broken_references(connection: Connection) -> None:
    """PostgreSQL checks references itself; SQLite only when asked, after they were off."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise KamError(
            f"The change of the database was undone: {len(broken)} references would be broken, "
            f"the first in the table '{broken[0][0]}'."
        )


def _backup(database: Database, path: Path, revision: str) -> None:
    from store.backups import backup

    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    number = 1 + len(list(folder.glob(f"{path.stem}-{revision}-*{path.suffix}")))
    backup(database, folder / f"{path.stem}-{revision}-{number}{path.suffix}")


@contextmanager
def _connection(database: Database) -> Iterator[Connection]:
    """A connection in a transaction that is committed at the end, or rolled back whole.

    On SQLite it is one of its own with foreign keys off: batch mode drops and remakes a parent table, which would
    delete its children where they cascade.
    """
    if not database.is_sqlite or database.path is None:
        with database.writers.begin() as connection:
            yield connection
        return
    engine = create_engine(database.url, poolclass=NullPool)
    event.listen(engine, "connect", _foreign_keys_off)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        yield connection


def _foreign_keys_off(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # sqlite3's; BEGIN is ours
    for pragma in ("foreign_keys=OFF", f"busy_timeout={BUSY_MS}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
