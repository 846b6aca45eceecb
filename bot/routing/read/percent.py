"""Percentages and percentage points from words: '12%', '12 percent', '12 points', 'half a percent', '-3'."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.errors import BadInput
from bot.routing.normal import fold
from bot.routing.read.money import the_number
from bot.routing.read.numbers import Number

_DOWN = re.compile(
    r"\b(?:down|lower(?:ed)?|less|fewer|cut(?:s|ting)?|drop(?:s|ped|ping)?|fall(?:s|ing)?|fell|decreas\w*|reduc\w*|"
    r"cheaper|los[et]\w*|pull\w*|sav\w*|shrink\w*|shed|minus|negative|off|discount(?:ed)?|giv\w+ (?:away|up)|weniger|"
    r"senk\w*|sink\w*|billiger|moins|baiss\w*|menos|baj\w*|slash\w*|trim\w*|declin\w*|slip\w*|reduction|shorter|"
    r"worse|down by)\b"
)
_UP = re.compile(
    r"\b(?:up|higher|more|rais\w*|rise[ns]?|rising|rose|increas\w*|grow\w*|grew|add\w*|plus|hike\w*|extra|dearer|expensive|"
    r"mehr|erhoh\w*|steig\w*|teurer|plus|hausse\w*|augment\w*|mas|sub\w+|aument\w*|jump\w*|gain\w*|climb\w*|better)\b"
)


def percent(text: str) -> Decimal:
    """'12' and '12 %' are 12. Raises BadInput for none, several, a range, or money."""
    number = the_number(text, "a percentage", "12 or 12%")
    if number.unit == "money" or number.scaled:
        raise BadInput(f"'{text}' is not a percentage; write for example 12 or 12%.")
    return _signed(number, text)


def points(text: str) -> Decimal:
    """Signed percentage points: '2.5', '2.5 points', '-1 pp'. Raises BadInput like `percent`."""
    number = the_number(text, "a change in percentage points", "2.5 or -1")
    if number.unit == "money" or number.scaled:
        raise BadInput(f"'{text}' is not a change in percentage points; write for example 2.5 or -1.")
    return _signed(number, text)


def direction(text: str) -> int:
    """-1 where the words near a change say down, 1 where they say up, 0 where they say neither.

    Where both are said, the nearest to the end of the text (which is where the number stands) counts.
    """
    folded = fold(text)
    downs = [match.start() for match in _DOWN.finditer(folded)]
    ups = [match.start() for match in _UP.finditer(folded)]
    if not downs and not ups:
        return 0
    return 1 if not downs or (ups and ups[-1] > downs[-1]) else -1


def _signed(number: Number, text: str) -> Decimal:
    if number.signed or direction(text.replace(number.text, " ")) >= 0:
        return number.value
    return -number.value
