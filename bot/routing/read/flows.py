"""A row of yearly losses and gains told as a story: 'losing 50k this year, then 20k, then earning 40k for four years'."""

# ruff: noqa: E501 - one pattern a line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.routing.read.numbers import NUMBER_WORDS, Number, numbers_in, same_length_fold

SHORTEST, LONGEST = 3, 30  # years of a row

_LOSS = re.compile(
    r"\b(?:los(?:e|es|ing|s|ses)|lost|minus|negative|in the red|bleed\w*|burn\w*|costs? us|costing us|costs|spend\w*|invest\w*|put in|down|deficit|outlay|verlier\w*|verlust\w*|kostet|perd\w*|pert\w*|coute\w*|perdemos|pierd\w*|cuesta\w*|perdida\w*)\b"
)
_GAIN = re.compile(
    r"\b(?:earn\w*|gain\w*|mak(?:e|es|ing)|made|plus|bring\w*|profit\w*|positive|in the black|get\w*|back|yield\w*|return\w*|give\w*|deliver\w*|contribut\w*|verdien\w*|gewinn\w*|bring\w*|gagn\w*|rapport\w*|gana\w*|deja\w*|aport\w*)\b"
)
_COUNT = r"(?P<count>\d{1,2}|[a-z]+)"
_YEARS = r"(?:years?|yrs?|jahren?|ans|annees|anos)"
_FOR_YEARS = re.compile(
    rf"^[\s,]*(?:[$€£]|usd|eur|dollars?|euros?)?\s*(?:each|apiece|a year|per year|p\.?a\.?|yearly|annually|every year|/ ?(?:yr|year)|im jahr|pro jahr|par an|al ano)?[\s,]*"
    rf"(?:for|over|during|in each of|in|through|pendant|durante|fur|uber|en)?\s*(?:the |each of the |los |les |die |den )?(?:next |following |coming |another |further |nachsten |proximos |prochaines )?{_COUNT}\s+(?:more |further |straight )?{_YEARS}\b"
)
_IN_YEARS = re.compile(
    rf"\b(?:for |in |during |over )?(?:each of )?(?:the |die |los |les )?(?:next |following |first |last |ersten |nachsten )?{_COUNT}\s+(?:more |further )?{_YEARS}\b"
)
_YEARS_FROM_TO = re.compile(rf"\b{_YEARS}\s+(\d{{1,2}})\s*(?:to|-|through|until|bis|a)\s*(\d{{1,2}})\b")
_EVEN = re.compile(
    r"\b(?:(?:break\w*|come\w* out) even|(?:earn|make|made|bring)\w* nothing|nothing|zero)\s+(?:in (?:the )?(?:year|yr|second|third|fourth|next)|the (?:next|second|third|year after)|next year)"
)
_KEPT = re.compile(r"\b(?:retention|retain\w*|stay|loyal\w*|renew\w*|churn|bleib\w*|treue|fidelite|retencion)\b")


@dataclass(frozen=True, slots=True)
class Flows:
    """Yearly amounts, losses below zero, first year first; where they and their years stand in the text."""

    amounts: tuple[Decimal, ...]
    spans: tuple[tuple[int, int], ...]


def flows_in(text: str) -> Flows | None:
    """The row that a text tells; None where it tells none, or leaves open how many years something lasts."""
    folded = same_length_fold(text)
    told = _told(text, folded)
    if len(told) < 2 or _KEPT.search(folded):
        return None
    amounts: list[Decimal] = []
    spans: list[tuple[int, int]] = []
    sign = 0
    for index, one in enumerate(told):
        start = told[index - 1].end if index else 0
        end = told[index + 1].start if index + 1 < len(told) else len(folded)
        before, after = folded[start : one.start], folded[one.end : end]
        sign = (1 if one.value > 0 else -1) if one.signed else _sign(before) or sign
        count, span = _years(before, after, start, one)
        if not sign or not 0 < count <= LONGEST:
            return None
        amounts += [abs(one.value) * sign if one.value else one.value] * count
        spans += [(one.start, one.end), *span]
    whole = SHORTEST <= len(amounts) <= LONGEST and min(amounts) < 0 < max(amounts)
    return Flows(tuple(amounts), tuple(spans)) if whole else None


def _told(text: str, folded: str) -> Sequence[Number]:
    """The amounts of a text in their order, a year that breaks even as 0."""
    found = [
        one
        for one in numbers_in(text)
        if one.upto is None
        and (one.unit == "money" or (one.unit == "plain" and (one.scaled or one.value >= 1000 or one.value < 0)))
        and not (one.unit == "plain" and not one.scaled and re.fullmatch(r"(?:19|20)\d\d", one.text))
    ]
    found += [Number(hit.start(), hit.end(), hit.group(), Decimal(0), "plain") for hit in _EVEN.finditer(folded)]
    found += [
        Number(hit.start(1), hit.end(1), "0", Decimal(0), "plain")
        for hit in re.finditer(r"\byear \d\s*(?::|=|is)?\s*(0)(?!\d|[.,]\d)", folded)
    ]
    return sorted(found, key=lambda one: one.start)


def _sign(before: str) -> int:
    """What the last word before an amount says: -1 for a loss, 1 for a gain, 0 for neither."""
    last = {-1: list(_LOSS.finditer(before)), 1: list(_GAIN.finditer(before))}
    ends = {sign: hits[-1].end() for sign, hits in last.items() if hits}
    return max(ends, key=lambda sign: ends[sign]) if ends else 0


def _years(before: str, after: str, offset: int, number: Number) -> tuple[int, list[tuple[int, int]]]:
    """For how many years an amount is told, and where that stands; one year where nothing is said."""
    late = _FOR_YEARS.match(after)
    if late is not None and _counted(late["count"]):
        start = number.end + late.start("count")
        return _counted(late["count"]), [(start, number.end + late.end())]
    row = list(_YEARS_FROM_TO.finditer(before))
    if row:
        first, last = (int(one) for one in row[-1].groups())
        return last - first + 1, [(offset + row[-1].start(), offset + row[-1].end())]
    early = [one for one in _IN_YEARS.finditer(before) if _counted(one["count"])]
    if early and "," not in before[early[-1].end() :]:
        one = early[-1]
        return _counted(one["count"]), [(offset + one.start(), offset + one.end())]
    return 1, []


def _counted(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word, 0)
