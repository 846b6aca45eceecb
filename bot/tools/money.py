"""Exact arithmetic on amounts and ratios, and the one place where they are rounded for people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)

# ISO 4217 exponents other than 2.
_PLACES = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"), 0),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    "CLF": 4,
    "UYW": 4,
}


def places(currency: str) -> int:
    """Decimal places of a currency, ISO 4217; 2 where it is not listed."""
    return _PLACES.get(currency, 2)


def rounded(amount: Decimal, decimals: int = 2) -> Decimal:
    """The amount rounded half up (away from zero), as spreadsheets and PostgreSQL do. -0 becomes 0."""
    result = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """part / whole, or None (undefined) where whole is zero."""
    return None if whole == 0 else part / whole


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """part as a percentage of whole (12 = 12 %), None where either is unknown or whole is zero."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole * HUNDRED


def growth(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """Change in per cent from old to new; None where old is unknown, zero or negative (no growth rate exists)."""
    if new is None or old is None or old <= 0:
        return None
    return (new - old) / old * HUNDRED


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def add_known(*amounts: Decimal | None) -> Decimal:
    """The sum of what is known; the caller says what is missing."""
    return total(amount for amount in amounts if amount is not None)


def show_money(amount: Decimal, currency: str = "", decimals: int | None = None) -> str:
    """'27,900' from 100 units up, '9.50' below, '0'; with `decimals`, exactly those. The minus sign is '−'."""
    if decimals is None:
        decimals = 0 if abs(amount) >= HUNDRED or amount == 0 else places(currency)
    shown = rounded(amount, decimals)
    text = f"{abs(shown):,.{decimals}f}"
    sign = "−" if shown < 0 else ""
    return f"{sign}{text} {currency}".rstrip()


def show_percent(value: Decimal | None, decimals: int = 1, signed: bool = False) -> str:
    """'9.5 %', '10 %' where it is exactly that; 'undefined' for None; with signed, '+9.5 %'."""
    if value is None:
        return "undefined"
    if decimals == 1 and value == value.to_integral_value():
        decimals = 0
    shown = rounded(value, decimals)
    sign = "−" if shown < 0 else ("+" if signed and shown > 0 else "")
    return f"{sign}{abs(shown):,.{decimals}f} %"


def is_currency(unit: str) -> bool:
    """True for a unit that is an ISO 4217 code."""
    return len(unit) == 3 and unit.isupper()


def show_value(value: Decimal | int | str | None, unit: str) -> str:
    """A figure or cell for people, without its currency: '27,900', '9.5 %', '12'; '–' for unknown; text as it is."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if unit in ("%", "points"):
        return show_percent(Decimal(value))
    return show_money(Decimal(value)) if is_currency(unit) else show_number(value)


def show_figure(value: Decimal | int | str | None, unit: str) -> str:
    """As show_value, with the unit named: '27,900 USD', '12 accounts'."""
    text = show_value(value, unit)
    return text if unit in ("", "%", "points") or value is None else f"{text} {unit}"


def show_number(value: Decimal | int, decimals: int | None = None) -> str:
    """A plain number with thousands marks; whole numbers without decimals."""
    number = Decimal(value)
    if decimals is None:
        decimals = 0 if number == number.to_integral_value() else 2
    shown = rounded(number, decimals)
    return f"{'−' if shown < 0 else ''}{abs(shown):,.{decimals}f}"
