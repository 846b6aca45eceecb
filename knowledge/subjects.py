"""Which article a question belongs to, learned from the headings and the ways in which people ask.

A kernel ridge regression over those phrases, solved exactly: it tells apart articles that lie close together better
than the nearest phrase does (nDCG@10 .86 against .82 on our questions, tests/bench/retrieval.py). Only articles
with phrases of their own take part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors

SHIPPED = Path(__file__).parent / "subjects.npz"
"""The solved weights of the built-in articles, half precision: made by `python -m knowledge.ship`."""

WIDTH = 2.0  # of the kernel exp(WIDTH · (cosine − 1))
RIDGE = 0.3
SHARPNESS = 25.0  # of the soft maximum that makes shares of the regression's scores
"""Chosen on half of our questions; widths 2–4, ridges .1–1 and sharpnesses 15–60 differ by less than .02 nDCG."""


@dataclass(frozen=True)
class Subjects:
    """`weights` is phrases × documents; `documents` names the columns."""

    documents: tuple[str, ...]
    weights: Vectors

    def shares(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """The square root of each document's share in a question (0 to 1), from its cosines with the phrases.

        The root keeps the runners-up in play.
        """
        if not self.documents:
            return np.zeros(0, dtype=np.float32)
        scores = np.exp(WIDTH * (cosines - 1)) @ self.weights
        likely = np.exp(SHARPNESS * (scores - scores.max()))
        return np.asarray(np.sqrt(likely / likely.sum()), dtype=np.float32)


def learn_subjects(
    documents: Sequence[str], texts: Sequence[str], phrases: Vectors, embedder: str, shipped: Path = SHIPPED
) -> Subjects:
    """The subjects of these phrases (document, text, vector of each). Takes the shipped weights where they fit."""
    names = tuple(dict.fromkeys(documents))
    if not names:
        return Subjects((), np.zeros((0, 0), dtype=np.float32))
    labels = np.array([names.index(one) for one in documents])
    weights = shipped_weights(shipped, fingerprint(embedder, documents, texts))
    if weights is None:
        members = np.zeros((len(labels), len(names)), dtype=np.float32)
        members[np.arange(len(labels)), labels] = 1
        weights = solved(phrases, members, labels)
    return Subjects(names, weights)


def fingerprint(embedder: str, documents: Sequence[str], texts: Sequence[str]) -> str:
    """What the weights were solved for."""
    pairs = "\n".join(f"{document}\t{text}" for document, text in zip(documents, texts, strict=True))
    return hashlib.sha256(f"{embedder}\n{pairs}".encode()).hexdigest()


def write_weights(weights: Vectors, mark: str, file: Path) -> None:
    """Writes weights for shipping, with the fingerprint of what they were solved for."""
    np.savez(file, fingerprint=np.array(mark, dtype="S64"), weights=weights.astype(np.float16))


def shipped_weights(file: Path, mark: str) -> Vectors | None:
    """The weights of a file; None where it is missing, damaged, or solved for something else."""
    try:
        with np.load(file, allow_pickle=False) as stored:
            if stored["fingerprint"].item().decode() == mark:
                return np.asarray(stored["weights"], dtype=np.float32)
    except (OSError, ValueError, KeyError):
        pass  # they are solved again
    return None


def solved(phrases: Vectors, targets: Vectors, groups: NDArray[np.int_]) -> Vectors:
    """Ridge regression of the targets (phrases × outputs) on the kernel of the phrases; every group weighs the same,
    however many phrases it has."""
    sizes = np.bincount(groups)
    weight = len(groups) / len(sizes) / sizes[groups]
    kernel = np.exp(WIDTH * (phrases @ phrases.T - 1))
    kernel[np.diag_indices_from(kernel)] += (RIDGE / weight).astype(np.float32)
    return np.asarray(np.linalg.solve(kernel, targets), dtype=np.float32)
