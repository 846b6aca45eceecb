"""Probabilities of the routes from a sentence's meaning: a small encoder, fine-tuned on the examples, int8 ONNX."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.routing.router import MODEL, softmax
from knowledge.embedding import lean_session, tokenizer

ENCODER = MODEL / "encoder.onnx"
MAX_TOKENS = 112  # what it was trained with; the rest of a longer message is not read


class SentenceRoutes:
    """Loaded at the first use (0.2 s); one session for all threads."""

    def __init__(self, path: Path = ENCODER, threads: int = 1) -> None:
        self._path = path
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def probabilities(self, text: str) -> NDArray[np.float32]:
        """One probability a route, in the order of the lexical half's routes."""
        pieces, session = self._model()
        ids = np.array([pieces.encode(text).ids], dtype=np.int64)
        scores: NDArray[np.float32] = session.run(None, {"ids": ids})[0][0]
        return softmax(scores)

    def _model(self) -> tuple[Any, Any]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._path, self._threads)
            return self._loaded


def _load(path: Path, threads: int) -> tuple[Any, Any]:
    return tokenizer(MAX_TOKENS), lean_session(path, threads)
