"""Which reviews with customers are due, late, held or missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from bot.tools.answer import Answer, Column, Figure, Input, Receipt, Section, Table
from bot.tools.arguments import PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.days import in_days, late, show_day
from bot.tools.facts.people import AccountFact
from bot.tools.facts.reviews import RhythmFact
from bot.tools.money import show_percent
from bot.tools.periods import Period
from bot.tools.review_calendar import Entry, Tally, past, tally, to_hold
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed, possessive, when

AHEAD = dt.timedelta(days=30)
"""How far ahead the list looks where no period is given."""

SHOWN = 25
"""Rows of the list; the rest is counted."""


class Args(ToolArgs):
    """Whose reviews, and when."""

    scope: ScopeArg | None = Field(None, description="whose accounts; your own or your team's by default")
    period: PeriodArg | None = Field(None, description="days in which they fall due; by default the next 30 days")


@dataclass(frozen=True, slots=True)
class _Found:
    """The list with what is needed to speak of it. `whole` = the period lies wholly in the past."""

    scope: Scope
    period: Period
    entries: Sequence[Entry]
    accounts: Mapping[str, AccountFact]
    asleep: Mapping[str, dt.date]
    over: bool

    @property
    def counts(self) -> Tally:
        return tally(self.entries)

    def name(self, entry: Entry) -> str:
        return self.accounts[entry.account_id].name


def run(args: Args, book: Book) -> Answer:
    """Monthly and quarterly reviews that are due or late, with the days they are waited for, longest first.

    Shows what is late today and what comes in the next 30 days, or in the days asked for. For days that are over it
    shows which reviews were held, how late, and which were missed; for a team also by key account manager. A review is
    late from the day after it was due, or after the day it was moved to. A reminder that sleeps changes no date.
    """
    scope = args.scope or default_scope(book)
    period = args.period or Period(book.today, book.today + AHEAD, "the next 30 days")
    rhythms = book.reviews.rhythms(scope)
    found = _found(book, scope, period, rhythms)
    without = book.reviews.without_rhythm(scope)
    if not found.entries:
        return _nothing(book, found, rhythms, without)
    counts = found.counts
    several = len({one.kam_id for one in found.accounts.values()}) > 1
    return Answer(
        "reviews_due",
        _headline(book, found, counts),
        _lines(book, found),
        (
            Figure("overdue", counts.late, "reviews", "late today"),
            Figure("due", counts.to_come, "reviews", f"to come in {found.period}"),
            Figure("held", counts.held, "reviews", f"held, of those due in {found.period}"),
            Figure("missed", counts.missed, "reviews", f"due in {found.period} and never held"),
            Figure("held_pct", counts.held_pct, "%", "held of those whose day is past", _no_share(counts)),
            Figure("longest_late", counts.longest_late, "days", "longest wait today"),
            Figure("without_rhythm", len(without), "accounts", "key accounts without a review rhythm"),
        ),
        table=_table(book, found, several),
        sections=(_by_kam(found),) if several else (),
        receipt=_receipt(book, found, rhythms),
        unknown=_unknown(without),
        follow_ups=_follow_ups(book, found),
        illustrative=any(one.illustrative for one in found.entries),
        accounts=tuple(dict.fromkeys(one.account_id for one in found.entries)),
    )


def _found(book: Book, scope: Scope, period: Period, rhythms: Sequence[RhythmFact]) -> _Found:
    """What is late or to come up to the period's end, and for its days that are over, what was held or missed."""
    today = book.today
    over = period.end < today
    since = min(period.start, today) - dt.timedelta(days=100)
    reviews = book.reviews.reviews(scope, since)
    entries: list[Entry] = []
    if period.start < today:
        entries = past(rhythms, reviews, period.start, min(period.end, today - dt.timedelta(days=1)))
    if not over:
        waiting = [one for one in to_hold(rhythms, reviews, today, period.end) if _falls(one, period, today)]
        late_ones = {one.account_id for one in waiting if one.state == "late"}
        entries = [*waiting, *(one for one in entries if one.state == "held" or one.account_id not in late_ones)]
    accounts = {one.id: one for one in book.people.accounts(sorted({one.account_id for one in entries}))}
    entries = [one for one in entries if one.account_id in accounts]
    return _Found(scope, period, entries, accounts, book.reviews.snoozed(), over)


