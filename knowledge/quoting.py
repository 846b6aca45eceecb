"""The sentences of a passage that answer a question, quoted whole: never cut, lists never broken."""

from __future__ import annotations

from knowledge.chunks import blocks, is_list, sentences
from knowledge.words import WordIndex

LONGEST_QUOTE = 90
"""Words of a quote made of sentences; a list is quoted whole, however long it is."""


def quote(text: str, question: str, words: WordIndex) -> str:
    """The whole passage where it is short; else its list, or the run of sentences that shares most with the question.

    A passage opens with its answer, so an equal share is decided for the earlier run.
    """
    parts = blocks(text)
    if len(text.split()) <= LONGEST_QUOTE or not parts:
        return text
    asked = frozenset(words.stems(question))
    best = max(parts, key=lambda part: (_shared(part, asked, words), is_list(part)))
    if is_list(best):
        return best
    if parts[0] != best and _shared(parts[0], asked, words) >= _shared(best, asked, words):
        best = parts[0]
    return _run(sentences(best), asked, words)


def _run(found: tuple[str, ...], asked: frozenset[str], words: WordIndex) -> str:
    """The run of neighbouring sentences within the longest quote that shares most; at least one sentence."""
    runs: list[tuple[int, int, str]] = []
    for start in range(len(found)):
        end = start + 1
        while end < len(found) and len(" ".join(found[start : end + 1]).split()) <= LONGEST_QUOTE:
            end += 1
        text = " ".join(found[start:end])
        runs.append((_shared(text, asked, words), -start, text))
    return max(runs)[2]


def _shared(text: str, asked: frozenset[str], words: WordIndex) -> int:
    return len(asked & frozenset(words.stems(text)))
