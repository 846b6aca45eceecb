"""The single pieces that periods are made of: a year, a quarter, a month, 'last month', 'the last 90 days'."""

# ruff: noqa: E501 - the rows of the grammar are patterns, one a line
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.routing.read.months import MONTH, MONTHS, ORDINAL, ORDINALS, WORDLIKE
from bot.tools.periods import add_months, last_full_months, month_end, month_start

Grain = Literal["day", "week", "month", "quarter", "half", "year", "span"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What words about time hang on. first_day = the first day of the data, for 'all time'."""

    today: dt.date
    fiscal_year_starts: int = 1
    ahead: bool = False
    first_day: dt.date = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Atom:
    """A period that ends at text position `end`. dated = its year was said; doubtful = perhaps no period at all."""

    end: int
    start: dt.date
    last: dt.date
    grain: Grain
    dated: bool = False
    relative: Literal["", "year_before", "before", "same"] = ""
    doubtful: bool = False


_SPELLED_YEARS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15}
_YEAR = r"(?:twenty[ -]?(?:ten|eleven|twelve|thirteen|fourteen|fifteen)\b|(?:19|20)\d\d(?![\d%]|\s?[k%]|[.,]\d)|'\d\d(?!\d))"
_OF_YEAR = rf"(?:\s*(?:of|in|im|de|del|/|-|,)?\s*(?P<year>{_YEAR}))"
_SHORT_YEAR = r"(?:[/-]?(?P<short>\d\d)(?!\d)|\s(?P<spaced>\d\d)(?=\s*(?:$|[?.,;!)]|vs|and|or|to)))"
_REL_YEAR = (
    r"(?:\s*(?:of|in)?\s*(?P<rel>(?:this|current|last|previous|prior|next|dieses|letzten|letztes|vorigen|cette|este|"
    r"l'an(?:nee)? dernier(?:e)?|del? ano pasado)\s*(?:fiscal\s+|financial\s+)?(?:year|jahr(?:es)?|annee|ano)?)\b)"
)
_THIS = r"(?:this|the current|current|diese[sr]?n?|laufende[sn]?|ce|cette|este|esta|present|the running)"
_LAST = (
    r"(?:the\s+)?(?:(?:very\s+)?last|previous|prior|preceding|past|letzte[sn]?|letzter|vorige[sn]?|voriger|vergangene[sn]?|"
    r"the one before)"
)
_NEXT = r"(?:the\s+)?(?:next|coming|upcoming|following|nachste[sn]?|nachster|kommende[sn]?|kommender)"
_UNITS = {
    "day": "day", "tag": "day", "jour": "day", "dia": "day",
    "week": "week", "wk": "week", "woche": "week", "semaine": "week", "semana": "week",
    "month": "month", "mth": "month", "mo": "month", "monat": "month", "mois": "month", "mes": "month",
    "quarter": "quarter", "qtr": "quarter", "quartal": "quarter", "trimestre": "quarter", "q": "quarter",
    "half": "half", "halbjahr": "half", "semestre": "half",
    "year": "year", "yr": "year", "jahr": "year", "annee": "year", "an": "year", "ano": "year",
}  # fmt: skip
_UNIT = (
    r"(?P<unit>days?|tagen?|jours?|dias?|weeks?|wks?|wochen?|semaines?|semanas?|months?|mths?|mos?|monate?n?|mois|mes(?:es)?|"
    r"quarters?|qtrs?|quartale?n?|trimestres?|half(?:[- ]years?)?|halves|halbjahre?|semestres?|years?|yrs?|jahre?n?|annees?|"
    r"ans?|anos?)"
)
_COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "eighteen": 18, "twenty-four": 24, "couple of": 2, "few": 3, "zwei": 2, "drei": 3, "vier": 4, "sechs": 6,
    "zwolf": 12, "deux": 2, "trois": 3, "six ": 6, "douze": 12, "dos": 2, "tres": 3, "seis": 6, "doce": 12,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted((key.strip() for key in _COUNTS), key=len, reverse=True)) + ")"
_SEASONS = {
    "spring": (3, 3),
    "summer": (6, 3),
    "autumn": (9, 3),
    "fall": (9, 3),
    "winter": (12, 3),
    "christmas": (12, 1),
}

Maker = Callable[[re.Match[str], Calendar], Atom | None]


def atom_at(folded: str, position: int, calendar: Calendar, named: bool = False) -> Atom | None:
    """The longest period that begins at this place of a folded text. named = a word before says that one comes."""
    best: Atom | None = None
    for pattern, make in _PATTERNS:
        match = pattern.match(folded, position)
        if match is None:
            continue
        atom = make(match, calendar)
        if atom is not None and (best is None or atom.end > best.end):
            best = atom
    if best is not None and best.doubtful and named:
        return Atom(best.end, best.start, best.last, best.grain, best.dated, best.relative)
    return best


# -- building ---------------------------------------------------------------------------------------------------------


def _year_number(text: str) -> int:
    if text.startswith("twenty"):
        return 2000 + _SPELLED_YEARS[text.removeprefix("twenty").strip(" -")]
    digits = text.strip("' ")
    number = int(digits)
    return number + 2000 if number < 80 else number + 1900 if number < 100 else number


def _said_year(match: re.Match[str], calendar: Calendar) -> int | None:
    """The year beside a quarter, half or month: said, or by 'this year' / 'last year'."""
    groups = match.groupdict()
    if groups.get("year"):
        return _year_number(groups["year"])
    short = groups.get("short") or groups.get("spaced")
    if short:
        return _year_number(short)
    relative = groups.get("rel")
    if not relative:
        return None
    this = fiscal_year(calendar.today, calendar.fiscal_year_starts)
    if re.match(r"this|current|dieses|cette|este", relative):
        return this
    return this + 1 if relative.startswith("next") else this - 1


def fiscal_year(day: dt.date, starts: int) -> int:
    """The fiscal year that holds a day, named by the calendar year in which it ends."""
    return day.year + (1 if starts > 1 and day.month >= starts else 0)


def fiscal_start(year: int, starts: int) -> dt.date:
    return dt.date(year - (1 if starts > 1 else 0), starts, 1)


def _part(
    match: re.Match[str], calendar: Calendar, grain: Grain, length: int, number: int, year: int | None
) -> Atom | None:
    """The number-th part of `length` months of a fiscal year; without a year the latest that has begun."""
    if not 1 <= number <= 12 // length:
        return None
    starts = calendar.fiscal_year_starts
    wanted = fiscal_year(calendar.today, starts) if year is None else year
    start = add_months(fiscal_start(wanted, starts), (number - 1) * length)
    if year is None:
        start = _nearest(start, length, calendar)
    return Atom(match.end(), start, add_months(start, length) - dt.timedelta(days=1), grain, year is not None)


def _nearest(start: dt.date, length: int, calendar: Calendar) -> dt.date:
    """The yearly recurrence that has begun latest; looking ahead, the first that is not over."""
    if calendar.ahead:
        while add_months(start, length) <= calendar.today:
            start = add_months(start, 12)
        return start
    while start > calendar.today:
        start = add_months(start, -12)
    return start


def _quarter(match: re.Match[str], calendar: Calendar) -> Atom | None:
    said = match["number"]
    number = ORDINALS.get(said) or int(re.sub(r"\D", "", said) or 0)
    return _part(match, calendar, "quarter", 3, number, _said_year(match, calendar))


def _half(match: re.Match[str], calendar: Calendar) -> Atom | None:
    said = match["number"]
    number = ORDINALS.get(said) or int(re.sub(r"\D", "", said) or 0)
    return _part(match, calendar, "half", 6, number, _said_year(match, calendar))


def _year(match: re.Match[str], calendar: Calendar) -> Atom | None:
    year = _year_number(match["year"])
    return Atom(match.end(), dt.date(year, 1, 1), dt.date(year, 12, 31), "year", True)


def _year_so_far(match: re.Match[str], calendar: Calendar) -> Atom | None:
    """A year up to today; one that is over stays whole."""
    year = _year_number(match["year"])
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Atom(match.end(), first, calendar.today if first <= calendar.today <= last else last, "year", True)


def _fiscal(match: re.Match[str], calendar: Calendar) -> Atom | None:
    start = fiscal_start(_year_number(match["year"]), calendar.fiscal_year_starts)
    return Atom(match.end(), start, add_months(start, 12) - dt.timedelta(days=1), "year", True)


def _month(match: re.Match[str], calendar: Calendar) -> Atom | None:
    name = match["month"]
    number = MONTHS[name.rstrip(".")]
    year = _said_year(match, calendar)
    if year is not None and match.groupdict().get("rel"):
        year = calendar.today.year + (year - fiscal_year(calendar.today, calendar.fiscal_year_starts))
    start = dt.date(year or calendar.today.year, number, 1)
    if year is None:
        start = _nearest(start, 1, calendar)
    doubtful = name in WORDLIKE and year is None and not match.groupdict().get("lead")
    return Atom(match.end(), start, month_end(start), "month", year is not None, doubtful=doubtful)


def _day(match: re.Match[str], calendar: Calendar) -> Atom | None:
    groups = match.groupdict()
    try:
        month = MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
        day = dt.date(_year_number(groups["year"]), month, int(groups["day"]))
    except ValueError:
        return None
    return Atom(match.end(), day, day, "day", True)


def _unit_start(day: dt.date, unit: str, calendar: Calendar) -> dt.date:
    """The first day of the day's week, month, fiscal quarter, half or year."""
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    if unit in ("day", "month"):
        return day if unit == "day" else month_start(day)
    length = {"quarter": 3, "half": 6, "year": 12}[unit]
    offset = (day.month - calendar.fiscal_year_starts) % 12 % length
    return add_months(month_start(day), -offset)


def _moved(start: dt.date, unit: str, steps: int) -> dt.date:
    if unit in ("day", "week"):
        return start + dt.timedelta(days=steps * (7 if unit == "week" else 1))
    return add_months(start, steps * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit])


