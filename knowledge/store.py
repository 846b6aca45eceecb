"""Where the vectors live: Chroma, in this process's folder or on a server; a whole index is swapped in at once."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.errors import Unavailable
from knowledge.chunks import Chunk
from knowledge.embedding import Vectors

PREFIX = "guidance-"
BUILDING = "building-"
POINTER = "current-guidance"
"""The collection that holds nothing but, in its metadata, the version that is in use."""

BATCH = 1000

SEARCHED = 400
"""Candidates that a search looks at. With Chroma's own 100, every second question missed one of its 100 nearest of 731
passages; with 400, none did, for .3 ms."""


class VectorStore(Protocol):
    """Nearest vectors of one version of the index."""

    def write(self, version: str, chunks: Sequence[Chunk], vectors: Vectors) -> None: ...

    def nearest(
        self, version: str, vector: Vectors, readers: frozenset[str] | None, top: int
    ) -> list[tuple[str, float]]:
        """The ids of the passages these readers may see (None = every passage), nearest first, with their cosine.

        Raises Unavailable where the store cannot answer for this version.
        """

    def close(self) -> None: ...


class ChromaStore:
    """One collection a version. The folder of an embedded store belongs to one process: a second one is refused,
    because Chroma loses rows when two write. A server (url) takes many."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """Raises Unavailable where the folder is in use or the server does not answer."""
        self._lock = None if url else _lock(folder)
        self._client = _server(url) if url else _embedded(folder)
        self._open: dict[str, Any] = {}

    def write(self, version: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Builds the version beside the present one, checks it, then gives it its name and drops older ones.

        The version before stays for processes that still read it. Nothing to do where the version is there.
        Raises Unavailable where the store did not take every passage.
        """
        names = {collection.name for collection in self._client.list_collections()}
        if PREFIX + version in names:
            return
        self._build(version, chunks, vectors)
        before = self._pointer().metadata["version"]
        self._pointer().modify(metadata={"version": version})
        for name in names - {PREFIX + version, PREFIX + before}:
            if name.startswith(PREFIX) or (self._lock is not None and name.startswith(BUILDING)):
                self._client.delete_collection(name)
        self._open.clear()

    def nearest(
        self, version: str, vector: Vectors, readers: frozenset[str] | None, top: int
    ) -> list[tuple[str, float]]:
        from chromadb.errors import ChromaError
        from httpx import HTTPError

        try:
            if version not in self._open:
                self._open[version] = self._client.get_collection(PREFIX + version, embedding_function=None)
            found = self._open[version].query(
                query_embeddings=vector.reshape(1, -1),
                n_results=top,
                where=None if readers is None else {"readers": {"$in": sorted(readers)}},
                include=["distances"],
            )
        except (ChromaError, HTTPError, OSError, ValueError) as error:
            self._open.pop(version, None)
            raise Unavailable("The vector store does not answer; the search goes on without it.") from error
        return [(one, 1 - distance) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def close(self) -> None:
        """Gives the folder back to other processes."""
        self._open.clear()
        if self._lock is not None:
            self._lock.close()

    def _build(self, version: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Two processes may build the same version at once: the slower one drops its own."""
        from chromadb.errors import ChromaError

        beside = BUILDING + uuid.uuid4().hex
        collection = self._client.create_collection(
            beside, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": SEARCHED}}
        )
        for start in range(0, len(chunks), BATCH):
            part = chunks[start : start + BATCH]
            collection.add(
                ids=[chunk.id for chunk in part],
                embeddings=vectors[start : start + BATCH],
                documents=[chunk.text for chunk in part],
                metadatas=[{"readers": one.readers, "document": one.document, "title": one.title} for one in part],
            )
        if collection.count() != len(chunks):
            taken = collection.count()
            self._client.delete_collection(beside)
            raise Unavailable(f"The vector store took {taken} of {len(chunks)} passages; try `kam knowledge build`.")
        try:
            collection.modify(name=PREFIX + version)
        except ChromaError:
            self._client.delete_collection(beside)
            if PREFIX + version not in {one.name for one in self._client.list_collections()}:
                raise

    def _pointer(self) -> Any:
        return self._client.get_or_create_collection(POINTER, embedding_function=None, metadata={"version": ""})


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


def _server(url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url if "//" in url else f"//{url}")
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except ValueError as error:
        raise Unavailable(f"The Chroma server {url} does not answer; start it, or check chroma_url.") from error


def _lock(folder: Path) -> sqlite3.Connection:
    """Holds the folder for this process until it ends, however it ends. Raises Unavailable where another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / "in-use.db", timeout=0, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        raise Unavailable(
            f"The index in {folder} is in use by another process of the assistant; this one searches without it. "
            "Set knowledge.chroma_url to share one index."
        ) from error
    return connection
