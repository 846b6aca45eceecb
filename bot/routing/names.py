"""Finds names in a text among many thousands: exact, misspelled, without legal form, or in part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from rapidfuzz import fuzz

from bot.routing.normal import SUFFIXES, Word, core, fold, stem, word_set, words
from knowledge.embedding import VOCABULARY

LONGEST = 9  # words of a name that are compared
JOINED = 3  # words that may be written as one
RARE = 80  # names that share a word, up to which the word alone is looked up
MOST_COMPARED = 24  # candidates whose spelling is compared, those with most words in common first
FEW = 3  # names that share a part in lower case, up to which it may be meant
VAGUE = 40  # names that share a part, from which it says nothing
LIKE = 80  # similarity from which a misspelled name counts; below ten letters LIKE_SHORT
LIKE_SHORT = 84
ORDINARY = Path(__file__).parent / "ordinary.txt"
PREFIX = 7  # letters of a word within which misspellings are looked up

STOP = word_set(
    """a an the and or of for at in on to by with from is are was were be do does did has have had not no yes all any
    every each this that these those it its we our us you your they their them i my me he she his her who what which
    when where why how if then so but as than more most one two first last next new good best top"""
)
"""Words that name nothing when they stand alone, with a capital too."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words first..last (included) of a text that name `entity`. kind: exact, like or part."""

    first: int
    last: int
    entity: int
    similarity: float
    kind: str
    letters: int

    @property
    def score(self) -> float:
        """similarity x sqrt(length), so that 'Nordstrom Energi' beats an account called 'Energy'."""
        return self.similarity * math.sqrt(self.letters)


@dataclass(frozen=True, slots=True)
class _Form:
    entity: int
    text: str
    tokens: tuple[str, ...]  # stems, without the legal form


@cache
def ordinary() -> frozenset[str]:
    """Words of everyday questions (folded): one of them alone in lower case names nothing."""
    return frozenset(ORDINARY.read_text(encoding="utf-8").split())


PLACES = word_set(
    """at with for is of about from on to does did how's hows what's whats bei von mit fur chez de en con para
    account customer"""
)
"""Words before a name."""


BESIDE = word_set("at for with bei mit fur chez pour avec con para")
THINGS = word_set("review account plan pack contract opportunity order orders meeting p&l receivables forecast")
"""Words of which only a name says whose they are."""


