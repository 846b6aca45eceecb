"""How the gate of the guidance was weighed: `python -m tests.bench.gate` prints its weights and what they do.

A logistic regression over the features of knowledge.coverage, on all labelled questions but the fresh ones; what it
does is measured by ten-fold cross-validation, five times. The weights and the threshold are copied to
knowledge/coverage.py by hand.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder
from knowledge.search import Knowledge
from tests.bench.retrieval import READERS, Labelled, labelled

Numbers = NDArray[np.float64]
PENALTY = 0.01  # on the squared weights of standardised features
LOST = (0.015, 0.02, 0.025, 0.03)
"""Shares of the answerable questions that a threshold declines."""

FOLDS, TIMES = 10, 5


def regression(features: Numbers, answerable: NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Weights and constant of a logistic regression in which both classes weigh the same (Newton's method)."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    rows = np.c_[(features - mean) / spread, np.ones(len(features))]
    share = answerable.mean()
    weight = np.where(answerable, 0.5 / share, 0.5 / (1 - share))
    penalty = len(rows) * PENALTY * np.r_[np.ones(features.shape[1]), 0]
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (likely - answerable)) + penalty * found
        curve = (rows.T * (weight * likely * (1 - likely))) @ rows + np.diag(penalty)
        found -= np.linalg.solve(curve, slope)
    return found[:-1] / spread, float(found[-1] - found[:-1] @ (mean / spread))


def crossed(features: Numbers, answerable: NDArray[np.bool_], seed: int) -> Numbers:
    """The score of every question by a regression that has not seen it."""
    folds = np.random.default_rng(seed).permutation(len(answerable)) % FOLDS
    scores = np.empty(len(answerable))
    for fold in range(FOLDS):
        weights, constant = regression(features[folds != fold], answerable[folds != fold])
        scores[folds == fold] = features[folds == fold] @ weights + constant
    return scores


def measure(knowledge: Knowledge, questions: list[Labelled]) -> dict[str, object]:
    features = np.array([knowledge.features(one.question, READERS) for one in questions], dtype=np.float64)
    answerable = np.array([bool(one.relevant) for one in questions])
    weights, _ = regression(features, answerable)
    whole = features @ weights
    runs = [crossed(features, answerable, seed) for seed in range(TIMES)]
    return {
        "weights": [round(float(one), 2) for one in weights],
        "thresholds": {str(lost): round(float(np.quantile(whole[answerable], lost)), 2) for lost in LOST},
        "declined_of_the_unanswerable_cross_validated": {
            str(lost): round(float(np.mean([_declined(run, answerable, lost) for run in runs])), 3) for lost in LOST
        },
    }


def _declined(scores: Numbers, answerable: NDArray[np.bool_], lost: float) -> float:
    """The share of the unanswerable below the threshold that declines this share of the answerable."""
    return float((scores[~answerable] < np.quantile(scores[answerable], lost)).mean())


if __name__ == "__main__":
    print(json.dumps(measure(Knowledge(Embedder()), [one for one in labelled() if one.voice != "fresh"]), indent=2))
