"""What a model wrote, cut down to what the answer holds: figures filled in by code, everything else checked.

A sentence is kept whole or dropped whole. What cannot be checked is not kept: other scripts, unknown names, markup.
"""

# ruff: noqa: E501 - word lists, one language a line
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.routing.names import STOP, ordinary
from bot.routing.normal import fold, stem, word_set, words
from bot.tools.answer import Answer, Citation, Value

LONGEST = 300
"""Letters of one sentence; a longer one is no summary."""
SHARED = 0.6
"""The part of a sentence's own words that its passage must hold."""

_SLOT = re.compile(r"\{v:([a-z][a-z0-9_]*)\}")
_WHOLE_SLOT = re.compile(r"(?:(?<=^)|(?<=[\s(“\"]))\{v:[a-z][a-z0-9_]*\}(?=[\s.,;:!?)”\"]|$)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])|\n+")
_NUMBER = re.compile(r"\d{1,3}(?:([,.'’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_SIGNS = frozenset(" \t.,;:!?'’‘\"“”„()–—-%&/+…€$£")
_DOMAIN = re.compile(r"\w\.[a-z]{2,}\b", re.IGNORECASE)
_GLUE = tuple("-–—+%&/€$£")
_CITED = re.compile(r"\[(\d{1,2})\]")

_NUMBER_WORDS = word_set(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fourty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions trillion
    half halve halved third thirds quarter quarters fifth tenth dozen dozens score double doubled doubles triple tripled triples twice thrice once fold tenfold twofold
    null ein eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig hundert tausend halb halfte drittel viertel doppelt verdoppelt milliarde milliarden millionen dutzend
    deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante cent cents mille milliard moitie tiers quart double
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millon millones mitad tercio cuarto doble
    due tre quattro cinque sei sette otto dieci venti cento mila milione milioni meta dois duas tres quatro cinco oito vinte trinta metade
    nul een twee drie vijf zes zeven acht negen tien twintig honderd duizend"""
)
"""Numbers written out are numbers, too."""
_COMPOUND = re.compile(
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|"
    r"zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|illion|illiard)"
)
_SCALES = word_set(
    "k m mm mn bn b t mio mrd mln tsd x pct percent per prozent pour por points point pp bps usd eur gbp chf jpy dollars euros pounds"
)
"""After a figure they would make another one of it."""
_AGAINST = word_set("minus negative plus times not no without never nicht kein keine pas non no sin ohne sans")
"""Right before a figure they would, too."""


@dataclass(frozen=True)
class Ground:
    """What a text may speak of: figures by name with their label, words and numbers that stand in the tool's answer.

    `foreign_names` finds the names in a text that are neither the question's nor the answer's.
    """

    numbers: frozenset[str]
    held: str
    figures: dict[str, tuple[str, str]]  # name: as shown, label
    foreign_names: Callable[[str], Collection[str]]
    passages: Sequence[Citation] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word.text for word in words(self.held))


def ground_of(
    answer: Answer, question: str, show: Callable[[Value, str], str], foreign_names: Callable[[str], Collection[str]]
) -> Ground:
    """Everything that a tool's answer, the question and the cited passages hold.

    Numbers stand on their own only where they are the answer's arguments (its period, what the person gave): a number
    in a name, a note or a question is text, and must not become a figure.
    """
    figures = {
        one.name: (show(one.value, one.unit), one.label or one.name.replace("_", " ").removesuffix(" pct"))
        for one in answer.figures
        if one.value is not None
    }
    texts = [
        question,
        answer.headline,
        *answer.lines,
        *(line for section in answer.sections for line in (section.title, *section.lines)),
        *(one.quote for one in answer.citations),
        *(label for _, label in figures.values()),
    ]
    numbers = frozenset(_numbers(" ".join(_plain_values(answer.args))))
    return Ground(numbers, _clean("\n".join(texts)), figures, foreign_names, answer.citations)


def grounded(text: str, ground: Ground, most: int = 2) -> str:
    """The first sentences of `text` that speak of a figure and hold nothing foreign, with figures filled in."""
    kept = []
    for sentence in _sentences(text):
        speaks = _SLOT.search(sentence) is not None and _figures_stand_alone(sentence, ground)
        if speaks and _holds(_SLOT.sub(" ", sentence), ground, ground.numbers, frozenset()):
            kept.append(_filled(sentence, ground))
    return " ".join(kept[:most])


def cited(text: str, ground: Ground, most: int = 3) -> str:
    """The first sentences that carry the number of a passage ([1]) whose words and numbers they keep to."""
    kept = []
    for sentence in _sentences(text):
        marks = [int(mark) for mark in _CITED.findall(sentence)]
        bare = _CITED.sub("", sentence)
        if not marks or not all(1 <= mark <= len(ground.passages) for mark in marks):
            continue
        passage = _clean(" ".join(ground.passages[mark - 1].quote for mark in marks))
        own = frozenset(word.text for word in words(passage))
        if _holds(bare, ground, frozenset(_numbers(passage)), own) and _kept_to(bare, own):
            kept.append(sentence)
    return " ".join(kept[:most])


def _holds(bare: str, ground: Ground, numbers: Collection[str], own: Collection[str]) -> bool:
    """Whether a sentence without its slots has no number, name, link or sign that is not held."""
    return (
        all(letter in _SIGNS or letter.isalnum() for letter in bare)
        and _DOMAIN.search(bare) is None
        and set(_numbers(bare)) <= set(numbers)
        and not any(_is_number_word(word.text) and word.text not in own for word in words(bare))
        and all(_is_plain(letter) or letter in ground.held for letter in bare)
        and not _unknown_capitals(bare, ground)
        and not ground.foreign_names(bare)
    )


def _is_number_word(word: str) -> bool:
    return word in _NUMBER_WORDS or _COMPOUND.search(word) is not None


def _is_plain(letter: str) -> bool:
    """A sign, a digit, or a Latin letter: letters of other scripts look like these and are none."""
    return not letter.isalpha() or letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _unknown_capitals(bare: str, ground: Ground) -> list[str]:
    """Words with a capital that the answer does not hold: names of something else. The first word may be an
    everyday one."""
    found = []
    first = True
    for match in re.finditer(r"[^\W\d_]+", bare):
        word = fold(match.group())
        known = word in ground.words or stem(word) in ground.words
        if match.group() != match.group().lower() and not known and not (first and word in ordinary()):
            found.append(match.group())
        first = False
    return [one for one in found if one != "I"]


def _figures_stand_alone(sentence: str, ground: Ground) -> bool:
    """Whether every slot is a known figure, and nothing beside it makes another figure of it."""
    slots = list(_SLOT.finditer(sentence))
    if len(slots) != len(_WHOLE_SLOT.findall(sentence)) or any(one[1] not in ground.figures for one in slots):
        return False
    for slot in slots:
        before, after = sentence[: slot.start()].rstrip(), sentence[slot.end() :].lstrip()
        if before[-1:] in _GLUE or after[:1] in _GLUE:
            return False
        last, following = re.search(r"\w+$", before), re.match(r"\w+", after)
        if (last and fold(last[0]) in _AGAINST) or (following and fold(following[0]) in _SCALES):
            return False
    return True


def _filled(sentence: str, ground: Ground) -> str:
    """The sentence with its figures; each is named behind it, unless the words around it name it already."""

    def fill(match: re.Match[str]) -> str:
        shown, label = ground.figures[match.group(1)]
        near = fold(sentence[max(0, match.start() - 50) : match.start()]).split("{v:")[-1]
        named = {word.text for word in words(label)} <= {word.text for word in words(near)}
        return shown if named else f"{shown} ({label})"

    return _SLOT.sub(fill, sentence)


def _kept_to(bare: str, own: Collection[str]) -> bool:
    """Whether most of a sentence's words are its passage's."""
    stems = {stem(word) for word in own}
    said = [word.text for word in words(bare) if word.text not in STOP and not word.text.isdigit()]
    shared = [word for word in said if stem(word) in stems or word in own]
    return bool(said) and len(shared) >= SHARED * len(said)


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(_clean(text)[:4000]):
        if sentence.strip() and len(sentence) <= LONGEST:
            yield sentence.strip()


def _clean(text: str) -> str:
    """One form of every character; nothing invisible, nothing that turns the writing direction or combines."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if one == "\n" or unicodedata.category(one)[0] not in "CM")


def _plain_values(given: object) -> Iterator[str]:
    """The numbers and years among canonical arguments; texts are left out."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name not in ("account", "scope", "product", "promotion", "opportunity", "person", "item"):
                yield from _plain_values(value)
    elif isinstance(given, list):
        for value in given:
            yield from _plain_values(value)
    elif re.fullmatch(r"-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d", str(given)):
        yield str(given).lstrip("-").split("-")[0]  # of a date its year


def _numbers(text: str) -> Iterator[str]:
    """The numbers in a text without thousands marks ('20,000' = '20000'); other scripts' digits and ½ count."""
    for match in _NUMBER.finditer("".join(_latin(one) for one in unicodedata.normalize("NFKC", text))):
        whole = match.group()
        mark = match.group(1)
        yield (whole.replace(mark, "") if mark else whole).replace(",", ".")


def _latin(letter: str) -> str:
    """A digit of any script as 0-9; any other sign that is a number as one that is never held."""
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return " 99999999999 " if unicodedata.numeric(letter, None) is not None else letter
