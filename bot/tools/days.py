"""Days as people say them."""

from __future__ import annotations

import datetime as dt


def show_day(day: dt.date | None, today: dt.date | None = None) -> str:
    """'Thu 26 Nov 2026'; the year is left out where it is today's; '–' for None."""
    if day is None:
        return "–"
    text = f"{day:%a} {day.day} {day:%b}"
    return text if today is not None and day.year == today.year else f"{text} {day.year}"


def in_days(day: dt.date, today: dt.date) -> str:
    """'today', 'tomorrow', 'in 4 days', 'yesterday', '9 days ago'."""
    away = (day - today).days
    if abs(away) < 2:
        return ("yesterday", "today", "tomorrow")[away + 1]
    return f"in {away} days" if away > 0 else f"{-away} days ago"


def late(days: int) -> str:
    """'1 day late', '9 days late'; '' for none."""
    return "" if days <= 0 else f"{days:,} day{'s' if days > 1 else ''} late"
