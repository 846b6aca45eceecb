"""Numbers in a text with their unit: money, per cent, points, or plain; in digits or words, in several locales."""

# ruff: noqa: E501 - the rows of the grammar are patterns, one a line
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.routing.normal import fold, word_set

Unit = Literal["money", "percent", "points", "plain"]

SCALES = {
    **dict.fromkeys(
        ("k", "thousand", "thousands", "tsd", "tausend", "mille", "mil", "grand", "ths", "t"), Decimal(1000)
    ),
    **dict.fromkeys(("lakh", "lakhs"), Decimal(100_000)),
    **dict.fromkeys(
        ("m", "mm", "mn", "mio", "mln", "mill", "million", "millions", "millionen", "millon", "millones", "mille-n"),
        Decimal(1_000_000),
    ),
    **dict.fromkeys(
        ("b", "bn", "billion", "billions", "mrd", "mia", "milliarde", "milliarden", "milliard", "milliards"),
        Decimal(1_000_000_000),
    ),
}

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "bucks": "USD", "buck": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "pfund": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY", "chf": "CHF", "sfr": "CHF", "fr.": "CHF", "franken": "CHF", "francs": "CHF",
    "dkk": "DKK", "sek": "SEK", "nok": "NOK", "pln": "PLN", "czk": "CZK", "cad": "CAD", "c$": "CAD", "ca$": "CAD",
    "aud": "AUD", "a$": "AUD", "au$": "AUD", "nzd": "NZD", "inr": "INR", "₹": "INR", "cny": "CNY", "rmb": "CNY",
    "kr": "SEK", "mxn": "MXN", "brl": "BRL", "zar": "ZAR", "sgd": "SGD", "hkd": "HKD",
}  # fmt: skip

NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12,
    "null": 0, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "elf": 11, "zwolf": 12, "funfzehn": 15, "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90, "hundert": 100, "dutzend": 12,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100, "ciento": 100,
}  # fmt: skip
_AMBIGUOUS = word_set("one sept once cent neuf elf null")  # also other words: numbers only beside a unit or scale

_DIGITS = r"\d{1,3}(?:(?P<s>[,.'’\u00a0\u202f ])\d{3})(?:(?P=s)\d{3})*(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?|[.,]\d+"
_SCALE = (
    r"(?:k|tsd\.?|thousands?|tausend|mille|grand|mio\.?|mln|mm|mn|millions?|millionen|mill[oó]n(?:es)?|mill\.?|m|"
    r"bn|billions?|mrd\.?|mia\.?|milliarden?|milliards?|lakhs?|t(?=\s?€)|b)(?![A-Za-zÀ-ÿ])"
)
_PERCENT = r"%|per ?cent\b|percent\b|pct\b\.?|pc\b|prozent\b|pour ?cent\b|por ?ciento\b|v\.\s?h\."
_POINTS = (
    r"%?-?\s?(?:percentage|percent|pct|prozent)?[ -]?(?:points?|pts?\b\.?|punkte?n?\b|puntos?\b)|pp\b|ppts?\b|p\.p\.|"
    r"points? de pourcentage|basis points\b|bps?\b"
)
_MONEY_SIGN = r"us\$|ca?\$|au?\$|[$€£¥₹]"
_MONEY_WORD = (
    r"usd|eur|gbp|chf|sfr|dkk|sek|nok|pln|czk|cad|aud|nzd|jpy|inr|cny|rmb|mxn|brl|zar|sgd|hkd|dollars?|bucks?|euros?|"
    r"pounds?|quid|pfund|franken|francs|yen|kr"
)
_NUMBER = re.compile(
    rf"(?P<sign>[-−–+](?=[\d$€£.])|\b(?:minus|plus)\s)?"
    rf"(?:(?P<before>{_MONEY_SIGN}|\b(?:{_MONEY_WORD})\.?)\s?|(?<![\w.,])(?<![A-Za-z]-))"
    rf"(?P<digits>{_DIGITS})(?![.,]?\d)"
    rf"(?!(?:st|nd|rd|th|er|ème|e)\b)"
    rf"(?:\s?(?P<scale>{_SCALE}))?"
    rf"(?:\s?(?P<unit>{_POINTS}|{_PERCENT}))?"
    rf"(?:\s?(?P<after>(?:{_MONEY_SIGN})|(?:{_MONEY_WORD})\b))?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|bis|à|a|and|und|or|oder|ou)\s*", re.IGNORECASE)
