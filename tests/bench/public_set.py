"""Fused search against words alone and meaning alone on a public set: `python -m tests.bench.public_set FOLDER`.

The set is the English part of the package chatterbot-corpus (BSD-3-Clause), which FOLDER holds after `pip install
--no-deps --target FOLDER chatterbot-corpus==1.3.3`: what people say or ask, each with its answers. Only answers are
indexed; a question's own answers are the ones to find. Two thirds of it is small talk, whose answers share no word
with what was said, so that words can only hurt there; the lines that end with a question mark are measured apart.
Fused is what a team's own documents get.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.embedding import Embedder
from knowledge.fusion import fused
from knowledge.words import WordIndex
from tests.bench.retrieval import ndcg, recall

SHORTEST = 5
"""Words of an answer that says enough to be found; 'Yes, I do.' does not."""

DRAWS = 1000


def read(folder: Path) -> tuple[list[str], dict[str, dict[str, int]]]:
    """All answers, and the answers of each question with their grade."""
    questions: dict[str, dict[str, int]] = {}
    for path in sorted((folder / "chatterbot_corpus" / "data" / "english").glob("*.yml")):
        for said in yaml.safe_load(path.read_text(encoding="utf-8"))["conversations"]:
            question, *answers = (str(one).strip() for one in said)
            if answers and len(answers[0].split()) >= SHORTEST:
                questions.setdefault(question, {})[answers[0]] = 2
    return list(dict.fromkeys(answer for found in questions.values() for answer in found)), questions


def measure(answers: list[str], questions: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """nDCG@10 and recall@5 of the three, and the fused one's lead in nDCG with its 95 % interval (bootstrap)."""
    embedder, words = Embedder(), WordIndex(answers)
    vectors = embedder.embed(answers)
    gains: dict[str, list[tuple[float, float]]] = {"fused": [], "words_alone": [], "meaning_alone": []}
    for question, relevant in questions.items():
        meanings, shared = vectors @ embedder.embed([question])[0], words.scores(question)
        systems = {"fused": fused(meanings, shared), "words_alone": shared, "meaning_alone": meanings}
        for name, scores in systems.items():
            found = [answers[int(row)] for row in np.argsort(-scores, kind="stable")[:10]]
            gains[name].append((ndcg(found, relevant), recall(found, relevant)))
    means = {name: np.mean(pairs, axis=0).round(4).tolist() for name, pairs in gains.items()}
    every = {name: np.array([pair[0] for pair in pairs]) for name, pairs in gains.items()}
    return {
        "questions": len(questions),
        "answers": len(answers),
        **{name: {"ndcg@10": pair[0], "recall@5": pair[1]} for name, pair in means.items()},
        "lead_over_words": _interval(every["fused"] - every["words_alone"]),
        "lead_over_meaning": _interval(every["fused"] - every["meaning_alone"]),
    }


def _interval(leads: NDArray[np.float64]) -> list[float]:
    """Mean, lower and upper end."""
    dice = np.random.default_rng(0)
    means = [leads[dice.integers(0, len(leads), len(leads))].mean() for _ in range(DRAWS)]
    return [round(float(one), 4) for one in (leads.mean(), *np.percentile(means, [2.5, 97.5]))]


if __name__ == "__main__":
    indexed, every = read(Path(sys.argv[1]))
    asked = {question: found for question, found in every.items() if question.endswith("?")}
    print(json.dumps({"all": measure(indexed, every), "questions": measure(indexed, asked)}, indent=2))
