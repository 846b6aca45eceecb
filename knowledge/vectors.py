"""Vectors remembered by the hash of their text, so that only what changed is embedded again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.embedding import Embeds, Vectors

SHIPPED = Path(__file__).parent / "vectors.npz"
"""The built-in articles' vectors, half precision: made by `python -m knowledge.ship`."""


class VectorCache:
    """Vectors by text hash: those shipped, and those of a file in the data folder (None = memory only)."""

    def __init__(self, file: Path | None = None, shipped: Path = SHIPPED) -> None:
        self._file = file
        known = _read(shipped)
        self._shipped = frozenset(known)
        self._known = {**known, **(_read(file) if file else {})}

    def vectors(self, texts: Sequence[str], embedder: Embeds) -> Vectors:
        """The vector of each text, of length 1; what is not known is embedded and remembered."""
        keys = [_key(embedder.name, text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            made = embedder.embed(list(missing.values()))
            self._known.update(zip(missing, made.astype(np.float16), strict=True))
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        stacked = np.stack([self._known[key] for key in keys]).astype(np.float32)
        return np.asarray(stacked / np.linalg.norm(stacked, axis=1, keepdims=True), dtype=np.float32)

    def keep_only(self, texts: Iterable[str], embedder: Embeds) -> None:
        """Writes the vectors of these texts to the file, and forgets the rest (the shipped ones stay as they are)."""
        keys = {_key(embedder.name, text) for text in texts}
        self._known = {key: vector for key, vector in self._known.items() if key in keys or key in self._shipped}
        if self._file is not None:
            write_vectors(self._file, {key: self._known[key] for key in sorted(keys - self._shipped)})

    def of(self, texts: Iterable[str], embedder: Embeds) -> Mapping[str, Vectors]:
        """The remembered vectors of these texts by key, for shipping."""
        return {key: self._known[key] for key in sorted({_key(embedder.name, text) for text in texts})}


def write_vectors(file: Path, vectors: Mapping[str, Vectors]) -> None:
    """Writes a file of vectors whole: readers see the old one or the new one, never a half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new.npz")
    keys = np.array(list(vectors), dtype="S64")
    rows = np.stack(list(vectors.values())) if vectors else np.empty((0, 0), dtype=np.float16)
    with beside.open("wb") as out:
        np.savez(out, keys=keys, rows=rows)
    os.replace(beside, file)


def _read(file: Path) -> dict[str, Vectors]:
    """The vectors of a file; none where it is missing or damaged, since they can be made again."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            return {key.decode(): row for key, row in zip(stored["keys"], stored["rows"], strict=True)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _key(embedder: str, text: str) -> str:
    return hashlib.sha256(f"{embedder}\n{text}".encode()).hexdigest()
