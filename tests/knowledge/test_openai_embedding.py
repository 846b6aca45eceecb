"""Embeddings of an OpenAI-compatible endpoint: in order, of length one, and a sentence when it is away."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from bot.errors import Unavailable
from knowledge.openai_embedding import BATCH, OpenAIEmbedder
from tests.doubles.openai_server import OpenAIDouble


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """Each text's vector: its length, and 1."""
    data = [{"object": "embedding", "index": n, "embedding": [len(text), 1]} for n, text in enumerate(body["input"])]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"raw": json.dumps({"object": "list", "data": data, "model": body["model"], "usage": usage})}


def test_vectors_come_in_order_and_of_length_one() -> None:
    texts = ["a" * (n % 7 + 1) for n in range(BATCH + 3)]
    with OpenAIDouble(embeddings) as server:
        vectors = OpenAIEmbedder("key", base_url=server.base_url).embed(texts)
        assert len(server.requests) == 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [len(text) for text in texts], rtol=1e-5)


def test_a_service_that_fails_is_said_in_words() -> None:
    with (
        OpenAIDouble(lambda body: {"status": 401}) as server,
        pytest.raises(Unavailable, match="embedding service does not answer"),
    ):
        OpenAIEmbedder("key", base_url=server.base_url).embed(["text"])
