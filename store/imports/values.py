"""Cells to stored values, column by column: each type of field has one parser with its own sentence of refusal.

Stored values are what both databases take as they are: amounts as integers of 1/10,000, dates as ISO text,
booleans as 1 and 0, unknown as None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from store.imports.reading.cells import ERROR, NUMBER, PERCENT, YES_NO, shown
from store.units import LARGEST, UNITS

Value = str | int | None
Parser = Callable[[str], Value]

BLANKS = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "#n/a", "(blank)", "k.a.", "n.a."})
REMEMBERED = 50_000
"""Distinct cells a column remembers before it starts afresh: enough for dates, ids and most prices."""

LONGEST = {"text": 500, "long": 20_000, "key": 200}
_MOST = int(LARGEST) * UNITS
_SCALE = (10_000, 1000, 100, 10, 1)
_MINUS = str.maketrans({"−": "-", "﹣": "-", "－": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
SIGNS = re.compile(r"(?<![A-Za-z])(?:US\$|R\$|[A-Z]{3}|Fr\.?|kr\.?|zł)(?![A-Za-z])|[$€£¥₹]")
"""Currency signs and codes beside a number."""


class BadCell(Exception):
    """A cell that cannot be read as its column's type; carries the reason and the remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Column(dict[str, Any]):
    """A parser with a memory: maps a column's cells to values; BadCell objects stand for what was refused."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self.parse = parse
        self.failed = False

    def __missing__(self, cell: str) -> Any:
        if len(self) > REMEMBERED:
            self.clear()
        value: Any
        try:
            if cell.startswith(ERROR):
                raise BadCell("the cell holds an error of the spreadsheet", "Correct the formula in the source.")
            value = self.parse(cell)
        except BadCell as error:
            value, self.failed = error, True
        self[cell] = value
        return value

    def read(self, cells: Sequence[str]) -> list[Any]:
        return list(map(self.__getitem__, cells))


def is_blank(cell: str) -> bool:
    return cell.strip().casefold() in BLANKS


_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
"""A text that an export kept from being taken for a formula, by an apostrophe in front (store.exports.harmless)."""


_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
"""'4.5E+09': a long number as a spreadsheet shows it and saves it; many different ones look the same."""


def text(limit: int, *, key: bool = False) -> Parser:
    """A text in NFC without control characters; blank = ''. As a key, a number of a workbook loses its '.0'."""

    def parse(cell: str) -> Value:
        plain = unicodedata.normalize("NFC", shown(cell).strip())
        if plain.startswith('="') and plain.endswith('"'):
            plain = plain[2:-1].strip()
        if plain[:1] == "'" and _GUARDED.match(plain):
            plain = plain[1:]
        if key:
            if cell.startswith(NUMBER) and plain.endswith(".0"):
                plain = plain[:-2]
            if plain.casefold() in BLANKS:
                return ""
            if _SHORTENED.fullmatch(plain):
                remedy = "Show the column as text in the source and export it again."
                raise BadCell("a spreadsheet has shortened this number, so its last digits are gone", remedy)
        if len(plain) > limit:
            raise BadCell(f"the text is longer than {limit} characters", "Shorten it.")
        if not plain.isprintable():
            if any(_is_control(letter) for letter in plain):
                raise BadCell("the text holds control characters", "Remove them.")
            if limit <= LONGEST["text"]:
                return " ".join(plain.split())
        return plain

    return parse


_LINE_ENDS = "\n\r\t"
_TURNED = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
"""Marks that turn the direction of writing: a name with one reads otherwise than it is compared."""


def _is_control(letter: str) -> bool:
    if letter in _LINE_ENDS:
        return False
    return letter in _TURNED or unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn")


def first_of(parse: Parser, told: Callable[[str], None]) -> Parser:
    """The first of several values that stand in one cell, parted by ';'; `told` hears of such cells."""

    def first(cell: str) -> Value:
        if ";" in cell:
            told(cell)
            cell = next((part for part in cell.split(";") if part.strip()), "")
        return parse(cell)

    return first


def email(cell: str) -> Value:
    """An address, case-folded; blank = ''."""
    plain = unicodedata.normalize("NFC", shown(cell).strip()).casefold().removeprefix("mailto:")
    if plain in BLANKS:
        return ""
    if not re.fullmatch(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+", plain) or len(plain) > 320:
        raise BadCell("this is no e-mail address", "Write name@company.com or leave it blank.")
    return plain


def amount(
    decimal: str = ".",
    *,
    signs: frozenset[str] | None = None,
    rounded: Callable[[str], None] | None = None,
    scale: int = 1,
) -> Parser:
    """A number as an integer of 1/10,000; blank = None. More than four places are rounded half up and told.

    `decimal` is the file's decimal mark; the other of '.' and ',' may group thousands, and so may a space or an
    apostrophe. Currency signs and codes, a minus in front or behind, and parentheses are understood; where `signs`
    are given, no others, because they may say another currency. `scale`: how much a written 1 is worth.
    """
    other = "," if decimal == "." else "."
    grammar = re.compile(rf"\d+|\d{{1,3}}(?P<t>[{re.escape(other)} '])\d{{2,3}}(?:(?P=t)\d{{2,3}})*")

    def parse(cell: str) -> Value:
        if cell.startswith(NUMBER):
            return _units(cell[2:], "number", rounded, scale)
        if cell[:1] == "\x00":
            raise BadCell("an amount is expected here", "Write a plain number.")
        if scale != 1:
            return _slow(cell)
        whole, mark, fraction = cell.partition(decimal)
        if whole.isdigit() and whole.isascii() and len(whole) < 15 and len(fraction) <= 4:
            if not mark:
                return int(whole) * UNITS
            if fraction.isdigit() and fraction.isascii():
                return int(whole) * UNITS + int(fraction) * _SCALE[len(fraction)]
        return _slow(cell)

    def _slow(cell: str) -> Value:
        plain = cell.translate(_MINUS).strip()
        if plain.casefold() in BLANKS:
            return None
        beside = set(SIGNS.findall(plain))
        if beside:
            if signs is not None and not beside <= signs:
                raise BadCell("the amount has a currency that the column does not have", "Name it in its own column.")
            plain = SIGNS.sub("", plain).strip()
        negative = False
        if plain.startswith("(") and plain.endswith(")"):
            negative, plain = True, plain[1:-1].strip()
        for ending, minus in (("-", True), (" CR", True), (" DR", False)):
            if plain.upper().endswith(ending):
                negative, plain = negative or minus, plain[: -len(ending)].strip()
        if plain.startswith(("+", "-")):
            negative, plain = negative or plain[0] == "-", plain[1:].strip()
        whole, mark, fraction = plain.partition(decimal)
        sound = (
            plain.isascii()
            and (not mark or fraction.isdigit())
            and ((grammar.fullmatch(whole) is not None and _grouped(whole)) or (not whole and fraction.isdigit()))
        )
        if not sound:
            remedy = f"Write digits, with '{decimal}' before the decimals: 1234{decimal}50."
            raise BadCell("this is no number", remedy)
        digits = re.sub(r"\D", "", whole) or "0"
        units = _units(f"{digits}.{fraction or '0'}", cell.strip(), rounded, scale)
        return -units if negative else units

    return parse


def _grouped(whole: str) -> bool:
    """True where thousands groups are of three digits (or of two before the last three, as in India)."""
    groups = re.split(r"\D", whole)
    if len(groups) == 1:
        return True
    return len(groups[-1]) == 3 and (
        all(len(group) == 3 for group in groups[1:]) or all(len(group) == 2 for group in groups[1:-1])
    )


def _units(digits: str, said: str, rounded: Callable[[str], None] | None, scale: int = 1) -> int:
    exact = Decimal(digits) * UNITS * scale
    units = exact.to_integral_value(ROUND_HALF_UP)
    if abs(units) > _MOST:
        raise BadCell(f"the number is beyond {LARGEST}", "Check the decimal mark.")
    noise = Decimal("0.00001") * scale if said == "number" else 0  # binary floats of a workbook: 0.30000000000000004
    if rounded is not None and abs(exact - units) > noise:
        rounded(said if said != "number" else digits)
    return int(units)


def within(parse: Parser, least: int, most: int) -> Parser:
    """The same, for numbers of which the value must lie between two whole numbers."""

    def bounded(cell: str) -> Value:
        value = parse(cell)
        if isinstance(value, int) and not least * UNITS <= value <= most * UNITS:
            raise BadCell(f"the number must lie between {least} and {most}", "Correct it.")
        return value

    return bounded


def percent(decimal: str, *, fractions: bool) -> Parser:
    """A per cent as an integer of 1/10,000 per cent: 5, 5 %, and where `fractions`, 0.05 are all 50,000."""
    plain = amount(decimal)

    def parse(cell: str) -> Value:
        if cell.startswith(PERCENT):
            value = plain(NUMBER + cell[2:])
            return value if value is None else int(value) * 100
        stripped = cell.strip()
        signed = stripped.endswith("%")
        value = plain(stripped.rstrip("%").strip() if signed else cell)
        if isinstance(value, int) and fractions and not signed:
            return value * 100
        return value

    return parse


def whole(decimal: str = ".", least: int = -(10**9), most: int = 10**9) -> Parser:
    """A whole number; blank = None."""
    plain = amount(decimal)

    def parse(cell: str) -> Value:
        value = plain(cell)
        if value is None:
            return None
        count, rest = divmod(int(value), UNITS)
        if rest:
            raise BadCell("a whole number is expected here", "Remove the decimals.")
        if not least <= count <= most:
            raise BadCell(f"the number must lie between {least} and {most}", "Correct it.")
        return count

    return parse


def rate(decimal: str = ".") -> Parser:
    """An exchange rate as exact decimal text, above zero."""

    def parse(cell: str) -> Value:
        plain = shown(cell).strip().replace("\u00a0", "").replace(" ", "")
        if decimal == "," and not cell.startswith(NUMBER):
            plain = plain.replace(".", "").replace(",", ".")
        if plain.casefold() in BLANKS:
            return None
        if not re.fullmatch(r"\d{1,12}(?:\.\d{1,12})?", plain, re.ASCII) or not Decimal(plain):
            raise BadCell("this is no exchange rate", "Write a number above zero, such as 1.0825.")
        return format(Decimal(plain).normalize(), "f")

    return parse


_YES = frozenset(
    ("1", "yes", "y", "true", "t", "x", "ja", "oui", "si", "sí", "wahr", "vrai", "active", "aktiv", "on", "✓", "✔")
)
_NO = frozenset(("0", "no", "n", "false", "f", "nein", "non", "falsch", "faux", "inactive", "inaktiv", "former", "off"))


def yes_no(cell: str) -> Value:
    """1, 0, or None where blank."""
    plain = shown(cell).strip().casefold()
    if cell.startswith(YES_NO):
        return int(plain)
    if plain in BLANKS:
        return None
    if plain.removesuffix(".0") in _YES:
        return 1
    if plain.removesuffix(".0") in _NO:
        return 0
    raise BadCell("yes or no is expected here", "Write yes or no.")


SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "$": "USD", "US$": "USD", "EURO": "EUR", "RMB": "CNY", "CN¥": "CNY"}
"""Signs as the ISO code that they usually stand for."""


def currency(cell: str) -> Value:
    """An ISO 4217 code, from the code or a usual sign; blank = ''."""
    plain = shown(cell).strip().upper()
    if plain.casefold() in BLANKS:
        return ""
    code = SYMBOLS.get(plain, plain)
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise BadCell("this is no currency", "Write a code such as EUR.")
    return code


def word(cell: str) -> Value:
    """A text as lower_case_words: 'Gross margin %' is 'gross_margin_pct'."""
    plain = unicodedata.normalize("NFKC", shown(cell)).casefold().replace("%", " pct")
    return "_".join(re.findall(r"\w+", plain))[: LONGEST["key"]]


def choice(values: Mapping[str, str], default: str | None) -> Parser:
    """One of a kind's words by its synonyms (case-folded, letters and digits only); blank = the default."""

    def parse(cell: str) -> Value:
        plain = compact(shown(cell))
        if not plain or plain in BLANKS:
            return default
        if plain in values:
            return values[plain]
        options = ", ".join(dict.fromkeys(values.values()))
        raise BadCell("the word is not known here", f"Use one of: {options}.")

    return parse


def compact(words: str) -> str:
    """Letters and digits only, case-folded, '%' as pct, '#' as no: 'Cust. No', 'CustNo', 'Cust #' are the same."""
    spelled = unicodedata.normalize("NFKC", words).casefold().replace("%", "pct").replace("#", "no")
    return "".join(one for one in spelled if one.isalnum())