_TIGHT = re.compile(r"\s*(?:-|–|—)\s*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as said, at text[start:end]. `upto` = the other end of a range; `scaled` = written with k, m, …

    value is signed only where a sign was written (`signed`); bps are points already divided by 100.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: Unit
    currency: str = ""
    upto: Decimal | None = None
    scaled: bool = False
    signed: bool = False
    in_words: bool = False


def numbers_in(text: str) -> list[Number]:
    """Every number of a text in its order; ordinals and digits within words ('Q3', 'Road-650', ids) are none."""
    found = [_read(match) for match in _NUMBER.finditer(text)]
    found = _shares(text, found)
    taken = [(one.start, one.end) for one in found]
    found += [one for one in _spelled(text) if all(one.end <= a or one.start >= b for a, b in taken)]
    found.sort(key=lambda one: one.start)
    return _ranges(text, found)


_SHARE = re.compile(
    r"\b(?P<part>\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s+(?:in|out of|von|sur|de cada)\s+(?P<whole>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"(?!\s*(?:%|percent|years?|months?|weeks?|days?|minutes?|hours?))",
    re.IGNORECASE,
)


def _shares(text: str, found: list[Number]) -> list[Number]:
    """'four in five' as 80 per cent, in place of its two numbers."""
    for match in _SHARE.finditer(text):
        part, whole = (
            Decimal(NUMBER_WORDS.get(said.casefold(), 0) or int(said)) for said in match.group("part", "whole")
        )
        if 0 < part < whole:
            kept = [one for one in found if one.end <= match.start() or one.start >= match.end()]
            share = Number(match.start(), match.end(), match.group(), part * 100 / whole, "percent", in_words=True)
            found = [*kept, share]
    return found


def plain(digits: str, scaled: bool = False, exact: bool = False) -> Decimal:
    """The value of a number in digits: '1,200.50', '1.200,50', "12'500", '1 200', '12,5'.

    `scaled` or `exact` (a per cent): three digits after a single mark are decimals, not thousands.
    """
    bare = re.sub(r"[\s'’\u00a0\u202f]", "", digits)
    commas, dots = bare.count(","), bare.count(".")
    if commas and dots:
        last = max(bare.rfind(","), bare.rfind("."))
        whole = re.sub(r"[.,]", "", bare[:last])
        return Decimal(f"{whole or 0}.{bare[last + 1 :]}")
    if commas + dots > 1:
        return Decimal(re.sub(r"[.,]", "", bare))
    if commas + dots == 1:
        whole, part = re.split(r"[.,]", bare)
        if len(part) == 3 and 0 < len(whole) <= 3 and whole != "0" and not scaled and not exact:
            return Decimal(whole + part)
        return Decimal(f"{whole or 0}.{part}")
    return Decimal(bare)


def _read(match: re.Match[str]) -> Number:
    unit_text = (match["unit"] or "").casefold()
    scale = fold(match["scale"] or "").rstrip(".")
    value = plain(match["digits"].rstrip("., "), bool(scale), bool(unit_text)) * SCALES.get(scale, Decimal(1))
    sign = (match["sign"] or "").strip()
    if sign in ("-", "−", "–") or sign.casefold() == "minus":
        value = -value
    currency = CURRENCIES.get(fold(match["before"] or match["after"] or "").rstrip("."), "")
    unit: Unit = "plain"
    if currency or scale == "grand":
        unit = "money"
    elif unit_text:
        unit = "percent" if re.fullmatch(_PERCENT, unit_text, re.IGNORECASE) else "points"
        if unit_text.startswith(("bp", "basis")):
            value /= 100
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Number(
        start, match.end(), match.group().strip(), value, unit, currency, scaled=bool(scale), signed=bool(sign)
    )


def _ranges(text: str, found: list[Number]) -> list[Number]:
    """Two numbers that form a range become one; scale, unit and currency of one end hold for both."""
    joined: list[Number] = []
    index = 0
    while index < len(found):
        one = found[index]
        other = found[index + 1] if index + 1 < len(found) else None
        if other is not None and _is_range(text, one, other):
            low = one.value
            if other.scaled and not one.scaled and abs(low) < 1000:
                low *= _factor(other)
            joined.append(
                Number(
                    one.start,
                    other.end,
                    text[one.start : other.end],
                    low,
                    other.unit if one.unit == "plain" else one.unit,
                    one.currency or other.currency,
                    abs(other.value),
                    one.scaled or other.scaled,
                    one.signed,
                )
            )
            index += 2
            continue
        joined.append(one)
        index += 1
    return joined


def _is_range(text: str, one: Number, other: Number) -> bool:
    between = text[one.end : other.start]
    negative = other.signed and between.strip() == "" and other.text.startswith(("-", "–", "−"))
    if not (_RANGE.fullmatch(between) or negative):
        return False
    if one.unit != other.unit and "plain" not in (one.unit, other.unit):
        return False
    if one.in_words or other.in_words or abs(other.value) <= abs(one.value):
        return False
    if _TIGHT.fullmatch(between) or negative:
        return True
    before = fold(text[: one.start]).rstrip()
    word = between.strip().casefold()
    if word in ("and", "und"):
        return before.endswith(("between", "zwischen", "entre"))
    if word in ("to", "bis", "à", "a"):
        return not before.endswith(("from", "up", "down", "von", "de", "goes", "went"))
    return False


def _factor(number: Number) -> Decimal:
    for name in sorted(SCALES, key=len, reverse=True):
        if re.search(rf"\d\s?{re.escape(name)}\b", fold(number.text)):
            return SCALES[name]
    return Decimal(1)


_ONE_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<![\w-])(?=half an?\b|a half\b|halbe?s?\b|un demi|medio\b|an? |ein |une? |{_ONE_WORD})"
    r"(?P<half>half an? |a half |halbe?s? |un demi[- ]|medio )?"
    rf"(?P<words>(?:\b(?:{_ONE_WORD}|a|an|ein|une?|and a half|einhalb|(?<=hundred )and(?= (?:{_ONE_WORD})\b))\b[\s-]*)*)"
    r"(?P<scale>\b(?:thousand|hundred thousand|tausend|million(?:s|en)?|mill[oó]n(?:es)?|billions?|milliarden?|mille|mil|"
    r"grand|k|mio\.?|m)\b)?"
    rf"(?:\s?-?(?P<unit>{_POINTS}|{_PERCENT}))?(?:\s?(?P<after>(?:{_MONEY_WORD})\b))?",
    re.IGNORECASE,
)


