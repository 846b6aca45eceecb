"""Misspelled words of a question, set right by the words that the passages use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from knowledge.embedding import VOCABULARY

SHORTEST = 5
"""Letters of a word that is worth correcting; shorter ones have too many neighbours."""

NEAR = 82.0
"""Similarity (0 to 100) from which a known word is taken for the one that was meant."""

_WORD = re.compile(r"[A-Za-z]+")


class Speller:
    """Knows the words of the passages, and those of the language model's list (which are left alone)."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = {word for text in texts for word in _WORD.findall(text.lower()) if len(word) >= SHORTEST}
        self._meant = sorted(words)
        self._known = words | _common_words()

    def corrected(self, question: str) -> str:
        """The question with each unknown word replaced by the nearest known one, if one is near enough."""
        return _WORD.sub(lambda found: self._word(found[0]), question)

    def _word(self, word: str) -> str:
        from rapidfuzz import fuzz, process

        if len(word) < SHORTEST or word.lower() in self._known:
            return word
        found = process.extractOne(word.lower(), self._meant, scorer=fuzz.ratio, score_cutoff=NEAR)
        return found[0] if found else word


@cache
def _common_words() -> frozenset[str]:
    """The whole words of the embedder's list."""
    lines = VOCABULARY.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.isalpha())
