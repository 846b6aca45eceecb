"""How meaning and words are weighed together, and when the best of it is too little to be called an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

TOP = 100
"""Passages of each search that count."""

MEANING = 0.7
"""Weight of the search by meaning; the rest is the words'. Measured on three public sets and on our questions
(tests/bench/retrieval.py): better than either alone, and better than fusing ranks."""

ANSWERED = 0.40
"""Top cosine from which a question counts as answered."""


def fused(cosines: Scores, words: Scores) -> Scores:
    """.7 meaning + .3 words, each stretched to 0..1 over its best TOP; 0 for what neither found."""
    return MEANING * _stretched(cosines) + (1 - MEANING) * _stretched(words)


def is_answered(top_cosine: float, share_known: float) -> bool:
    """Whether the best passage is near enough to answer."""
    return top_cosine >= ANSWERED and share_known > 0


def _stretched(scores: Scores) -> Scores:
    """The best TOP scores above their floor (-1 or 0 = not found), stretched to 0..1; the rest 0."""
    found = np.zeros_like(scores, dtype=np.float32)
    hits = np.flatnonzero(scores > 0)
    if not hits.size:
        return found
    best = hits[np.argsort(-scores[hits], kind="stable")[:TOP]]
    low, high = scores[best[-1]], scores[best[0]]
    found[best] = (scores[best] - low) / (high - low) if high > low else 1.0
    return found