def _falls(entry: Entry, period: Period, today: dt.date) -> bool:
    """Late ones always belong to the list; those to come where their day is in the period."""
    return entry.state == "late" or entry.when >= max(period.start, today)


def _headline(book: Book, found: _Found, counts: Tally) -> str:
    days = when(found.period)
    if found.over:
        of = f"{counts.held} of {counted(counts.past, 'review')} due {days} were held"
        share = f" ({show_percent(counts.held_pct)})"
        rest = f"; {counts.missed} {'was' if counts.missed == 1 else 'were'} missed." if counts.missed else "."
        return of + share + rest
    to_come = f"{counts.to_come} {'is' if counts.to_come == 1 else 'are'} due {days}"
    if not counts.late:
        first = next((one for one in found.entries if one.state == "to come"), None)
        soon = f", the first with {found.name(first)} {in_days(first.when, book.today)}" if first else ""
        return f"No review is late; {to_come}{soon}."
    verb = "is" if counts.late == 1 else "are"
    return f"{counted(counts.late, 'review')} {verb} late and {to_come}: {_worst(found, counts)}."


def _worst(found: _Found, counts: Tally) -> str:
    """Who waits longest; where several do, how long."""
    longest = [one for one in found.entries if one.state == "late" and one.days_late == counts.longest_late]
    if len(longest) > 1:
        return f"{len(longest)} wait longest, each {late(counts.longest_late)}"
    name = found.name(longest[0])
    return f"{name}{',' if counts.late == 1 else ' waits longest,'} {late(counts.longest_late)}"


def _lines(book: Book, found: _Found) -> tuple[str, ...]:
    lines = []
    repeated = [one for one in found.entries if one.state == "late" and one.missed > 1]
    if repeated:
        names = listed([f"{found.name(one)} ({one.missed})" for one in repeated[:3]])
        more = f" and {len(repeated) - 3} more" if len(repeated) > 3 else ""
        lines.append(
            f"Missed more than once in a row: {names}{more}. That is a sign of flight risk, not of a full diary."
        )
    asleep = [one for one in found.entries if one.review is not None and one.review.id in found.asleep]
    if asleep:
        until = min(found.asleep[one.review.id] for one in asleep if one.review is not None)
        lines.append(f"{counted(len(asleep), 'reminder')} asleep, the first until {show_day(until, book.today)}.")
    if not found.over and found.counts.past > found.counts.late:
        counts = found.counts
        lines.append(f"Held so far {when(found.period)}: {counts.held} of {counts.past} whose day is past.")
    return tuple(lines)


def _table(book: Book, found: _Found, several: bool) -> Table:
    columns = [
        Column("account", "account"),
        Column("rhythm", "rhythm"),
        Column("due", "due"),
        Column("state", "state"),
        Column("days_late", "days late", "days"),
        Column("last_held", "last held"),
    ]
    if several:
        columns.append(Column("kam", "KAM"))
    order = {"late": 0, "missed": 1, "to come": 2, "held": 3}
    entries = sorted(found.entries, key=lambda one: (order[one.state], one.when, found.name(one)))
    rows = []
    for one in entries[:SHOWN]:
        row = [
            found.name(one),
            one.cadence,
            show_day(one.when, book.today),
            _state(one, found, book.today),
            one.days_late or None,
            show_day(one.last_held, book.today),
        ]
        rows.append(tuple([*row, found.accounts[one.account_id].kam_name] if several else row))
    more = f"The first {SHOWN} of {len(entries)}" if len(entries) > SHOWN else ""
    return Table(tuple(columns), tuple(rows), more)


def _state(entry: Entry, found: _Found, today: dt.date) -> str:
    """'late, 3 missed', 'in 4 days', 'held', 'missed', with 'moved' or 'asleep until …' where it applies."""
    words = entry.state if entry.state != "to come" else in_days(entry.when, today)
    if entry.state == "late" and entry.missed > 1:
        words += f", {entry.missed} missed"
    row = entry.review
    if row is not None and row.planned is not None and row.planned != row.due:
        words += f", moved from {show_day(row.due, today)}"
    if row is not None and row.id in found.asleep and entry.is_open:
        words += f", asleep until {show_day(found.asleep[row.id], today)}"
    return words


