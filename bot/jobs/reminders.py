"""What a key account manager is reminded of: each kind a small function over their situation, most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.jobs.desk_of_one import Situation
from bot.jobs.letter import Button, Item
from bot.tools.churn_risk import DROP_PCT, LATE
from bot.tools.days import in_days, late, show_day
from bot.tools.facts.actions import ActionFact
from bot.tools.money import ZERO, growth, show_money, show_percent, total
from bot.tools.pairing import LEVELS, in_touch
from bot.tools.periods import Period, add_months, month_start
from bot.tools.plan_check import plan_check
from bot.tools.receivables_risk import Args as ReceivablesOf
from bot.tools.receivables_risk import run as receivables_of
from bot.tools.rhythm import Standing
from bot.tools.wording import counted, listed

AHEAD = dt.timedelta(days=4)
"""A review is announced so many days ahead, and its pack once more the working day before."""

WEEK = 7
NAMED = 3
FEW = 2
"""Tasks up to this number are listed one by one; more become one line, or they would crowd out the rest."""

TOP_LEVELS = (1, 2)
"""Executive levels: president or owner, vice president."""

GONE_DAYS = 365
"""Without an order for longer an account has left already: no news for a morning."""

SPIKE = 150
"""Per cent of a usual quarter's sales from which on overdue invoices are looked at closely."""

SNOOZE = "Snooze"
NOT_MINE = "Not mine"


def reminders(situation: Situation) -> list[Item]:
    """Everything there is to say today, most important first; what sleeps or is settled is left out."""
    found = [item for kind in KINDS for item in kind(situation)]
    told = situation.told
    kept = [
        replace(one, always=one.always or one.kind in told.required)
        for one in found
        if not told.off(one.kind) and not told.quiet(one.subject, one.account, situation.today)
    ]
    return sorted(kept, key=lambda one: (one.rank, -one.weight, one.text))


def reviews_late(situation: Situation) -> Iterable[Item]:
    """A review whose day is past: asked about once, kindly, then once a week until it is logged or moved."""
    for one in situation.standings:
        days = one.days_late(situation.today)
        if not days or one.current is None or one.since is None:
            continue
        name = situation.name(one.account_id)
        what = f"{_cadence(one)} review with {name}"
        if days < WEEK and one.missed < 2:
            text = f"The {what} was due on {show_day(one.since, situation.today)}. Did it take place?"
        else:
            more = f"; {one.missed} in a row were missed" if one.missed > 1 else ""
            text = f"The {what} is {late(days)}{more}."
        yield _review(one, text, 0, days, f"{one.since}:late{days // WEEK}")


def reviews_coming(situation: Situation) -> Iterable[Item]:
    """A review of the coming days; the working day before, its pack."""
    for one in situation.standings:
        if one.current is None or one.since is None or one.days_late(situation.today):
            continue
        day = one.since
        if day > max(situation.today + AHEAD, situation.pack_by):
            continue
        ready = day <= situation.pack_by
        when = in_days(day, situation.today)
        named = when if when in ("today", "tomorrow") else f"on {show_day(day, situation.today)}"
        text = f"{_cadence(one).capitalize()} review with {situation.name(one.account_id)} is due {named}"
        text += ": your pack is ready." if ready else "."
        yield _review(one, text, 1, -(day - situation.today).days, f"{day}:{'pack' if ready else 'ahead'}")


def promises(situation: Situation) -> Iterable[Item]:
    """Promises to customers that are overdue inside our company: issues, and actions that others owe."""
    today, me = situation.today, situation.book.asker.id
    issues = [one for one in situation.book.issues.of(situation.scope) if one.due is not None and one.due < today]
    actions = [
        one
        for one in situation.book.actions.of(situation.scope)
        if one.promised_to_customer and one.due is not None and one.due < today and one.owner_id != me
    ]
    names = [one.account_name for one in issues] + [one.account_name for one in actions]
    if not names:
        return
    verb = "is" if len(names) == 1 else "are"
    text = f"{counted(len(names), 'promise')} to customers {verb} overdue inside our company: {_some(names)}."
    days = [one.due for one in issues] + [one.due for one in actions]
    newest = max(day for day in days if day is not None)
    show = Button("Show", question="which customer issues are open?" if issues else "which actions are open?")
    made_up = any(one.illustrative for one in issues) or any(one.illustrative for one in actions)
    yield Item(
        "promises", "promises", text, 2, len(names), f"{newest}:{_week(today)}",
        buttons=(show, _snooze("promises")), illustrative=made_up,
    )  # fmt: skip