def _unit_of(text: str) -> Grain:
    for name in sorted(_UNITS, key=len, reverse=True):
        if text.startswith(name):
            return _UNITS[name]  # type: ignore[return-value]  # the table's values are grains
    raise KeyError(text)


def _this(match: re.Match[str], calendar: Calendar) -> Atom | None:
    unit = _unit_of(match["unit"])
    start = _unit_start(calendar.today, unit, _own(match, unit, calendar))
    whole = _moved(start, unit, 1) - dt.timedelta(days=1)
    return Atom(match.end(), start, whole if calendar.ahead else calendar.today, unit, True)


def _last(match: re.Match[str], calendar: Calendar) -> Atom | None:
    unit = _unit_of(match["unit"])
    own = _own(match, unit, calendar)
    this = _unit_start(calendar.today, unit, own)
    back = 2 if match.groupdict().get("twice") else 1
    start = _moved(this, unit, -back)
    return Atom(match.end(), start, _moved(start, unit, 1) - dt.timedelta(days=1), unit, True)


def _next(match: re.Match[str], calendar: Calendar) -> Atom | None:
    unit = _unit_of(match["unit"])
    start = _moved(_unit_start(calendar.today, unit, _own(match, unit, calendar)), unit, 1)
    return Atom(match.end(), start, _moved(start, unit, 1) - dt.timedelta(days=1), unit, True)


