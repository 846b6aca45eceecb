"""One whole index: passages, their vectors and their words, under a version that is the hash of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.articles import Document
from knowledge.chunks import Chunk, chunks_of
from knowledge.embedding import Embeds, Vectors
from knowledge.vectors import VectorCache
from knowledge.words import WordIndex


@dataclass(frozen=True)
class Index:
    """Never changed: a new one takes its place. `vectors` has one row a chunk, in their order."""

    version: str
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    words: WordIndex
    rows: dict[str, int]  # chunk id to its place
    readers: NDArray[np.str_]

    def permitted(self, readers: frozenset[str]) -> NDArray[np.bool_]:
        """Which passages these readers may see."""
        return np.isin(self.readers, sorted(readers))


def build_index(documents: Iterable[Document], embedder: Embeds, cache: VectorCache) -> Index:
    """The index of these documents; only texts whose vectors are not in the cache are embedded."""
    chunks = chunks_of(documents)
    texts = [chunk.searched for chunk in chunks]
    vectors = cache.vectors(texts, embedder)
    cache.keep_only(texts, embedder)
    return Index(
        version=_version(chunks, embedder.name),
        chunks=chunks,
        vectors=vectors,
        words=WordIndex(texts),
        rows={chunk.id: row for row, chunk in enumerate(chunks)},
        readers=np.array([chunk.readers for chunk in chunks], dtype=np.str_),
    )


def _version(chunks: tuple[Chunk, ...], embedder: str) -> str:
    text = "\n".join([embedder, *map(repr, chunks)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
