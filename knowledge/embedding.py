"""Texts to vectors with the bundled MiniLM sentence model: no network, no key, the same vector every time."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""n × dimension, each row of length 1, so that a dot product is the cosine."""

MODEL_NAME = "all-MiniLM-L6-v2-onnx-int8-blocks"
DIMENSION = 384
MAX_TOKENS = 256  # what the model was trained with; the rest of a longer text is not read
CACHED_TEXTS = 2048  # 3 MB of vectors
VOCABULARY = Path(__file__).parent / "model" / "vocab.txt"
MODEL = Path(__file__).parent / "model" / "minilm.onnx"


class Embeds(Protocol):
    """Anything that makes vectors of texts. Vectors of different names do not compare."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class Embedder:
    """The bundled model, loaded at the first use (0.1 s); one session for all threads.

    Texts are run one at a time: a batch is no faster on one core, costs 1.3 GB at 32 texts, and changes nothing in
    the result. Recent texts are remembered, so that routing and search embed a question once.
    """

    name = MODEL_NAME

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._loading = threading.Lock()
        self._model: _Model | None = None
        self._recent = _Recent(CACHED_TEXTS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts in their order: float32, len(texts) × 384, each of length 1."""
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        known = self._recent.get(text)
        if known is not None:
            return known
        vector = self._loaded().vector(text)
        self._recent.put(text, vector)
        return vector

    def _loaded(self) -> _Model:
        with self._loading:
            if self._model is None:
                self._model = _load(self._threads)
            return self._model


@dataclass(frozen=True, slots=True)
class _Model:
    """Tokenizer and session; both may be used by several threads at once."""

    tokenizer: Any
    session: Any

    def vector(self, text: str) -> Vectors:
        """The mean of the token vectors, of length 1."""
        encoded = self.tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        tokens = self.session.run(
            None,
            {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)},
        )[0]
        mean = tokens[0].mean(axis=0)
        vector: Vectors = (mean / np.linalg.norm(mean)).astype(np.float32)
        vector.flags.writeable = False  # it is shared through the cache
        return vector


def _load(threads: int) -> _Model:
    return _Model(tokenizer(MAX_TOKENS), lean_session(MODEL, threads))


def tokenizer(tokens: int) -> Any:
    """The word pieces of MiniLM, of so many tokens at most."""
    from tokenizers import BertWordPieceTokenizer

    made = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
    made.enable_truncation(tokens)
    return made


def lean_session(model: Path, threads: int) -> Any:
    """An ONNX session on the processor that keeps no more memory than its weights."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena never shrinks, and saves no time here
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    give_memory_back()
    return session


def give_memory_back() -> None:
    """Loading leaves 10 MB that the C library keeps; glibc can return it to the system, others do it themselves."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


class _Recent:
    """The vectors of the texts used last, up to a number of them; safe for threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def get(self, text: str) -> Vectors | None:
        with self._lock:
            vector = self._kept.get(text)
            if vector is not None:
                self._kept.move_to_end(text)
            return vector

    def put(self, text: str, vector: Vectors) -> None:
        with self._lock:
            self._kept[text] = vector
            self._kept.move_to_end(text)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
