"""Texts to vectors at an OpenAI-compatible endpoint, for those who choose it in the config and have a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.errors import Unavailable
from knowledge.embedding import Vectors

BATCH = 256  # texts of one request
SECONDS = 20.0
RETRIES = 1


class OpenAIEmbedder:
    """Implements knowledge.embedding.Embeds. The thresholds of knowledge.coverage were measured with the bundled
    model only: with this one they are a guess."""

    def __init__(self, key: str, model: str = "text-embedding-3-small", base_url: str = "") -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._key = key
        self._url = base_url
        self._client: Any = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors in the order of the texts, each of length 1. Raises Unavailable in words."""
        from openai import OpenAI, OpenAIError

        if self._client is None:
            self._client = OpenAI(api_key=self._key, base_url=self._url or None, timeout=SECONDS, max_retries=RETRIES)
        rows: list[list[float]] = []
        try:
            for start in range(0, len(texts), BATCH):
                part = [text or " " for text in texts[start : start + BATCH]]
                answer = self._client.embeddings.create(model=self._model, input=part)
                rows.extend(one.embedding for one in answer.data)
        except OpenAIError as error:
            raise Unavailable(
                "The embedding service does not answer, so I cannot search the guidance now. Try again later, or set "
                "`knowledge.embeddings: bundled`."
            ) from error
        vectors = np.array(rows, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
