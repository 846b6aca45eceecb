"""Whether the guidance holds an answer at all, learned from what it is asked and from what lies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors
from knowledge.subjects import WIDTH, fingerprint, shipped_weights, solved

ELSEWHERE = Path(__file__).parent / "elsewhere.txt"
SHIPPED = Path(__file__).parent / "coverage.npz"
"""The solved weights, half precision: made by `python -m knowledge.ship`."""

HINT, FOREIGN, KNOWN, LEARNED = 1.0, -0.8, 0.5, 0.26
COVERED = 0.57
"""Weights and threshold of a logistic regression on one half of our questions (2.5 % of the answerable declined);
what it does on the other half, and on questions of other hands, is printed by tests/bench/retrieval.py. The plain
threshold on the best cosine (.40, facts of three public sets) let 4 of 10 neighbouring subjects pass."""

OWN_DOCUMENT = 0.45
"""Cosine from which a team's own document answers: between the .40 and .50 that refuse 1 and 4 to 16 % of real
questions on the public sets."""


@dataclass(frozen=True)
class Coverage:
    """`elsewhere` are vectors of what the guidance does not hold; `weights` belong to the hints, then to these."""

    elsewhere: Vectors
    weights: Vectors

    def covered(self, hints: NDArray[np.float32], vector: Vectors, share_known: float) -> bool:
        """Whether a question is one for the articles: from its cosines with their hints, its vector, and the share
        of its words that the passages know."""
        if not hints.size:
            return False
        foreign = np.asarray(self.elsewhere @ vector, dtype=np.float32)
        learned = np.exp(WIDTH * (np.concatenate([hints, foreign]) - 1)) @ self.weights
        score = HINT * hints.max() + FOREIGN * foreign.max() + KNOWN * share_known + LEARNED * learned
        return bool(score >= COVERED)


def elsewhere() -> tuple[str, ...]:
    """What people ask that the guidance does not hold."""
    lines = ELSEWHERE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def learn_coverage(
    texts: Sequence[str], hints: Vectors, foreign: Vectors, embedder: str, shipped: Path = SHIPPED
) -> Coverage:
    """The coverage of these hints (text and vector of each) against what lies elsewhere."""
    if not len(hints):
        return Coverage(foreign, np.zeros(0, dtype=np.float32))
    weights = shipped_weights(shipped, coverage_mark(embedder, texts))
    if weights is None:
        sides = np.array([0] * len(hints) + [1] * len(foreign))
        targets = np.where(sides == 0, 1, -1).astype(np.float32)
        weights = solved(np.concatenate([hints, foreign]), targets, sides)
    return Coverage(foreign, weights)


def coverage_mark(embedder: str, texts: Sequence[str]) -> str:
    """What the weights were solved for."""
    every = [*texts, *elsewhere()]
    return fingerprint(embedder, every, every)
