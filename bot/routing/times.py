"""Periods, horizons and dates among the arguments of a tool."""

# ruff: noqa: E501 - word lists and patterns, one a line
from __future__ import annotations

import re
from collections.abc import Sequence

from bot.routing.read.periods import PeriodHit, compared_with
from bot.routing.resolve import calendar
from bot.routing.work import Work
from bot.tools.arguments import Kind


def read_periods(work: Work) -> None:
    names = work.names(Kind.PERIOD)
    hits = work.said.periods(calendar(work.said.context, work.tool.id))
    work.taken += [(hit.start, hit.end) for hit in hits]
    _horizon(work, hits)
    if not names or not hits:
        return
    asked, compared = _asked_and_compared(work.tool.id, list(hits), "compare_to" in names)
    if asked is not None and "period" in names:
        work.values["period"] = asked.period
    if compared is not None and "compare_to" in names:
        if asked is not None:
            work.values["compare_to"] = compared_with(asked.period, compared)
        elif not compared.relative:
            work.values["compare_to"] = compared.period


_SPAN = r"(?:half a year|six months|an?other year|a year|one year|a quarter|\d+ months?)"
_AHEAD = re.compile(
    rf"\b{_SPAN}\s+(?:out|ahead|from now|on)\b|\b(?:forward|ahead|out|forecast|project\w*)\s+(?:by\s+|for\s+)?{_SPAN}\b"
)


def _horizon(work: Work, hits: Sequence[PeriodHit]) -> None:
    """'next quarter' as 3 months, 'the next five years' as 5 years, for tools that look ahead."""
    said = _AHEAD.search(work.said.folded)
    if said is not None and "horizon_months" in work.kinds:
        span, count = said.group(), re.search(r"\d+", said.group())
        half = "half" in span or "six" in span
        work.values["horizon_months"] = int(count.group()) if count else 6 if half else 3 if "quarter" in span else 12
        return
    ahead = [hit.period for hit in hits if hit.period.end > work.said.context.today]
    if not ahead:
        return
    months = sum(1 for first in ahead[0].month_starts() if first > work.said.context.today.replace(day=1))
    if "horizon_months" in work.kinds and months:
        work.values["horizon_months"] = months
    if "horizon_years" in work.kinds and months >= 12:
        work.values["horizon_years"] = months // 12


def _asked_and_compared(
    tool: str, hits: list[PeriodHit], can_compare: bool
) -> tuple[PeriodHit | None, PeriodHit | None]:
    """The period asked about and the one it is set against; of two without a word between, the later is asked."""
    asked = [one for one in hits if one.role == "period"]
    compared = [one for one in hits if one.role == "compare"]
    if not can_compare:
        return next((one for one in [*asked, *compared] if one.role == "period" or not one.relative), None), None
    if tool == "price_volume_mix" and len(asked) == 1 and not compared and asked[0].ends is not None:
        first, last = sorted(asked[0].ends, key=lambda one: one.start)
        span = asked[0]
        return PeriodHit(span.start, span.end, span.text, last), PeriodHit(span.start, span.end, span.text, first)
    if len(asked) >= 2 and not compared:
        later, earlier = (asked[0], asked[1]) if asked[0].period.start > asked[1].period.start else (asked[1], asked[0])
        if later.period.start > earlier.period.end:
            return later, earlier
    if asked and compared and not compared[0].relative and compared[0].period.start > asked[0].period.end:
        return compared[0], asked[0]
    if asked and compared and asked[0].period == compared[0].period:
        return None, None
    if not asked and len(compared) >= 2 and not any(one.relative for one in compared):
        later, earlier = sorted(compared[:2], key=lambda one: one.period.start, reverse=True)
        return later, earlier
    return (asked[0] if asked else None), (compared[0] if compared else None)


_MOVES = re.compile(
    r"\b(?:mov\w*|postpon\w*|reschedul\w*|shift\w*|push\w*|snooz\w*|delay\w*|bring\w* forward|pull\w* forward|put\w* off|defer\w*|verschieb\w*|verleg\w*|"
    r"repouss\w*|decal\w*|report\w*|aplaz\w*|pospon\w*|mueve|move|new (?:date|appointment)|instead|to the \d|not before|rather|slip\w*|swap\w*|(?:days?|weeks?|month|bit|date|year) later|later date|to later|cancel\w*|quiet until|sleep)\b"
)
_SNOOZE = re.compile(
    r"\b(?:snooz\w*|quiet|sleep|mute|stop (?:reminding|nagging|nudging)|leave me alone|schlummer\w*|don't remind|no reminders?|silence)\b"
)
_NEXT_ONE = re.compile(
    r"\b(?:next(?: one| review| meeting| date| time)?|nachste[nrs]?(?: review| termin)?|prochaine?|proxim[oa])(?: is| will be| on| am| le| el|:|,)*\s*$"
)


_FROM_ON = re.compile(r"\b(?:as of|starting|from|ab|a partir d[eu]|desde|beginning)\s*$")
"""Before a day on which something begins, which is not the day of a review."""


def read_dates(work: Work) -> None:
    names = work.names(Kind.DATE)
    if not names:
        return
    said = work.said
    if work.tool.id == "log_review":
        _review_dates(work)
        return
    hits = said.dates()
    work.taken += [(hit.start, hit.end) for hit in hits]
    if hits:
        best = next((hit for hit in hits if hit.by), hits[-1])
        work.values[names[0]] = best.date


def _review_dates(work: Work) -> None:
    """Held: the day it was, in the past. Moved or snoozed: the day it goes to, in the future."""
    said = work.said
    moves = _MOVES.search(said.folded) is not None
    if _SNOOZE.search(said.folded) and "snooze" in work.kinds:
        work.values["snooze"] = True
        moves = True
    coming = [hit for hit in said.dates() if _NEXT_ONE.search(said.folded_before(hit.start))]
    if coming and not moves:
        work.values["new_date"] = coming[0].date
        work.taken += [(hit.start, hit.end) for hit in coming]
    hits = tuple(hit for hit in said.dates(past=not moves) if not _FROM_ON.search(said.folded_before(hit.start)))
    work.taken += [(hit.start, hit.end) for hit in hits]
    hits = tuple(hit for hit in hits if moves or all(hit.start != one.start for one in coming))
    if hits:
        work.values["new_date" if moves else "date"] = hits[-1].date
