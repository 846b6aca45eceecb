"""The arguments of a chosen tool, read from a message by the kind of each."""

# ruff: noqa: E501 - word lists and patterns, one a line
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import OTHERS, BadInput
from bot.routing.figures import NUMERIC, figures_in
from bot.routing.normal import word_set, words
from bot.routing.offers import which_account, which_of_these, which_person
from bot.routing.read import counts
from bot.routing.read.numbers import Number, numbers_in
from bot.routing.read.periods import PeriodHit, compared_with
from bot.routing.read.scopes import ScopeHit
from bot.routing.read.words import choice_in
from bot.routing.resolve import AHEAD, calendar
from bot.routing.said import Said, narrowed
from bot.routing.texts import bant_in, department_in, item_in, payload
from bot.tools.answer import Answer, clarify, refused
from bot.tools.arguments import Kind, Scope, choices_of, kind_of
from bot.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Extract:
    """values: typed arguments by name. question: what must be asked or refused first (about argument `about`).
    accounts: every account named, where the tool takes one. left: numbers that found no argument."""

    values: Mapping[str, Any] = field(default_factory=dict)
    question: Answer | None = None
    about: str = ""
    accounts: tuple[str, ...] = ()
    left: tuple[Number, ...] = ()


@dataclass
class _Reading:
    """Work in progress on one tool and one message."""

    tool: Tool
    said: Said
    recent: frozenset[str]  # accounts that the thread spoke of
    values: dict[str, Any] = field(default_factory=dict)
    taken: list[tuple[int, int]] = field(default_factory=list)
    question: Answer | None = None
    about: str = ""
    accounts: tuple[str, ...] = ()
    left: tuple[Number, ...] = ()

    def __post_init__(self) -> None:
        self.kinds = {name: kind_of(self.tool.args, name) for name in self.tool.args.model_fields}

    def names(self, kind: Kind) -> list[str]:
        return [name for name, one in self.kinds.items() if one is kind]

    def ask(self, answer: Answer, about: str) -> None:
        if self.question is None:
            self.question, self.about = answer, about


def extract(tool: Tool, said: Said, recent: frozenset[str] = frozenset()) -> Extract:
    """Read every argument that the message gives; `recent` settles names that fit several accounts."""
    reading = _Reading(tool, said, recent)
    for step in (
        _accounts,
        _named_things,
        _scope,
        _people,
        _periods,
        _dates,
        _series,
        _scores,
        _figures,
        _choices,
        _texts,
    ):
        step(reading)
    return Extract(reading.values, reading.question, reading.about, reading.accounts, reading.left)


def _accounts(reading: _Reading) -> None:
    names = reading.names(Kind.ACCOUNT)
    if not names:
        return
    said, found = reading.said, []
    for hit in said.accounts:
        one = narrowed(hit, reading.recent)
        if one.account is not None:
            found.append(one.account.id)
        elif one.candidates:
            reading.ask(which_account(one, names[0], reading.tool), names[0])
        elif one.exact:
            reading.ask(refused(OTHERS), names[0])
    reading.taken += said.name_spans
    if not found and reading.question is None and said.strange_name:
        reading.ask(refused(OTHERS), names[0])
    if found:
        reading.values[names[0]] = found[0]
        reading.accounts = tuple(dict.fromkeys(found))


def _named_things(reading: _Reading) -> None:
    said, lexicon = reading.said, reading.said.context.lexicon
    for kind, hits in (
        (Kind.PRODUCT, said.products),
        (Kind.PROMOTION, said.promotions),
        (Kind.OPPORTUNITY, said.opportunities),
    ):
        for name in reading.names(kind):
            keys = tuple(dict.fromkeys(key for hit in hits[:1] for key in hit.keys))
            if kind is Kind.OPPORTUNITY and len(keys) > 1 and "account" in reading.values:
                own = {one.id for one in lexicon.opportunities_of(reading.values["account"])}
                keys = tuple(key for key in keys if key in own) or keys
            if len(keys) == 1:
                reading.values[name] = keys[0]
            elif keys:
                offered = [(lexicon.label(kind, key), key) for key in keys]
                reading.ask(which_of_these(f"Which {kind.value} do you mean by '{hits[0].text}'?", offered, name), name)
            elif kind is Kind.PRODUCT:
                category = next(
                    (value for key, value in lexicon.categories.items() if re.search(rf"\b{key}\b", said.folded)), ""
                )
                if category and "account" not in reading.values:
                    reading.values[name] = category
    reading.taken += [(hit.start, hit.end) for hit in (*said.products, *said.promotions, *said.opportunities)]


