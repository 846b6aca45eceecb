"""Which number of a question belongs to which argument of a tool, by unit and by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.routing.cues import CUES
from bot.routing.read.numbers import Number, numbers_in, same_length_fold
from bot.routing.read.percent import direction
from bot.routing.sides import NAMES, sides
from bot.tools.arguments import Kind

NUMERIC = (Kind.MONEY, Kind.PERCENT, Kind.POINTS, Kind.COUNT)
SIGNED = frozenset({"price_pct", "volume_pct", "cost_pct", "freight_pct", "discount_pts", "growth_pct"})
"""Changes: 'down 3 %' is -3."""

NEEDS_CUE = frozenset({"growth_pct", "acquisition_cost", "other_costs", "cost_pct", "freight_pct", "customer_cost"})
"""Arguments that are never meant unless they are named."""

USUAL = {
    "retention_pct": (Decimal(40), Decimal(100)),
    "discount_pct": (Decimal(1), Decimal(30)),
    "margin_pct": (Decimal(0), Decimal(80)),
    "kam_cost": (Decimal(20_000), Decimal(600_000)),
}
"""Where values lie; settles which of two open arguments a number without a cue is."""

FIRST = ("kam_cost", "incremental_sales")
"""What an amount without a cue is where it is the first that is said: '120 thousand, five accounts, 6 % net'."""

MOST_FITS = 40  # fits of numbers and arguments that are weighed against each other
REACH = 60  # letters before a number in which its cue is looked for
SMALL_MONEY = 100  # a bare number below this is no amount unless its cue says so

_JOINT = re.compile(r"^(?:['’]s\b)?[\s\-'’]*")
_BREAK = re.compile(r"[.;:?!\n](?:\s|$)|\s[-–—]\s|,\s")
_CLAUSE = re.compile(
    r"[.;?!\n](?:\s|$)|,\s|\b(?:and|but|while|und|et|y|with|mit|avec|con|aber|mais|pero|then|if|when)\b"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers given to arguments by name, those left over, and those that were said as a range."""

    values: Mapping[str, Any] = field(default_factory=dict)
    left: tuple[Number, ...] = ()
    ranges: Mapping[str, Number] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    name: str
    index: int


def figures_in(text: str, kinds: Mapping[str, Kind], taken: Sequence[tuple[int, int]] = ()) -> Figures:
    """The numbers of a text as the arguments of these kinds. `taken` are spans that mean something else (periods)."""
    wanted = {name: kind for name, kind in kinds.items() if kind in NUMERIC}
    numbers = [one for one in numbers_in(text) if not any(one.start < end and one.end > start for start, end in taken)]
    folded = same_length_fold(text)
    chosen = _assigned(_matches(folded, numbers, wanted))
    if NAMES[0] in wanted:
        chosen = {name: index for name, index in chosen.items() if name not in NAMES} | sides(folded, numbers)
    chosen |= _only_possible(numbers, wanted, chosen)
    chosen |= _only_amount(folded, numbers, wanted, chosen)
    values: dict[str, Any] = {}
    ranges: dict[str, Number] = {}
    for name, index in chosen.items():
        number = numbers[index]
        if number.upto is not None:
            ranges[name] = number
        else:
            values[name] = _value(folded, number, numbers, index, name, wanted[name])
            if name in NAMES:
                values[name] *= _thousands(number, numbers)
    used = set(chosen.values())
    left = tuple(one for index, one in enumerate(numbers) if index not in used)
    return Figures(values, left, ranges, frozenset(one.currency for one in numbers if one.currency))


def _thousands(number: Number, numbers: Sequence[Number]) -> int:
    """'250 grand against 80': the 80 are thousands too, where every other amount of the plan is."""
    others = [one for one in numbers if one is not number and one.unit in ("plain", "money")]
    bare = not number.scaled and 0 < number.value < 1000
    return 1000 if bare and any(one.scaled and one.value >= 1000 for one in others) else 1


