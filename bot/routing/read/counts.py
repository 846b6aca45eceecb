"""Whole numbers, series of amounts, and named scores from words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.errors import BadInput
from bot.routing.normal import fold
from bot.routing.read.money import the_number
from bot.routing.read.numbers import numbers_in

COMPETENCES = {
    "consulting": "consult advis berat conseil consultor",
    "financial": "financ finanz money",
    "interpersonal": "interpersonal people personal social zwischenmensch relation",
    "project management": "project projekt projet proyecto pm",
    "influencing": "influenc persua einfluss influ",
}
"""Each competence with the starts of the words that name it."""


def count(text: str) -> int:
    """A whole number: '8', 'eight', '8.00'. Raises BadInput for anything else."""
    number = the_number(text, "a whole number", "8 or eight")
    if number.unit in ("percent", "points") or number.value != number.value.to_integral_value():
        raise BadInput(f"'{text}' is not a whole number; write for example 8.")
    return int(number.value)


def series(text: str) -> tuple[Decimal, ...]:
    """Amounts in their order: '-50k, 20k, 20k', '100; 120; 90', or '120,135,128' (without a space every comma parts).
    Raises BadInput where a part is not an amount."""
    if "," in text and not re.search(r"[\s;|/]", text):
        text = text.replace(",", ";")
    parts = [part for part in re.split(r"[;|\n/]|,\s|,(?=[-−$€£\d])(?![\d]{3}(?:\D|$))", text) if part.strip()]
    if len(parts) == 1:
        found = numbers_in(text)
        if len(found) > 1:
            return tuple(one.value for one in found)
    values = []
    for part in parts:
        numbers = numbers_in(part)
        if len(numbers) != 1 or numbers[0].upto is not None:
            raise BadInput(f"'{part.strip()}' is not an amount; write the series like 100000, 120000, 90000.")
        values.append(numbers[0].value)
    if not values:
        raise BadInput(f"'{text}' holds no amounts; write the series like 100000, 120000, 90000.")
    return tuple(values)


def scores(text: str | Mapping[str, object]) -> dict[str, Decimal]:
    """Scores by competence: 'consulting=3, financial 4'. Raises BadInput where nothing is named or scored."""
    if isinstance(text, Mapping):
        text = ", ".join(f"{name}={value}" for name, value in text.items())
    found: dict[str, Decimal] = {}
    folded = fold(text)
    for name, starts in COMPETENCES.items():
        pattern = rf"\b(?:{'|'.join(starts.split())})\w*[^\d,;]{{0,25}}?(\d+(?:[.,]\d+)?)"
        backward = (
            rf"(\d+(?:[.,]\d+)?)\s*(?:/\s*5\s*)?(?:in|for|on|at|bei|en)\s+(?:\w+\s)?(?:{'|'.join(starts.split())})"
        )
        match = re.search(backward, folded) or re.search(pattern, folded)
        if match:
            found[name] = Decimal(match.group(1).replace(",", "."))
    if not found:
        raise BadInput(f"'{text}' has no score; write for example consulting=3, financial=4, influencing=2.")
    return found
