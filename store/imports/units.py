"""The unit that a header or a title names beside its words: the currency, and thousands or millions of it."""

from __future__ import annotations

import re

from store.imports.values import SYMBOLS

_CODES = (
    "EUR|USD|GBP|CHF|JPY|CNY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|INR|BRL|MXN|ZAR|KRW|SGD|HKD|THB|IDR|MYR|"
    "PHP|ILS|AED|SAR|ARS|CLP|COP|UAH|RUB|EGP|MAD|TWD|VND"
)
_SIGNS = rf"(?:{_CODES}|€|£|\$)"
_THOUSANDS = r"(?:thousands?|tausend|tsd\.?|milliers|['’]000s?|000s)"
_MILLIONS = r"(?:millions?|millionen|mio\.?|mln\.?|mn)"
_UNIT = (
    rf"(?:(?P<t>[tk])\s?(?P<tc>{_SIGNS})|(?P<tc2>{_SIGNS})\s?(?P<t2>[tk])\b|(?P<m>m)\s?(?P<mc>{_SIGNS})"
    rf"|(?:(?P<c1>{_SIGNS})\s*)?(?:in )?(?:(?P<t3>{_THOUSANDS})|(?P<m3>{_MILLIONS}))(?:\s*(?:of )?(?P<c2>{_SIGNS}))?"
    rf"|(?P<c>{_SIGNS}))"
)
_AT_END = re.compile(rf"(?P<bare>.*?\w)\s*(?:\s|[(\[])\s*(?:in )?{_UNIT}\s*[)\]]?", re.IGNORECASE)
_IN_TITLE = re.compile(
    rf"(?<!\w)(?:[tk]\s?{_SIGNS}|{_SIGNS}\s?k|in {_THOUSANDS}|{_THOUSANDS}\s*{_SIGNS}|['’]000s?|000s"
    rf"|in {_MILLIONS}|{_MILLIONS}\s*{_SIGNS}|m(?:{_CODES}|€))(?!\w)",
    re.IGNORECASE,
)


def without_unit(header: str) -> tuple[str, str, int]:
    """A header without its unit, the currency and the scale: 'Net sales (k EUR)' gives 'Net sales', 'EUR', 1000."""
    found = _AT_END.fullmatch(header.strip())
    if not found:
        return header, "", 1
    said = next((one.upper() for name in ("tc", "tc2", "mc", "c1", "c2", "c") if (one := found.group(name))), "")
    thousands = found.group("t") or found.group("t2") or found.group("t3")
    scale = 1000 if thousands else 1_000_000 if found.group("m") or found.group("m3") else 1
    return found.group("bare"), SYMBOLS.get(said, said), scale


def scale_in(title: str) -> str:
    """The words of a title that say thousands or millions ('in TEUR'); '' where it does not."""
    found = _IN_TITLE.search(title)
    return found.group().strip() if found else ""
