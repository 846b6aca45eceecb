"""Small pieces of sentences that many answers share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.tools.money import rounded, show_money
from bot.tools.periods import Period, spell

_BARE = re.compile(
    r"(last|this|the year|previous|past|since|from|year to date|ytd|ever|all time|over)\b", re.IGNORECASE
)


def when(period: Period) -> str:
    """The period as an adverb: 'in 2012', 'last quarter', 'from March to June 2013', 'in the last 12 full months'."""
    label = str(period)
    if label == spell(period) and " to " in label:
        return f"from {label}"
    return label if _BARE.match(label) else f"in {label}"


def short(period: Period) -> str:
    """The period as a column heading: '2012', 'Q3 2013', 'Mar 2013', 'Nov 24–Oct 25', or its days."""
    spelled = spell(period)
    if not period.whole_months or (period.months in (1, 3, 12) and len(spelled) <= 7):
        return spelled if period.whole_months else f"{period.start} – {period.end}"
    if period.months == 1:
        return f"{period.start:%b %Y}"
    return f"{period.start:%b %y}–{period.end:%b %y}"


def ordinal(number: int) -> str:
    """'1st', '2nd', '3rd', '11th'."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def counted(number: int, thing: str) -> str:
    """'1 account', '3 accounts'."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def signed(amount: Decimal, currency: str = "") -> str:
    """'+1,200' or '−1,200'."""
    return f"{'+' if amount > 0 else ''}{show_money(amount, currency)}"


def possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def signed_points(points: Decimal, decimals: int = 1) -> str:
    """'+1.3 points' or '−0.4 points'."""
    shown = rounded(points, decimals)
    sign = "+" if shown > 0 else ("−" if shown < 0 else "")
    return f"{sign}{abs(shown):,.{decimals}f} points"
