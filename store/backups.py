"""A copy of the whole database while it is in use, and the way back."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from bot.errors import BadInput, Unavailable
from store.engine import Database
from store.migrations import VERSION_TABLE, current, upgrade
from store.tables import metadata

MANIFEST = "manifest.json"
FORMAT = "kam-backup 1"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished copy: where, how large, of which revision, and the rows it holds."""

    path: Path
    bytes: int
    revision: str
    rows: int


def backup(database: Database, path: Path) -> Backup:
    """Write a consistent copy to a new file, checked before it takes its name; writers go on meanwhile.

    SQLite: a database file (VACUUM INTO, then integrity_check on the copy). PostgreSQL: a .tar of one CSV a table
    from one snapshot (COPY), with a manifest of revision, counts and hashes. Raises BadInput where the file exists
    already, Unavailable where it cannot be written.
    """
    if path.exists():
        raise BadInput(f"The file {path} exists already; name another one for the backup.")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        revision, rows = _copy_sqlite(database, part) if database.is_sqlite else _copy_postgres(database, part)
        _to_disk(part)
        part.replace(path)
        _to_disk(path.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Unavailable(f"The backup could not be written to {path}: {error}") from error
    return Backup(path, path.stat().st_size, revision, rows)


def restore(path: Path, database: Database) -> Backup:
    """Fill an empty database with a backup, and bring it to this program's revision.

    A SQLite backup goes into SQLite, a PostgreSQL archive into PostgreSQL. Raises BadInput where the database holds
    anything, or the file is no whole backup; then nothing was changed.
    """
    if current(database) is not None and _holds_rows(database):
        raise BadInput("The database to restore into is not empty; name a new data folder or an empty database.")
    revision, rows = (_fill_sqlite if database.is_sqlite else _fill_postgres)(path, database)
    upgrade(database, backup=False)
    return Backup(path, path.stat().st_size, revision, rows)


def _holds_rows(database: Database) -> bool:
    """True where any of our tables has a row; tables alone, as every command makes them, are no data."""
    with database.readers.connect() as connection:
        names = set(inspect(connection).get_table_names()) & set(metadata.tables)
        return any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in sorted(names))


# --- SQLite


def _copy_sqlite(database: Database, target: Path) -> tuple[str, int]:
    source = make_url(database.url).database
    if not source or source == ":memory:":
        raise BadInput("A database in memory cannot be backed up; name a data folder.")
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return _inspect_sqlite(target)


def _inspect_sqlite(path: Path) -> tuple[str, int]:
    """Revision and rows of a database file; raises BadInput where it is damaged or none of ours."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            verdict = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if verdict != ["ok"]:
                raise BadInput(f"The copy {path} is damaged ({verdict[0]}); check the disk and try again.")
            found = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = sum(
                connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for name in names
                if name in metadata.tables
            )
    except sqlite3.DatabaseError as error:
        raise BadInput(f"The file {path} is no backup of this program's database ({error}).") from error
    return str(found[0]) if found else "", rows


def _fill_sqlite(path: Path, database: Database) -> tuple[str, int]:
    target = database.path
    if target is None:
        raise BadInput("A backup cannot be restored into memory; name a data folder.")
    found = _inspect_sqlite(path)
    database.close()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as connection:
        source.backup(connection)
    return found


# --- PostgreSQL


def _copy_postgres(database: Database, target: Path) -> tuple[str, int]:
    revision = current(database) or ""
    tables: list[dict[str, Any]] = []
    with (
        database.readers.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        tarfile.open(target, "w") as archive,
    ):
        for name in _parents_first(connection):
            columns = [one["name"] for one in inspect(connection).get_columns(name)]
            with tempfile.TemporaryFile() as spool:
                digest, rows = _copy_out(connection, name, columns, spool)
                entry = tarfile.TarInfo(f"{name}.csv")
                entry.size = spool.tell()
                spool.seek(0)
                archive.addfile(entry, spool)
            tables.append({"name": name, "columns": columns, "rows": rows, "sha256": digest})
        with tempfile.TemporaryFile() as spool:
            spool.write(json.dumps({"format": FORMAT, "revision": revision, "tables": tables}, indent=1).encode())
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = spool.tell()
            spool.seek(0)
            archive.addfile(entry, spool)
    return revision, sum(one["rows"] for one in tables)


def _parents_first(connection: Connection) -> list[str]:
    """Our tables as they are in this database, referred-to ones before those that refer."""
    ordered = inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in ordered if name and name in metadata.tables]


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _cursor(connection: Connection) -> Any:
    """psycopg's own cursor, inside SQLAlchemy's transaction."""
    return connection.connection.cursor()


def _copy_out(connection: Connection, name: str, columns: Sequence[str], out: Any) -> tuple[str, int]:
    digest = hashlib.sha256()
    with _cursor(connection) as cursor:
        with cursor.copy(f'COPY "{name}" ({_listed(columns)}) TO STDOUT (FORMAT csv)') as chunks:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
        return digest.hexdigest(), cursor.rowcount


def _fill_postgres(path: Path, database: Database) -> tuple[str, int]:
    from store.migrations.run import migrate

    try:
        with tarfile.open(path) as archive:
            member = archive.extractfile(MANIFEST)
            manifest = json.load(member) if member else {}
            if manifest.get("format") != FORMAT:
                raise BadInput(f"The file {path} is no backup of this program's database.")
            _check_hashes(path, archive, manifest["tables"])
            migrate(database, manifest["revision"], backup=False)
            with database.writers.begin() as connection:
                for one in manifest["tables"]:
                    _copy_in(connection, one, archive)
                _restart_counters(connection)
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise BadInput(f"The file {path} is no whole backup of this program's database ({error}).") from error
    return manifest["revision"], sum(one["rows"] for one in manifest["tables"])


def _check_hashes(path: Path, archive: tarfile.TarFile, tables: Sequence[dict[str, Any]]) -> None:
    for one in tables:
        member = archive.extractfile(f"{one['name']}.csv")
        digest = hashlib.sha256()
        while member and (chunk := member.read(1 << 20)):
            digest.update(chunk)
        if digest.hexdigest() != one["sha256"]:
            raise BadInput(f"The backup {path} is damaged: the table '{one['name']}' is not as it was written.")


def _copy_in(connection: Connection, one: dict[str, Any], archive: tarfile.TarFile) -> None:
    member = archive.extractfile(f"{one['name']}.csv")
    statement = f'COPY "{one["name"]}" ({_listed(one["columns"])}) FROM STDIN (FORMAT csv)'
    with _cursor(connection) as cursor:
        with cursor.copy(statement) as sink:
            while member and (chunk := member.read(1 << 20)):
                sink.write(chunk)
        if cursor.rowcount != one["rows"]:
            raise BadInput(f"The backup is damaged: '{one['name']}' has {cursor.rowcount} rows of {one['rows']}.")


def _restart_counters(connection: Connection) -> None:
    """Numbered keys go on after the largest that was restored."""
    connection.execute(
        text(
            "SELECT setval(pg_get_serial_sequence('audit_entry', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM audit_entry), false)"
        )
    )


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