def _by_kam(found: _Found) -> Section:
    """Late, to come, held and missed by key account manager, most late first."""
    groups: dict[str, list[Entry]] = {}
    for one in found.entries:
        groups.setdefault(found.accounts[one.account_id].kam_name or "nobody", []).append(one)
    counts = {name: tally(entries) for name, entries in groups.items()}
    names = sorted(
        counts, key=lambda name: (-counts[name].late, -counts[name].longest_late, -counts[name].missed, name)
    )
    columns = (
        Column("kam", "KAM"),
        Column("overdue", "late", "reviews"),
        Column("longest_late", "longest", "days"),
        Column("due", "to come", "reviews"),
        Column("held", "held", "reviews"),
        Column("missed", "missed", "reviews"),
    )
    rows = tuple(
        (name, one.late, one.longest_late or None, one.to_come, one.held, one.missed)
        for name, one in ((name, counts[name]) for name in names)
    )
    return Section("By key account manager", table=Table(columns, rows))


def _unknown(without: Sequence[str]) -> tuple[str, ...]:
    if not without:
        return ()
    some = listed(without[:3]) if len(without) <= 3 else f"{', '.join(without[:3])} and {len(without) - 3} more"
    have = "key account has" if len(without) == 1 else "key accounts have"
    return (f"{len(without)} {have} no review rhythm: {some}. Say “put {without[0]} on a quarterly rhythm”.",)


def _no_share(counts: Tally) -> str:
    return "" if counts.past else "undefined: no review's day is past yet"


def _receipt(book: Book, found: _Found, rhythms: Sequence[RhythmFact]) -> Receipt:
    return Receipt(
        "days late = today − the day it was due or moved to, while not held; share = held ÷ (held + missed + late)",
        (
            ("accounts", Input(scope_name(found.scope), "your question" if found.scope else "", str(book.today))),
            ("period", Input(str(found.period), "", str(found.period.end))),
            ("rhythms", Input(str(len(rhythms)), "active review rhythms", str(book.today))),
        ),
        convention="the rhythm's own calendar days; one meeting catches up on all missed before it; a sleeping "
        "reminder moves nothing",
        as_of=book.today,
        data=book.data_name,
    )


def _follow_ups(book: Book, found: _Found) -> tuple[str, ...]:
    waiting = [one for one in found.entries if one.is_open]
    offers = []
    if waiting:
        name = found.name(waiting[0])
        offers = [f"prepare the review with {name}", f"log the review with {name}"]
    if book.asker.leads and found.scope.kind != "mine":
        offers.append("who is behind on reviews in the last quarter?" if not found.over else "reviews due this month")
    elif not found.over:
        offers.append("which reviews did I miss last quarter?")
    return tuple(offers)


def _nothing(book: Book, found: _Found, rhythms: Sequence[RhythmFact], without: Sequence[str]) -> Answer:
    """No entries: because none falls into those days, or because no rhythm is known."""
    whose = scope_name(found.scope)
    if not rhythms:
        sentence = f"No review rhythm is recorded for {whose}, so none can be due. Nobody is late; nobody is planned."
        unknown = _unknown(without) or (f"How often {possessive(whose)} customers are reviewed is not in the data.",)
    else:
        sentence = f"No review is due {when(found.period)} for {whose}, and none is late."
        unknown = _unknown(without)
    return Answer(
        "reviews_due",
        sentence,
        figures=(
            Figure("overdue", 0, "reviews", "late today"),
            Figure("due", 0, "reviews", f"to come in {found.period}"),
            Figure("without_rhythm", len(without), "accounts", "key accounts without a review rhythm"),
        ),
        receipt=replace(_receipt(book, found, rhythms)),
        unknown=unknown,
        follow_ups=("how often should I review a key account?",),
    )


TOOL = Tool(
    id="reviews_due",
    args=Args,
    run=run,
    summary="monthly and quarterly reviews due or late",
    examples=(
        "which of my reviews are due this month?",
        "who is behind on reviews, and by how long?",
        "who should have had a review in Q3 and didn't get one?",
    ),
    group="Relationship and rhythm",
    figures=(
        ("overdue", "rhythms whose review is late today; several missed in a row count once"),
        ("due", "reviews to come in the period, today included"),
        ("held", "reviews due in the period's past days that were held, also late"),
        ("missed", "reviews due in the period's past days that were not held and no longer waited for"),
        ("held_pct", "held in per cent of held + missed + late"),
        ("longest_late", "days the longest waiting review is late today"),
        ("without_rhythm", "key accounts without an active rhythm"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts: regular monthly or quarterly review visits",),
)
