"""Whether a customer is leaving: named checks that fail, not a score."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Column, Figure, Input, Receipt, Table
from bot.tools.arguments import AccountId, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.buying_rhythm import BgNbd, History, Rhythm, fit, history, history_of, rhythm
from bot.tools.money import ZERO, growth, show_money, show_percent
from bot.tools.periods import Period, add_months, month_start
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted

LATE = Decimal("1.5")
"""Days since the last order over the usual gap, from which on an order is called late."""

DROP_PCT = Decimal(-25)
"""Change of six months' sales on the same months a year before that is called a fall."""

SILENT_DAYS = 90
OLD_ISSUE_DAYS = 30
LISTED = 50
"""Rows of a portfolio's list, the largest in last year's sales; the rest is counted."""

ACT = 3
"""So many failing checks are worth acting on now; fewer are worth watching."""


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account")
    scope: ScopeArg | None = Field(None, description="whose accounts")


@dataclass(frozen=True, slots=True)
class Signal:
    """A check. failing None = cannot be told (`evidence` says why)."""

    name: str
    failing: bool | None
    evidence: str
    illustrative: bool = False


def run(args: Args, book: Book) -> Answer:
    """Flight risk of an account or of a portfolio, as named checks with their evidence: order rhythm, falling sales,
    lost products, silence, old issues, a poor rating, late reviews; and the probability that it still buys where the
    data allows it. Never a bare score."""
    if args.account is not None:
        return _account(args.account, book)
    return _portfolio(args.scope or default_scope(book), book)


def _account(account: str, book: Book) -> Answer:
    fact = book.people.account(account)
    days = [one.date for one in book.sales.orders(account, book.today)]
    if not days:
        return Answer(
            "churn_risk",
            f"{fact.name} has never ordered, so it cannot leave.",
            follow_ups=(f"tell me about {fact.name}",),
            accounts=(account,),
        )
    own = rhythm(days, book.today)
    signals = _signals(account, book, days, own)
    failing = [one for one in signals if one.failing]
    alive = _alive(book, days)
    return Answer(
        "churn_risk",
        _headline(fact.name, failing),
        _lines(failing, own, alive, days[-1]),
        (
            Figure("failing_checks", len(failing), "checks", "checks that fail"),
            Figure("checks_told", sum(one.failing is not None for one in signals), "checks", "checks that can be told"),
            Figure("days_since_order", (book.today - days[-1]).days, "days", "since the last order"),
            Figure(
                "usual_gap_days",
                own.median_gap if own else None,
                "days",
                "median gap between its orders",
                "" if own else "fewer than five orders: no rhythm of its own",
            ),
            Figure("overdue_ratio", own.ratio if own else None, "", "days since the last order over the usual gap"),
            Figure("p_alive_pct", alive, "%", "probability that it still buys (BG/NBD)", _alive_note(alive)),
        ),
        table=_table(signals),
        receipt=_receipt(book),
        unknown=tuple(f"{one.name}: {one.evidence}" for one in signals if one.failing is None),
        follow_ups=(
            f"sales forecast for {fact.name}",
            f"prepare the review with {fact.name}",
            "how do I recover a failing account?",
        ),
        illustrative=any(one.illustrative for one in signals),
        accounts=(account,),
    )


def _headline(name: str, failing: list[Signal]) -> str:
    if not failing:
        return f"No sign that {name} is leaving: no check fails."
    what = "act now" if len(failing) >= ACT else "watch it"
    return f"{name}: {counted(len(failing), 'check')} {'fails' if len(failing) == 1 else 'fail'}; {what}."


def _lines(failing: list[Signal], own: Rhythm | None, alive: Decimal | None, last: dt.date) -> tuple[str, ...]:
    lines = [f"{one.name}: {one.evidence}." for one in failing]
    if own is not None and own.ratio <= LATE:
        due = last + dt.timedelta(days=int(own.median_gap))
        lines.append(f"The next order would be usual around {due}.")
    if alive is not None:
        lines.append(f"By the rhythm of all customers it still buys with {show_percent(alive, 0)} probability.")
    return tuple(lines)


def _signals(account: str, book: Book, days: list[dt.date], own: Rhythm | None) -> tuple[Signal, ...]:
    return (
        _rhythm_signal(own, days[-1], book.today),
        *_sales_signals(account, book),
        *_care_signals(account, book),
    )


