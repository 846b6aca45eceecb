"""Databases for the store's tests: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import migrations
from store.engine import Database, open_database
from tests.doubles.postgres import PostgresServer

ENGINES = ("sqlite", "postgres")


@pytest.fixture(params=ENGINES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it, not even tables."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'kam.sqlite'}")
        yield database
        database.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield from _postgres(server, server.empty())


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with all tables, none filled."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'kam.sqlite'}")
        migrations.upgrade(database)
        yield database
        database.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield from _postgres(server, server.fresh())


def _postgres(server: PostgresServer, url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()
    server.drop(url)
