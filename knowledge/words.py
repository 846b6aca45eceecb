"""Search by words: BM25 over stemmed words, beside the search by meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")  # keeps 'P&L', and the digit of 'stage 2'


class WordIndex:
    """BM25 (Lucene's form, k1 1.5, b .75) over English stems without stop words."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s
        import Stemmer
        from bm25s.stopwords import STOPWORDS_EN

        self._stop = frozenset(STOPWORDS_EN)
        self._stemmer: Any = Stemmer.Stemmer("english")
        self._size = len(texts)
        self._index: Any = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        stems = [self.stems(text) for text in texts]
        self._known = frozenset(stem for text in stems for stem in text)
        if self._known:
            self._index.index(stems, show_progress=False)

    def scores(self, question: str) -> Scores:
        """The BM25 score of every text, in their order; 0 where no word is shared."""
        known = [stem for stem in self.stems(question) if stem in self._known]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def share_known(self, question: str) -> float:
        """The share (0 to 1) of the question's words that occur in any text; 0 for a question without words."""
        stems = self.stems(question)
        return sum(stem in self._known for stem in stems) / len(stems) if stems else 0.0

    def stems(self, text: str) -> list[str]:
        """The stemmed words of a text, without stop words and accents."""
        plain = unicodedata.normalize("NFKD", text.lower())
        bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
        words = [word for word in _WORD.findall(bare) if word not in self._stop]
        stems: list[str] = self._stemmer.stemWords(words)
        return stems
