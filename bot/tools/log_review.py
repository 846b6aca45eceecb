"""Record that a review was held, move it, set its rhythm, or let its reminder sleep."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Choice, Figure, Input, Receipt
from bot.tools.arguments import AccountId, Cadence, DateArg, Flag, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.days import in_days, late, show_day
from bot.tools.facts.people import AccountFact
from bot.tools.facts.reviews import ReviewFact
from bot.tools.review_log import Change, Wish, change, needs_of
from bot.tools.rhythm import EXTRA, spoken
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed
from bot.tools.writing import ask, proposal

SLEEP = dt.timedelta(days=7)
"""How long a reminder sleeps where no day is named."""


class Args(ToolArgs):
    """A review of one account, and what happened to it."""

    account: AccountId = Field(description="the account")
    date: DateArg | None = Field(None, description="the day it was held; today where nothing else is said")
    notes: Text | None = Field(None, description="what was said; “needs: …” in it is kept as the customer's needs")
    cadence: Cadence | None = Field(None, description="the rhythm from now on, or the name of the review")
    new_date: DateArg | None = Field(None, description="the day to move it to; with snooze, until when to be quiet")
    snooze: Flag | None = Field(None, description="only let the reminder sleep until new_date; no date changes")


@dataclass(frozen=True, slots=True)
class _Plan:
    """The wish, what it changes, and each deed as it is asked and as it is done."""

    account: AccountFact
    wish: Wish
    change: Change
    deeds: tuple[tuple[str, str], ...]


def run(args: Args, book: Book) -> Answer:
    """Log a review as held, move it, change its rhythm, or snooze its reminder.

    A held review counts for the next one where that is near, else for the latest one past, and settles earlier missed
    ones with it; out of turn it is an extra one. Moving one review keeps the next ones in step. Snoozing lets your
    own reminder sleep and moves no date. A cadence sets the rhythm from the last review on.
    """
    plan = _plan(args, book)
    if isinstance(plan, Answer):
        return plan
    for row in plan.change.saved:
        book.reviews.save(row)
    if plan.change.new_rhythm is not None:
        book.reviews.set_rhythm(plan.change.new_rhythm)
    if plan.change.asleep is not None and plan.wish.until is not None:
        book.reviews.snooze(plan.change.asleep.id, plan.wish.until)
    needs = needs_of(plan.wish.notes)
    if needs and plan.wish.held is not None:
        book.reviews.note_needs(plan.account.id, needs, plan.wish.held)
    done = listed([deed for _, deed in plan.deeds])
    return Answer(
        "log_review",
        f"Done: {done}.",
        tuple(value if not name else f"{name}: {value}" for name, value in _slots(plan, book.today) if value),
        _figures(plan.change, book.today),
        receipt=_receipt(plan, book),
        follow_ups=_follow_ups(plan),
        accounts=(plan.account.id,),
    )


def propose(args: Args, book: Book) -> Answer:
    """What would be written, as one question."""
    plan = _plan(args, book)
    if isinstance(plan, Answer):
        return plan
    asked = listed([deed for deed, _ in plan.deeds])
    return proposal(
        "log_review",
        f"{asked[0].upper()}{asked[1:]}?",
        _slots(plan, book.today),
        figures=_figures(plan.change, book.today),
        accounts=(plan.account.id,),
    )


def _plan(args: Args, book: Book) -> _Plan | Answer:
    account = book.people.account(args.account)
    wish = _wish(args, book.today)
    if wish.held is not None and wish.held > book.today:
        return _not_yet(account, wish.held, book.today)
    if wish.to is not None and wish.to < book.today:
        return _gone_by(account, wish.to, book.today)
    if wish.until is not None and wish.until <= book.today:
        raise BadInput(f"A reminder can only sleep until a day to come; {show_day(wish.until, book.today)} is not.")
    rhythms = book.reviews.rhythms([account.id])
    changed = change(account.id, rhythms, book.reviews.reviews([account.id]), wish, book.today, book.asker.id)
    if changed.nothing:
        return _nothing(account, wish, changed, book.today)
    return _Plan(account, wish, changed, _deeds(account, wish, changed, book.today))


def _wish(args: Args, today: dt.date) -> Wish:
    """What the arguments ask for: a held review unless only a new day, a rhythm or a snooze is given."""
    notes = (args.notes or "").strip()
    if args.snooze:
        return Wish(until=args.new_date or today + SLEEP)
    only_plans = args.date is None and (args.new_date is not None or args.cadence is not None)
    return Wish(None if only_plans else args.date or today, args.new_date, args.cadence, None, notes)


def _not_yet(account: AccountFact, day: dt.date, today: dt.date) -> Answer:
    shown = show_day(day, today)
    return ask(
        f"{shown} is still to come, so the review with {account.name} cannot have been held then. Move it to that day?",
        Choice(f"Move it to {shown}", f"move the review with {account.name} to {day}"),
        Choice("It was held today", f"log the review with {account.name} held on {today}"),
        accounts=[account.id],
    )


def _gone_by(account: AccountFact, day: dt.date, today: dt.date) -> Answer:
    shown = show_day(day, today)
    return ask(
        f"{shown} is past, so the review with {account.name} cannot be moved there. Was it held on that day?",
        Choice(f"Held on {shown}", f"log the review with {account.name} held on {day}"),
        accounts=[account.id],
    )


def _nothing(account: AccountFact, wish: Wish, changed: Change, today: dt.date) -> Answer:
    if wish.until is not None:
        return ask(
            f"There is no review of {account.name} to be reminded of: it has no rhythm and none is planned.",
            Choice("Every quarter", f"put {account.name} on a quarterly rhythm"),
            accounts=[account.id],
        )
    rule = spoken(changed.rhythm.rule) if changed.rhythm else ""
    after = changed.after.current
    following = f" The next one is on {show_day(after.when, today)}." if after else ""
    sentence = f"{account.name} has a {wish.cadence} review already, {rule}.{following} Nothing to change."
    return ask(sentence, accounts=[account.id])


def _deeds(account: AccountFact, wish: Wish, changed: Change, today: dt.date) -> tuple[tuple[str, str], ...]:
    """Each change as (as it is asked, as it is done)."""
    deeds: list[tuple[str, str]] = []
    if changed.held is not None:
        day = show_day(changed.held.held, today)
        if changed.was_held is not None and changed.was_held != changed.held.held:
            from_day = show_day(changed.was_held, today)
            what = f"the review with {account.name} from {from_day} to {day}"
            deeds.append((f"change the date of {what}", f"changed the date of {what}"))
        else:
            what = f"{_named(changed.held)} review with {account.name} as held on {day}"
            deeds.append((f"log the {what}", f"logged the {what}"))
    if changed.new_rhythm is not None:
        what = f"{account.name} on a {changed.new_rhythm.cadence} rhythm, {spoken(changed.new_rhythm.rule)}"
        deeds.append((f"put {what}", f"put {what}"))
    if changed.moved is not None:
        day = show_day(wish.to, today)
        what = f"the {'next ' if changed.held else ''}review with {account.name}"
        deeds.append((f"move {what} to {day}", f"moved {what} to {day}"))
    if changed.asleep is not None:
        day = show_day(wish.until, today)
        what = f"your reminder of the review with {account.name} sleep until {day}"
        deeds.append((f"let {what}", f"let {what}"))
    return tuple(deeds)


def _named(row: ReviewFact) -> str:
    return "extra" if row.cadence == EXTRA else row.cadence if row.cadence in ("monthly", "quarterly") else "planned"


def _slots(plan: _Plan, today: dt.date) -> list[tuple[str, str]]:
    """What was understood and what follows from it, a line each."""
    changed, wish = plan.change, plan.wish
    slots: list[tuple[str, str]] = []
    if changed.held is not None and changed.held.cadence != EXTRA and changed.was_held is None:
        expected, on = changed.held.when, changed.held.held or today
        by = late((on - expected).days) or ("on the day" if on == expected else f"{(expected - on).days} days early")
        slots.append(("Counts for", f"the one due {show_day(expected, today)}, {by}"))
    if changed.held is not None and changed.held.cadence == EXTRA and changed.rhythm is not None:
        slots.append(("", "It is an extra one: the rhythm stays as it is."))
    if changed.moved is not None and changed.moved.due != wish.to:
        slots.append(("Was due", show_day(changed.moved.due, today)))
    if changed.skipped:
        days = listed([show_day(row.due, today) for row in changed.skipped[:4]])
        slots.append(("Written off with it", f"{counted(len(changed.skipped), 'missed review')}, {days}"))
    if changed.asleep is not None:
        slots.append(("", f"The review itself stays on {show_day(changed.asleep.when, today)}."))
    if wish.held is not None and wish.cadence and changed.rhythm and wish.cadence != changed.rhythm.cadence:
        slots.append(("", f"{plan.account.name} stays on its {changed.rhythm.cadence} rhythm."))
    needs = needs_of(wish.notes)
    slots += [("Notes", wish.notes), ("Needs", needs)]
    if changed.asleep is None:
        slots.append(_next(plan, today))
    return slots


def _next(plan: _Plan, today: dt.date) -> tuple[str, str]:
    after, changed = plan.change.after, plan.change
    coming = after.current
    if changed.moved is not None and coming is not None:
        if coming.id != changed.moved.id:
            return (
                "",
                f"The next one in rhythm, {show_day(coming.when, today)}, comes before it: one meeting settles both.",
            )
        return ("The one after it stays in rhythm", show_day(after.next, today)) if after.next else ("", "")
    if coming is None:
        return "", f"No rhythm is set: say “put {plan.account.name} on a quarterly rhythm” and I keep it."
    if coming.when < today:
        return "Still to hold", f"the one of {show_day(coming.when, today)}, {late((today - coming.when).days)}"
    return "Next", f"{show_day(coming.when, today)}, {in_days(coming.when, today)}"


def _figures(changed: Change, today: dt.date) -> tuple[Figure, ...]:
    after = changed.after.current
    figures = [
        Figure("skipped", len(changed.skipped), "reviews", "missed reviews written off"),
        Figure("days_to_next", (after.when - today).days if after else None, "days", "days to the next review"),
    ]
    if changed.held is not None and changed.held.held is not None:
        days = (changed.held.held - changed.held.when).days
        figures.insert(0, Figure("days_late", days, "days", "held after the day it was due; negative = before"))
    return tuple(figures)


def _receipt(plan: _Plan, book: Book) -> Receipt:
    rhythm = plan.change.new_rhythm or plan.change.rhythm
    return Receipt(
        "the rhythm's calendar days; a held review counts for the next one where at most a third of a cycle is left, "
        "else for the latest one past",
        (
            ("account", Input(plan.account.name, "accounts", str(book.today))),
            ("rhythm", Input(spoken(rhythm.rule) if rhythm else "none", "review rhythms", str(book.today))),
        ),
        convention="moving one review and snoozing a reminder leave the rhythm as it is",
        as_of=book.today,
        data=book.data_name,
    )


def _follow_ups(plan: _Plan) -> tuple[str, ...]:
    name = plan.account.name
    if plan.change.held is not None:
        offers = [f"what is open for {name}?", f"what value have we delivered to {name}?"]
        if plan.change.after.rhythm is None:
            offers.insert(0, f"put {name} on a quarterly rhythm")
        return tuple(offers)
    return (f"prepare the review with {name}", "which of my reviews are due this month?")


TOOL = Tool(
    id="log_review",
    args=Args,
    run=run,
    propose=propose,
    writes=lambda args: True,
    summary="record that a review was held, move it, set its rhythm, snooze its reminder",
    examples=(
        "we held the quarterly with Brakes and Gears yesterday, needs: faster spare parts",
        "move the Mountain Bike Center review to the 12th",
        "put Perfect Toys on a monthly rhythm",
        "snooze the Brakes and Gears review until Monday",
    ),
    group="Relationship and rhythm",
    figures=(
        ("days_late", "days from the day it was due (or moved to) to the day it was held; negative = early"),
        ("skipped", "earlier missed reviews that this one settles"),
        ("days_to_next", "days from today to the next review; undefined without a rhythm"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts: regular monthly or quarterly review visits",),
)
