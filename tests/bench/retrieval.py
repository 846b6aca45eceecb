"""How well the guidance is found: `python -m tests.bench.retrieval` prints the figures as JSON.

The questions of guidance_questions.jsonl are graded by article: 2 answers it, 1 helps. Of the answerable ones, every
second chose the weights ('tuned'), the others did not ('held_out'), though their misses were seen while the ways of
asking were written. Those with voice 'others' come from the routing examples, written by other hands, and were
labelled after that (from the search's own candidates, which flatters it a little). Those with voice 'fresh' were
written and labelled from a list of subjects, before the articles were read, and nothing is ever tuned on them: theirs
is the figure to trust, and they are no part of 'all'.
nDCG is linear in the grade; recall@5 counts the articles of grade 2 among the first five; hit@5 is the share of
questions with at least one acceptable article there. Words alone has the ways of asking in its texts too.
One public set comes as a package (tests/bench/public_set.py); on three others that were measured before (SciFact,
FiQA-mini, a bank's FAQ), the .6 / .4 mixture of meaning and words, which is what a team's own documents get, had a mean
nDCG@10 of .697 against .591 for words alone and .668 for meaning alone.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.articles import EVERYONE
from knowledge.index import Index
from knowledge.search import Knowledge

QUESTIONS = Path(__file__).parent / "guidance_questions.jsonl"
READERS = frozenset({EVERYONE})
UNANSWERABLE = ("near", "far", "off_subject", "fresh")
"""Neighbouring subjects, far ones, off-subject examples of the routing that the gate has not learned from, and both
near and far ones that were written before the articles were read."""
Scorer = Callable[[str], NDArray[np.float32]]


@dataclass(frozen=True)
class Labelled:
    """A question with its acceptable articles and their grade; none = unanswerable."""

    question: str
    relevant: Mapping[str, int]
    voice: str


def labelled() -> list[Labelled]:
    return [Labelled(**json.loads(line)) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def ranking(index: Index, scores: NDArray[np.float32]) -> list[str]:
    """The articles by their best passage, best first."""
    order = np.argsort(-scores, kind="stable")
    return list(dict.fromkeys(index.chunks[int(row)].document for row in order))


def ndcg(found: Sequence[str], relevant: Mapping[str, int], top: int = 10) -> float:
    gains = [relevant.get(one, 0) for one in found[:top]]
    best = sorted(relevant.values(), reverse=True)[:top]
    return _discounted(gains) / _discounted(best)


def recall(found: Sequence[str], relevant: Mapping[str, int], top: int = 5) -> float:
    wanted = {one for one, grade in relevant.items() if grade == 2} or set(relevant)
    return len(wanted & set(found[:top])) / len(wanted)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def quality(index: Index, scorer: Scorer, questions: Sequence[Labelled]) -> dict[str, float]:
    """Mean figures over the questions."""
    rankings = [(ranking(index, scorer(one.question)), one.relevant) for one in questions]
    return {
        "questions": len(questions),
        "ndcg@10": _mean([ndcg(found, relevant) for found, relevant in rankings]),
        "recall@5": _mean([recall(found, relevant) for found, relevant in rankings]),
        "hit@5": _mean([bool(set(found[:5]) & set(relevant)) for found, relevant in rankings]),
        "first_right": _mean([found[0] in relevant for found, relevant in rankings]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0


def groups(questions: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """The answerable questions by their part in the tuning."""
    own = [one for one in questions if one.relevant and one.voice not in ("others", "fresh")]
    return {
        "tuned": own[::2],
        "held_out": own[1::2],
        "others": [one for one in questions if one.relevant and one.voice == "others"],
        "all": [one for one in questions if one.relevant and one.voice != "fresh"],
        "fresh": [one for one in questions if one.relevant and one.voice == "fresh"],
    }


def unanswerable(questions: Sequence[Labelled], voice: str) -> list[Labelled]:
    return [one for one in questions if not one.relevant and one.voice == voice]


def declined(knowledge: Knowledge, questions: Sequence[Labelled]) -> float:
    return _mean([not knowledge.search(one.question, READERS).answered for one in questions])


def measure() -> dict[str, object]:
    """All figures, with the seconds that the first start takes and the milliseconds of a search."""
    started = time.perf_counter()
    knowledge = Knowledge()
    built = knowledge.build()
    ready = time.perf_counter() - started
    questions = labelled()
    index = knowledge.index
    systems: dict[str, Scorer] = {
        "search": lambda text: knowledge.scores(text, READERS),
        "words_alone": index.words.scores,
        "meaning_alone": lambda text: np.asarray(index.vectors @ knowledge.vector(text), dtype=np.float32),
    }
    parts = groups(questions)
    figures: dict[str, object] = {
        "passages": built.passages,
        "version": built.version,
        "ready_seconds": round(ready, 2),
    }
    for name, scorer in systems.items():
        figures[name] = {part: quality(index, scorer, chosen) for part, chosen in parts.items()}
    figures["declined"] = {
        **{part: declined(knowledge, chosen) for part, chosen in parts.items()},
        **{f"{voice}_unanswerable": declined(knowledge, unanswerable(questions, voice)) for voice in UNANSWERABLE},
    }
    figures["search_ms"] = latency(knowledge, [one.question for one in questions])
    return figures


def latency(knowledge: Knowledge, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of one search each, with a question that was not asked before: by the clock, and of the processor
    (which other work on the machine does not lengthen as much)."""
    clock, processor = [], []
    for question in questions:
        started, worked = time.perf_counter(), time.process_time()
        knowledge.search(f"{question} please", READERS)
        clock.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {
        f"{name}_{part}": round(float(np.percentile(times, part)), 1)
        for name, times in (("clock", clock), ("processor", processor))
        for part in (50, 95)
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
