"""Who knows whom at a customer, level by level, and which pairs are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table, Value
from bot.tools.arguments import AccountId, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.contacts import ContactFact, TeamFact
from bot.tools.facts.people import AccountFact
from bot.tools.pairing import (
    LEVELS,
    TOUCH_DAYS,
    Introduction,
    LevelPair,
    Thread,
    in_touch,
    introductions,
    level_pairs,
    missing,
    thread,
)
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

ROUTE = "relationship_map"
SHOWN = 25
DECIDES = ("economic_buyer", "decider")


class Args(ToolArgs):
    account: AccountId = Field(description="the account")


@dataclass(frozen=True, slots=True)
class _Map:
    account: AccountFact
    contacts: Sequence[ContactFact]
    team: Sequence[TeamFact]
    pairs: Sequence[LevelPair]
    thread: Thread
    introductions: Sequence[Introduction]

    @property
    def paired(self) -> int:
        return sum(one.state == "paired" for one in self.pairs)

    @property
    def presidents(self) -> LevelPair:
        return self.pairs[0]


def run(args: Args, book: Book) -> Answer:
    """Who knows whom at a customer: their people against ours on five levels, president to president at the top.

    Shows which levels have a pair of equals and which do not, who of ours last spoke to whom, whether the account hangs
    on a single thread, and which introductions would close the gaps. Missing pairs at the top are the greatest risk.
    """
    account = book.people.account(args.account)
    contacts, team = book.contacts.of([account.id]), book.contacts.team([account.id])
    if not contacts:
        return _empty(account, book, team)
    pairs = level_pairs(contacts, team)
    found = _Map(
        account,
        contacts,
        team,
        pairs,
        thread(contacts, book.today),
        introductions(pairs, contacts, book.today),
    )
    return Answer(
        ROUTE,
        _headline(found),
        _lines(found),
        _figures(found, book.today),
        table=_table(found, book.today),
        sections=(_to_introduce(found),) if found.introductions else (),
        chart=_chart(found, book.today),
        receipt=_receipt(found, book),
        unknown=_unknown(found),
        follow_ups=(
            f"prepare the review with {account.name}",
            "what happens when pairs are missing?",
            f"how likely is {account.name} to leave us?",
        ),
        illustrative=any(one.illustrative for one in contacts) or any(one.illustrative for one in team),
        accounts=(account.id,),
    )


def _headline(found: _Map) -> str:
    name = found.account.name
    top = found.presidents
    presidents = {
        "paired": "president to president is covered",
        "not by a peer": f"their {top.name} is known, but not by an equal of ours",
        "nobody of ours": f"nobody of ours knows their {top.name}",
        "nobody recorded": f"their {top.name} is not in the data",
    }[top.state]
    return f"{found.paired} of {len(LEVELS)} levels at {name} have a pair of equals; {presidents}."


def _lines(found: _Map) -> tuple[str, ...]:
    lines = list(found.thread.risks)
    if not lines:
        ours = listed(found.thread.ours)
        lines.append(f"{counted(len(found.thread.contacts), 'contact')} in touch, through {ours}: no single thread.")
    alone = [one for one in found.contacts if one.role in DECIDES and not one.counterpart]
    if alone:
        names = listed([f"{one.name} ({one.role.replace('_', ' ')})" for one in alone[:3]])
        lines.append(f"Decides, and nobody of ours knows them: {names}.")
    blockers = [one.name for one in found.contacts if one.role == "blocker"]
    if blockers:
        lines.append(f"Against us as far as we know: {listed(blockers)}.")
    return tuple(lines)


def _figures(found: _Map, today: dt.date) -> tuple[Figure, ...]:
    known = [one for one in found.contacts if one.counterpart]
    touched = len(found.thread.contacts)
    return (
        Figure("levels_paired", found.paired, "levels", f"of {len(LEVELS)} with a pair of equals"),
        Figure("missing_pairs", len(missing(found.pairs)), "levels", "without a pair of equals"),
        Figure("president_pair", int(found.presidents.state == "paired"), "", "1 = president to president is covered"),
        Figure("contacts", len(found.contacts), "people", "their people in the data"),
        Figure("contacts_known", len(known), "people", "of them known by somebody of ours"),
        Figure("contacts_in_touch", touched, "people", f"of them spoken to in the last {TOUCH_DAYS} days"),
        Figure("our_people", len(found.thread.ours), "people", "of ours in touch with them"),
        Figure("departments", len(found.thread.departments), "departments", "theirs in touch"),
    )


def _table(found: _Map, today: dt.date) -> Table:
    columns = (
        Column("level", "level"),
        Column("theirs", "theirs"),
        Column("title", "title"),
        Column("ours", "ours"),
        Column("pair", "pair"),
        Column("days_since_touch", "last touch", "days ago"),
        Column("strength", "strength 0-4", "points of 4"),
    )
    rows: list[tuple[Value, ...]] = []
    for pair in found.pairs:
        if not pair.theirs:
            rows.append((pair.name, "nobody recorded", "", listed(pair.ours) or "–", "missing", None, None))
        rows += [_row(pair.name, one, today) for one in pair.theirs]
    rows += [_row("level not recorded", one, today) for one in found.contacts if one.level not in LEVELS]
    return Table(columns, tuple(rows[:SHOWN]), f"The first {SHOWN} of {len(rows)}" if len(rows) > SHOWN else "")


def _row(level: str, one: ContactFact, today: dt.date) -> tuple[Value, ...]:
    pair = "missing"
    if one.counterpart:
        pair = "equals" if one.counterpart_level == one.level else "not by a peer"
    days = (today - one.last_touch).days if one.last_touch else None
    title = f"{one.title}, {one.role.replace('_', ' ')}" if one.role else one.title
    return level, one.name, title, one.counterpart or "nobody", pair, days, one.strength


def _to_introduce(found: _Map) -> Section:
    lines = []
    for one in found.introductions:
        them = f"their {one.level.name}" + (f", {one.theirs}" if one.theirs else " (find out who)")
        ours = one.ours or f"our {one.level.name} (not in the data)"
        door = f"; {one.door} could open the door" if one.door else ""
        lines.append(f"{ours[0].upper()}{ours[1:]} with {them}{door}.")
    return Section("Introductions to make, from the top", tuple(lines))


def _chart(found: _Map, today: dt.date) -> Chart:
    series = []
    for pair in found.pairs:
        met = (
            bool(pair.theirs),
            pair.state in ("paired", "not by a peer"),
            pair.state == "paired",
            any(in_touch(one, today) for one in pair.theirs),
        )
        series.append(Series(pair.name, tuple(Decimal(one) for one in met)))
    categories = ("contact recorded", "known by us", "by an equal", "in touch")
    return Chart("grid", f"Who knows whom at {found.account.name}", categories, tuple(series))


def _receipt(found: _Map, book: Book) -> Receipt:
    return Receipt(
        "a level has a pair of equals where a contact of theirs is known by somebody of ours on the same level",
        (
            ("account", Input(found.account.name, "accounts", str(book.today))),
            ("contacts", Input(str(len(found.contacts)), "contacts, active ones", str(book.today))),
            ("our people", Input(str(len(found.team)), "team roles beside the KAM", str(book.today))),
        ),
        convention=f"in touch = spoken to in the last {TOUCH_DAYS} days; levels: "
        + ", ".join(f"{level} {name}" for level, name in LEVELS.items()),
        as_of=book.today,
        data=book.data_name,
    )


def _unknown(found: _Map) -> tuple[str, ...]:
    gaps = []
    empty = [one.name for one in found.pairs if one.state == "nobody recorded"]
    if empty:
        gaps.append(f"Nobody is recorded as their {listed(empty, 'or')}: they may exist and only not be noted.")
    without = [one.name for one in found.contacts if one.level not in LEVELS]
    if without:
        gaps.append(f"The level of {listed(without[:3])} is not recorded.")
    untouched = [one for one in found.contacts if one.counterpart and one.last_touch is None]
    if untouched:
        gaps.append(f"When we last spoke to {listed([one.name for one in untouched[:3]])} is not recorded.")
    return tuple(gaps)


def _empty(account: AccountFact, book: Book, team: Sequence[TeamFact]) -> Answer:
    """Nobody recorded: unknown, not unconnected."""
    return Answer(
        ROUTE,
        f"No contact at {account.name} is recorded, so who knows whom cannot be told.",
        figures=(
            Figure("contacts", 0, "people", "their people in the data"),
            Figure("our_people", len(team), "people", "of ours recorded on the account"),
        ),
        receipt=Receipt("contacts by level", as_of=book.today, data=book.data_name),
        unknown=("Import a contacts file with name, level and who of ours knows them; two names are enough to start.",),
        follow_ups=("which levels should know each other?", f"what do we know about {account.name}?"),
        accounts=(account.id,),
    )


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    summary="who knows whom, level by level, and which pairs are missing",
    examples=(
        "who knows whom at Brakes and Gears?",
        "president to president at Perfect Toys, yes or no?",
        "does everything at Mountain Bike Center hang on one contact?",
    ),
    group="Relationship and rhythm",
    figures=(
        ("levels_paired", "of five levels, those where a contact is known by somebody of ours on the same level"),
        ("missing_pairs", "levels without such a pair"),
        ("president_pair", "1 where the top level has such a pair, else 0"),
        ("contacts", "active contacts in the data"),
        ("contacts_known", "contacts known by somebody of ours"),
        ("contacts_in_touch", "contacts spoken to in the last 180 days"),
        ("our_people", "different people of ours in touch with them"),
        ("departments", "different departments of theirs in touch"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts, stage 4: president to president, pair by pair",),
)