def actions_due(situation: Situation) -> Iterable[Item]:
    """The person's own tasks, due today or late: each with its button while they are few, else as one line."""
    today, me = situation.today, situation.book.asker.id
    rows = [*situation.book.actions.of(situation.scope), *situation.book.actions.own()]
    due = [one for one in rows if one.due is not None and one.due <= today and (one.owner_id or me) == me]
    if len(due) <= FEW:
        yield from (_action(one, today) for one in due)
        return
    oldest = max(due, key=lambda one: one.days_late(today))
    newest = max(one.due for one in due if one.due is not None)
    text = f"{len(due)} of your tasks are due, the oldest for {oldest.days_late(today)} days: {_task(oldest)}."
    show = Button("Show", "action_items", (("operation", "list"),))
    made_up = any(one.illustrative for one in due)
    stage = f"{newest}:{_week(today)}"
    yield Item("action", "actions", text, 3, len(due), stage, "", (show, _snooze("actions")), made_up)


def _action(one: ActionFact, today: dt.date) -> Item:
    days = one.days_late(today)
    text = f"{_task(one)}: due {counted(days, 'day') + ' ago' if days else 'today'}."
    account = (("account", one.account_id),) if one.account_id else ()
    subject = f"action:{one.id}"
    done = Button("Done", "action_items", (("operation", "close"), ("item", one.id), *account))
    stage = f"late{days // WEEK}" if days else "due"
    buttons = (done, _snooze(subject), _not_mine(subject))
    return Item("action", subject, text, 3, days, stage, one.account_id or "", buttons, one.illustrative)


def _task(one: ActionFact) -> str:
    return one.text.rstrip(".") + (f" ({one.account_name})" if one.account_name else "")


def spikes(situation: Situation) -> Iterable[Item]:
    """Sales that jump while invoices fall overdue: growth bought with credit."""
    book, today = situation.book, situation.today
    items = book.receivables.open_items(situation.scope, today)
    overdue = {one.account_id for one in items if one.open > 0 and one.due < today}
    if not overdue:
        return
    end = month_start(today) - dt.timedelta(days=1)
    recent = book.sales.by_account(situation.scope, Period(add_months(month_start(end), -2), end))
    year = Period(add_months(month_start(end), -14), add_months(month_start(end), -2) - dt.timedelta(days=1))
    usual = book.sales.by_account(situation.scope, year)
    found = []
    for account in sorted(overdue & recent.keys() & usual.keys() & situation.accounts.keys()):
        if recent[account].net_sales * 4 * 100 < usual[account].net_sales * SPIKE:
            continue
        answer = receivables_of(ReceivablesOf(account=account), book)
        if answer.warnings and not situation.told.quiet(f"spike:{account}", account, today):
            found.append((recent[account].net_sales, account, answer))
    if not found:
        return
    sold, account, answer = max(found, key=lambda one: (one[0], one[1]))
    more = f" {_also(len(found))}" if len(found) > 1 else ""
    show = Button("Check receivables", "receivables_risk", (("account", account),))
    subject = f"spike:{account}"
    yield Item(
        "spike", subject, answer.warnings[0] + more, 4, int(sold), f"{month_start(today)}", account,
        (show, _snooze(subject), _not_mine(f"account:{account}")), answer.illustrative,
    )  # fmt: skip


