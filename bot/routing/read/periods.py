"""Periods from words: 'last quarter', 'Q3 2013', 'March to June 2013', 'YTD', 'since March', 'the year before'."""

# ruff: noqa: E501 - the rows of the grammar are patterns, one a line
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.errors import BadInput
from bot.routing.read.atoms import Atom, Calendar, atom_at
from bot.routing.read.dates import iso
from bot.routing.read.months import ORDINAL, ORDINALS
from bot.routing.read.numbers import same_length_fold
from bot.tools.periods import Period, add_months

Role = Literal["period", "compare"]
Relative = Literal["", "year_before", "before", "same"]


@dataclass(frozen=True, slots=True)
class PeriodHit:
    """A period said at text[start:end].

    role compare = what to set it against ('vs 2012'). relative = it hangs on another period ('the year before');
    `period` then is the one that today gives, to be replaced where another period is known.
    """

    start: int
    end: int
    text: str
    period: Period
    role: Role = "period"
    relative: Relative = ""
    ends: tuple[Period, Period] | None = None


_START = re.compile(
    r"(?<![\w-])(?:(?:since|seit|depuis|desde|from|von|de|du|between|zwischen|entre|until|till|up to|through|bis)\b|"
    r"(?=[a-z]*\b)(?=jan|feb|fev|mar|mrz|maerz|apr|avr|abr|may|mai|jun|juin|juil|jul|aug|aout|ago|sep|oct|okt|nov|dec|dez|"
    r"dic|ene|q|h[y12]|hj|t[1-4]|s[12]|[12]h|[1-4]q|fy|gj|fiscal|calendar|year|ytd|mtd|qtd|ltm|ttm|r12|l\d|this|current|last|"
    r"previous|prior|preceding|past|trailing|rolling|next|coming|following|first|second|third|fourth|erst|zweit|dritt|viert|"
    r"premier|deux|trois|quatr|primer|segund|tercer|cuart|letzt|vorig|vergangen|dies|nachst|kommend|laufend|ce\b|cette|"
    r"l'an|le\b|la\b|les\b|derni|annee|este|esta|el\b|los\b|ultim|pasad|all\b|ever|lifetime|entire|whole|same|vorjahr|jahr|"
    r"ly\b|py\b|yoy|the\b|a\b|one\b|two|three|half|summer|winter|spring|autumn|fall|christmas|so far|heuer|bisher|beginning|"
    r"full|trimestre|semestre|quartal|an\b)|"
    r"(?=\d)|(?='\d\d\b))"
)
_TO = re.compile(
    r"\s*(?:(?:-|–|—)|\b(?:to|till|until|thru|through|bis(?: zum| ende)?|and|und|et|au|al|hasta|jusqu'a|a|y)\b)\s*(?:the end of\s|end of\s|ende\s)?"
)
_SINCE = re.compile(
    r"(?:since|seit|depuis|desde)\s+(?:the\s+)?(?:(?:start|beginning|anfang|debut|inicio)\s+(?:of\s+|de\s+)?)?"
)
_FROM = re.compile(r"(?:from|von|de|du|between|zwischen|entre|desde)\s+(?:the\s+)?")
_COMPARED = re.compile(
    r"(?:\bvs?\b\.?|\bversus|\bagainst|\bcompare[ds]?(?: (?:it|this|that|them))?(?: (?:to|with|against))?|\bthan|\bgegenuber|"
    r"\bgegen|\bim vergleich zu[rm]?|\bverglichen mit|\bpar rapport [aà]u?|\bcontre|\bcontra|\bfrente a|\bcomparado con|"
    r"\bbeside|\bnext to|\brelative to|\bover|\bon)\s*(?:the same (?:period|time|months|quarter) (?:in|of)?\s*|in |the |le |la |l'|el |dem |den |"
    r"das |full |whole |all of |same )*$"
)
_FROM_NOW = re.compile(
    r"(?:(?:from|between) (?:now|today) (?:to|till|until|and|through)|(?:until|till|up to|through|bis))\s+(?:the\s+)?(?:end of\s+(?:the\s+)?|ende\s+)?"
)
_NAMED = re.compile(r"\b(?:in|for|of|during|last|im|en|month of|de|vom|seit|until|till)\s+$")
_CHANGE = re.compile(
    r"\b(?:chang|went|goes|going|mov|fell|fall|drop|grew|grow|rose|ris|shift|swing|swung|slid|slip|develop|bridge|walk|differ|verander|evolu)\w*"
)
_NOW = re.compile(r"(?:today|now|date|heute|aujourd'hui|hoy)\b")
_WEAK = re.compile(r"\b(?:over|on|than|beside|next to)\b[^a-z]*(?:\w+\s)*$")


