"""The world of the handlers, over both transports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.slack import SlackDouble
from tests.handlers.world import World, build, company, running


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as double:
        yield double


@pytest.fixture
def world(slack: SlackDouble, transport: str, tmp_path: Path) -> Iterator[World]:
    """The app at work, once for each transport."""
    database = company(tmp_path)
    built = build(slack, database, transport)
    with running(built, transport):
        yield built
    database.close()


@pytest.fixture
def one_world(slack: SlackDouble, tmp_path: Path) -> Iterator[World]:
    """The app at work, over Socket Mode only: for what does not depend on the transport."""
    database = company(tmp_path)
    built = build(slack, database, "socket")
    with running(built, "socket"):
        yield built
    database.close()