def _rhythm_signal(own: Rhythm | None, last: dt.date, today: dt.date) -> Signal:
    if own is None:
        return Signal("Order is late", None, f"fewer than five orders, the last on {last}: no rhythm to go by")
    usual = f"{own.since_last} days since the last order, usually {own.median_gap:.0f}"
    return Signal("Order is late", own.ratio > LATE, usual)


def _sales_signals(account: str, book: Book) -> tuple[Signal, ...]:
    """Six full months against the same months a year before: sales, and the categories bought."""
    end = month_start(book.today) - dt.timedelta(days=1)
    now = Period(add_months(month_start(end), -5), end)
    before = now.year_before()
    sales, earlier = book.sales.by_category([account], now), book.sales.by_category([account], before)
    sold = sum((one.net_sales for one in sales.values()), ZERO)
    was = sum((one.net_sales for one in earlier.values()), ZERO)
    change = growth(sold, was)
    lost = sorted(name for name, one in earlier.items() if one.net_sales > 0 and name not in sales)
    if change is None:
        return (Signal("Sales fall", None, "no sales in the same months a year before to compare with"),)
    return (
        Signal(
            "Sales fall",
            change <= DROP_PCT,
            f"{show_money(sold, book.currency)} in six months, {show_percent(change, signed=True)} on the year before",
        ),
        Signal("Buys fewer kinds of product", bool(lost), f"no longer: {', '.join(lost)}" if lost else "none lost"),
    )


def _care_signals(account: str, book: Book) -> tuple[Signal, ...]:
    """What we owe them: contact, issues, reviews, and how they rate us."""
    contacts = book.contacts.of([account])
    touched = max((one.last_touch for one in contacts if one.last_touch), default=None)
    issues = [one for one in book.issues.of([account]) if one.age(book.today) > OLD_ISSUE_DAYS]
    rating = book.value.last_rating(account)
    rhythms = book.reviews.rhythms([account])
    held = [one.held for one in book.reviews.reviews([account]) if one.held]
    return (
        Signal(
            "Silence",
            (book.today - touched).days > SILENT_DAYS if touched else None,
            f"last contact {touched}" if touched else "no contact with a date recorded",
            any(one.illustrative for one in contacts),
        ),
        Signal(
            "Old problems are open",
            bool(issues),
            f"{counted(len(issues), 'issue')} open for more than {OLD_ISSUE_DAYS} days" if issues else "none",
            any(one.illustrative for one in issues),
        ),
        Signal(
            "Cost above benefit in their eyes",
            rating.cost >= rating.benefit if rating else None,
            f"benefit {rating.benefit:.0f}, cost {rating.cost:.0f} of 10 on {rating.date}" if rating else "never asked",
            rating.illustrative if rating else False,
        ),
        Signal(
            "Reviews slip",
            (not held or max(held) < add_months(book.today, -6)) if rhythms else None,
            (f"last held {max(held)}" if held else "none held") if rhythms else "no review rhythm is set",
            any(one.illustrative for one in rhythms),
        ),
    )


def _model(book: Book) -> BgNbd | None:
    return fit(tuple(history_of(*span, book.today) for span in book.sales.company_order_spans(book.today)))


def _alive(book: Book, days: list[dt.date]) -> Decimal | None:
    """Probability, per cent, that it still buys; None where the company's data does not carry the model."""
    own: History | None = history(days, book.today)
    model = _model(book)
    if own is None or model is None or own.repeats == 0:
        return None
    return Decimal(f"{model.p_alive(own) * 100:.2f}")


def _alive_note(alive: Decimal | None) -> str:
    return "" if alive is not None else "needs a repeat order, and 100 customers in the ledger"


def _table(signals: tuple[Signal, ...]) -> Table:
    words = {True: "fails", False: "fine", None: "unknown"}
    columns = (Column("check", "check"), Column("state", "state"), Column("evidence", "evidence"))
    order = sorted(signals, key=lambda one: (one.failing is not True, one.failing is None, one.name))
    return Table(columns, tuple((one.name, words[one.failing], one.evidence) for one in order), "Checks")


