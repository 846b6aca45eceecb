"""The question with its names and numbers hidden, so that only what is asked remains."""

from __future__ import annotations

import re

from bot.routing.read.numbers import numbers_in

ACCOUNT, PERSON, PRODUCT, PROMOTION, LINK = "Acme", "Smith", "widget", "promo", "link"
"""What stands for a name: words that the encoder knows as such, and that 'account' or 'product' are not."""

_NUMBERS = {"money": "$ 7", "percent": "7 %", "points": "7 points", "plain": "7"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"\b[\w.+-]+@[\w.-]+\.\w+\b|https?://\S+|<[@#!][^>]*>")


def replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text with these spans replaced, then its numbers and addresses."""
    taken = list(spans)
    for match in _ADDRESS.finditer(text):
        taken += _free([(match.start(), match.end(), LINK)], taken)
    for number in numbers_in(text):
        if number.unit == "plain" and _YEAR.fullmatch(number.text):
            continue
        name = _NUMBERS["money" if number.unit == "plain" and number.scaled else number.unit]
        if not number.in_words or number.unit != "plain" or number.scaled:
            taken += _free([(number.start, number.end, name)], taken)
    parts: list[str] = []
    position = 0
    for start, end, name in sorted(taken):
        parts += [text[position:start], f" {name} "]
        position = end
    parts.append(text[position:])
    return _SPACES.sub(" ", "".join(parts)).strip()


def _free(wanted: list[tuple[int, int, str]], taken: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return [one for one in wanted if all(one[1] <= start or one[0] >= end for start, end, _ in taken)]
