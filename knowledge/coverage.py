"""Whether the guidance holds an answer at all, learned from what it is asked and from what lies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.embedding import Vectors
from knowledge.subjects import WIDTH, fingerprint, shipped_weights, solved
from knowledge.words import Scores

ELSEWHERE = Path(__file__).parent / "elsewhere.txt"
SHIPPED = Path(__file__).parent / "coverage.npz"
"""The solved weights, half precision: made by `python -m knowledge.ship`."""

WEIGHTS = (2.75, 6.63, -4.1, 3.59, 0.28)
"""Of the features, in their order: a logistic regression on our questions (`python -m tests.bench.gate`)."""

COVERED = 5.3
"""The score from which the articles answer: 2 % of the answerable questions lie below it, and 93 % of the others, in
ten-fold cross-validation. The plain threshold on the best cosine (.40, facts of three public sets) let 4 of 10
neighbouring subjects pass."""

MANY = 10
"""Words of a question beyond which more of them say no more."""

OWN_DOCUMENT = 0.45
"""Cosine from which a team's own document answers: between the .40 and .50 that refuse 1 and 4 to 16 % of real
questions on the public sets."""


@dataclass(frozen=True)
class Coverage:
    """`elsewhere` are vectors of what the guidance does not hold; `weights` belong to the hints, then to these."""

    elsewhere: Vectors
    weights: Vectors

    def features(self, hints: Scores, vector: Vectors, share: float, words: int) -> Scores:
        """What the verdict rests on: the regression's score, the nearest hint's cosine, the nearest foreign text's, the
        share of the question's words that its best passage has, and the number of its words (up to MANY)."""
        foreign = np.asarray(self.elsewhere @ vector, dtype=np.float32)
        learned = np.exp(WIDTH * (np.concatenate([hints, foreign]) - 1)) @ self.weights
        return np.array([learned, hints.max(), foreign.max(), share, min(words, MANY)], dtype=np.float32)

    def covered(self, features: Scores) -> bool:
        """Whether a question with these features is one for the articles."""
        return bool(features @ np.array(WEIGHTS, dtype=np.float32) >= COVERED)


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