def flight_risks(situation: Situation) -> Iterable[Item]:
    """Accounts whose order is late by their own rhythm and whose sales fall against the year before."""
    from bot.tools.buying_rhythm import rhythm

    book, today = situation.book, situation.today
    end = month_start(today) - dt.timedelta(days=1)
    half = Period(add_months(month_start(end), -5), end)
    before = book.sales.by_account(situation.scope, half.year_before())
    if not before:
        return
    now = book.sales.by_account(situation.scope, half)
    falling = {}
    for account, was in before.items():
        change = growth(now[account].net_sales if account in now else ZERO, was.net_sales)
        if change is not None and change <= DROP_PCT and account in situation.accounts:
            falling[account] = change
    days = book.sales.order_days(sorted(falling), today) if falling else {}
    found = []
    for account, change in falling.items():
        own = rhythm(days.get(account, ()), today)
        if own is not None and own.ratio > LATE and own.since_last <= GONE_DAYS:
            found.append((before[account].net_sales, account, own, change))
    found = [one for one in found if not situation.told.quiet(f"flight:{one[1]}", one[1], today)]
    if not found:
        return
    worth, account, own, change = max(found, key=lambda one: (one[0], one[1]))
    more = f" {_also(len(found))}" if len(found) > 1 else ""
    text = (
        f"{situation.name(account)} may be leaving: {own.since_last} days since the last order, usually "
        f"{own.median_gap:.0f}; sales of six months {show_percent(change, signed=True)} on the year before.{more}"
    )
    subject = f"flight:{account}"
    show = Button("Show checks", "churn_risk", (("account", account),))
    buttons = (show, _snooze(subject), _not_mine(f"account:{account}"))
    yield Item("flight", subject, text, 5, int(worth), f"{month_start(today)}", account, buttons)


def stale_bant(situation: Situation) -> Iterable[Item]:
    """Open opportunities of which nothing new was noted for too long."""
    today, limit = situation.today, situation.days("bant_stale_days", 90)
    opened = situation.book.opportunities.open_of(situation.scope)
    evidence = situation.book.opportunities.evidence([one.id for one in opened])
    old = []
    for one in opened:
        dates = [row.date for row in evidence.get(one.id, ())] or ([one.opened] if one.opened else [])
        if dates and today - max(dates) > limit:
            old.append((one, max(dates)))
    if not old:
        return
    old.sort(key=lambda pair: (-(pair[0].amount or ZERO), pair[0].name))
    first, since = old[0]
    worth = total(one.amount for one, _ in old if one.amount is not None)
    money = f", together {show_money(worth, situation.book.currency)}" if worth else ""
    deals = "one open opportunity" if len(old) == 1 else f"{len(old)} open opportunities"
    text = (
        f"Nothing new was noted of {deals}{money} for more than {limit.days} days: "
        f"{_some([one.name for one, _ in old])}; of {first.name} last on {show_day(since, today)}."
    )
    ask = Button("Ask again", "bant_qualification", (("opportunity", first.id),))
    yield Item(
        "bant", "bant", text, 6, len(old), f"{month_start(today)}", first.account_id, (ask, _snooze("bant")),
        any(one.illustrative for one, _ in old),
    )  # fmt: skip


def old_needs(situation: Situation) -> Iterable[Item]:
    """Key accounts whose needs, or whose rating of us, are older than a cycle."""
    today = situation.today
    needs, rating = situation.days("needs_stale_days", 100), situation.days("rating_stale_days", 200)
    ratings = situation.book.value.last_ratings([one.id for one in situation.keys])
    old = []
    for one in situation.keys:
        parts = []
        if one.needs_noted is None or today - one.needs_noted > needs:
            parts.append("needs")
        rated = ratings.get(one.id)
        if rated is None or today - rated.date > rating:
            parts.append("rating")
        if parts:
            old.append((one, parts))
    if not old:
        return
    what = listed(sorted({part for _, parts in old for part in parts}))
    names = _some([one.name for one, _ in old])
    text = f"{what.capitalize()} of {_key_accounts(len(old))}: not asked for a cycle. {names}. Ask at the next review."
    first = old[0][0]
    ask = Button("What to ask", "review_pack", (("account", first.id),))
    yield Item("needs", "needs", text, 7, len(old), f"{month_start(today)}", "", (ask, _snooze("needs")))


