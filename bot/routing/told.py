"""Which of a model's arguments a person's own words hold; every other one is dropped, whatever the model says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.errors import BadInput
from bot.routing.figures import NUMERIC, SIGNED
from bot.routing.normal import fold, words
from bot.routing.read.numbers import Number, numbers_in
from bot.routing.read.percent import direction
from bot.routing.resolve import calendar, read_value
from bot.routing.said import Said
from bot.routing.texts import ordinal_in
from bot.routing.thread import recent_accounts
from bot.tools.answer import Answer
from bot.tools.arguments import Kind, kind_of
from bot.tools.tool import Tool

EARLIER = 3
"""Questions of the thread before this one whose words count as said."""

_NAMED = (Kind.ACCOUNT, Kind.PERSON, Kind.PRODUCT, Kind.PROMOTION, Kind.OPPORTUNITY, Kind.SCOPE)
_PLAIN = {
    Kind.SCOPE: frozenset({"mine", "my", "team", "all", "everyone"}),
    Kind.PERSON: frozenset({"me", "i", "myself", "my"}),
}
"""Canonical words that need not be said."""


def told(tool: Tool, raw: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """The arguments that hold, as typed values; a clarify or refused Answer where a name that was said is not clear.

    Raises BadInput for an argument that the tool does not have.
    """
    unknown = [name for name in raw if name not in tool.args.model_fields]
    if unknown:
        raise BadInput(f"{tool.id} takes no {', '.join(unknown)}.")
    held: dict[str, Any] = {}
    for name, given in raw.items():
        value = _value(tool, name, given, said)
        if value is not None:
            held[name] = value
    return held


def _value(tool: Tool, name: str, given: Any, said: Said) -> Any:
    """The value of one argument, None where it is empty, cannot be read, or was not said."""
    text = _text(given)
    kind = kind_of(tool.args, name)
    if not text or kind is Kind.FLAG:  # a yes or no is read from the person's own words
        return None
    if kind is Kind.TEXT:
        return _own_text(tool, name, text, said)
    if kind in _NAMED and not _named(kind, text, said):
        return None
    try:
        value = read_value(tool, name, text, said.context)
    except (BadInput, ArithmeticError, ValueError):  # also what is too large to be a number
        return None
    if isinstance(value, Answer):
        return value
    return value if _holds(tool, name, kind, text, value, said) else None


def _text(given: Any) -> str:
    """The words of an argument; '' for what is none."""
    if isinstance(given, list):
        return ", ".join(_text(one) for one in given)
    if isinstance(given, dict):
        return ", ".join(f"{key}={_text(value)}" for key, value in given.items())
    return "" if given is None or isinstance(given, bool) else str(given).strip()[:1000]


def _own_text(tool: Tool, name: str, text: str, said: Said) -> str | None:
    """A text that the person wrote. What guidance is asked is the person's question, never a model's version."""
    if tool.args.model_fields[name].is_required():
        return said.text
    own = {word.text for word in said.words}
    return text if {word.text for word in words(text)} <= own and fold(text) and _same_signs(text, said.text) else None


def _same_signs(text: str, said: str) -> bool:
    """Whether a text has no sign but those of the message: no link or markup may be put between its words."""
    return {one for one in text if not one.isalnum()} <= {one for one in said if not one.isalnum()} | set(" .,'-")


def _named(kind: Kind, text: str, said: Said) -> bool:
    folded = fold(text)
    if folded in _PLAIN.get(kind, frozenset()):
        return True
    if kind is Kind.ACCOUNT and text in recent_accounts(said.context):
        return True
    wanted = {word.text for word in words(text)}
    return bool(wanted) and wanted <= _spoken(said)


def _holds(tool: Tool, name: str, kind: Kind, text: str, value: Any, said: Said) -> bool:
    match kind:
        case Kind.MONEY | Kind.PERCENT | Kind.POINTS | Kind.COUNT:
            return _number_holds(name, Decimal(value), said)
        case Kind.SERIES:
            return all(_number_holds(name, Decimal(one), said) for one in value)
        case Kind.SCORES:
            return all(_number_holds(name, Decimal(one), said) for one in value.values())
        case Kind.PERIOD:
            read = (one.period for one in said.periods(calendar(said.context, tool.id)))
            return value in read or _words_hold(text, said)
        case Kind.DATE:
            dates = {one.date for past in (True, False) for one in said.dates(past)}
            return value in dates or _words_hold(text, said)
        case Kind.ITEM:
            place = ordinal_in(said.text)
            return str(value) == str(place) or {one.text for one in words(text)} <= {one.text for one in said.words}
        case _:
            return True


def _words_hold(text: str, said: Said) -> bool:
    """Whether a time is in the person's words; one in other words may stand where it has no digit ('YTD')."""
    wanted = {word.text for word in words(text)}
    return wanted <= _spoken(said) or not any(letter.isdigit() for word in wanted for letter in word)


def _spoken(said: Said) -> set[str]:
    """The words of the message and of the thread's last questions."""
    earlier = (turn.question for turn in said.context.turns[:EARLIER])
    return {word.text for text in (said.text, *earlier) for word in words(text)}


def _number_holds(name: str, value: Decimal, said: Said) -> bool:
    """Whether this very number was said; with the other sign only for a change that words say goes down."""
    texts = (said.text, *(turn.question for turn in said.context.turns[:EARLIER]))
    return any(_same(name, value, one, text) for text in texts for one in numbers_in(text))


def _same(name: str, value: Decimal, number: Number, text: str) -> bool:
    if value == number.value or (number.upto is not None and value == number.upto):
        return not _said_down(name, number, text) if name in SIGNED and value > 0 else True
    return name in SIGNED and value == -number.value and not number.signed and _said_down(name, number, text)


def _said_down(name: str, number: Number, text: str) -> bool:
    around = text[max(0, number.start - 60) : number.start]
    after = text[number.end : number.end + 30]
    return not number.signed and name != "discount_pts" and (direction(around) or direction(after)) < 0


def unused(value: Decimal | int, tool: Tool, values: Mapping[str, Any], said: Said) -> bool:
    """Whether a number is left for another argument: said more often than these values take it."""
    taken = sum(abs(Decimal(one)) == abs(value) for name, one in values.items() if kind_of(tool.args, name) in NUMERIC)
    return taken == 0 or taken < sum(abs(one.value) == abs(value) for one in numbers_in(said.text))
