"""Letters and words of a text as hashed features: the lexical half of the router, numpy only."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.routing.normal import fold

CHAR_BITS = 16
WORD_BITS = 15
SIZE = (1 << CHAR_BITS) + (1 << WORD_BITS)
_TOKEN = re.compile(r"\w+|[?%€$£&]")


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Feature numbers and their weights before idf: 1 + ln(count) of character 2-5-grams and word 1-2-grams."""
    tokens = _TOKEN.findall(fold(text))
    grams: Counter[int] = Counter()
    for token in tokens:
        grams.update(_letters(token))
    base, word_mask = 1 << CHAR_BITS, (1 << WORD_BITS) - 1
    for index, token in enumerate(tokens):
        grams[base + (zlib.crc32(b"w" + token.encode()) & word_mask)] += 1
        if index:
            pair = f"{tokens[index - 1]} {token}"
            grams[base + (zlib.crc32(b"p" + pair.encode()) & word_mask)] += 1
    numbers = np.fromiter(grams.keys(), dtype=np.int64, count=len(grams))
    counts = np.fromiter(grams.values(), dtype=np.float32, count=len(grams))
    return numbers, 1 + np.log(counts)


@lru_cache(maxsize=16384)
def _letters(token: str) -> tuple[int, ...]:
    """The features of a word's letters; words come again, so they are kept."""
    padded = f" {token} ".encode()
    mask = (1 << CHAR_BITS) - 1
    return tuple(
        zlib.crc32(padded[start : start + size]) & mask
        for size in (2, 3, 4, 5)
        for start in range(max(len(padded) - size, 0) + 1)
    )


def weighted(text: str, idf: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Features times idf; letters and words each of length 1, so that neither drowns the other."""
    numbers, values = features(text)
    values = values * idf[numbers]
    letters = numbers < (1 << CHAR_BITS)
    for part in (letters, ~letters):
        norm = float(np.sqrt(np.square(values[part]).sum()))
        if norm > 0:
            values[part] /= norm
    return numbers, values