def _receipt(book: Book) -> Receipt:
    return Receipt(
        "named checks; overdue ratio = days since the last order ÷ median gap; P(alive) by BG/NBD over all customers",
        (
            ("late", Input(f"ratio above {LATE}")),
            ("fall", Input(f"{DROP_PCT} % or worse over six months")),
            ("silence", Input(f"{SILENT_DAYS} days")),
        ),
        convention="labels, not probabilities: each check stands alone; BG/NBD in weeks, orders of a day count once",
        as_of=book.today,
        data=book.data_name,
    )


def _portfolio(scope: Scope, book: Book) -> Answer:
    """Every account of a scope by its order rhythm and its sales, the most overdue first."""
    name = scope_name(scope)
    orders = book.sales.order_days(scope, book.today)
    end = month_start(book.today) - dt.timedelta(days=1)
    now = Period(add_months(month_start(end), -5), end)
    sales, earlier = book.sales.by_account(scope, now), book.sales.by_account(scope, now.year_before())
    model = _model(book)
    rows = []
    for account, days in orders.items():
        own, view = rhythm(days, book.today), history(days, book.today)
        sold = sales[account].net_sales if account in sales else ZERO
        was = earlier[account].net_sales if account in earlier else ZERO
        change = growth(sold, was)
        late = own is not None and own.ratio > LATE
        falls = change is not None and change <= DROP_PCT
        if not (late or falls):
            continue
        reasons = [text for text, there in (("order is late", late), ("sales fall", falls)) if there]
        rows.append(
            (
                account,
                ", ".join(reasons),
                (book.today - max(days)).days,
                own.median_gap if own else None,
                change,
                view,
                was,
            )
        )
    rows.sort(key=lambda row: (-row[6], row[0]))
    names = {one.id: one.name for one in book.people.accounts([row[0] for row in rows[:LISTED]])}
    shown = tuple((names[row[0]], *row[1:5], _still_buys(model, row[5])) for row in rows[:LISTED])
    late_count = sum("late" in row[1] for row in rows)
    columns = (
        Column("account", "account"),
        Column("why", "failing"),
        Column("days_since_order", "days silent", "days"),
        Column("usual_gap_days", "usual gap", "days"),
        Column("change_pct", "sales, 6 months", "%"),
        Column("p_alive_pct", "still buys", "%"),
    )
    return Answer(
        "churn_risk",
        f"{counted(len(rows), 'account')} of {len(orders)} may be leaving; {late_count} of them are late with an order."
        if rows
        else f"No sign of flight in {name}: all {len(orders)} order as usual.",
        ("Largest in last year's sales first. Ask about one account for all its checks.",) if rows else (),
        (
            Figure("accounts_at_risk", len(rows), "accounts", "accounts with a failing check"),
            Figure("accounts_late", late_count, "accounts", "accounts whose order is late"),
            Figure("accounts", len(orders), "accounts", "accounts that have ordered"),
        ),
        table=Table(columns, shown, _title(len(rows))) if rows else None,
        receipt=_receipt(book),
        follow_ups=(*(f"is {row[0]} leaving?" for row in shown[:2]), "how do I recover a failing account?"),
        accounts=tuple(names),
    )


def _still_buys(model: BgNbd | None, view: History | None) -> Decimal | None:
    """Per cent."""
    if model is None or view is None or not view.repeats:
        return None
    return Decimal(f"{model.p_alive(view) * 100:.1f}")


def _title(count: int) -> str:
    return f"At risk, the first {LISTED} of {count:,}" if count > LISTED else "At risk"


TOOL = Tool(
    id="churn_risk",
    args=Args,
    run=run,
    summary="flight risk: named failing checks, order rhythm, probability that a customer still buys",
    examples=(
        "is Brakes and Gears leaving?",
        "which accounts have gone quiet?",
        "when will this customer order again?",
    ),
    group="Risk and growth",
    figures=(
        ("failing_checks", "checks that fail"),
        ("checks_told", "checks that can be told from the data"),
        ("days_since_order", "days since the last order"),
        ("usual_gap_days", "median days between orders"),
        ("overdue_ratio", "days_since_order over usual_gap_days"),
        ("p_alive_pct", "probability that the customer still buys, BG/NBD over all customers"),
        ("accounts_at_risk, accounts_late, accounts", "portfolio: how many accounts"),
    ),
    sources=("P(alive): Fader, Hardie and Lee, Counting Your Customers the Easy Way, 2005",),
)
