"""Text as it is compared: words with their place, folded and without endings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


SUFFIXES = word_set(
    """inc incorporated ltd limited llc plc co corp corporation company gmbh ag kg sa sarl sas spa bv nv ab oy as aps
    pty lp llp group holding holdings srl"""
)
"""Legal forms: a name is known without them."""

_STOP = re.compile(r"[.!?:;\n\"“”„«»()\[\]•]\s*|\s[-–—]\s")
_PART = re.compile(r"[^\W_]+|&", re.UNICODE)
_SAME = {
    "dept": "department", "depts": "departments", "ctr": "center", "centr": "center", "centre": "center",
    "mtn": "mountain", "mfg": "manufacturing", "svc": "service", "svcs": "services", "intl": "international",
    "tyre": "tire", "tyres": "tires", "colour": "color", "assoc": "association", "distrib": "distributors",
    "whse": "warehouse", "equip": "equipment",
}  # fmt: skip
"""Shortened and British spellings of words in names."""

_JOINERS = {"&": "and", "n": "and", "und": "and", "et": "and", "y": "and"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its folded form, and where it stands (end excluded).

    capital = it begins with a capital that the start of a sentence does not explain; owner = it ended in 's.
    """

    text: str
    start: int
    end: int
    capital: bool = False
    owner: bool = False


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Case-folded, without accents, with plain quotes and hyphens."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in folded if not unicodedata.combining(one))
    return plain.replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-").replace("ß", "ss")


@lru_cache(maxsize=256)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text; hyphens and apostrophes split, a possessive 's is taken off and marked."""
    found: list[Word] = []
    shouting = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    for match in _PART.finditer(text):
        raw = match.group()
        start, end = match.span()
        if found and raw in ("s", "S") and start == found[-1].end + 1 and text[found[-1].end] in "'’":
            last = found.pop()
            found.append(Word(last.text, last.start, end, last.capital, True))
            continue
        folded = fold(raw)
        leads = not found or _STOP.search(text, found[-1].end, start) is not None
        capital = raw[0].isupper() and not shouting and not leads
        found.append(Word(_JOINERS.get(folded) or _SAME.get(folded, folded), start, end, capital))
    return tuple(found)


def stem(word: str) -> str:
    """Without a plural ending: 'bikes' = 'bike', 'companies' = 'company'."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def core(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A name without its legal form at the end and its article at the start; never empty."""
    kept = tokens
    while len(kept) > 1 and kept[-1] in SUFFIXES:
        kept = kept[:-1]
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return kept