def _matches(folded: str, numbers: Sequence[Number], wanted: Mapping[str, Kind]) -> list[_Match]:
    found = []
    for index, number in enumerate(numbers):
        before, after = _around(folded, numbers, index)
        for name, kind in wanted.items():
            score = _score(name, kind, number, before, after)
            if score > 0:
                found.append(_Match(score, name, index))
    return found


def _around(folded: str, numbers: Sequence[Number], index: int) -> tuple[str, str]:
    """What stands before a number, back to the one before it, and after it, up to the next one or a break."""
    number = numbers[index]
    start = max(numbers[index - 1].end if index else 0, number.start - REACH)
    end = numbers[index + 1].start if index + 1 < len(numbers) else len(folded)
    after = folded[number.end : min(end, number.end + REACH)]
    stop = _BREAK.search(after)
    return folded[start : number.start], after[: stop.start()] if stop else after


def _score(name: str, kind: Kind, number: Number, before: str, after: str) -> float:
    """How well a number fits an argument; 0 = not at all. A cue right beside it counts most."""
    fit = _unit_fit(kind, number)
    cue = CUES.get(name)
    if fit <= 0 or cue is None or (kind is not Kind.COUNT and _counts_things(number, after)):
        return 0
    best = 0.0
    if cue.before is not None:
        for match in cue.before.finditer(before):
            gap = before[match.end() :]
            penalty = 14.0 if _BREAK.search(gap + " ") else 0.0
            best = max(best, 60 - 0.9 * len(gap.strip()) - penalty + min(len(match.group()), 12) * 0.4)
    if cue.after is not None:
        beside = cue.after.match(_JOINT.sub("", after))
        if beside is not None:
            best = max(best, 66 + min(len(beside.group()), 12) * 0.4)
        else:
            late = cue.after.search(after)
            if late is not None:
                best = max(best, 50 - 1.2 * late.start())
    sure = 55 if fit <= 1 else 20
    return best + fit if best > sure else 0


_THINGS = re.compile(
    r"\s*-?(?:weeks?|days?|hours?|months?|years?|yrs?|accounts?|customers?|clients?|stores?|shops?|bikes?|units?|pieces|"
    r"people|times|visits|orders|kams?|of (?:them|my|our|the)|tubes|jerseys|helmets|frames|wochen|tage|kunden|jahre|"
    r"mois|ans|jours|clientes|anos|meses|semanas|x)\b"
)


_PAID = re.compile(r"\s*(?:visits|samples|trips)\b")
"""Nobody makes thousands of them: so many are what they cost."""


def _counts_things(number: Number, after: str) -> bool:
    """Whether a bare number counts something ('8 weeks'): then it is no amount and no percentage."""
    if number.unit != "plain" or number.scaled:
        return False
    return _THINGS.match(after) is not None and not (number.value >= 1000 and _PAID.match(after))


def _unit_fit(kind: Kind, number: Number) -> float:
    """How far the unit of a number suits a kind; negative = it cannot be one."""
    bare = number.unit == "plain" and not number.scaled
    match kind:
        case Kind.MONEY:
            if number.unit == "money":
                return 14
            if number.unit == "plain" and number.scaled:
                return 12
            return (4 if number.value >= SMALL_MONEY else 1) if bare else -1
        case Kind.PERCENT | Kind.POINTS:
            if number.unit in ("percent", "points"):
                if number.unit == "points":
                    return 14 if kind is Kind.POINTS else 6
                return 11 if kind is Kind.POINTS else 14
            return 2 if bare and abs(number.value) <= SMALL_MONEY else -1
        case _:
            whole = number.value == number.value.to_integral_value()
            return 6 if bare and whole and 0 < number.value < 1000 else -1


