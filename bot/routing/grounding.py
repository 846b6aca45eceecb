"""What a model wrote, cut down to what the answer holds: figures filled in by code, everything else checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.tools.answer import Answer, Value

_SLOT = re.compile(r"\{v:([a-z_]+)\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
_NUMBER = re.compile(r"\d[\d.,’' \u00a0\u202f]*\d|\d")
_LINK = re.compile(
    r"://|www\.|mailto:|\]\(|<[@!#]|@(?:here|channel|everyone)\b|\b[a-z0-9-]+\.(?:com|net|org|io|de|co)\b", re.I
)
_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|million|billion|half|third|quarter|dozen|double[sd]?|triple[sd]?|twice)\b",
    re.I,
)
_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text may speak of. `names` finds the account names in a text that are not the answer's."""

    numbers: frozenset[str]
    words: str
    figures: dict[str, str]
    foreign_names: Callable[[str], Collection[str]]
    passages: int = 0


def ground_of(
    answer: Answer, question: str, show: Callable[[Value, str], str], foreign_names: Callable[[str], Collection[str]]
) -> Ground:
    """Everything that a tool's answer, the question and the cited passages hold."""
    shown = [show(one.value, one.unit) for one in answer.figures]
    cells = [
        show(cell, column.unit)
        for table in (answer.table, *(section.table for section in answer.sections))
        if table is not None
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
    ]
    texts = [
        question,
        answer.headline,
        *answer.lines,
        *(line for section in answer.sections for line in (section.title, *section.lines)),
        *(one.quote for one in answer.citations),
        *answer.unknown,
        *shown,
        *cells,
    ]
    held = "\n".join(texts)
    figures = {one.name: text for one, text in zip(answer.figures, shown, strict=True)}
    return Ground(_numbers(held), held.casefold(), figures, foreign_names, len(answer.citations))


def grounded(text: str, ground: Ground) -> str:
    """The sentences of `text` that hold nothing foreign, with figures filled in; '' where none is left."""
    kept = [sentence for sentence in (_checked(one, ground) for one in _SENTENCE.split(_clean(text))) if sentence]
    return " ".join(kept)


def cited(text: str, ground: Ground) -> str:
    """As `grounded`, and every sentence must carry the number of a passage: [1]."""
    kept = []
    for sentence in _SENTENCE.split(_clean(text)):
        marks = [int(mark) for mark in _CITED.findall(sentence)]
        bare = _CITED.sub("", sentence)
        if marks and all(1 <= mark <= ground.passages for mark in marks) and _checked(bare, ground):
            kept.append(sentence.strip())
    return " ".join(kept)


def _checked(sentence: str, ground: Ground) -> str:
    """The sentence with its slots filled, or '' where it holds something that nothing supports."""
    if _LINK.search(sentence) or any(name not in ground.figures for name in _SLOT.findall(sentence)):
        return ""
    bare = _SLOT.sub(" ", sentence)
    if "{" in bare or "}" in bare or not _numbers(bare) <= ground.numbers:
        return ""
    if any(word.casefold() not in ground.words for word in _WORDS.findall(bare)):
        return ""
    if ground.foreign_names(bare):
        return ""
    return _SLOT.sub(lambda match: ground.figures[match.group(1)], sentence).strip()


def _clean(text: str) -> str:
    """One form of every character; nothing invisible, nothing that turns the writing direction."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if one in "\n\t" or unicodedata.category(one)[0] != "C")


def _numbers(text: str) -> frozenset[str]:
    """The numbers in a text, each as its digits alone (so '20,000' = '20000'); other scripts' digits count."""
    latin = "".join(
        str(unicodedata.digit(one)) if one.isdigit() else one for one in unicodedata.normalize("NFKC", text)
    )
    return frozenset(re.sub(r"[^\d.]", "", one.replace(",", "")).strip(".") for one in _NUMBER.findall(latin))
