"""The arguments of a chosen tool, read from a message by the kind of each."""

# ruff: noqa: E501 - word lists and patterns, one a line
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.errors import OTHERS, BadInput
from bot.routing.figures import NUMERIC, figures_in
from bot.routing.lexicon import AccountHit, NameHit
from bot.routing.normal import fold
from bot.routing.offers import which_account, which_of_these, which_person
from bot.routing.read import counts
from bot.routing.read.flows import flows_in
from bot.routing.read.numbers import Number, numbers_in, same_length_fold
from bot.routing.read.scopes import ScopeHit
from bot.routing.read.words import choice_in
from bot.routing.said import Said, narrowed
from bot.routing.times import read_dates, read_periods
from bot.routing.work import Work
from bot.routing.written import operation_in, read_texts
from bot.tools.answer import Answer, clarify, refused
from bot.tools.arguments import Kind, Scope, choices_of
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


def extract(tool: Tool, said: Said, recent: frozenset[str] = frozenset()) -> Extract:
    """Read every argument that the message gives; `recent` settles names that fit several accounts."""
    work = Work(tool, said, recent)
    for step in (
        _accounts,
        _named_things,
        _scope,
        _people,
        read_periods,
        read_dates,
        _series,
        _scores,
        _figures,
        _own_scope,
        _choices,
        read_texts,
    ):
        step(work)
    return Extract(work.values, work.question, work.about, work.accounts, work.left)


def _accounts(work: Work) -> None:
    names = work.names(Kind.ACCOUNT)
    if not names:
        return
    said, found = work.said, []
    for hit in _after_correction(said):
        one = narrowed(hit, work.recent)
        if one.account is not None:
            found.append(one.account.id)
        elif one.candidates:
            work.ask(which_account(one, names[0], work.tool), names[0])
        elif one.exact:
            work.ask(refused(OTHERS), names[0])
    work.taken += said.name_spans
    if not found and work.question is None and said.strange_name:
        work.ask(refused(OTHERS), names[0])
    if found:
        work.values[names[0]] = found[0]
        work.accounts = tuple(dict.fromkeys(found))


_CORRECTED = re.compile(
    r"\b(?:no|nein|non),? (?:sorry|wait|i mean\w*|pardon|perdon)|\bsorry\b|\bi meant?\b|\bscratch (?:that|it)\b|\bmake (?:that|it)\b|"
    r"\b(?:correction|pardon|perdon|quise decir|je voulais dire|ich meine|besser|ou plutot|mejor dicho|or rather)\b"
)


def _after_correction(said: Said) -> Sequence[AccountHit]:
    """The accounts named; where the message takes one back ('no sorry, Brakes and Gears') only those after that."""
    hits = said.accounts
    for index in range(len(hits) - 1, 0, -1):
        between = same_length_fold(said.text)[hits[index - 1].end : hits[index].start]
        if _CORRECTED.search(between):
            return hits[index:]
    return hits


def _named_things(work: Work) -> None:
    said, lexicon = work.said, work.said.context.lexicon
    for kind, hits in (
        (Kind.PRODUCT, said.products),
        (Kind.PROMOTION, said.promotions or _promotions_of(said)),
        (Kind.OPPORTUNITY, said.opportunities),
    ):
        for name in work.names(kind):
            keys = tuple(dict.fromkeys(key for hit in hits[:1] for key in hit.keys))
            if kind is Kind.OPPORTUNITY and len(keys) > 1 and "account" in work.values:
                own = {one.id for one in lexicon.opportunities_of(work.values["account"])}
                keys = tuple(key for key in keys if key in own) or keys
            if len(keys) == 1:
                work.values[name] = keys[0]
            elif keys:
                offered = [(lexicon.label(kind, key), key) for key in keys]
                work.ask(which_of_these(f"Which {kind.value} do you mean by '{hits[0].text}'?", offered, name), name)
            elif kind is Kind.PRODUCT:
                category = next(
                    (value for key, value in lexicon.categories.items() if re.search(rf"\b{key}\b", said.folded)), ""
                )
                if category and "account" not in work.values:
                    work.values[name] = category
    work.taken += [(hit.start, hit.end) for hit in (*said.products, *said.promotions, *said.opportunities)]


