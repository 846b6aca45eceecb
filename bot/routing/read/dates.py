"""Single dates from words: 'by friday', 'the 12th', 'tomorrow', '30 June 2028', '14.3.', 'end of month'."""

# ruff: noqa: E501 - the rows of the grammar are patterns, one a line
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import BadInput
from bot.routing.read.months import MONTH, MONTHS, WEEKDAY, WEEKDAYS, WORDLIKE
from bot.routing.read.numbers import same_length_fold
from bot.tools.periods import add_months, month_end, month_start


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date said at text[start:end]. by = after 'by', 'until', 'before': a deadline."""

    start: int
    end: int
    text: str
    date: dt.date
    by: bool = False


_BY = r"(?:\b(?:by|until|till|before|due|bis(?: zum| am| nachsten)?|d'ici(?: le| au)?|avant(?: le)?|para(?: el)?|antes del?|no later than)\s+)"
_ON = r"(?:\b(?:on|for|to|am|den|le|el|der|from|since|dated?|of|and)\s+)"
_LEAD = rf"(?:(?P<by>{_BY})|{_ON})?(?:\b(?:{WEEKDAY})s?,?\s+(?=(?:the\s+)?\d))?(?:the\s+)?"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth",
    "sixteenth seventeenth eighteenth nineteenth twentieth",
)
_SPELLED = {name: number for number, name in enumerate(" ".join(_ORDINALS).split(" "), 1)}
_SPELLED |= {f"twenty-{name}": 20 + number for name, number in list(_SPELLED.items())[:9]}
_SPELLED |= {name.replace("-", " "): number for name, number in _SPELLED.items() if "-" in name}
_SPELLED |= {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}
_WORD_DAY = rf"(?P<word_day>{'|'.join(sorted(_SPELLED, key=len, reverse=True))})"
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "couple of": 2}
_COUNTS |= {"einer": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "une": 1, "un": 1, "deux": 2, "trois": 3}
_COUNTS |= {"una": 1, "dos": 2, "tres": 3}
_COUNT = r"(?P<count>\d{1,3}|a couple of|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>days?|tagen?|jours?|dias?|weeks?|wochen?|semaines?|semanas?|months?|monaten?|mois|mes(?:es)?)"


def iso(text: str) -> dt.date | None:
    """A date written YYYY-MM-DD, None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def dates_in(text: str, today: dt.date, past: bool = False) -> list[DateHit]:
    """The dates that a text says, in its order. A day without month or year is the next such day after today;
    `past` = it is about something that happened: the latest such day up to today."""
    folded = same_length_fold(text)
    found: list[DateHit] = []
    for pattern, make in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(match.start() < one.end and match.end() > one.start for one in found):
                continue
            day = make(match, today, past)
            if day is not None:
                by = bool(match.groupdict().get("by"))
                start, end = match.span()
                found.append(DateHit(start, end, text[start:end].strip(), day, by))
    return sorted(found, key=lambda one: one.start)


