"""One whole index: passages, their vectors, words and subjects, under a version that is the hash of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.articles import Document
from knowledge.chunks import Chunk, chunks_of
from knowledge.coverage import Coverage, elsewhere, learn_coverage
from knowledge.embedding import Embeds, Vectors
from knowledge.spelling import Speller
from knowledge.subjects import Subjects, learn_subjects
from knowledge.vectors import VectorCache
from knowledge.words import WordIndex


@dataclass(frozen=True)
class Hints:
    """Short texts that lead to a passage: its heading, and the ways in which people ask for it."""

    rows: NDArray[np.int_]  # the passage of each, by its place
    texts: tuple[str, ...]
    vectors: Vectors
    learned: NDArray[np.int_]  # the places of those that the subjects were learned from

    def best(self, cosines: NDArray[np.float32], passages: int) -> NDArray[np.float32]:
        """The best hint's cosine of each passage; every passage has one."""
        best = np.full(passages, -1, dtype=np.float32)
        np.maximum.at(best, self.rows, cosines)
        return best


@dataclass(frozen=True)
class Index:
    """Never changed: a new one takes its place. `vectors` has one row a chunk, in their order."""

    version: str
    chunks: tuple[Chunk, ...]
    vectors: Vectors
    hints: Hints
    words: WordIndex
    speller: Speller
    subjects: Subjects
    coverage: Coverage
    columns: NDArray[np.int_]  # each chunk's document among the subjects; -1 = not among them
    rows: dict[str, int]  # chunk id to its place
    readers: NDArray[np.str_]

    def permitted(self, readers: frozenset[str]) -> NDArray[np.bool_]:
        """Which passages these readers may see."""
        return np.isin(self.readers, sorted(readers))


def build_index(documents: Iterable[Document], embedder: Embeds, cache: VectorCache) -> Index:
    """The index of these documents; only texts whose vectors are not in the cache are embedded."""
    chunks = chunks_of(documents)
    texts = [chunk.searched for chunk in chunks]
    hints = hints_of(chunks, cache, embedder)
    vectors = cache.vectors(texts, embedder)
    foreign = cache.vectors(elsewhere(), embedder)
    cache.keep_only([*texts, *hints.texts, *elsewhere()], embedder)
    owners, phrases, learned = subject_phrases(chunks, hints)
    subjects = learn_subjects(owners, phrases, learned, embedder.name)
    column = {document: number for number, document in enumerate(subjects.documents)}
    wordy = [". ".join([text, *chunk.asked]) for text, chunk in zip(texts, chunks, strict=True)]
    return Index(
        version=_version(chunks, embedder.name),
        chunks=chunks,
        vectors=vectors,
        hints=hints,
        words=WordIndex(wordy),
        speller=Speller(wordy),
        subjects=subjects,
        coverage=learn_coverage(phrases, learned, foreign, embedder.name),
        columns=np.array([column.get(chunk.document, -1) for chunk in chunks], dtype=np.int_),
        rows={chunk.id: row for row, chunk in enumerate(chunks)},
        readers=np.array([chunk.readers for chunk in chunks], dtype=np.str_),
    )


def hints_of(chunks: Sequence[Chunk], cache: VectorCache, embedder: Embeds) -> Hints:
    """The heading of every passage, and the ways in which people ask for it."""
    pairs = [
        (row, hint)
        for row, chunk in enumerate(chunks)
        for hint in (chunk.heading_path[-1] if chunk.heading_path else chunk.title, *chunk.asked)
    ]
    asked = {chunk.document for chunk in chunks if chunk.asked}
    texts = tuple(hint for _, hint in pairs)
    return Hints(
        rows=np.array([row for row, _ in pairs], dtype=np.int_),
        texts=texts,
        vectors=cache.vectors(texts, embedder),
        learned=np.array([n for n, (row, _) in enumerate(pairs) if chunks[row].document in asked], dtype=np.int_),
    )


def subject_phrases(chunks: Sequence[Chunk], hints: Hints) -> tuple[list[str], list[str], Vectors]:
    """The document, the text and the vector of every hint that the subjects are learned from."""
    owners = [chunks[hints.rows[number]].document for number in hints.learned]
    return owners, [hints.texts[number] for number in hints.learned], hints.vectors[hints.learned]


def _version(chunks: tuple[Chunk, ...], embedder: str) -> str:
    text = "\n".join([embedder, *map(repr, chunks)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