def _own(match: re.Match[str], unit: str, calendar: Calendar) -> Calendar:
    """A plain 'last year' is a calendar year; 'last fiscal year', quarters and halves follow the fiscal calendar."""
    if unit == "year" and not match.groupdict().get("fiscal"):
        return Calendar(calendar.today, 1, calendar.ahead, calendar.first_day)
    return calendar


def _ago(match: re.Match[str], calendar: Calendar) -> Atom | None:
    unit = _unit_of(match["unit"])
    start = _moved(_unit_start(calendar.today, unit, _own(match, unit, calendar)), unit, -_count(match))
    return Atom(match.end(), start, _moved(start, unit, 1) - dt.timedelta(days=1), unit, True)


def _count(match: re.Match[str]) -> int:
    said = match["count"].strip()
    return int(said) if said.isdigit() else _COUNTS[said]


def _last_n(match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Months, quarters and years: whole ones that are over. Days and weeks: up to today, which is included."""
    count, unit = _count(match), _unit_of(match["unit"])
    if count == 0:
        return None
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        return Atom(match.end(), calendar.today - dt.timedelta(days=days - 1), calendar.today, "span", True)
    if unit == "month":
        span = last_full_months(calendar.today, count)
        return Atom(match.end(), span.start, span.end, "span", True)
    this = _unit_start(calendar.today, unit, _own(match, unit, calendar))
    return Atom(match.end(), _moved(this, unit, -count), this - dt.timedelta(days=1), "span", True)


def _next_n(match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The days from tomorrow on for days and weeks; whole months and longer after the current one."""
    count, unit = _count(match), _unit_of(match["unit"])
    if count == 0:
        return None
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        return Atom(match.end(), calendar.today, calendar.today + dt.timedelta(days=days), "span", True)
    start = _moved(_unit_start(calendar.today, unit, calendar), unit, 1)
    return Atom(match.end(), start, _moved(start, unit, count) - dt.timedelta(days=1), "span", True)


def _rolling(match: re.Match[str], calendar: Calendar) -> Atom | None:
    digits = re.sub(r"\D", "", match.group())
    span = last_full_months(calendar.today, int(digits) if digits else 12)
    return Atom(match.end(), span.start, span.end, "span", True)


def _to_date(match: re.Match[str], calendar: Calendar) -> Atom | None:
    said = match.group()
    unit = "month" if said.startswith("m") else "quarter" if said.startswith("q") else "year"
    for name in ("month", "quarter"):
        if name in said:
            unit = name
    start = _unit_start(calendar.today, unit, calendar)
    return Atom(match.end(), start, calendar.today, "span", True)


def _ever(match: re.Match[str], calendar: Calendar) -> Atom | None:
    return Atom(match.end(), calendar.first_day, calendar.today, "span", True)


def _season(match: re.Match[str], calendar: Calendar) -> Atom | None:
    month, length = _SEASONS[match["season"]]
    year = _said_year(match, calendar)
    start = dt.date(year or calendar.today.year, month, 1)
    if year is None:
        start = _nearest(start, length, calendar)
        if match.groupdict().get("lead", "").strip().endswith("last") and add_months(start, length) > calendar.today:
            start = add_months(start, -12)
    return Atom(match.end(), start, add_months(start, length) - dt.timedelta(days=1), "span", year is not None)


def _before(match: re.Match[str], calendar: Calendar) -> Atom | None:
    year = re.search(r"year|yr|ly|py|yoy|y/y|vorjahr|jahr|annee|an\b|ano|12 months", match.group()) is not None
    this = calendar.today.replace(month=1, day=1)
    start = add_months(this, -12)
    return Atom(match.end(), start, this - dt.timedelta(days=1), "year", True, "year_before" if year else "before")


def _same_of_year(match: re.Match[str], calendar: Calendar) -> Atom | None:
    """'the same months of 2012': which months, only the asked period knows."""
    year = _year_number(match["year"])
    return Atom(match.end(), dt.date(year, 1, 1), dt.date(year, 12, 31), "year", True, "same")


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?![a-z0-9])")


