"""What a short message changes in the arguments of the question before it."""

# ruff: noqa: E501 - one pattern a line
from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.routing.cues import CUES
from bot.routing.extract import extract
from bot.routing.figures import NUMERIC
from bot.routing.normal import fold, stem, word_set, words
from bot.routing.offers import which_of_these
from bot.routing.read.dates import DateHit
from bot.routing.read.months import WEEKDAYS
from bot.routing.read.numbers import numbers_in
from bot.routing.read.periods import compared_with
from bot.routing.read.words import choice_in
from bot.routing.resolve import calendar
from bot.routing.said import Said
from bot.routing.sides import side_named
from bot.routing.texts import bant_in
from bot.routing.thread import recent_accounts
from bot.tools.answer import Answer
from bot.tools.arguments import Kind, choices_of, kind_of
from bot.tools.periods import last_full_months
from bot.tools.tool import Tool

_NOT = re.compile(
    r"\b(?:not|nicht|pas|no)\s+(?P<old>[^,;.]{1,24}?)[,;]?\s+(?:but\s+|sondern\s+|mais\s+|sino\s+|make (?:it|that)\s+|it's\s+|rather\s+)?(?P<new>[^,;]{1,24})$|(?P<new2>[^,;]{1,24}?)[,;]?\s+(?:not|instead of|rather than|statt)\s+(?P<old2>[^,;.]{1,24})$"
)
FILLERS = word_set(
    """please pls plz and also now then what about how same again instead only just the for with at of in by per over use make
    it that this them there one ones me us you can could would do show give tell see look like want need try if were was had
    have is are be been be's s t d ll re ve got get me let say assume suppose change set put take mean meant think actually
    sorry rather not no but or vs versus against compare compared to than same thing too as well instead here year years month
    quarter account accounts customer customers shop store client clients number numbers figure figures question und aber auch
    mit fur ohne was ist wie sieht es aus bei bitte noch mal et mais aussi pour avec sans y pero tambien para con sin que pasa
    der die das den dem ein eine le la les un une el los las una ok okay so hm well carried carry redo rerun repeat many much
    full whole so far all every everything my our your lose lost drop raise cut up down higher lower more less fewer each only breakdown split view version
    detail details detailed anyway though his her hers him he she their theirs specifically
    particularly exactly precisely fine right alright great perfect thanks thx yes yeah yep nope namely next genau eben bien
    lieber plutot mejor doch end list"""
)


def own_words(said: Said, tool: Tool) -> set[str]:
    """The words that are neither names, times, numbers and fillers, nor about the tool's arguments."""
    spans = [
        *said.name_spans,
        *((hit.start, hit.end) for hit in said.scopes),
        *((hit.start, hit.end) for hit in said.people),
        *((hit.start, hit.end) for hit in said.periods(calendar(said.context, tool.id))),
        *((hit.start, hit.end) for hit in said.dates()),
        *((one.start, one.end) for one in numbers_in(said.text)),
    ]
    spans += _cue_spans(said.folded if len(said.folded) == len(said.text) else "", tool)
    return {
        word.text
        for word in words(said.without(spans))
        if word.text not in FILLERS and stem(word.text) not in _about(tool) and not word.text.isdigit()
    }


def _cue_spans(folded: str, tool: Tool) -> list[tuple[int, int]]:
    """Where words stand that announce the tool's numbers ('for visits and samples')."""
    if not numbers_in(folded):
        return []
    patterns = [one for name in tool.args.model_fields if name in CUES for one in (CUES[name].before, CUES[name].after)]
    return [match.span() for pattern in patterns if pattern is not None for match in pattern.finditer(folded)]


def _about(tool: Tool) -> frozenset[str]:
    """Words of the tool's argument names, descriptions and choices (stems)."""
    text = " ".join(
        f"{name.replace('_', ' ')} {field.description or ''} {field.annotation}"
        for name, field in tool.args.model_fields.items()
    )
    return frozenset(stem(word.text) for word in words(text.replace("_", " ")))


def letters_in(said: Said, tool: Tool) -> dict[str, Any]:
    """What a statement adds on budget, authority, need or timing, after a qualification."""
    if "budget" not in tool.args.model_fields or "?" in said.text or said.accounts:
        return {}
    return dict(bant_in(said.text)) if len(said.words) <= 14 else {}