_AS_BASE = re.compile(
    r"\s+(?:as|for) (?:the |our |a |my )?(?:base(?:line)?|comparison|reference|benchmark|yardstick)\b"
)


def periods_in(text: str, calendar: Calendar) -> list[PeriodHit]:
    """The periods that a text says, in its order. They never reach past today unless that is said, or the calendar
    looks ahead."""
    folded = same_length_fold(text)
    hits: list[PeriodHit] = []
    position = 0
    while True:
        match = _START.search(folded, position)
        if match is None:
            break
        hit = _hit_at(text, folded, match.start(), calendar)
        if hit is None:
            position = match.start() + 1
            continue
        hits += _parted(hit, folded) or [_with_role(hit, folded, hits)]
        position = hit.end
        other = _other_quarter(text, folded, hits[-1])
        if other is not None:
            hits.append(other)
            position = other.end
    return hits


_OTHER_QUARTER = re.compile(
    rf"\s*,?\s*(?:(?:is |was )?compared? (?:with|to)|against|versus|vs\.?|than|over|gegenuber|gegen|par rapport au|frente al)\s+"
    rf"(?:in\s+|im\s+)?(?:the\s+|das\s+|dem\s+|le\s+|el\s+)?(?P<number>{ORDINAL})\b(?!\s*(?:fiscal|quarter|qtr|quartal|trimestre|half|halb|semestre))"
)


def _other_quarter(text: str, folded: str, hit: PeriodHit) -> PeriodHit | None:
    """'the third quarter compared with the second': the second of the same year."""
    match = _OTHER_QUARTER.match(folded, hit.end)
    if match is None or hit.period.months != 3 or hit.role != "period":
        return None
    said = re.search(rf"({ORDINAL})\s*(?:fiscal\s+)?(?:quarter|qtr|quartal|trimestre)", folded[hit.start : hit.end])
    if said is None:
        return None
    start = add_months(hit.period.start, 3 * (ORDINALS[match["number"]] - ORDINALS[said.group(1)]))
    found = _made(text, match.start("number"), match.end(), start, add_months(start, 3) - dt.timedelta(days=1))
    return replace(found, role="compare")


def period(text: str | Mapping[str, str], calendar: Calendar) -> Period:
    """The one period of a text, or of {'start': …, 'end': …}. Raises BadInput for none or several."""
    if isinstance(text, Mapping):
        start, end = iso(str(text.get("start", ""))), iso(str(text.get("end", "")))
        if start is None or end is None or end < start:
            raise BadInput(f"'{dict(text)}' is not a period; give its first and last day as YYYY-MM-DD, in that order.")
        return Period(start, end)
    hits = periods_in(text, calendar)
    if len(hits) != 1:
        reason = "names several periods" if hits else "is not a period I know"
        raise BadInput(
            f"'{text}' {reason}; write for example 2013, Q3 2013, last quarter, March to June 2013 or last 12 months."
        )
    return hits[0].period


def compared_with(asked: Period, hit: PeriodHit) -> Period:
    """The period to compare with, once the asked one is known: 'the year before' and the like hang on it."""
    if hit.relative == "year_before":
        return asked.year_before()
    if hit.relative == "before":
        return asked.before()
    if hit.relative == "same":
        for _ in range(max(asked.start.year - hit.period.start.year, 0)):
            asked = asked.year_before()
        return asked
    return hit.period