def _promotions_of(said: Said) -> tuple[NameHit, ...]:
    """Promotions named after a product that a message names: 'and the touring-1000 one'."""
    names = said.context.lexicon.index.names.promotions
    found = []
    for hit in said.products[:1]:
        keys = tuple(one.id for one in names if fold(hit.text) in fold(one.name))
        found += [NameHit(hit.start, hit.end, hit.text, keys)] if keys else []
    return tuple(found)


_OF_WHOM = re.compile(
    r"(?:\b(?:for|of|by|from|about|is|are|does|has|have|under|with|auf|von|fur|de|del|bei|mit|pour|para|how's|compare|show|only|and)\s+|^)$"
)
_BELONGS = re.compile(
    r"s?\s+(?:key )?(?:accounts?|customers?|clients?|book|portfolio|patch|numbers|list|stores?|reviews?)\b"
)
_OWN = re.compile(
    r"\b(?:my|mine|am i|i am|i'm|do i|did i|have i|i have|owes? me|bei mir|mein\w*|mis?|mon|ma|mes)\b(?! (?:boss|manager|director|name)\b)"
)
_SPEAKS = re.compile(
    r"^\s*(?:asked|asks|said|says|wants|wanted|told|tells|thinks|claims|insists|swears|wrote|just|keeps asking|needs|is asking|phoned|called)\b"
)


def _scope(work: Work) -> None:
    names = work.names(Kind.SCOPE)
    if not names or work.values.get("account"):
        return
    hits = [hit for hit in work.said.scopes if _is_scope(hit, work.said) and not _is_crew(hit, work)]
    if "dimension" in work.kinds:
        hits = _not_parts(hits)
    if not hits:
        return
    best = min(hits, key=_scope_order)
    if best.scope is not None:
        work.values[names[0]] = best.scope
    else:
        offered = [(one.label, one.label) for one in best.scopes]
        work.ask(which_person(offered, names[0], best.text), names[0])


def _is_crew(hit: ScopeHit, work: Work) -> bool:
    """Whether a team is who does the work, not whose accounts: 'too many key accounts for our team' of a KAM."""
    team = hit.scopes[0].kind == "team" and not work.said.context.asker.leads
    return team and work.tool.id == "account_selection"


def _own_scope(work: Work) -> None:
    """A KAM who says 'my' or 'I' and names nothing means the own accounts; with amounts it is a case made up."""
    names = work.names(Kind.SCOPE)
    asker, said = work.said.context.asker, work.said
    if not names or asker.leads or said.context.turns or work.values.get("account") or names[0] in work.values:
        return
    amounts = (name for name, kind in work.kinds.items() if kind in (Kind.MONEY, Kind.PERCENT) and name in work.values)
    if next(amounts, "") or work.about == names[0] or not _OWN.search(said.folded):
        return
    work.values[names[0]] = Scope("mine")


def _not_parts(hits: list[ScopeHit]) -> list[ScopeHit]:
    """Several regions or segments named side by side are what is split, not whose accounts."""
    kinds = [hit.scopes[0].kind for hit in hits]
    return [
        hit for hit, kind in zip(hits, kinds, strict=True) if kind not in ("region", "segment") or kinds.count(kind) < 2
    ]


def _scope_order(hit: ScopeHit) -> int:
    order = {"person_team": 0, "person": 1, "segment": 2, "region": 3, "team": 4, "mine": 5, "all": 6}
    return order[hit.scopes[0].kind]


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
    before = said.folded_before(hit.start)
    if before.rstrip().endswith(",") and re.match(r"\s*(?:[,.?!]|$)", after):
        return True
    return bool(_OF_WHOM.search(before) or _BELONGS.match(after)) or len(said.words) <= 5


def _people(work: Work) -> None:
    for name in work.names(Kind.PERSON):
        hits = work.said.people
        me = re.search(r"\b(?:my|me|i|mine|myself|meine?|mon|ma|mi)\b", work.said.folded)
        if hits and len(hits[0].keys) == 1:
            work.values[name] = hits[0].keys[0]
        elif hits:
            lexicon = work.said.context.lexicon
            work.ask(which_person([(lexicon.person_name(key), key) for key in hits[0].keys], name, hits[0].text), name)
        elif me:
            work.values[name] = work.said.context.asker.id


