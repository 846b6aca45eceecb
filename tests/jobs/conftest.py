"""Databases and a workspace for the tests of scheduled messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doubles.slack import SlackDouble
from tests.store.conftest import database, empty_database

__all__ = ["database", "empty_database"]


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as double:
        yield double
