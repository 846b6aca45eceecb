"""A joint plan's four amounts: who gains and who pays, by the side that was spoken of last and the nearest verb."""

# ruff: noqa: E501 - word lists
from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.routing.read.numbers import Number

NAMES = ("customer_gain", "customer_cost", "our_gain", "our_cost")

_SIDES = {
    "customer": re.compile(
        r"\b(?:they|them|their|theirs|he|she|his|customers?|clients?|dealers?|retailers?|shops?|stores?|buyers?|partner|other side|kunde|kunden|client|cliente|sie|ils|ellos)\b"
    ),
    "our": re.compile(r"\b(?:we|us|our|ours|i|me|my|mine|wir|uns|unser[er]?|nous|notre|nosotros|nuestr[oa])\b"),
}
_KINDS = {
    "gain": re.compile(
        r"\b(?:nets?|netting|leav\w*|bring(?:s|t|ing)?|rapport\w*|gain\w*|earn\w*|sav\w*|benefit\w*|get\w*|got|win\w*|mak\w*|brings?|profit\w*|upside|extra|more|plus|gewinn\w*|spar\w*|gagn\w*|gana\w*|ahorr\w*|receiv\w*|up|margin)\b"
    ),
    "cost": re.compile(
        r"\b(?:costs?|costing|spend\w*|spent|pay\w*|paid|invest\w*|put(?:s|ting)? in|chip\w* in|outlay|expense\w*|kost\w*|zahl\w*|paie\w*|paga\w*|gast\w*|effort|fund\w*)\b"
    ),
}
_SET_AGAINST = re.compile(
    r"^[\s$€£%a-z]*?\b(?:at|for|against|less|minus|bei|gegen|contre|con|contra|pour|por|after)(?: an?| the| ihre[nr]?)?\s*$"
)
"""Between a gain and what it costs: 'we make 30 for 10'."""
_ENDS = re.compile(r"[,;.?!]\s|\band\b|\bwhile\b|\bbut\b|\bund\b|\bet\b|\by\b")


def sides(folded: str, numbers: Sequence[Number]) -> dict[str, int]:
    """Which of the numbers (by place) is which of NAMES; the first said wins, and none is guessed without a side.

    Where no verb says what a number is, the verb before goes on.
    """
    found: dict[str, int] = {}
    kind, last = "", ""
    for index, number in enumerate(numbers):
        if number.unit in ("percent", "points"):
            continue
        start = numbers[index - 1].end if index else 0
        end = numbers[index + 1].start if index + 1 < len(numbers) else len(folded)
        before, after = _clause(folded[start : number.start]), folded[number.end : end]
        stop = _ENDS.search(after)
        after = after[: stop.start()] if stop else after
        side = _nearest(_SIDES, before, after) or _nearest(_SIDES, folded[: number.start], "")
        said = _nearest(_KINDS, before, after)
        if not said and side == last and _SET_AGAINST.match(before):
            said = "cost"
        if not said and last:
            said = _next_kind(side, kind, last, found)
            if not said:
                continue
        kind, last = said or kind, side
        name = f"{side}_{kind}"
        if side and kind and name in NAMES and name not in found:
            found[name] = index
    return found


def _clause(before: str) -> str:
    """What stands before a number without the end of the clause before it."""
    ends = [match.end() for match in _ENDS.finditer(before) if before[match.end() :].strip()]
    return before[ends[-1] :] if ends else before


def _next_kind(side: str, kind: str, last: str, found: Collection[str]) -> str:
    """What a number without a verb is: the verb goes on, until the side before has said both; '' where it is open."""
    if side != last:
        return "gain" if {f"{last}_gain", f"{last}_cost"} <= set(found) else kind
    return kind if f"{side}_{kind}" not in found else ""


def side_named(folded: str) -> str:
    """The amount that a text without numbers names: 'our cost' is our_cost; '' for none."""
    side, kind = _nearest(_SIDES, folded, ""), _nearest(_KINDS, folded, "")
    return f"{side}_{kind}" if side and kind else ""


def _nearest(words: dict[str, re.Pattern[str]], before: str, after: str) -> str:
    """The name whose word stands last before the number; where none does, first after it."""
    last = {name: list(pattern.finditer(before)) for name, pattern in words.items()}
    known = {name: hits[-1].end() for name, hits in last.items() if hits}
    if known:
        return max(known, key=lambda name: known[name])
    first = {name: pattern.search(after) for name, pattern in words.items()}
    later = {name: hit.start() for name, hit in first.items() if hit is not None}
    return min(later, key=lambda name: later[name]) if later else ""