def date(text: str, today: dt.date, past: bool = False) -> dt.date:
    """The one date of a text. Raises BadInput for none or several."""
    whole = iso(text.strip())
    if whole is not None:
        return whole
    hits = dates_in(text, today, past)
    if len({one.date for one in hits}) != 1:
        reason = "names several dates" if hits else "is not a date I know"
        raise BadInput(f"'{text}' {reason}; write for example 2028-06-30, 30 June 2028, friday or tomorrow.")
    return hits[0].date


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _full(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    year = int(match["year"])
    year += 2000 if year < 100 else 0
    name = match.groupdict().get("name")
    month, day = MONTHS[name] if name else int(match["month"]), int(match["day"])
    if month > 12 and day <= 12:  # month first, as Americans write it
        month, day = day, month
    return _made(year, month, day)


def _slashed(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    """'12/9' may be written either way round: the nearer of the two days."""
    first, second = int(match["day"]), int(match["month"])
    found = [_in_season(today, month, day, past) for day, month in ((first, second), (second, first))]
    days = [one for one in found if one is not None]
    return min(days, key=lambda one: abs((one - today).days)) if days else None


def _in_season(today: dt.date, month: int, day: int, past: bool) -> dt.date | None:
    """That day of this year; of the next or last one where it lies on the wrong side of today."""
    found = _made(today.year, month, day)
    if found is None:
        return None
    if past and found > today:
        return _made(today.year - 1, month, day)
    if not past and found < today:
        return _made(today.year + 1, month, day)
    return found


def _day(match: re.Match[str]) -> int:
    spelled = match.groupdict().get("word_day")
    return _SPELLED[spelled] if spelled else int(match["day"])


def _month_day(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    name = match.groupdict().get("name")
    month, day = MONTHS[name] if name else int(match["month"]), _day(match)
    if month > 12 and day <= 12:
        month, day = day, month
    return _in_season(today, month, day, past)


def _day_of_month(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    day = _day(match)
    if not 1 <= day <= 31:
        return None
    month = month_start(today)
    if match.groupdict().get("next"):
        return _made(add_months(month, 1).year, add_months(month, 1).month, day)
    for _ in range(3):
        found = _made(month.year, month.month, day)
        if found is not None and (found <= today if past else found > today):
            return found
        month = add_months(month, -1 if past else 1)
    return None


def _weekday(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    wanted = WEEKDAYS[match["weekday"]]
    which = match.groupdict().get("which") or ""
    ahead = (wanted - today.weekday()) % 7
    if which.startswith(("last", "letzt", "vorig", "past")) or match.groupdict().get("gone"):
        return today - dt.timedelta(days=(today.weekday() - wanted) % 7 or 7)
    if which.startswith(("next", "nachst")) and wanted > today.weekday():
        return today + dt.timedelta(days=ahead + 7)
    if match.groupdict().get("week"):
        return today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7 + wanted)
    if past and not which.startswith(("next", "this", "coming", "nachst")):
        return today - dt.timedelta(days=(today.weekday() - wanted) % 7)
    return today + dt.timedelta(days=ahead or 7)


def _relative(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    word = match["word"]
    steps = {
        "day after tomorrow": 2, "ubermorgen": 2, "apres-demain": 2, "pasado manana": 2,
        "tomorrow": 1, "tmrw": 1, "tmr": 1, "morgen": 1, "demain": 1, "manana": 1,
        "day before yesterday": -2, "vorgestern": -2, "yesterday": -1, "gestern": -1, "hier": -1, "ayer": -1,
    }  # fmt: skip
    for name, days in steps.items():
        if word.endswith(name):
            return today + dt.timedelta(days=days)
    return today


def _in_n(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    return _moved(match, today, -1 if match.groupdict().get("ago") else 1)


def _moved(match: re.Match[str], today: dt.date, sign: int) -> dt.date:
    said = match["count"]
    count = int(said) if said.isdigit() else _COUNTS.get(said.removeprefix("a "), 1)
    unit = match["unit"]
    if unit.startswith(("mon", "moi", "mes")):
        return add_months(today, sign * count)
    return today + dt.timedelta(days=sign * count * (7 if unit.startswith(("week", "woch", "sem")) else 1))


def _end_of(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    what, which = match["what"], match.groupdict().get("which") or ""
    step = 1 if re.match(r"next|nachst|coming|prochain", which) else -1 if re.match(r"last|letzt", which) else 0
    if match.groupdict().get("name"):
        month = dt.date(int(match["year"] or today.year), MONTHS[match["name"]], 1)
        if not match["year"] and month_end(month) < today and not past:
            month = add_months(month, 12)
        return month_end(month)
    if what.startswith("q") and what[1:2].isdigit():
        month = dt.date(int(match["year"] or today.year), int(what[1]) * 3, 1)
        return month_end(month if match["year"] or month_end(month) >= today or past else add_months(month, 12))
    if what.startswith(("w", "sem")):
        return today + dt.timedelta(
            days=4 - today.weekday() + 7 * step + (7 if today.weekday() > 4 and not step else 0)
        )
    if what.startswith(("mon", "moi", "mes")):
        return month_end(add_months(month_start(today), step))
    if what.startswith(("q", "tri")):
        first = add_months(month_start(today), -((today.month - 1) % 3))
        return month_end(add_months(first, 2 + 3 * step))
    return dt.date(today.year + step, 12, 31)


def _short_end(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    word = match["word"]
    if word == "eow":
        return today + dt.timedelta(days=(4 - today.weekday()) % 7)
    if word in ("eod", "cob"):
        return today
    if word == "eom":
        return month_end(today)
    if word == "eoq":
        return month_end(add_months(add_months(month_start(today), -((today.month - 1) % 3)), 2))
    if word in ("christmas", "xmas", "weihnachten", "noel", "navidad"):
        return dt.date(today.year, 12, 24)
    return dt.date(today.year, 12, 31)


def _next_unit(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    """'next week' is its Monday, by next week its Friday; 'next month' its first day, by next month its last."""
    last = bool(match.groupdict().get("by"))
    if match["unit"].startswith(("w", "sem")):
        monday = today + dt.timedelta(days=7 - today.weekday())
        return monday + dt.timedelta(days=4 if last else 0)
    first = add_months(month_start(today), 1)
    return month_end(first) if last else first


def _of_month(match: re.Match[str], today: dt.date, past: bool) -> dt.date | None:
    name = match["name"]
    if name in WORDLIKE and not match.groupdict().get("by"):
        return None
    month = dt.date(today.year, MONTHS[name], 1)
    if not past and month_end(month) < today:
        month = add_months(month, 12)
    if past and month > today:
        month = add_months(month, -12)
    return month_end(month)


Maker = Callable[[re.Match[str], dt.date, bool], "dt.date | None"]
_N = r"(?![\w%])"
_WHICH = r"(?P<which>next|this|coming|last|past|nachste[nrs]?|kommende[nrs]?|letzte[nrs]?|diese[nrs]?|prochain|ce|proximo|este)"
_PATTERNS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"{_LEAD}\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b", _full),
        (rf"{_LEAD}\b(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<year>(?:20)?\d\d){_N}", _full),
        (rf"{_LEAD}(?<![\w-])(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s*(?:of\s+|de\s+)?(?P<name>{MONTH})\.?,?\s+(?:de\s+|of\s+)?(?P<year>20\d\d){_N}", _full),
        (rf"{_LEAD}(?<![\w-])(?P<name>{MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d){_N}", _full),
        (rf"{_LEAD}(?<![\w-])(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s*(?:of\s+|de\s+)?(?P<name>{MONTH})(?![\w])", _month_day),
        (rf"{_LEAD}(?<![\w-])(?P<name>{MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w%]|[.,]\d|\s?(?:%|percent|accounts|k\b))", _month_day),
        (rf"{_LEAD}\b{_WORD_DAY}\s+(?:of\s+)?(?P<name>{MONTH})(?![\w])", _month_day),
        (rf"{_LEAD}\b(?P<name>{MONTH})\s+(?:the\s+)?{_WORD_DAY}{_N}", _month_day),
        (rf"(?:(?P<by>{_BY})|\b(?:on|for|to)\s+)the\s+{_WORD_DAY}{_N}(?!\s+(?:quarter|half|time|place|account|review|largest|biggest|one|item|of the))", _day_of_month),
        (rf"{_LEAD}(?<![\w.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_N}", _month_day),
        (rf"(?:(?P<by>{_BY})|\b(?:on|for|to|am|den)\s+)(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}}){_N}", _slashed),
        (rf"(?<![\w/.])(?P<day>(?:1[3-9]|2\d|3[01]))/(?P<month>0?[1-9]|1[0-2]){_N}(?!/)(?<!24/7)", _slashed),
        (rf"(?<![\w/.])(?P<day>0?[1-9]|1[0-2])/(?P<month>(?:1[3-9]|2\d|3[01])){_N}(?!/)", _slashed),
        (rf"{_LEAD}(?:end|ende|fin|finales|close)\s+(?:of\s+|de\s+|du\s+|des\s+|der\s+)?(?:the\s+|le\s+|la\s+|el\s+)?(?P<what>(?P<name>{MONTH}))(?:\s+(?P<year>20\d\d))?{_N}", _end_of),
        (rf"{_LEAD}(?:end|ende|fin|finales|close)\s+(?:of\s+|de\s+|du\s+|des\s+|der\s+)?(?:the\s+|le\s+|la\s+|el\s+)?(?:{_WHICH}\s+)?(?P<what>q[1-4]|weeks?|woche|semaine|semana|months?|monats?|mois|mes|quarter|quartals?|trimestre|year|jahr(?:es)?|annee|ano)(?:\s+(?P<year>20\d\d))?{_N}", _end_of),
        (rf"{_LEAD}\b(?P<what>month|week|quarter|year)[- ]end{_N}", _end_of),
        (rf"{_LEAD}\b(?P<word>eow|eom|eoq|eoy|eod|cob|christmas|xmas|weihnachten|noel|navidad){_N}", _short_end),
        (rf"{_LEAD}\b(?P<word>(?:the )?day after tomorrow|(?:the )?day before yesterday|ubermorgen|vorgestern|apres-demain|pasado manana|tomorrow|tmrw|tmr|yesterday|today|tonight|heute|gestern|morgen|aujourd'hui|demain|hier|hoy|manana|ayer|just now){_N}", _relative),
        (rf"(?:(?P<by>{_BY})|{_ON})?\b(?:in|within|binnen|innerhalb von|dans|en|dentro de)\s+{_COUNT}\s+{_UNIT}{_N}(?!\s+(?:time\s+)?(?:before|earlier))", _in_n),
        (rf"\b{_COUNT}\s+{_UNIT}\s+(?:from (?:now|today)|hence){_N}", _in_n),
        (rf"\b{_COUNT}\s+{_UNIT}\s+(?P<ago>ago|back){_N}", _in_n),
        (rf"{_LEAD}(?:{_WHICH}\s+)?\b(?P<weekday>{WEEKDAY})\s+(?:of\s+)?(?P<week>next week|nachster woche|nachste woche){_N}", _weekday),
        (rf"{_LEAD}\b(?P<week>next week|nachste woche)\s+(?P<weekday>{WEEKDAY}){_N}", _weekday),
        (rf"(?:(?P<by>{_BY})|{_ON})?(?:\b(?:{WEEKDAY})s?,?\s+)?\bthe\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_N}(?!\s*(?:accounts|percent|%|k\b))(?:\s+of\s+(?P<next>next month))?", _day_of_month),
        (rf"{_LEAD}(?<![\w-])(?P<day>\d{{1,2}})(?:st|nd|rd|th){_N}(?:\s+of\s+(?P<next>next month))?(?!\s+(?:quarter|half|time|place|account|review|largest|biggest))", _day_of_month),
        (rf"(?:(?P<by>{_BY})|\b(?:am|zum|den|le|el)\s+)(?P<day>\d{{1,2}})\.?{_N}(?!\s*(?:accounts|percent|%|k\b|\w))", _day_of_month),
        (rf"{_LEAD}(?:{_WHICH}\s+)?\b(?P<weekday>{WEEKDAY})s?(?P<gone>\s+(?:gone|past|dernier|pasado))?{_N}(?:,?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)\b)?", _weekday),
        (rf"{_LEAD}\b(?:next|nachste[nrs]?|la|kommende[nrs]?)\s*(?P<unit>week|woche|month|monat|semaine|semana|mois|mes)(?:\s+(?:prochaine?|que viene|proxim[oa]))?{_N}", _next_unit),
        (rf"(?P<by>{_BY})(?:the end of\s+)?(?P<name>{MONTH}){_N}", _of_month),
    )
)  # fmt: skip
