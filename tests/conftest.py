"""What many tests share: a real PostgreSQL, the sample ledger, and the same ledger unshifted."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from store.engine import Database, open_database
from tests.doubles.ledgers import made_once
from tests.doubles.postgres import PostgresServer, running

settings.register_profile("kam", deadline=None)  # a busy machine is no fault of the law under test
settings.load_profile("kam")

SAMPLE_TODAY = dt.date(2026, 11, 21)
"""The day on which the `sample` fixture's ledger was made: its last full month is October 2026."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test session, started when first asked for."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def sample_file(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample ledger as of SAMPLE_TODAY, as a file to copy; never written to."""
    from store.sample.load import load_sample

    own = tmp_path_factory.mktemp("ledgers") / "sample.sqlite"
    return _kept(pytestconfig, own, lambda database: load_sample(database, SAMPLE_TODAY))


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of one's own of the sample ledger as of SAMPLE_TODAY."""
    yield from _opened(sample_file, tmp_path / "sample.sqlite")


@pytest.fixture(scope="session")
def adventureworks_file(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The AdventureWorks files as they are, imported: for --today 2013-12-02; never written to."""
    from store.imports import import_paths
    from store.sample.files import LEDGER

    own = tmp_path_factory.mktemp("ledgers") / "adventureworks.sqlite"
    return _kept(pytestconfig, own, lambda database: import_paths(database, [LEDGER]))


@pytest.fixture
def adventureworks(adventureworks_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of one's own of the AdventureWorks ledger with its own dates (2010-12 to 2013-11)."""
    yield from _opened(adventureworks_file, tmp_path / "adventureworks.sqlite")


def _kept(config: pytest.Config, own: Path, fill: Callable[[Database], object]) -> Path:
    """This session's own copy of a ledger that is made once and kept between runs."""
    cache = Path(config.cache.mkdir("sample")) if config.cache else own.parent
    shutil.copyfile(made_once(cache, own.stem, fill), own)
    return own


def _opened(source: Path, target: Path) -> Iterator[Database]:
    shutil.copyfile(source, target)
    database = open_database(f"sqlite:///{target}")
    yield database
    database.close()