def _hit_at(text: str, folded: str, start: int, calendar: Calendar) -> PeriodHit | None:
    until = _FROM_NOW.match(folded, start)
    if until is not None:
        atom = atom_at(folded, until.end(), replace(calendar, ahead=True), named=True)
        if atom is not None and atom.last >= calendar.today:
            return _made(text, start, atom.end, calendar.today, atom.last)
    since = _SINCE.match(folded, start)
    if since is not None:
        atom = atom_at(folded, since.end(), calendar, named=True)
        if atom is not None:
            return _made(text, start, atom.end, atom.start, max(calendar.today, atom.start))
    opened = _FROM.match(folded, start)
    named = opened is not None or _NAMED.search(folded, max(0, start - 12), start) is not None
    first = atom_at(folded, opened.end() if opened else start, calendar, named=named)
    if first is None:
        return None
    to = _TO.match(folded, first.end)
    if to is not None and (not first.relative):
        closing = opened is not None and to.group().strip() in ("and", "und", "et", "y")
        if closing or to.group().strip() not in ("and", "und", "et", "y", "a", "al"):
            last = atom_at(folded, to.end(), calendar, named=True)
            today = _NOW.match(folded, to.end())
            if last is not None and not last.relative and last.grain == first.grain:
                return _spanned(text, start, first, last, calendar)
            if today is not None:
                return _made(text, start, today.end(), first.start, max(calendar.today, first.start))
    if opened is not None:
        return None if first.doubtful else _single(text, opened.end(), first)
    return None if first.doubtful else _single(text, start, first)


def _single(text: str, start: int, atom: Atom) -> PeriodHit:
    hit = _made(text, start, atom.end, atom.start, atom.last)
    return replace(hit, relative=atom.relative)


def _spanned(text: str, start: int, first: Atom, last: Atom, calendar: Calendar) -> PeriodHit:
    """From the start of one to the end of the other; a year said only at the end holds for both."""
    begin, end = first.start, last.last
    if first.dated and last.dated and last.last < first.start:
        return _backwards(text, start, first, last)
    if last.dated and not first.dated:
        begin = begin.replace(year=last.start.year) if not (begin.month == 2 and begin.day == 29) else begin
        if begin > end:
            begin = add_months(begin, -12)
    elif first.dated and not last.dated:
        end = Period(begin, end).end
        while end < begin:
            end = add_months(end, 12)
        while add_months(end, -12) >= begin and end > calendar.today:
            end = add_months(end, -12)
    elif begin > end:
        begin = add_months(begin, -12)
    if end < begin:
        begin, end = last.start, first.last
    ends = (Period(begin, _end_of_first(first, begin)), Period(last.start if last.start >= begin else begin, end))
    return replace(_made(text, start, last.end, begin, end), ends=ends)


def _backwards(text: str, start: int, first: Atom, last: Atom) -> PeriodHit:
    """'2012 to 2011': the later against the earlier."""
    ends = (Period(last.start, last.last), Period(first.start, first.last))
    return replace(_made(text, start, last.end, last.start, first.last), ends=ends)


def _end_of_first(first: Atom, begin: dt.date) -> dt.date:
    """The end of the first piece, moved with its start."""
    years = first.start.year - begin.year
    return add_months(first.last, -12 * years)


def _parted(hit: PeriodHit, folded: str) -> list[PeriodHit]:
    """A span that a change is told of ('fell from 2012 to 2013') as its two ends; else nothing."""
    if hit.ends is None or not folded[hit.start : hit.end].startswith(
        ("from", "between", "von", "zwischen", "de", "entre")
    ):
        return []
    if _CHANGE.search(folded[max(0, hit.start - 45) : hit.start]) is None:
        return []
    first, last = hit.ends
    return [replace(hit, period=last, ends=None), replace(hit, period=first, role="compare", ends=None)]


def _made(text: str, start: int, end: int, first: dt.date, last: dt.date) -> PeriodHit:
    said = text[start:end].strip()
    return PeriodHit(start, end, said, Period(first, last, said))


def _with_role(hit: PeriodHit, folded: str, before: list[PeriodHit]) -> PeriodHit:
    """Whether the period is asked about or compared with."""
    asked = any(one.role == "period" for one in before)
    said = folded[hit.start : hit.end]
    if hit.relative:
        return replace(hit, role="compare")
    lead = folded[max(0, hit.start - 40) : hit.start]
    cue = _COMPARED.search(lead)
    if _AS_BASE.match(folded, hit.end):
        return replace(hit, role="compare")
    if cue is None or (_WEAK.search(lead) and not asked):
        return hit
    if re.search(r"\b(?:last|previous|prior|preceding) year", said):
        return replace(hit, role="compare", relative="year_before" if asked else "")
    if re.search(r"\b(?:last|previous|prior|preceding) (?:quarter|month|half|week|period)", said) and asked:
        return replace(hit, role="compare", relative="before")
    return replace(hit, role="compare")
