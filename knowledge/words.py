"""Search by words: BM25 over stemmed words, beside the search by meaning."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

SATURATION, LENGTH = 1.5, 0.75
"""The usual k1 and b: how soon a repeated word stops counting, and how much a long text is held back."""

LITTLE = """a an and are as at be but by for if in into is it no not of on or such that the their then there these they
this to was will with"""
STOP = frozenset(LITTLE.split())
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")  # keeps 'P&L', and the digit of 'stage 2'


class WordIndex:
    """BM25 (Lucene's form) over English stems without stop words; a few bytes for each word of a text."""

    def __init__(self, texts: Sequence[str]) -> None:
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer("english")
        self._size = len(texts)
        counts = [Counter(self.stems(text)) for text in texts]
        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        held_back = SATURATION * (1 - LENGTH + LENGTH * lengths / max(lengths.mean(), 1)) if texts else lengths
        found: dict[str, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for stem, times in count.items():
                found.setdefault(stem, []).append((row, times))
        self._texts: dict[str, tuple[NDArray[np.int32], Scores]] = {}
        for stem, places in found.items():
            rows, times = np.array(places, dtype=np.int32).T
            scores = self._rarity(len(rows)) * times / (times + held_back[rows])
            self._texts[stem] = (rows.copy(), scores.astype(np.float32))

    def scores(self, question: str) -> Scores:
        """The BM25 score of every text, in their order; 0 where no word is shared."""
        scores = np.zeros(self._size, dtype=np.float32)
        for stem in self.stems(question):
            if stem in self._texts:
                rows, weights = self._texts[stem]
                scores[rows] += weights
        return scores

    def share_in(self, question: str, row: int) -> float:
        """The share (0 to 1) of the question's words that one text has, rare words counting for more."""
        has = total = 0.0
        for stem in self.stems(question):
            rows = self._texts[stem][0] if stem in self._texts else np.empty(0, dtype=np.int32)
            rarity = self._rarity(len(rows))
            total += rarity
            has += rarity * bool((rows == row).any())
        return has / total if total else 0.0

    def stems(self, text: str) -> list[str]:
        """The stemmed words of a text, without stop words and accents."""
        plain = unicodedata.normalize("NFKD", text.lower())
        bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
        words = [word for word in _WORD.findall(bare) if word not in STOP]
        stems: list[str] = self._stemmer.stemWords(words)
        return stems

    def _rarity(self, texts: int) -> float:
        """The weight of a word that occurs in so many texts."""
        return math.log(1 + (self._size - texts + 0.5) / (texts + 0.5))