_OF_WHOM = re.compile(
    r"(?:\b(?:for|of|by|from|about|is|are|does|has|have|under|with|auf|von|fur|de|del|bei|mit|pour|para|how's|compare|show|only|and)\s+|^)$"
)
_SPEAKS = re.compile(
    r"^\s*(?:asked|asks|said|says|wants|wanted|told|tells|thinks|claims|insists|swears|wrote|just|keeps asking|needs|is asking|phoned|called)\b"
)


def _scope(reading: _Reading) -> None:
    names = reading.names(Kind.SCOPE)
    if not names or reading.values.get("account"):
        return
    hits = [hit for hit in reading.said.scopes if _is_scope(hit, reading.said)]
    if not hits:
        return
    best = min(hits, key=_scope_order)
    if best.scope is not None:
        reading.values[names[0]] = _combined(best.scope, hits)
    else:
        offered = [(one.label, one.label) for one in best.scopes]
        reading.ask(which_person(offered, names[0], best.text), names[0])


def _scope_order(hit: ScopeHit) -> int:
    order = {"person_team": 0, "person": 1, "segment": 2, "region": 3, "team": 4, "mine": 5, "all": 6}
    return order[hit.scopes[0].kind]


def _combined(scope: Scope, hits: list[ScopeHit]) -> Scope:
    return scope


def _is_scope(hit: ScopeHit, said: Said) -> bool:
    if (
        hit.scopes[0].kind not in ("person", "person_team")
        and hit.text.casefold() != said.context.asker.name.casefold()
    ):
        return True
    after = said.folded[hit.end :] if len(said.folded) == len(said.text) else said.text[hit.end :].casefold()
    if _SPEAKS.match(after):
        return False
    if hit.scopes[0].kind == "person_team" or hit.text.endswith(("'s", "’s", "s'")) or after.startswith(("'", "’")):
        return True
    return bool(_OF_WHOM.search(said.folded_before(hit.start))) or len(said.words) <= 5


def _people(reading: _Reading) -> None:
    for name in reading.names(Kind.PERSON):
        hits = reading.said.people
        me = re.search(r"\b(?:my|me|i|mine|myself|meine?|mon|ma|mi)\b", reading.said.folded)
        if hits and len(hits[0].keys) == 1:
            reading.values[name] = hits[0].keys[0]
        elif hits:
            lexicon = reading.said.context.lexicon
            reading.ask(
                which_person([(lexicon.person_name(key), key) for key in hits[0].keys], name, hits[0].text), name
            )
        elif me:
            reading.values[name] = reading.said.context.asker.id


def _periods(reading: _Reading) -> None:
    names = reading.names(Kind.PERIOD)
    hits = reading.said.periods(calendar(reading.said.context, reading.tool.id))
    reading.taken += [(hit.start, hit.end) for hit in hits]
    _horizon(reading, hits)
    if not names or not hits:
        return
    asked, compared = _asked_and_compared(reading.tool.id, list(hits), "compare_to" in names)
    if asked is not None and "period" in names:
        reading.values["period"] = asked.period
    if compared is not None and "compare_to" in names:
        if asked is not None:
            reading.values["compare_to"] = compared_with(asked.period, compared)
        elif not compared.relative:
            reading.values["compare_to"] = compared.period


def _horizon(reading: _Reading, hits: Sequence[PeriodHit]) -> None:
    """'next quarter' as 3 months, 'the next five years' as 5 years, for tools that look ahead."""
    ahead = [hit.period for hit in hits if hit.period.end > reading.said.context.today]
    if not ahead:
        return
    months = sum(1 for first in ahead[0].month_starts() if first > reading.said.context.today.replace(day=1))
    if "horizon_months" in reading.kinds and months:
        reading.values["horizon_months"] = months
    if "horizon_years" in reading.kinds and months >= 12:
        reading.values["horizon_years"] = months // 12