def _series(work: Work) -> None:
    names = work.names(Kind.SERIES)
    if not names:
        return
    told = flows_in(work.said.text) if names[0] == "cash_flows" else None
    if told is not None:
        work.values[names[0]] = told.amounts
        for name in ("horizon_years", "margin"):  # the row says both
            work.values.pop(name, None)
            work.kinds.pop(name, None)
        work.taken += told.spans
        return
    text = work.said.without(work.taken)
    spaced = _SPACED.search(text)
    if spaced is not None:
        work.values[names[0]] = tuple(Decimal(one) for one in spaced.group().split())
        work.taken.append(spaced.span())
        return
    run = _run_of_numbers(text)
    if len(run) >= 3:
        work.values[names[0]] = tuple(one.value for one in run)
        work.taken.append((run[0].start, run[-1].end))


_SPACED = re.compile(r"(?<![\d.,] )(?<![\d.,])-?\d{1,9}(?: -?\d{1,9}){3,}(?![\d.,%]| ?(?:k|m)\b)")
"""Four whole numbers or more with nothing but a blank between: a series, not one number with its thousands apart."""

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


def _scores(work: Work) -> None:
    for name in work.names(Kind.SCORES):
        try:
            work.values[name] = counts.scores(work.said.text)
        except BadInput:
            continue


def _figures(work: Work) -> None:
    """Numbers by their cues. A range is asked back, and so is an amount in another currency than the accounts'."""
    kinds = {name: kind for name, kind in work.kinds.items() if kind in NUMERIC}
    if not kinds:
        return
    found = figures_in(work.said.without(work.said.name_spans), kinds, work.taken)
    work.values.update(found.values)
    work.left = found.left
    for name, number in found.ranges.items():
        work.ask(_which_end(name, number, work.kinds[name]), name)
    currency = work.said.context.currency
    others = found.currencies - {currency}
    if len(found.currencies) > 1 or (others and work.values.get("account")):
        other = sorted(others)[0]
        work.ask(clarify(f"Your accounts are in {currency}, the amount is in {other}. What is it in {currency}?"), "")
    if found.left and work.question is None:
        _ask_about_left(work, kinds)


def _which_end(name: str, number: Number, kind: Kind) -> Answer:
    low, high = number.value, number.upto
    asked = name.replace("_", " ").removesuffix(" pct").removesuffix(" pts")
    middle = (low + (high or low)) / 2
    offered = [
        (f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}", f"{value:f}")
        for value in (low, middle, high or low)
    ]
    return which_of_these(f"'{number.text}' is a range. Which {asked} shall I take?", offered, name)


def _ask_about_left(work: Work, kinds: Mapping[str, Kind]) -> None:
    """A figure with a unit that found no argument is asked about, where there is one that it could be."""
    for number in work.left:
        money = number.unit == "money" or (number.unit == "plain" and number.scaled)
        wanted = (Kind.MONEY,) if money else (Kind.PERCENT, Kind.POINTS) if number.unit != "plain" else ()
        fits = [name for name, kind in kinds.items() if kind in wanted and name not in work.values]
        if number.unit == "percent" and abs(number.value) == 1:
            continue  # 'if it moves by one per cent' asks for the sensitivity
        if fits:
            offered = [
                (name.replace("_", " ").removesuffix(" pct").removesuffix(" pts"), f"{name}={number.value:f}")
                for name in fits
            ]
            work.ask(which_of_these(f"What is the {number.text}?", offered, "figure"), "figure")
            return


def _choices(work: Work) -> None:
    for name in work.names(Kind.CHOICE):
        choices = choices_of(work.tool.args, name)
        if name == "operation":
            work.values[name] = operation_in(work.said, choices)
            continue
        found = choice_in(work.said.without(work.said.name_spans), name, choices)
        if name == "order" and not found and work.values.get("metric"):
            found = choices[0]
        if found:
            work.values[name] = found
    for name in work.names(Kind.FLAG):
        if name == "snooze":
            continue
        found = choice_in(work.said.text, name, ("yes", "no"))
        if found:
            work.values[name] = found == "yes"