_YEAR_BESIDE = rf"(?:{_OF_YEAR}|{_REL_YEAR})?"
_YEAR_AHEAD = rf"(?:the\s+)?(?P<year>{_YEAR})(?:'?s)?\s*[,/:-]?\s*(?:the\s+|im\s+)?"
_PATTERNS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (_of(rf"(?:the\s+)?(?:q|t)\s?(?P<number>[1-4])(?:{_OF_YEAR}|{_REL_YEAR}|{_SHORT_YEAR})?"), _quarter),
    (_of(rf"(?P<number>[1-4])q{_YEAR_BESIDE}"), _quarter),
    (_of(rf"(?:the\s+|das\s+|le\s+|el\s+|im\s+)?(?P<number>{ORDINAL})\s*(?:fiscal\s+)?(?:quarter|qtr|quartal|trimestre){_YEAR_BESIDE}"), _quarter),
    (_of(rf"{_YEAR_AHEAD}(?:q|t)\s?(?P<number>[1-4])"), _quarter),
    (_of(rf"{_YEAR_AHEAD}(?P<number>[1-4])q"), _quarter),
    (_of(rf"{_YEAR_AHEAD}(?P<number>{ORDINAL})\s*(?:fiscal\s+)?(?:quarter|qtr|quartal|trimestre)"), _quarter),
    (_of(rf"h(?:y|j)?\s?(?P<number>[12]){_YEAR_BESIDE}"), _half),
    (_of(rf"{_YEAR_AHEAD}h(?:y|j)?\s?(?P<number>[12])"), _half),
    (_of(rf"{_YEAR_AHEAD}(?P<number>[12])h(?:j|y)?"), _half),
    (_of(rf"{_YEAR_AHEAD}(?P<number>{ORDINAL})\s*(?:half(?:[- ]year)?|halbjahr|semestre|hj)"), _half),
    (_of(rf"{_YEAR_AHEAD}(?P<month>{MONTH})\.?"), _month),
    (_of(rf"(?P<year>{_YEAR})\s*(?:,\s*)?(?:ytd|year[- ]to[- ]date|to date|so far|until now|bisher|hasta ahora|jusqu'ici)"), _year_so_far),
    (_of(rf"(?P<number>[12])h(?:j|y)?{_YEAR_BESIDE}"), _half),
    (_of(rf"(?:the\s+|das\s+|le\s+|el\s+|im\s+)?(?P<number>{ORDINAL})\s*(?:half(?:[- ]year)?|halbjahr|semestre|hj){_YEAR_BESIDE}"), _half),
    (_of(rf"(?:the\s+|le\s+|el\s+|dem\s+|au\s+|al\s+)?(?:same|meme|mismos?|mismas?|selben|gleichen)\s+(?:period|time|months?|quarter|q|half|days|weeks?|stretch|trimestre|mois|mes(?:es)?|periode|periodo|semestre|quartal|zeitraum|monate?n?)?\s*(?:of|in|de|im|von|en)?\s*(?P<year>{_YEAR})"), _same_of_year),
    (_of(r"(?:the\s+)?(?:(?:fy|gj|fiscal(?: year)?|financial year|geschaftsjahr|exercice)\s?'?(?P<year>(?:(?:19|20)\d\d|\d\d)))"), _fiscal),
    (_of(rf"(?:the\s+)?(?:(?:full|whole|calendar|all of|entire|im jahr|jahr|annee|ano)?\s*(?:year\s+)?)(?P<year>{_YEAR})"), _year),
    (_of(rf"(?P<lead>(?:the\s+)?(?:last|this|in|im|en|of|of last|month of|for|during|el|le)\s+)?(?P<month>{MONTH})\.?{_YEAR_BESIDE}"), _month),
    (_of(rf"(?P<month>{MONTH})\.?[\s-](?P<year>\d\d)(?!\s?(?:%|k|st|nd|rd|th|accounts|days))"), _month),
    (_of(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"), _day),
    (_of(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)?\d\d)"), _day),
    (_of(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<name>{MONTH})\.?,?\s+(?P<year>{_YEAR})"), _day),
    (_of(rf"(?P<name>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})"), _day),
    (_of(rf"{_THIS}\s+(?P<fiscal>fiscal\s+|financial\s+)?{_UNIT}(?:\s+(?:so far|to date|until now|bisher|jusqu'ici|hasta ahora))?"), _this),
    (_of(rf"{_LAST}\s+(?P<fiscal>full\s+fiscal\s+|fiscal\s+|financial\s+)?(?:full\s+|complete\s+|calendar\s+)?{_UNIT}(?P<twice>\s+but one)?"), _last),
    (_of(rf"(?:le|la|l'|el|the)\s*{_UNIT}\s*(?:derniere?|dernier|precedente?|passee?|pasad[oa]|anterior|just gone|gone by|just ended)"), _last),
    (_of(r"(?:the\s+)?(?P<unit>week|month|quarter|year)\s+before\s+(?P<twice>last)"), _last),
    (_of(rf"{_NEXT}\s+(?P<fiscal>fiscal\s+)?{_UNIT}"), _next),
    (_of(rf"(?:le|la|l'|el)\s*{_UNIT}\s*(?:prochaine?|suivante?|que viene|proxim[oa])"), _next),
    (_of(rf"(?:over\s+|in\s+)?(?:the\s+|les\s+|los\s+|las\s+|den\s+|die\s+)?(?:last|past|previous|prior|trailing|rolling|latest|letzten?|vergangenen|vorigen|derniers|dernieres|ultim[oa]s)\s+(?:a\s+)?{_COUNT}[\s-]*(?:full\s+|complete\s+|calendar\s+|whole\s+)?{_UNIT}"), _last_n),
    (_of(rf"(?:les\s+|los\s+|las\s+)?{_COUNT}\s+(?:derniers|dernieres|ultim[oa]s)\s+{_UNIT}"), _last_n),
    (_of(rf"(?:les\s+|los\s+|las\s+)?{_COUNT}\s+{_UNIT}\s+(?:derniers|dernieres|ultim[oa]s|pasad[oa]s)"), _last_n),
    (_of(rf"(?:the\s+)?(?:next|coming|following|nachsten|kommenden|prochains|prochaines|proxim[oa]s)\s+{_COUNT}[\s-]*{_UNIT}"), _next_n),
    (_of(rf"{_COUNT}\s+{_UNIT}\s+(?:ago|back)"), _ago),
    (_of(rf"(?:vor|il y a|hace)\s+{_COUNT}\s+{_UNIT}"), _ago),
    (_of(r"(?:ltm|ttm|r12m?|l(?:ast)?\s?\d{1,2}\s?m|rolling (?:year|twelve|12)|trailing (?:year|twelve|12))"), _rolling),
    (_of(r"ytd|mtd|qtd|(?:the\s+)?(?:year|month|quarter)[- ]to[- ]date|(?:the\s+)?year so far|so far this (?:year|quarter|month)|seit jahresbeginn|heuer|bisher (?:in )?diese[sm] jahr|depuis le debut de l'annee|en lo que va de ano"), _to_date),
    (_of(r"all[- ]time|(?:best|worst|biggest|most|largest|highest|lowest|top|record)[a-z ]{0,25} ever|ever since the start|since (?:ever|the (?:very )?(?:beginning|start)|day one|we started|the first order)|(?:the |our |their )?(?:entire|whole|full) (?:history|time)|in all (?:the|these) years|uberhaupt je|depuis toujours|desde siempre|seit beginn|all (?:the )?years"), _ever),
    (_of(rf"(?P<lead>(?:in\s+)?(?:the\s+|last\s+|this\s+|over\s+)+)(?P<season>spring|summer|autumn|fall|winter|christmas)(?:{_OF_YEAR})?"), _season),
    (_of(rf"(?P<season>spring|summer|autumn|fall|winter|christmas){_OF_YEAR}"), _season),
    (_of(rf"(?:(?:q\s?[1-4]|h\s?[12]|the same quarter|(?:the )?{ORDINAL} (?:quarter|half)|{MONTH})\s+(?:of\s+)?)?(?:the|a)?\s*(?:year|yr) (?:before|prior|earlier)(?! last)|(?:the\s+)?(?:quarter|month|period) (?:before|prior|earlier)(?! last)|(?:a|one) year (?:earlier|before|ago)|(?:the )?same (?:period|time|months?|quarter|q|qtr|weeks?) (?:(?:a|of|in|the)\s)?(?:last (?:year|yr)|year ago|previous year|prior year|year before|one year ago|year earlier)|(?:the )?(?:previous|prior|preceding) period|(?:the )?period before|(?:the )?prior[- ]year|(?:the )?previous year|\bly|\bpy|yoy|y/y|y-o-y|(?:im |dem |zum |das |gegenuber )?vorjahr(?:es)?(?:zeitraum|quartal|monat)?|(?:im |das )?jahr (?:davor|zuvor)|(?:l'annee|un an) (?:d'avant|avant|precedente)|(?:el |un )?ano (?:anterior|antes)"), _before),
)  # fmt: skip