def _asked_and_compared(
    tool: str, hits: list[PeriodHit], can_compare: bool
) -> tuple[PeriodHit | None, PeriodHit | None]:
    """The period asked about and the one it is set against; of two without a word between, the later is asked."""
    asked = [one for one in hits if one.role == "period"]
    compared = [one for one in hits if one.role == "compare"]
    if not can_compare:
        return (asked or [one for one in compared if not one.relative] or [None])[0], None  # type: ignore[list-item]
    if tool == "price_volume_mix" and len(asked) == 1 and not compared and asked[0].ends is not None:
        first, last = asked[0].ends
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
    r"repouss\w*|decal\w*|report\w*|aplaz\w*|pospon\w*|mueve|move|new (?:date|appointment)|instead|to the \d|not before|rather|slip\w*|swap\w*|later|cancel\w*|quiet until|sleep)\b"
)
_SNOOZE = re.compile(
    r"\b(?:snooz\w*|quiet|sleep|mute|stop (?:reminding|nagging|nudging)|leave me alone|schlummer\w*|don't remind|no reminders?|silence)\b"
)


_FROM_ON = re.compile(r"\b(?:as of|starting|from|ab|a partir d[eu]|desde|beginning)\s*$")
"""Before a day on which something begins, which is not the day of a review."""


def _dates(reading: _Reading) -> None:
    names = reading.names(Kind.DATE)
    if not names:
        return
    said = reading.said
    if reading.tool.id == "log_review":
        _review_dates(reading)
        return
    hits = said.dates()
    reading.taken += [(hit.start, hit.end) for hit in hits]
    if hits:
        best = next((hit for hit in hits if hit.by), hits[-1])
        reading.values[names[0]] = best.date


def _review_dates(reading: _Reading) -> None:
    """Held: the day it was, in the past. Moved or snoozed: the day it goes to, in the future."""
    said = reading.said
    moves = _MOVES.search(said.folded) is not None
    if _SNOOZE.search(said.folded) and "snooze" in reading.kinds:
        reading.values["snooze"] = True
        moves = True
    hits = tuple(hit for hit in said.dates(past=not moves) if not _FROM_ON.search(said.folded_before(hit.start)))
    reading.taken += [(hit.start, hit.end) for hit in hits]
    if hits:
        reading.values["new_date" if moves else "date"] = hits[-1].date


def _series(reading: _Reading) -> None:
    names = reading.names(Kind.SERIES)
    if not names:
        return
    text = reading.said.without(reading.taken)
    run = _run_of_numbers(text)
    if len(run) >= 3:
        reading.values[names[0]] = tuple(one.value for one in run)
        reading.taken.append((run[0].start, run[-1].end))


_BETWEEN = re.compile(
    r"\s*(?:,|;|/|\||then|and then|und dann|puis|luego|and|und|et|y|\.\.\.|-->|→|->|in year \d|\s)+\s*", re.IGNORECASE
)


def _run_of_numbers(text: str) -> list[Number]:
    """The longest row of amounts with nothing but commas and the like between them."""
    best: list[Number] = []
    run: list[Number] = []
    for number in numbers_in(text):
        if number.unit in ("percent", "points"):
            run = []
            continue
        if run and not _BETWEEN.fullmatch(text[run[-1].end : number.start] or " "):
            run = []
        run.append(number)
        if len(run) > len(best):
            best = list(run)
    return best


def _scores(reading: _Reading) -> None:
    for name in reading.names(Kind.SCORES):
        try:
            reading.values[name] = counts.scores(reading.said.text)
        except BadInput:
            continue