def changes_in(said: Said, tool: Tool, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a message changes: values of every kind but text, and a bare number where only one argument fits it."""
    swapped = swapped_in(said, tool, values)
    if swapped:
        return swapped
    found = dict(extract(tool, said, frozenset(recent_accounts(said.context))).values)
    changes = {name: value for name, value in found.items() if _is_change(tool, name)}
    changes = dict(_as_said(said, tool, values, changes)) | _turned_round(said, tool, values)
    changes |= _multiplied(said, tool, values)
    changes |= _period_before(said, tool, values, changes)
    changes = {name: _in_thousands(said, tool, name, value, values) for name, value in changes.items()}
    changes = _dated(tool, changes, values, said)
    for name, value in _bare_numbers(said, tool, values, changes).items():
        changes.setdefault(name, value)
    return changes


def _as_said(said: Said, tool: Tool, values: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without an order that was not said ('by growth instead' stays among the worst), and without a metric that only
    the order's word tells ('the five losers')."""
    if "order" not in changes:
        return changes
    order = _PLAIN_ORDER.search(said.folded)
    dropped = set()
    if not choice_in(said.text, "order", choices_of(tool.args, "order")):
        dropped.add("order")
    elif order is not None and values.get("metric"):
        dropped |= {"metric"} if not choice_in(_PLAIN_ORDER.sub(" ", said.folded), "metric", METRICS) else set()
    return {name: value for name, value in changes.items() if name not in dropped}


_ROUND = re.compile(
    r"\bother (?:end|way round|way around)\b|\bthe (?:reverse|opposite)\b|\bflip\w*\b|\breversed?\b|\bandersherum\b|\bumgekehrt\b"
)


def _turned_round(said: Said, tool: Tool, values: Mapping[str, Any]) -> dict[str, Any]:
    """'and the other end of the list': the worst after the best."""
    if "order" not in tool.args.model_fields or _ROUND.search(said.folded) is None:
        return {}
    first, *others = choices_of(tool.args, "order")
    return {"order": others[0] if values.get("order", first) == first else first}


_TIMES = {
    Decimal(2): re.compile(r"\b(?:doubl\w+|twice as (?:much|high|many)|verdoppel\w*|doppelt|dobl\w*|duplic\w*)\b"),
    Decimal(3): re.compile(r"\b(?:tripl\w+|three times|verdreifach\w*|dreimal)\b"),
    Decimal("0.5"): re.compile(
        r"\b(?:halv\w+|half (?:of it|as (?:much|high|many))|halbier\w*|cut(?:s)? in half|moitie|mitad)\b"
    ),
}


def _multiplied(said: Said, tool: Tool, values: Mapping[str, Any]) -> dict[str, Any]:
    """'what if our cost doubles': the one number given before that the words name, times two."""
    factor = next((times for times, pattern in _TIMES.items() if pattern.search(said.folded)), None)
    if factor is None or numbers_in(said.text):
        return {}
    given = [name for name, value in values.items() if isinstance(value, Decimal)]
    named = side_named(said.folded)
    fits = [named] if named in given else [name for name in given if _cued(name, said.folded)]
    return {fits[0]: values[fits[0]] * factor} if len(fits) == 1 else {}


def _cued(name: str, folded: str) -> bool:
    cue = CUES.get(name)
    return cue is not None and cue.before is not None and cue.before.search(folded) is not None


METRICS = ("sales", "gross_margin", "net_profit", "growth", "clv")
_PLAIN_ORDER = re.compile(
    r"\b(?:losers?|winners?|gainers?|biggest|largest|smallest|shrinkers?|climbers?|fallers?|droppers?)\b"
)
_LAST_ONE = re.compile(r"^(?:the )?(?:last|previous|prior) (?:year|yr|quarter|month)", re.IGNORECASE)
_COMPARES = re.compile(r"\b(?:vs|versus|against|compared?|gegenuber|vergleich|contre|frente|than)\b")


def _period_before(said: Said, tool: Tool, values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """'the quarter before', 'and the year before?': the asked period moves back. 'vs last year': it stays, and is
    compared with the same days a year before."""
    if "period" not in tool.args.model_fields or "period" in changes:
        return {}
    base = values.get("period") or last_full_months(said.context.today)
    for hit in said.periods(calendar(said.context, tool.id)):
        compares = _COMPARES.search(said.folded) is not None
        if compares and "compare_to" in tool.args.model_fields and (hit.relative or _LAST_ONE.search(hit.text)):
            months_back = hit.relative == "before" or re.search(r"quarter|month|week|period", hit.text)
            return {"compare_to": base.before() if months_back else base.year_before()}
        if hit.relative and not compares:
            return {"period": compared_with(base, hit)}
    return {}


def _in_thousands(said: Said, tool: Tool, name: str, value: Any, values: Mapping[str, Any]) -> Any:
    """'and if they gained 80' after 60,000 means 80,000."""
    before = values.get(name)
    if kind_of(tool.args, name) is not Kind.MONEY or not isinstance(value, Decimal) or not isinstance(before, Decimal):
        return value
    bare = any(one.value == value and one.unit == "plain" and not one.scaled for one in numbers_in(said.text))
    thousands = before >= 1000 and before % 1000 == 0 and 0 < value < 1000
    return value * 1000 if bare and thousands else value


def _is_change(tool: Tool, name: str) -> bool:
    if name in ("owner", "department"):
        return True
    return name != "operation" and kind_of(tool.args, name) not in (Kind.TEXT, Kind.ITEM)


def _dated(tool: Tool, changes: dict[str, Any], values: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """A new day goes where a day was before: 'yes, but the 14th'."""
    days = {name: value for name, value in changes.items() if isinstance(value, dt.date)}
    if not days:
        return changes
    before = [name for name in tool.args.model_fields if isinstance(values.get(name), dt.date)]
    if not before and values.get("snooze"):
        coming = said.dates()
        return {**changes, "new_date": coming[-1].date} if coming else changes
    if not before:
        return changes
    kept = {name: value for name, value in changes.items() if name not in days}
    hits = said.dates(past=before[0] == "date")
    day = _beside(hits[-1], values[before[0]]) if hits else next(iter(days.values()))
    return kept | {before[0]: day}


_WEEKDAY = re.compile(rf"(?:on |by |am |bis |le |el )?(?:{'|'.join(WEEKDAYS)})s?")
_DAY_OF_MONTH = re.compile(r"(?:on |by |am |bis )?(?:the |den |dem |der |le |el )?(\d{1,2})(?:st|nd|rd|th|\.)?")


def _beside(hit: DateHit, before: dt.date) -> dt.date:
    """A new day beside the one it takes the place of: 'but wednesday' is of the same days, 'the 14th' of the same
    month."""
    text = fold(hit.text).strip()
    if _WEEKDAY.fullmatch(text):
        return before + dt.timedelta(days=(hit.date.weekday() - before.weekday() + 3) % 7 - 3)
    number = _DAY_OF_MONTH.fullmatch(text)
    if number is None or not 1 <= int(number[1]) <= _days_of_month(before):
        return hit.date
    return before.replace(day=int(number[1]))


def _days_of_month(day: dt.date) -> int:
    """Days of a day's month."""
    return monthrange(day.year, day.month)[1]


def swapped_in(said: Said, tool: Tool, values: Mapping[str, Any]) -> dict[str, Any]:
    """'not 10, 15': the argument that was 10 becomes 15."""
    match = _NOT.search(said.folded)
    if match is None:
        return {}
    old = numbers_in(match["old"] or match["old2"] or "")
    new = numbers_in(match["new"] or match["new2"] or "")
    if len(old) != 1 or len(new) != 1:
        return {}
    for name, value in values.items():
        if isinstance(value, int | Decimal) and not isinstance(value, bool) and value == old[0].value:
            return {name: int(new[0].value) if isinstance(value, int) else new[0].value}
    return {}


def _bare_numbers(said: Said, tool: Tool, values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    fits = _number_fits(said, tool, values, changes)
    if len(fits) > 1:
        fits = [one for one in fits if one[0] in _just_changed(said)]  # 'no, 11' after 'and at 12'
    if len(fits) != 1:
        return {}
    name, value = fits[0]
    return {name: value}


def _just_changed(said: Said) -> frozenset[str]:
    """The arguments that the last question set or changed against the one before it."""
    turns = said.context.turns
    if len(turns) < 2 or turns[0].route != turns[1].route:
        return frozenset()
    return frozenset(name for name, value in turns[0].args.items() if turns[1].args.get(name) != value)


def _number_fits(
    said: Said, tool: Tool, values: Mapping[str, Any], changes: Mapping[str, Any]
) -> list[tuple[str, Any]]:
    """The arguments given before whose kind a lone number without a cue suits."""
    numbers = [one for one in extract(tool, said).left if one.upto is None]
    if len(numbers) != 1 or changes:
        return []
    number = numbers[0]
    money = number.unit == "money" or number.scaled or number.value >= 1000
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        kind = kind_of(tool.args, name)
        if kind not in NUMERIC or isinstance(value, bool):
            continue
        if (kind is Kind.MONEY) != money or (number.unit in ("percent", "points")) > (
            kind in (Kind.PERCENT, Kind.POINTS)
        ):
            continue
        found.append((name, int(number.value) if kind is Kind.COUNT else number.value))
    return found


def which_number(said: Said, tool: Tool, values: Mapping[str, Any]) -> Answer | None:
    """The question which of several arguments a bare number means."""
    fits = _number_fits(said, tool, values, {})
    if len(fits) < 2:
        return None
    offered = [(name.replace("_", " ").removesuffix(" pct"), f"{name}={value}") for name, value in fits]
    number = extract(tool, said).left[0]
    return which_of_these(f"What is the {number.text}?", offered, "figure")


def merged(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Old and new arguments; a new account takes the place of a scope, and a new period that of the comparison."""
    kept = dict(values)
    if "account" in changes:
        kept.pop("scope", None)
    if "scope" in changes:
        kept.pop("account", None)
    if "period" in changes:
        kept.pop("compare_to", None)
    return kept | dict(changes)
