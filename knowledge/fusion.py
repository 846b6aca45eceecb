"""How meaning, words and subject are weighed together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

TOP = 100
"""Passages of each search that count."""

MEANING = 0.6
"""Weight of the search by meaning against that by words."""

SUBJECT = 0.4
"""Weight of the learned subject against both. All weights were chosen on one half of our questions and hold on the
other (tests/bench/retrieval.py); fusing ranks was worse."""


def meaning(texts: Scores, hints: Scores) -> Scores:
    """The mean of a passage's own cosine and its best hint's; a passage with no near hint keeps its own."""
    return np.asarray(np.where(hints > texts, (texts + hints) / 2, texts), dtype=np.float32)


def fused(meanings: Scores, words: Scores) -> Scores:
    """Meaning and words, each stretched to 0..1 over its best TOP; 0 for what neither found."""
    return MEANING * _stretched(meanings) + (1 - MEANING) * _stretched(words)


def with_subject(scores: Scores, shares: Scores, columns: NDArray[np.int_]) -> Scores:
    """The articles put into the order that their subject suggests, without rising above a team's own documents
    for it: the best article keeps the best article's score."""
    articles = columns >= 0
    if not shares.size or not (scores[articles] > 0).any():
        return scores
    found = scores.copy()
    ordered = (1 - SUBJECT) * scores[articles] + SUBJECT * shares[columns[articles]] * (scores[articles] > 0)
    found[articles] = ordered * (scores[articles].max() / ordered.max())
    return found


def _stretched(scores: Scores) -> Scores:
    """The best TOP of the scores above 0, stretched to 0..1; the rest 0."""
    found = np.zeros_like(scores, dtype=np.float32)
    hits = np.flatnonzero(scores > 0)
    if not hits.size:
        return found
    best = hits[np.argsort(-scores[hits], kind="stable")[:TOP]]
    low, high = scores[best[-1]], scores[best[0]]
    found[best] = (scores[best] - low) / (high - low) if high > low else 1.0
    return found