def _figures(reading: _Reading) -> None:
    """Numbers by their cues. A range is asked back, and so is an amount in another currency than the accounts'."""
    kinds = {name: kind for name, kind in reading.kinds.items() if kind in NUMERIC}
    if not kinds:
        return
    found = figures_in(reading.said.text, kinds, reading.taken)
    reading.values.update(found.values)
    reading.left = found.left
    for name, number in found.ranges.items():
        reading.ask(_which_end(name, number, reading.kinds[name]), name)
    currency = reading.said.context.currency
    others = found.currencies - {currency}
    if len(found.currencies) > 1 or (others and reading.values.get("account")):
        other = sorted(others)[0]
        reading.ask(
            clarify(f"Your accounts are in {currency}, the amount is in {other}. What is it in {currency}?"), ""
        )
    if found.left and reading.question is None:
        _ask_about_left(reading, kinds)


def _which_end(name: str, number: Number, kind: Kind) -> Answer:
    low, high = number.value, number.upto
    asked = name.replace("_", " ").removesuffix(" pct").removesuffix(" pts")
    middle = (low + (high or low)) / 2
    offered = [
        (f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}", f"{value:f}")
        for value in (low, middle, high or low)
    ]
    return which_of_these(f"'{number.text}' is a range. Which {asked} shall I take?", offered, name)


def _ask_about_left(reading: _Reading, kinds: Mapping[str, Kind]) -> None:
    """A figure with a unit that found no argument is asked about, where there is one that it could be."""
    for number in reading.left:
        money = number.unit == "money" or (number.unit == "plain" and number.scaled)
        wanted = (Kind.MONEY,) if money else (Kind.PERCENT, Kind.POINTS) if number.unit != "plain" else ()
        fits = [name for name, kind in kinds.items() if kind in wanted and name not in reading.values]
        if fits:
            offered = [
                (name.replace("_", " ").removesuffix(" pct").removesuffix(" pts"), f"{name}={number.value:f}")
                for name in fits
            ]
            reading.ask(which_of_these(f"What is the {number.text}?", offered, "figure"), "figure")
            return


_QUESTION = re.compile(
    r"\?|^\s*(?:what|which|who|whose|when|where|how|any|are|is|did|do|does|have|has|show|list|give me|tell me|welche|was|wer|zeig|gibt es|quel\w*|montre\w*|"
    r"que|cuales|muestra\w*|open|outstanding|overdue|pending|everything|all|my|our)\b"
)
_IMPERATIVE = re.compile(
    r"^\s*(?:(?:please|pls|hey|ok|and|also|bitte|yes|then|can you|could you|would you|i want to|let's|i'd like to)[\s,]+)*(?:add|log|record|note|put|write|create|raise|"
    r"open (?:an?|a new)|set|save|enter|register|file|capture|close|mark|tick|cross|remind|remember|assign|new|complete|resolve|finish|book|jot|track|"
    r"notier|erfass|trag|merk|schliess|ajout|note|enregistr|ferm|anad|apunt|registr|anot|cierra|agreg)\w*\b"
)


def _choices(reading: _Reading) -> None:
    for name in reading.names(Kind.CHOICE):
        choices = choices_of(reading.tool.args, name)
        if name == "operation":
            reading.values[name] = operation_in(reading.said, choices)
            continue
        found = choice_in(reading.said.without(reading.said.name_spans), name, choices)
        if found:
            reading.values[name] = found
    for name in reading.names(Kind.FLAG):
        if name == "snooze":
            continue
        found = choice_in(reading.said.text, name, ("yes", "no"))
        if found:
            reading.values[name] = found == "yes"


def operation_in(said: Said, choices: tuple[str, ...]) -> str:
    """Whether to list (or show), add or close. A question lists; a statement of some length adds."""
    folded = said.folded
    looking = choices[0]
    imperative = _IMPERATIVE.search(folded)
    question = _QUESTION.search(folded) is not None
    if question and not imperative:
        return looking
    text = said.without(said.name_spans)
    if (
        "close" in choices
        and choice_in(text, "operation", ("close",))
        and not re.match(r"\s*(?:add|log|note|raise|new)\b", folded)
    ):
        return "close"
    if imperative:
        return "add"
    if choice_in(text, "operation", ("add",)):
        return "add"
    return "add" if len(said.words) - 2 * len(said.accounts) > 6 else looking


