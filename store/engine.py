"""Database engines: SQLite by default, PostgreSQL by URL; the same sessions for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session, create_engine

from bot.errors import BadInput, Unavailable

BUSY_MS = 10_000
"""How long a SQLite writer waits for another before giving up."""


@dataclass(frozen=True)
class Database:
    """A reader engine and a writer engine on one database.

    On SQLite a writer begins IMMEDIATE: read-then-write under plain BEGIN fails with "database is locked" when
    two threads meet. On PostgreSQL both are the same engine.
    """

    url: str
    readers: Engine
    writers: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writers.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL or in memory."""
        name = make_url(self.url).database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads; keep it short and out of any call to Slack or a model."""
        with Session(self.readers, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back whole on any failure."""
        with Session(self.writers, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write_unsynced(self) -> Iterator[Connection]:
        """A connection whose work is committed at the end, without waiting for the disk on SQLite: it outlives the
        process, but a power cut may take it, until anything else is committed after it. For what can be lost."""
        with self.writers.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if self.is_sqlite:
                raw.execute("PRAGMA synchronous=NORMAL")
            try:
                with connection.begin():
                    yield connection
            finally:
                if self.is_sqlite:
                    raw.execute("PRAGMA synchronous=FULL")

    def close(self) -> None:
        self.readers.dispose()
        self.writers.dispose()


def sqlite_url(folder: Path) -> str:
    """The URL of the embedded database in a data folder."""
    return f"sqlite:///{folder / 'kam.sqlite'}"


def open_database(url: str) -> Database:
    """Engines for a URL. Raises BadInput for a URL that is none, Unavailable where nothing answers."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadInput("KAM_DATABASE_URL is no database URL; write postgresql://user:password@host/name.") from error
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, parsed.database)
    if parsed.get_backend_name() != "postgresql":
        name = parsed.get_backend_name()
        raise BadInput(f"The database '{name}' is not supported; use SQLite (no URL) or a postgresql:// URL.")
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError as error:
        raise Unavailable("The PostgreSQL server of KAM_DATABASE_URL does not answer; is it running?") from error
    return Database(url, engine, engine)


def _open_sqlite(url: str, name: str | None) -> Database:
    if name and name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    readers = create_engine(url, connect_args={"check_same_thread": False})
    writers = (
        readers
        if not name or name == ":memory:"
        else create_engine(url, connect_args={"check_same_thread": False}, pool_size=1, max_overflow=0, pool_timeout=60)
    )
    for engine in {readers, writers}:
        event.listen(engine, "connect", _configure)
    event.listen(readers, "begin", _begin("BEGIN"))
    if writers is not readers:
        event.listen(writers, "begin", _begin("BEGIN IMMEDIATE"))
    return Database(url, readers, writers)


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event speaks BEGIN, not the driver
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "synchronous=FULL",
        "temp_store=MEMORY",
        "cache_size=-16384",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(statement: str) -> Any:
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    return begin
