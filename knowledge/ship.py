"""Makes the vectors that ship with the built-in articles: `python -m knowledge.ship`, after any article changed."""

from __future__ import annotations

from pathlib import Path

from knowledge.articles import read_articles
from knowledge.chunks import chunks_of
from knowledge.embedding import Embedder
from knowledge.vectors import SHIPPED, VectorCache, write_vectors


def ship(file: Path = SHIPPED) -> int:
    """Writes the file and says how many vectors it holds; texts that it held before are not embedded again."""
    embedder, cache = Embedder(), VectorCache(shipped=file)
    texts = [chunk.searched for chunk in chunks_of(read_articles())]
    cache.vectors(texts, embedder)
    vectors = cache.of(texts, embedder)
    write_vectors(file, vectors)
    return len(vectors)


if __name__ == "__main__":
    print(f"{ship()} vectors in {SHIPPED.name}")
