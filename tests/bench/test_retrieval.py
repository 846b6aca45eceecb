"""The floor under the guidance search: what the measurement must not fall below."""

from __future__ import annotations

import pytest

from knowledge.search import Knowledge
from tests.assistants import embedder
from tests.bench.retrieval import READERS, declined, groups, labelled, quality, unanswerable


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(embedder())


def test_there_are_enough_questions() -> None:
    questions = labelled()
    assert sum(bool(one.relevant) for one in questions) >= 220
    assert sum(not one.relevant for one in questions) >= 60
    assert len({one.question for one in questions}) == len(questions)


@pytest.mark.parametrize(
    ("part", "ndcg", "recall"),
    [("tuned", 0.9, 0.96), ("held_out", 0.9, 0.96), ("others", 0.9, 0.95), ("all", 0.9, 0.96), ("fresh", 0.83, 0.9)],
)
def test_the_right_article_is_found(knowledge: Knowledge, part: str, ndcg: float, recall: float) -> None:
    figures = quality(knowledge.index, lambda text: knowledge.scores(text, READERS), groups(labelled())[part])
    assert figures["ndcg@10"] >= ndcg
    assert figures["recall@5"] >= recall


def test_real_questions_are_answered_and_others_declined(knowledge: Knowledge) -> None:
    questions = labelled()
    own = [*unanswerable(questions, "near"), *unanswerable(questions, "far")]
    assert declined(knowledge, groups(questions)["all"]) <= 0.03
    assert declined(knowledge, own) >= 0.9
    assert declined(knowledge, unanswerable(questions, "off_subject")) >= 0.9
    assert declined(knowledge, unanswerable(questions, "fresh")) >= 0.9