def missing_pairs(situation: Situation) -> Iterable[Item]:
    """Key accounts without anybody of ours in touch with their executives."""
    if not situation.keys:
        return
    contacts = situation.book.contacts.of([one.id for one in situation.keys])
    known = {one.account_id for one in contacts}
    paired = {one.account_id for one in contacts if one.level in TOP_LEVELS and in_touch(one, situation.today)}
    bare = [one for one in situation.keys if one.id in known and one.id not in paired]
    if not bare:
        return
    text = (
        f"Nobody of ours is in touch with a {LEVELS[1]} or {LEVELS[2]} of {_key_accounts(len(bare))}: "
        f"{_some([one.name for one in bare])}."
    )
    show = Button("Who knows whom", "relationship_map", (("account", bare[0].id),))
    yield Item("pairs", "pairs", text, 8, len(bare), f"{month_start(situation.today)}", "", (show, _snooze("pairs")))


def without_rhythm_or_plan(situation: Situation) -> Iterable[Item]:
    """Key accounts that nobody reviews by a rhythm, or that have no current plan: each is offered one."""
    month = f"{month_start(situation.today)}"
    bare = [
        one
        for one in situation.keys
        if one.is_key and one.id not in situation.reviewed and situation.default_cadence(one)
    ]
    if bare:
        first = bare[0]
        text = f"No review rhythm is set for {_key_accounts(len(bare))}: {_some([one.name for one in bare])}."
        cadence = situation.default_cadence(first)
        label = f"{first.name}: every {'month' if cadence == 'monthly' else 'quarter'}"
        offer = Button(label, "log_review", (("account", first.id), ("cadence", cadence)))
        yield Item("rhythm", "rhythm", text, 9, len(bare), month, "", (offer, _snooze("rhythm")))
    if not situation.keys:
        return
    rows = situation.book.plans.of([one.id for one in situation.keys])
    current = {one.id: [row for row in rows if row.account_id == one.id] for one in situation.keys}
    unplanned = [one for one in situation.keys if not plan_check(current[one.id], situation.today).boxes]
    if unplanned:
        text = f"No current plan for {_key_accounts(len(unplanned))}: {_some([one.name for one in unplanned])}."
        offer = Button("Begin one", "account_plan", (("account", unplanned[0].id),))
        yield Item("plan", "plan", text, 10, len(unplanned), month, "", (offer, _snooze("plan")))


KINDS: tuple[Callable[[Situation], Iterable[Item]], ...] = (
    reviews_late,
    reviews_coming,
    promises,
    actions_due,
    spikes,
    flight_risks,
    stale_bant,
    old_needs,
    missing_pairs,
    without_rhythm_or_plan,
)


def _review(one: Standing, text: str, rank: int, weight: int, stage: str) -> Item:
    assert one.current is not None
    account = ("account", one.account_id)
    buttons = (
        *((Button("Done", "log_review", (account,)),) if rank == 0 else ()),
        Button("Open pack", "review_pack", (account,)),
        Button(SNOOZE, "log_review", (account, ("snooze", "yes"))),
        _not_mine(f"account:{one.account_id}"),
    )
    subject = f"review:{one.current.id}"
    return Item("review", subject, text, rank, weight, stage, one.account_id, buttons, one.illustrative)


def _cadence(one: Standing) -> str:
    cadence = one.rhythm.cadence if one.rhythm else ""
    return cadence if cadence in ("monthly", "quarterly") else "regular" if one.rhythm else "planned"


def _snooze(subject: str) -> Button:
    return Button(SNOOZE, verdict="snoozed", subject=subject)


def _not_mine(subject: str) -> Button:
    return Button(NOT_MINE, verdict="not_mine", subject=subject)


def _some(names: Sequence[str]) -> str:
    """'A, B, C and 4 more', each name once."""
    once = list(dict.fromkeys(names))
    return listed(once) if len(once) <= NAMED else f"{', '.join(once[:NAMED])} and {len(once) - NAMED} more"


def _also(number: int) -> str:
    """'One more account shows the same.' of `number` in all."""
    return "One more account shows the same." if number == 2 else f"{number - 1} more accounts show the same."


def _key_accounts(number: int) -> str:
    return "one key account" if number == 1 else f"{number} key accounts"


def _week(day: dt.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}w{week}"
