"""Makes what ships with the built-in articles: `python -m knowledge.ship`, after any article changed."""

from __future__ import annotations

from pathlib import Path

from knowledge.articles import read_articles
from knowledge.chunks import chunks_of
from knowledge.embedding import Embedder
from knowledge.index import hints_of, subject_phrases
from knowledge.subjects import SHIPPED as SUBJECTS
from knowledge.subjects import fingerprint, learn_subjects, write_subjects
from knowledge.vectors import SHIPPED, VectorCache, write_vectors


def ship(vectors: Path = SHIPPED, subjects: Path = SUBJECTS) -> int:
    """Writes both files and says how many vectors there are; texts that were there before are not embedded again."""
    embedder, cache = Embedder(), VectorCache(shipped=vectors)
    chunks = chunks_of(read_articles())
    texts = [chunk.searched for chunk in chunks]
    cache.vectors(texts, embedder)
    hints = hints_of(chunks, cache, embedder)
    made = cache.of([*texts, *hints.texts], embedder)
    write_vectors(vectors, made)
    owners, phrases, learned = subject_phrases(chunks, hints)
    solved = learn_subjects(owners, phrases, learned, shipped=Path("none"))
    write_subjects(solved, fingerprint(owners, phrases), subjects)
    return len(made)


if __name__ == "__main__":
    print(f"{ship()} vectors in {SHIPPED.name}, subjects in {SUBJECTS.name}")
