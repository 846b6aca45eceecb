"""An amount of money from words: '1.2m', '200k', '$1,200', '1,5 Mio. €', "CHF 12'500", 'two million'."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.errors import BadInput
from bot.routing.read.numbers import Number, numbers_in


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written; currency '' = none was written, so the reporting currency."""

    value: Decimal
    currency: str = ""


def money(text: str) -> Amount:
    """The one amount of a text. Raises BadInput for none, several, a range, or another kind of number."""
    number = the_number(text, "an amount", "200000, 200k or 1.2m")
    if number.unit in ("percent", "points"):
        raise BadInput(f"'{text}' is not an amount; write for example 200000, 200k or 1.2m.")
    return Amount(number.value, number.currency)


def the_number(text: str, what: str, like: str) -> Number:
    """The only number of a text. Raises BadInput that says `what` was wanted and what it looks `like`."""
    found = numbers_in(text)
    if len(found) != 1:
        reason = "is not" if not found else "has several numbers, not"
        raise BadInput(f"'{text}' {reason} {what}; write for example {like}.")
    number = found[0]
    if number.upto is not None:
        raise BadInput(f"'{text}' is a range; give one figure, for example {like}.")
    return number
