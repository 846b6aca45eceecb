"""Questions to the guidance: the passages that answer, best first, or a plain no with what lies nearest."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import Unavailable
from knowledge.articles import ARTICLES, EVERYONE, OWN_WORK, Source, read_articles
from knowledge.chunks import Chunk
from knowledge.coverage import OWN_DOCUMENT
from knowledge.documents import Folder, Reading, Unread, read_folders
from knowledge.embedding import Embedder, Embeds, Vectors, give_memory_back
from knowledge.fusion import TOP, fused, meaning, with_subject
from knowledge.index import Index, build_index
from knowledge.quoting import quote
from knowledge.store import ChromaStore, VectorStore
from knowledge.vectors import VectorCache

ABOUT = 0.08
"""Scores (0 to 1) that lie this near count as equal."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage found. `source` names the text and whom it follows; `quote` are the sentences that answer.

    `score` is 0 to 1 within one question, `cosine` compares between questions. `opposite` is the id of the passage
    (among the result's) whose source says otherwise. date and owner are set for a team's own documents.
    """

    id: str
    source: str
    heading_path: tuple[str, ...]
    text: str
    quote: str
    score: float
    cosine: float
    topic: str
    stage: str
    related_tools: tuple[str, ...]
    sources: tuple[Source, ...]
    owner: str
    date: dt.date | None
    readers: str
    opposite: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`answered` False = nothing here answers it; the passages are then only what lies nearest."""

    passages: tuple[Passage, ...]
    answered: bool
    nearest_topics: tuple[str, ...]  # titles of what lies nearest, best first
    version: str


@dataclass(frozen=True, slots=True)
class Built:
    """What an index holds, and what could not be read into it. `warning` = the vector store could not be used."""

    version: str
    documents: int
    passages: int
    unread: tuple[Unread, ...]
    warning: str = ""


class Knowledge:
    """The guidance of one process: built at the first use, swapped in whole at every later build. Safe for threads."""

    def __init__(
        self,
        embedder: Embeds | None = None,
        folders: Sequence[Folder] = (),
        data: Path | None = None,
        chroma_url: str = "",
        articles: Path = ARTICLES,
    ) -> None:
        """`data` is the folder of the index and the vector cache; None keeps all in memory."""
        self._embedder: Embeds = embedder or Embedder()
        self._folders = tuple(folders)
        self._data = data
        self._url = chroma_url
        self._articles = articles
        self._store: VectorStore | None = None
        self._index: Index | None = None
        self._building = threading.RLock()

    @property
    def version(self) -> str:
        """The hash of all passages of the index in use."""
        return self._ready().version

    def build(self) -> Built:
        """Reads every article and document anew, writes them to the vector store and swaps the index; unchanged texts
        are not embedded again."""
        with self._building:
            reading, index = self._made()
            warning = self._keep(index)
            self._index = index
        return Built(index.version, len(reading.documents), len(index.chunks), reading.unread, warning)

    def search(self, question: str, readers: frozenset[str], top: int = 8) -> SearchResult:
        """The passages these readers may see that fit the question best, at most `top`, best first."""
        index = self._ready()
        permitted = index.permitted(readers)
        found = self._asked(index, question, readers, permitted)
        if found is None:
            return SearchResult((), False, (), index.version)
        order = [int(row) for row in np.argsort(-found.scores, kind="stable")[:top] if found.scores[row] > 0]
        order = _led(index, order, found.scores)
        return SearchResult(
            passages=tuple(_passage(index, row, question, found) for row in _with_opposite(index, order, permitted)),
            answered=found.answered,
            nearest_topics=tuple(dict.fromkeys(index.chunks[row].title for row in order))[:3],
            version=index.version,
        )

    def covers(self, question: str, readers: frozenset[str] = frozenset({EVERYONE})) -> float:
        """The cosine of the nearest passage that these readers may see, where the guidance answers; else 0."""
        index = self._ready()
        found = self._asked(index, question, readers, index.permitted(readers))
        return float(found.cosines[int(found.scores.argmax())]) if found is not None and found.answered else 0.0

    @property
    def index(self) -> Index:
        """The index in use, for measurements."""
        return self._ready()

    def scores(self, question: str, readers: frozenset[str]) -> NDArray[np.float32]:
        """The score of every passage in the order of the index, for measurements."""
        index = self._ready()
        return self._found(index, index.speller.corrected(question), readers, index.permitted(readers)).scores

    def features(self, question: str, readers: frozenset[str]) -> NDArray[np.float32]:
        """What the verdict on the articles rests on, for measurements."""
        index = self._ready()
        return self._found(index, index.speller.corrected(question), readers, index.permitted(readers)).features

    def vector(self, text: str) -> Vectors:
        """The vector of a text, for measurements."""
        return np.asarray(self._embedder.embed([text])[0], dtype=np.float32)

    def close(self) -> None:
        """Gives the index folder back to other processes."""
        with self._building:
            if self._store is not None:
                self._store.close()
            self._store = None

    def _ready(self) -> Index:
        """The index, made at the first use. The built-in articles alone are searched in memory, without the vector
        store, which would take another 75 MB and half a second."""
        if self._index is None:
            with self._building:
                if self._index is None and (self._folders or self._url):
                    self.build()
                elif self._index is None:
                    _, self._index = self._made()
        assert self._index is not None
        return self._index

    def _made(self) -> tuple[Reading, Index]:
        reading = self._read()
        cache = VectorCache(self._data / "vectors.npz" if self._data else None)
        index = build_index(reading.documents, self._embedder, cache)
        give_memory_back()
        return reading, index

    def _read(self) -> Reading:
        own = read_folders(self._folders, self._data / "converted" if self._data else None)
        return Reading((*read_articles(self._articles), *own.documents), own.unread)

    def _keep(self, index: Index) -> str:
        """Writes the index to the vector store; where that cannot be, the search counts on itself, and says so."""
        if self._data is None and not self._url:
            return ""
        try:
            if self._store is None:
                self._store = ChromaStore((self._data or Path()) / "chroma", self._url)
            self._store.write(index.version, index.chunks, index.vectors)
        except Unavailable as error:
            return error.sentence
        return ""

    def _asked(
        self, index: Index, question: str, readers: frozenset[str], permitted: NDArray[np.bool_]
    ) -> _Found | None:
        """What was found for a question as typed; None where it is empty, or nothing may be seen."""
        if not question.strip() or not permitted.any():
            return None
        return self._found(index, index.speller.corrected(question), readers, permitted)

    def _found(self, index: Index, question: str, readers: frozenset[str], permitted: NDArray[np.bool_]) -> _Found:
        vector = self._embedder.embed([question])[0]
        texts = self._cosines(index, vector, readers, permitted)
        hints = np.asarray(index.hints.vectors @ vector, dtype=np.float32)
        near = meaning(texts, index.hints.best(hints, len(index.chunks)))
        near = np.where(permitted, near, -1).astype(np.float32)
        words = np.where(permitted, index.words.scores(question), 0).astype(np.float32)
        asked = hints[index.hints.learned]
        scores = with_subject(fused(near, words), index.subjects.shares(asked), index.columns)
        features = _features(index, question, vector, asked, scores)
        best = int(scores.argmax())
        own = index.columns[best] < 0 and texts[best] >= OWN_DOCUMENT
        return _Found(scores, near, features, bool(own or (features.size and index.coverage.covered(features))))

    def _cosines(
        self, index: Index, vector: Vectors, readers: frozenset[str], permitted: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """The cosine of each permitted passage, in the order of the chunks; those beyond the nearest TOP have the
        cosine of the last of these, the others -1."""
        found = np.full(len(index.chunks), -1, dtype=np.float32)
        for row, cosine in self._nearest(index, vector, readers, permitted):
            if permitted[row]:
                found[row] = cosine
        floor = found[found > -1].min(initial=1)
        return np.where(permitted & (found == -1), floor, found).astype(np.float32)

    def _nearest(
        self, index: Index, vector: Vectors, readers: frozenset[str], permitted: NDArray[np.bool_]
    ) -> list[tuple[int, float]]:
        """The rows of the nearest TOP passages: the vector store's, or, where it is away, counted here."""
        if self._store is not None:
            try:
                asked = None if permitted.all() else readers  # a filter costs 4 ms
                hits = self._store.nearest(index.version, vector, asked, TOP)
                return [(index.rows[chunk], cosine) for chunk, cosine in hits]
            except Unavailable:
                pass  # the exact search below answers as well
        rows = np.flatnonzero(permitted)
        cosines = index.vectors[rows] @ vector
        best = np.argsort(-cosines, kind="stable")[:TOP]
        return [(int(rows[one]), float(cosines[one])) for one in best]


@dataclass(frozen=True, slots=True)
class _Found:
    """Scores and cosines in the order of the chunks; what the verdict on the articles rests on (empty = none)."""

    scores: NDArray[np.float32]
    cosines: NDArray[np.float32]
    features: NDArray[np.float32]
    answered: bool


def _features(
    index: Index, question: str, vector: Vectors, asked: NDArray[np.float32], scores: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What tells whether the articles answer; a team's own documents have no part in it."""
    articles = np.flatnonzero(index.columns >= 0)
    if not asked.size or not articles.size:
        return np.zeros(0, dtype=np.float32)
    best = int(articles[scores[articles].argmax()])
    words = len(index.words.stems(question))
    return index.coverage.features(asked, vector, index.words.share_in(question, best), words)


def _led(index: Index, order: list[int], scores: NDArray[np.float32]) -> list[int]:
    """The rows with the passage first that answers best within the best article.

    The opening section answers the title's own question: it leads where the introduction was found, or where it is
    about as near as the best passage.
    """
    if not order or index.columns[order[0]] < 0:
        return order
    best = order[0]
    opening = _opening(index, index.chunks[best].document)
    if not index.chunks[best].heading_path or (opening in order and scores[opening] >= scores[best] - ABOUT):
        return [opening, *(row for row in order if row != opening)][: len(order)]
    return order


def _opening(index: Index, document: str) -> int:
    """The place of the first section of a document; of its introduction where there is nothing else."""
    rows = [row for row, chunk in enumerate(index.chunks) if chunk.document == document]
    return next((row for row in rows if index.chunks[row].heading_path), rows[0])


def _with_opposite(index: Index, order: list[int], permitted: NDArray[np.bool_]) -> list[int]:
    """The rows in order; where the best one's source is contradicted by another passage, that one comes second."""
    if not order:
        return order
    other = index.rows.get(index.chunks[order[0]].opposite)
    if other is None or not permitted[other]:
        return order
    return [order[0], other, *(row for row in order[1:] if row != other)][: len(order)]


def _passage(index: Index, row: int, question: str, found: _Found) -> Passage:
    chunk = index.chunks[row]
    return Passage(
        id=chunk.id,
        source=_source(chunk),
        heading_path=chunk.heading_path,
        text=chunk.text,
        quote=quote(chunk.text, question, index.words),
        score=float(found.scores[row]),
        cosine=float(found.cosines[row]),
        topic=chunk.topic,
        stage=chunk.stage,
        related_tools=chunk.related_tools,
        sources=chunk.sources,
        owner=chunk.owner,
        date=chunk.date,
        readers=chunk.readers,
        opposite=chunk.opposite,
    )


def _source(chunk: Chunk) -> str:
    """The text and whom it follows: 'The six stages of a key account (after P. Kidston)'."""
    if not chunk.sources:
        details = ", ".join(filter(None, [chunk.owner, chunk.date.isoformat() if chunk.date else ""]))
        return f"{chunk.title} ({details})" if details else chunk.title
    named = [_named(source) for source in chunk.sources if source.author != OWN_WORK]
    return f"{chunk.title} (after {'; '.join(named)})" if named else f"{chunk.title} (practice note)"


def _named(source: Source) -> str:
    if "not named" in source.author:
        return f"“{source.title}”"
    return f"{source.author} {source.year}" if source.year else source.author
