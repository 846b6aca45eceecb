"""One embedder and one index of the built-in articles for all tests of this folder."""

from __future__ import annotations

import pytest

from knowledge.embedding import Embedder
from knowledge.search import Knowledge


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="session")
def articles(embedder: Embedder) -> Knowledge:
    """The built-in articles in memory."""
    return Knowledge(embedder)
