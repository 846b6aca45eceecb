"""Makes what ships with the built-in articles: `python -m knowledge.ship`, after any article changed."""

from __future__ import annotations

from pathlib import Path

from knowledge.articles import read_articles
from knowledge.chunks import chunks_of
from knowledge.coverage import SHIPPED as COVERAGE
from knowledge.coverage import coverage_mark, elsewhere, learn_coverage
from knowledge.embedding import Embedder
from knowledge.index import hints_of, subject_phrases
from knowledge.subjects import SHIPPED as SUBJECTS
from knowledge.subjects import fingerprint, learn_subjects, write_weights
from knowledge.vectors import SHIPPED as VECTORS
from knowledge.vectors import VectorCache, write_vectors

NONE = Path("none")


def ship(vectors: Path = VECTORS, subjects: Path = SUBJECTS, coverage: Path = COVERAGE) -> int:
    """Writes all files and says how many vectors there are; texts that were there before are not embedded again."""
    embedder, cache = Embedder(), VectorCache(shipped=vectors)
    name = embedder.name
    chunks = chunks_of(read_articles())
    hints = hints_of(chunks, cache, embedder)
    owners, phrases, learned = subject_phrases(chunks, hints)
    foreign = cache.vectors(elsewhere(), embedder)
    texts = [*(chunk.searched for chunk in chunks), *hints.texts, *elsewhere()]
    cache.vectors(texts, embedder)
    made = cache.of(texts, embedder)
    write_vectors(vectors, made)
    solved = learn_subjects(owners, phrases, learned, name, shipped=NONE)
    write_weights(solved.weights, fingerprint(name, owners, phrases), subjects)
    covered = learn_coverage(phrases, learned, foreign, name, shipped=NONE)
    write_weights(covered.weights, coverage_mark(name, phrases), coverage)
    return len(made)


if __name__ == "__main__":
    print(f"{ship()} vectors in {VECTORS.name}, weights in {SUBJECTS.name} and {COVERAGE.name}")
