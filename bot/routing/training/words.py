"""The lexical half: logistic regression on hashed letters and words."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.routing.lexical import SIZE, features, weighted

STRENGTH = 20.0  # inverse regularisation; chosen on examples of other hands (start.jsonl held out)


def inverse_frequency(texts: Sequence[str]) -> NDArray[np.float32]:
    """idf of every feature over the texts."""
    counts = np.zeros(SIZE, dtype=np.float32)
    for text in texts:
        counts[features(text)[0]] += 1
    return (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)


def matrix(texts: Sequence[str], idf: NDArray[np.float32]) -> Any:
    """Texts x features, sparse."""
    sparse: Any = importlib.import_module("scipy.sparse")
    rows: list[int] = []
    columns: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    for index, text in enumerate(texts):
        numbers, weights = weighted(text, idf)
        rows += [index] * len(numbers)
        columns.append(numbers)
        values.append(weights)
    return sparse.csr_matrix((np.concatenate(values), (rows, np.concatenate(columns))), (len(texts), SIZE))


def fitted(texts: Sequence[str], routes: Sequence[str]) -> tuple[Any, NDArray[np.float32]]:
    """The classifier and the idf it was fitted with."""
    linear: Any = importlib.import_module("sklearn.linear_model")
    idf = inverse_frequency(texts)
    model = linear.LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3)
    return model.fit(matrix(texts, idf), np.array(routes)), idf


def save(path: Path, model: Any, idf: NDArray[np.float32], encoder_weight: float, data: str) -> None:
    """The artefact: float16 weights, compressed."""
    np.savez_compressed(
        path,
        routes=model.classes_.astype(str),
        idf=idf.astype(np.float16),
        weights=model.coef_.T.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
        encoder_weight=np.float32(encoder_weight),
        data=np.str_(data),
    )
