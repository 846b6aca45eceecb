"""BM25 by hand, and the share of a question that a text holds."""

from __future__ import annotations

import math

import pytest

from knowledge.words import WordIndex

TEXTS = ("margins and prices", "prices of a tender", "the sponsor left the tender: tender lost")


def test_a_word_scores_by_rarity_repetition_and_length() -> None:
    """'tender' is in 2 of 3 texts; the third holds it twice in 5 counted words, where 3 is the mean."""
    rarity = math.log(1 + 1.5 / 2.5)
    held_back = 1.5 * (0.25 + 0.75 * 5 / 3)
    scores = WordIndex(TEXTS).scores("TENDERS?")
    assert scores[0] == 0
    assert scores[1] == pytest.approx(rarity * 1 / (1 + 1.5 * (0.25 + 0.75 * 2 / 3)))
    assert scores[2] == pytest.approx(rarity * 2 / (2 + held_back))


def test_the_share_counts_rare_and_unknown_words_for_more() -> None:
    words = WordIndex(TEXTS)
    assert words.share_in("sponsor tender", 2) == 1
    assert words.share_in("sponsor tender", 1) < 0.5
    assert words.share_in("tender zebra", 1) < words.share_in("tender sponsor", 1)


@pytest.mark.parametrize("question", ["", "the of", "?"])
def test_a_question_without_words_finds_nothing(question: str) -> None:
    words = WordIndex(TEXTS)
    assert not words.scores(question).any()
    assert words.share_in(question, 0) == 0


def test_no_texts_are_no_accident() -> None:
    assert WordIndex(()).scores("tender").size == 0