def _spelled(text: str) -> list[Number]:
    """Numbers in words: 'two million', 'half a percent', 'ten', 'a dozen'."""
    folded = same_length_fold(text)
    found: list[Number] = []
    for match in _SPELLED.finditer(folded):
        number = _spelled_number(match, text)
        if number is not None:
            found.append(number)
    return found


def _spelled_number(match: re.Match[str], text: str) -> Number | None:
    half, said, scale = match["half"], (match["words"] or "").strip(" -"), match["scale"]
    unit_text, after = match["unit"], match["after"]
    tokens = [token for token in re.split(r"[\s-]+", said) if token]
    values = [token for token in tokens if token in NUMBER_WORDS]
    if not half and not values and not (scale and tokens):
        return None
    if not values and not scale and not (half and (unit_text or after)):
        return None
    certain = bool(scale or unit_text or after)
    if values and all(token in _AMBIGUOUS for token in values) and not certain:
        return None
    if scale in ("m", "k", "mil", "mille") and not values:
        return None
    value = _sum_words(values) if values else Decimal(1)
    if "half" in tokens or "einhalb" in tokens:
        value += Decimal("0.5")
    if half:
        value = value / 2 if not values or values in (["dozen"], ["dutzend"]) else value
    factor = SCALES.get((scale or "").rstrip("."), Decimal(1))
    if scale == "hundred thousand":
        factor = Decimal(100_000)
    value *= factor
    whole = match.group().rstrip(" -")
    currency = CURRENCIES.get(after or "", "")
    unit: Unit = "money" if currency or scale == "grand" else "plain"
    if unit_text:
        unit = "percent" if re.fullmatch(_PERCENT, unit_text, re.IGNORECASE) else "points"
        if unit_text.startswith(("bp", "basis")):
            value /= 100
    lead = len(whole) - len(whole.lstrip())
    start = match.start() + lead
    end = match.start() + len(whole)
    return Number(start, end, text[start:end], value, unit, currency, scaled=bool(scale), in_words=True)


def _sum_words(tokens: list[str]) -> Decimal:
    total = 0
    for token in tokens:
        value = NUMBER_WORDS[token]
        if value == 100 and total:
            total *= 100
        elif token in ("dozen", "dutzend") and total:
            total *= 12
        else:
            total += value
    return Decimal(total)


def same_length_fold(text: str) -> str:
    """Folded letter by letter, so that places stay the same."""
    return "".join((fold(letter) or letter)[:1] for letter in text)