def _assigned(matches: Iterable[_Match]) -> dict[str, int]:
    """Each argument at most one number and the other way round, so that the fits together are best."""
    by_number: dict[int, list[_Match]] = {}
    for one in sorted(matches, key=lambda match: (-match.score, match.index))[:MOST_FITS]:
        by_number.setdefault(one.index, []).append(one)
    best: dict[frozenset[str], tuple[float, tuple[_Match, ...]]] = {frozenset(): (0.0, ())}
    for index in sorted(by_number):
        grown = dict(best)
        for names, (score, taken) in best.items():
            for one in by_number[index]:
                if one.name in names:
                    continue
                key, total = names | {one.name}, score + one.score
                if total > grown.get(key, (0.0, ()))[0]:
                    grown[key] = (total, (*taken, one))
        best = grown
    _, chosen = max(best.values(), key=lambda one: one[0])
    return {one.name: one.index for one in chosen}


def _only_possible(numbers: Sequence[Number], wanted: Mapping[str, Kind], chosen: Mapping[str, int]) -> dict[str, int]:
    """Numbers that their unit leaves only one open argument for."""
    added: dict[str, int] = {}
    for index, number in enumerate(numbers):
        if index in chosen.values() or index in added.values():
            continue
        if number.unit == "plain" and not number.scaled:
            if "top" in wanted and "top" not in {*chosen, *added} and _unit_fit(Kind.COUNT, number) > 0:
                added["top"] = index
            continue
        fits = [
            name
            for name, kind in wanted.items()
            if name not in chosen and name not in added and name not in NEEDS_CUE
            if _unit_fit(kind, number) >= 11 and _plausible(name, number.value)
        ]
        leads = [name for name in FIRST if name in fits] if index == 0 else []
        if len(fits) == 1 or leads:
            added[leads[0] if leads else fits[0]] = index
    return added


def _only_amount(
    folded: str, numbers: Sequence[Number], wanted: Mapping[str, Kind], chosen: Mapping[str, int]
) -> dict[str, int]:
    """The one bare number left that can be an amount, where the tool has but one to give: 'earned them 7500'."""
    if "amount" not in wanted or "amount" in chosen:
        return {}
    open_ = [
        index
        for index, one in enumerate(numbers)
        if index not in chosen.values()
        and _unit_fit(Kind.MONEY, one) >= 4
        and not _counts_things(one, folded[one.end :])
        and not (one.value == one.value.to_integral_value() and 1900 <= one.value <= 2100)
    ]
    return {"amount": open_[0]} if len(open_) == 1 else {}


def _plausible(name: str, value: Decimal) -> bool:
    low, high = USUAL.get(name, (None, None))
    return (low is None or value >= low) and (high is None or value <= high)


def _value(folded: str, number: Number, numbers: Sequence[Number], index: int, name: str, kind: Kind) -> Decimal | int:
    if kind is Kind.COUNT:
        return int(number.value)
    if name not in SIGNED or number.signed:
        return number.value
    start = numbers[index - 1].end if index else 0
    end = numbers[index + 1].start if index + 1 < len(numbers) else len(folded)
    before, after = folded[start : number.start], folded[number.end : end]
    stops = list(_CLAUSE.finditer(before))
    near = before[stops[-1].end() :] if stops else before
    stop = _CLAUSE.search(after)
    after = after[: stop.start()] if stop else after
    sign = _direction(name, near, after)
    return number.value if sign >= 0 else -number.value


def _direction(name: str, before: str, after: str) -> int:
    """Up or down. For a discount, giving it is up: 'off', 'discount' and 'give' say nothing of down there."""
    if name == "discount_pts":
        plain = re.compile(r"\b(?:off|discount\w*|giv\w+|extra)\b")
        before, after = plain.sub(" ", before), plain.sub(" ", after)
        if re.search(r"\b(?:back|cut|less|reduc\w*|lower|fewer|weniger|moins|menos)\b", before + " " + after):
            return -1
        return 1
    near = direction(before)
    return near or direction(after)