def _texts(reading: _Reading) -> None:
    for name in reading.names(Kind.TEXT) + reading.names(Kind.ITEM):
        read = _TEXTS.get(name)
        value = read(reading) if read else ""
        if value:
            reading.values[name] = value


def _whole(reading: _Reading) -> str:
    return reading.said.text.strip()


def _written(reading: _Reading) -> str:
    """The text of what is added; nothing where the message only asks."""
    if reading.values.get("operation", "add") in ("list", "show"):
        return ""
    if reading.values.get("operation") == "close":
        return ""
    dates = [(hit.start, hit.end) for hit in reading.said.dates()] if "due" in reading.kinds else []
    return payload(reading.said, dates)


def _target(reading: _Reading) -> str:
    """An amount or a share in the objective's own words."""
    if reading.values.get("operation", "add") != "add":
        return ""
    numbers = numbers_in(reading.said.without(reading.taken))
    return next((one.text for one in numbers if one.unit != "plain" or one.scaled), "")


_REVIEW_WORDS = word_set(
    "review held done meeting quarterly monthly account customer took place sit down was the and with for this that today"
)


def _notes(reading: _Reading) -> str:
    """What was said in a review: what follows a colon or a full stop, or a 'needs: …'."""
    text = reading.said.text
    match = re.search(
        r"(?:[:;]\s+|[.!]\s+|\bneeds?:\s*|,\s*(?=they|he|she|customer|we\b)|\s[-–—]\s)(.{12,})$", text, re.DOTALL
    )
    if match is None or "new_date" in reading.values:
        return ""
    spans = reading.said.name_spans + [(hit.start, hit.end) for hit in reading.said.dates(past=True)]
    told = words(reading.said.without(spans)[match.start(1) :])
    own = [word for word in told if word.text not in _REVIEW_WORDS and len(word.text) > 2]
    return re.sub(r"\s+", " ", match.group(1)).strip() if len(own) >= 3 else ""


def _topic(reading: _Reading) -> str:
    match = re.search(
        r"\b(?:help (?:me )?(?:with|on|about|for)|about|how do i (?:ask|use|get|say)|what can (?:you|i) (?:do|ask) (?:about|with|for|on)|explain how|hilfe (?:zu|mit|bei)|aide (?:sur|pour)|ayuda (?:con|sobre))\s+(.+?)[?.! ]*$",
        reading.said.folded,
    )
    return match.group(1).strip() if match else ""


def _owner(reading: _Reading) -> str:
    people = reading.said.people
    if not people:
        return ""
    lexicon = reading.said.context.lexicon
    key = people[0].keys[0]
    if len(people[0].keys) > 1 or key == reading.said.context.asker.id:
        return ""
    after = reading.said.text[people[0].end :].casefold()
    before = reading.said.folded_before(people[0].start)
    acts = re.match(
        r"[:,]?\s*(?:to|will|must|should|needs|has|is going|shall|can|does|sends|calls|checks|fixes|owes|promised|['’]s|soll|muss|doit|debe|$)",
        after,
    )
    given = re.search(
        r"(?:\b(?:assign\w*|owner|for|by|to|give|ask|tell|with|fur|an|pour|para|remind|let|have|@)\s*|→\s*|->\s*|:\s*)$",
        before,
    )
    return lexicon.person_name(key) if acts or given else ""


def _item(reading: _Reading) -> str:
    if reading.values.get("operation") != "close":
        return ""
    pointed = item_in(reading.said.without(reading.said.name_spans))
    return pointed or payload(reading.said)


def _bant(name: str) -> Callable[[_Reading], str]:
    def read(reading: _Reading) -> str:
        return bant_in(reading.said.text).get(name, "")

    return read


_TEXTS: Mapping[str, Callable[[_Reading], str]] = {
    "question": _whole,
    "topic": _topic,
    "text": _written,
    "target": _target,
    "notes": _notes,
    "owner": _owner,
    "department": lambda reading: department_in(reading.said.text),
    "item": _item,
    "budget": _bant("budget"),
    "authority": _bant("authority"),
    "need": _bant("need"),
    "timing": _bant("timing"),
}

__all__ = ["AHEAD", "Extract", "extract", "operation_in"]