class NameIndex:
    """Names of numbered entities, built once; finding takes well under a millisecond at 10,000 names."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._begins: set[str] = set()
        self._forms: list[_Form] = []
        self._postings: dict[str, list[int]] = {}
        self._pairs: dict[tuple[str, str], list[int]] = {}
        self._misspelled: dict[str, list[str]] = {}
        for entity, name in names:
            self._add(entity, name)
        for token in self._postings:
            for cut in _deletions(token):
                self._misspelled.setdefault(cut, []).append(token)

    def _add(self, entity: int, name: str) -> None:
        full = tuple(word.text for word in words(name))
        if not full:
            return
        bare = core(full)
        inner = tuple(one for one in full if one not in SUFFIXES) or full
        spellings = {full, bare, inner, tuple(one for one in bare if one != "and") or bare}
        for spelling in spellings:
            _put(self._exact, " ".join(spelling), entity)
            self._begins.add(spelling[0])
        if len(bare) > 1 and sum(map(len, bare)) >= 6:
            _put(self._exact, "".join(bare), entity)
        form = _Form(entity, " ".join(inner if len(inner) > 1 else bare), tuple(stem(one) for one in inner))
        number = len(self._forms)
        self._forms.append(form)
        for token in dict.fromkeys(form.tokens):
            self._postings.setdefault(token, []).append(number)
        for pair in pairwise(one for one in form.tokens if one != "and"):
            self._pairs.setdefault(pair, []).append(number)

    def __len__(self) -> int:
        return len(self._forms)

    def knows(self, token: str) -> bool:
        """Whether a folded word occurs in any name."""
        return stem(token) in self._postings

    def named(self, text: str) -> list[Match]:
        """The names that a whole text (nothing but a name) may mean, best first."""
        found = self.find(words(text), whole=True)
        return sorted(found, key=lambda one: -one.score)

    def find(self, text: Sequence[Word], whole: bool = False) -> list[Match]:
        """Every match in the words of a text, overlapping ones included. `whole` = the text is only a name."""
        found = self._exactly(text, whole)
        found += self._alike(text, found)
        found += self._partly(text, whole)
        return found

    # -- exact ----------------------------------------------------------------------------------------------------

    def _exactly(self, text: Sequence[Word], whole: bool) -> list[Match]:
        found: list[Match] = []
        for first in range(len(text)):
            key = ""
            reach = LONGEST if text[first].text in self._begins else JOINED
            for last in range(first, min(first + reach, len(text))):
                key = f"{key} {text[last].text}" if key else text[last].text
                entities = self._exact.get(key)
                if entities is None and last > first:
                    entities = self._exact.get(key.replace(" ", "")) if len(key) >= 8 else None
                if entities and (whole or self._stands_out(text, first, last)):
                    found += [Match(first, last, one, 1.0, "exact", len(key)) for one in entities]
        return found

    def _stands_out(self, text: Sequence[Word], first: int, last: int) -> bool:
        """Whether the span can be a name: more than one everyday word in lower case."""
        if last == first:
            one = text[first]
            if one.text not in ordinary() and not one.text.isdigit():
                return len(one.text) > 2
            return one.capital and one.text not in STOP and not one.text.isdigit()
        span = text[first : last + 1]
        if any(word.capital for word in span) or not all(word.text in ordinary() for word in span):
            return True
        if text[first].text in ("a", "our", "some", "every", "only", "another", "this", "more"):
            return False
        before = text[first - 1].text if first else ""
        return len(span) > 2 or first == 0 or text[last].owner or len(text) <= 5 or before in PLACES

    # -- misspelled -----------------------------------------------------------------------------------------------

    def _alike(self, text: Sequence[Word], exact: Sequence[Match]) -> list[Match]:
        taken = {index for one in exact if one.last > one.first for index in range(one.first, one.last + 1)}
        votes: dict[tuple[int, int], int] = {}
        options = [() if index in taken else self._options(word) for index, word in enumerate(text)]
        for index, tokens in enumerate(options):
            for token in tokens:
                postings = self._postings[token]
                if len(postings) <= RARE and (token != stem(text[index].text) or _distinct(text[index])):
                    for number in postings:
                        self._vote(votes, number, token, index)
            for step in (1, 2):
                if index + step >= len(text) or (step == 2 and text[index + 1].text != "and"):
                    continue
                for token in tokens:
                    for other in options[index + step]:
                        for number in self._pairs.get((token, other), ())[: 4 * RARE]:
                            self._vote(votes, number, token, index, 2)
        best = sorted(votes, key=lambda key: -votes[key])[:MOST_COMPARED]
        found = [self._compared(text, self._forms[number], start) for number, start in best]
        return [one for one in found if one is not None]

    def _vote(self, votes: dict[tuple[int, int], int], number: int, token: str, index: int, weight: int = 1) -> None:
        start = index - self._forms[number].tokens.index(token)
        votes[(number, start)] = votes.get((number, start), 0) + weight

    def _compared(self, text: Sequence[Word], form: _Form, start: int) -> Match | None:
        """The window near `start` whose spelling is nearest to the name, where it is near enough."""
        best: Match | None = None
        cutoff = LIKE if len(form.text) >= 10 else LIKE_SHORT
        size = len(form.tokens)
        for first in {max(start - 1, 0), max(start, 0), start + 1}:
            for last in range(first + size - 2, first + size + 1):
                if first < 0 or last < first or last >= len(text):
                    continue
                window = " ".join(word.text for word in text[first : last + 1])
                similarity = fuzz.ratio(window, form.text, score_cutoff=cutoff)
                if similarity and (best is None or similarity / 100 > best.similarity):
                    best = Match(first, last, form.entity, similarity / 100, "like", len(form.text))
        if best is None or self._other_words(text, best, form) or self._only_a_part(text, best, form):
            return None
        return best

    def _only_a_part(self, text: Sequence[Word], match: Match, form: _Form) -> bool:
        """True where every word is right, some are left out, and another name has the same ones."""
        window = [stem(word.text) for word in text[match.first : match.last + 1]]
        if len(window) >= len(form.tokens) or not all(token in form.tokens for token in window):
            return False
        shared = set.intersection(*(set(self._postings[token]) for token in window))
        return len({self._forms[number].entity for number in shared}) > 1

    def _other_words(self, text: Sequence[Word], match: Match, form: _Form) -> bool:
        """True where the window has a known word that the name has not: then it is another thing."""
        window = text[match.first : match.last + 1]
        if len(window) < 3 and not any(_distinct(word) for word in window):
            return True
        for word in window:
            token = stem(word.text)
            if token in form.tokens or word.text in form.text.split():
                continue
            if word.text in ordinary() or token in self._postings:
                return True
        return False

    def _options(self, word: Word) -> tuple[str, ...]:
        """The words of names that a word may be: itself, or its nearest misspellings."""
        token = stem(word.text)
        if token in self._postings:
            return (token,)
        if len(token) < 4 or word.text in ordinary() or not token.isalpha():
            return ()
        seen: dict[str, float] = {}
        for cut in _deletions(token):
            for other in self._misspelled.get(cut, ()):
                if other not in seen and (other[0] == token[0] or len(token) > 5):
                    seen[other] = fuzz.ratio(token, other)
        near = sorted(((value, key) for key, value in seen.items() if value >= 72), reverse=True)
        return tuple(key for _, key in near[:3])

    # -- in part --------------------------------------------------------------------------------------------------

    def _partly(self, text: Sequence[Word], whole: bool) -> list[Match]:
        """Names of which the text has only some words side by side: 'Metro' for 'Metro Bike Mart'."""
        found: list[Match] = []
        for first, word in enumerate(text):
            known = self._postings.get(stem(word.text))
            if known is None or not (whole or _may_begin(word)):
                continue
            numbers = set(known)
            last = first
            while last + 1 < len(text):
                following = numbers.intersection(self._postings.get(stem(text[last + 1].text), ()))
                if not following:
                    break
                numbers, last = following, last + 1
            while last > first and text[last].text == "and":
                last -= 1
            placed = last > first and len(numbers) <= FEW and self._placed(text, first, last)
            if not (whole or placed or self._part_stands_out(text, first, last)):
                continue
            if len(numbers) > VAGUE and not whole:
                continue
            letters = len(" ".join(one.text for one in text[first : last + 1]))
            for number in numbers:
                form = self._forms[number]
                found.append(Match(first, last, form.entity, min(0.79, letters / len(form.text)), "part", letters))
        return found

    def _placed(self, text: Sequence[Word], first: int, last: int) -> bool:
        """Whether everyday words in lower case stand where only a name would: 'prep for two wheels', 'the many bikes
        review'."""
        before = text[first - 1].text if first else ""
        after = text[last + 1].text if last + 1 < len(text) else ""
        return before in BESIDE or (before in ("the", "") and after in THINGS)

    def _in_a_names_place(self, text: Sequence[Word], index: int) -> bool:
        """Whether an English word in lower case stands where a name would: 'how is frugal doing', 'at frugal'."""
        return len(text) <= 3 or (index > 0 and text[index - 1].text in PLACES)

    def _part_stands_out(self, text: Sequence[Word], first: int, last: int) -> bool:
        span = text[first : last + 1]
        letters = [word for word in span if word.text.isalpha() and len(word.text) > 2]
        if not letters:
            return False
        strange = [word for word in letters if word.text not in ordinary()]
        if len(span) == 1:
            only = span[0]
            if len(only.text) < 4 or only.text in STOP or not _distinct(only):
                return False
            return only.capital or only.owner or only.text not in english() or self._in_a_names_place(text, first)
        return bool(strange) or sum(word.capital for word in span) >= len(span) - 1


def _distinct(word: Word) -> bool:
    return word.text not in ordinary() or word.capital


def _may_begin(word: Word) -> bool:
    return word.text not in STOP and not word.text.isdigit()


@cache
def english() -> frozenset[str]:
    """Words of the encoder's vocabulary."""
    return frozenset(VOCABULARY.read_text(encoding="utf-8").split())


def _put(index: dict[str, list[int]], key: str, entity: int) -> None:
    kept = index.setdefault(key, [])
    if entity not in kept:
        kept.append(entity)


def _deletions(token: str) -> set[str]:
    """The start of a word with none, one or (from seven letters on) two letters left out."""
    if len(token) < 4 or not token.isalpha():
        return {token}
    start = token[:PREFIX]
    cuts = {start}
    for count in (1, 2) if len(token) >= PREFIX else (1,):
        for places in combinations(range(len(start)), count):
            cuts.add("".join(letter for index, letter in enumerate(start) if index not in places))
    return cuts


def folded_id(text: str) -> str:
    """An id as people shorten it: 'AW-00000210' and 'aw210' are the same."""
    plain = "".join(one for one in fold(text) if one.isalnum())
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :].lstrip("0")
    return letters + digits
