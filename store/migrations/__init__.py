"""The shape of the database: which revision it has, and how it gets to the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import BadInput, Unavailable
from store.engine import Database
from store.tables import metadata

VERSIONS = Path(__file__).parent / "versions"
VERSION_TABLE = "alembic_version"

_LOCK = 5_261_001  # the advisory lock on PostgreSQL under which one process at a time changes the shape


def head() -> str:
    """The newest revision of this program, from the file names (r0001_….py), so without importing Alembic."""
    return max(path.stem.partition("_")[0] for path in VERSIONS.glob("r*_*.py"))


def current(database: Database) -> str | None:
    """The revision of a database; None where it has none yet."""
    with database.readers.connect() as connection:
        return _current(connection)


def needs_upgrade(database: Database) -> bool:
    """Whether `upgrade` has anything to do; reads one row."""
    return current(database) != head()


def upgrade(database: Database, *, backup: bool = True) -> str:
    """Bring a database to the newest revision, whole or not at all; returns that revision.

    An empty database gets the tables as they are now, which a test proves equal to running every revision. One
    that holds data is copied first on SQLite (`backups/` beside it) and checked after: no foreign key broken, no
    row lost. Raises BadInput for a database of a newer program or of another program.
    """
    wanted = head()
    if current(database) == wanted:
        return wanted
    with database.writers.begin() as connection:
        _wait_for_others(connection)
        found = _current(connection)  # another process may have been first
        if found == wanted:
            return wanted
        if found is None:
            _create(connection, wanted)
            return wanted
        if found > wanted:
            raise BadInput(
                f"The database has revision {found}, newer than this program ({wanted}); "
                "install the newer version of the program, or restore a backup made before it."
            )
    from store.migrations.run import migrate  # Alembic is only needed here

    migrate(database, wanted, backup=backup)
    return wanted


def downgrade(database: Database, revision: str, *, backup: bool = True) -> None:
    """Take a database back to an earlier revision; refused (and nothing changed) where rows would be lost."""
    from store.migrations.run import migrate

    migrate(database, revision, backup=backup)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def _wait_for_others(connection: Connection) -> None:
    """SQLite's BEGIN IMMEDIATE has the lock already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _create(connection: Connection, revision: str) -> None:
    present = set(inspect(connection).get_table_names()) & set(metadata.tables)
    if present:
        raise Unavailable(
            f"The database already has a table '{min(present)}' but no revision, so it was not made by this program; "
            "name another database or data folder."
        )
    metadata.create_all(connection)
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:revision)"), {"revision": revision})
