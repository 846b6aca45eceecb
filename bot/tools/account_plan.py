"""The plan for an account: vision, relationship and business objectives over three horizons, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Choice, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import AccountId, DateArg, Horizon, Objective, ShowAdd, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.days import late, show_day
from bot.tools.facts.deliveries import Punctuality
from bot.tools.facts.people import AccountFact
from bot.tools.facts.plans import ObjectiveFact
from bot.tools.issue_sums import IssueSums, issue_sums
from bot.tools.money import show_money, show_number, show_percent
from bot.tools.periods import Period, last_full_months, month_start
from bot.tools.plan_check import (
    HORIZONS,
    OBJECTIVES,
    GrowthSeen,
    Judgement,
    PlanCheck,
    aim_of,
    growth_seen,
    horizon_of,
    judge,
    plan_check,
)
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed
from bot.tools.writing import ask, proposal

ROUTE = "account_plan"
BOXES = len(OBJECTIVES) * len(HORIZONS)
YEAR = dt.timedelta(days=365)


class Args(ToolArgs):
    """Without an operation it shows; with a text it adds."""

    account: AccountId = Field(description="the account")
    operation: ShowAdd | None = Field(None, description="show or add")
    objective: Objective | None = Field(None, description="vision, relationship or business")
    horizon: Horizon | None = Field(None, description="short (a year), medium (three years) or long")
    text: Text | None = Field(None, description="the objective in words")
    target: Text | None = Field(None, description="how one sees that it is reached: an amount, a share, a fact")
    due: DateArg | None = Field(None, description="by when")


@dataclass(frozen=True, slots=True)
class _Plan:
    """The plan with its measures from the ledger and the issues."""

    account: AccountFact
    shown: Sequence[ObjectiveFact]
    check: PlanCheck
    delivery: Punctuality
    issues: IssueSums
    seen: GrowthSeen
    judged: Sequence[Judgement]
    year: Period
    illustrative: bool


def operation(args: Args) -> str:
    """What is asked for where it is not said."""
    return args.operation or ("add" if args.text else "show")


def run(args: Args, book: Book) -> Answer:
    """The account plan: vision, relationship and business objectives for the short, medium and long term.

    Shows what is written and which of the nine boxes are empty, overdue or stale; measures the relationship by orders
    shipped by their due day and by the days we take to put problems right; and judges each sales target against the
    growth the account has shown before. With a text it adds an objective.
    """
    account = book.people.account(args.account)
    return _add(args, account, book, write=True) if operation(args) == "add" else _show(args, account, book)


def propose(args: Args, book: Book) -> Answer:
    """What would be added, as one question."""
    return _add(args, book.people.account(args.account), book, write=False)


def _show(args: Args, account: AccountFact, book: Book) -> Answer:
    plan = _plan(args, account, book)
    return Answer(
        ROUTE,
        _headline(args, plan),
        _lines(plan, book.today),
        _figures(plan, book.currency),
        table=_table(plan, book.today) if plan.shown else None,
        sections=(_measures(plan, book),),
        chart=_chart(plan),
        receipt=_receipt(plan, book),
        unknown=_unknown(plan),
        follow_ups=_follow_ups(plan),
        illustrative=plan.illustrative,
        accounts=(account.id,),
    )


def _plan(args: Args, account: AccountFact, book: Book) -> _Plan:
    rows = book.plans.of([account.id])
    order = {name: index for index, name in enumerate((*OBJECTIVES, *HORIZONS))}
    shown = [
        row
        for row in rows
        if (args.objective is None or row.objective == args.objective)
        and (args.horizon is None or row.horizon == args.horizon)
    ]
    shown.sort(key=lambda row: (order.get(row.objective, 9), order.get(row.horizon, 9), row.due or dt.date.max, row.id))
    year = last_full_months(book.today)
    every = book.issues.of([account.id], open_only=False)
    still = [one for one in every if one.closed is None]
    closed = [one for one in every if one.closed is not None and one.closed > book.today - YEAR]
    first = book.sales.first_day() or year.start
    by_month = book.sales.by_month([account.id], Period(month_start(first), year.end))
    seen = growth_seen({month: sums.net_sales for month, sums in by_month.items()}, month_start(year.end))
    aims = [(row, aim_of(row)) for row in shown if row.done is None]
    return _Plan(
        account,
        shown,
        plan_check(rows, book.today),
        book.deliveries.punctuality([account.id], year).get(account.id, Punctuality()),
        issue_sums(still, closed, book.today),
        seen,
        [judge(row, aim, seen, book.today) for row, aim in aims if aim is not None],
        year,
        any(row.illustrative for row in shown) or any(one.illustrative for one in every),
    )


def _headline(args: Args, plan: _Plan) -> str:
    name, check = plan.account.name, plan.check
    if not check.boxes:
        return f"There is no plan for {name}: none of the {BOXES} boxes is filled."
    asked = [word for word in (args.objective, args.horizon and f"{args.horizon}-term") if word]
    if asked and not plan.shown:
        kind = " ".join(reversed(asked))
        return f"No {kind} objective is written for {name}; the plan fills {check.boxes} of {BOXES} boxes."
    if asked and len(plan.shown) == 1:
        return f"The {' '.join(reversed(asked))} objective for {name}: “{plan.shown[0].text}”."
    missing = [f"no {one} objective" for one in check.without_objective]
    missing += [f"nothing for the {one} term" for one in check.without_horizon]
    gaps = f": {listed(missing)}" if missing else ""
    return f"The plan for {name} fills {check.boxes} of {BOXES} boxes{gaps}."


def _lines(plan: _Plan, today: dt.date) -> tuple[str, ...]:
    check = plan.check
    lines = []
    if 0 < len(check.empty) < BOXES:
        lines.append(f"Empty: {listed(check.empty)}.")
    if check.overdue:
        worst = min(check.overdue, key=lambda row: row.due or today)
        days = late((today - (worst.due or today)).days)
        lines.append(f"{counted(len(check.overdue), 'objective')} past their date, the longest “{worst.text}”, {days}.")
    if check.stale:
        lines.append(f"{counted(len(check.stale), 'objective')} not looked at for more than a year.")
    if check.without_target:
        lines.append(f"{counted(len(check.without_target), 'business objective')} without a target or a date.")
    return tuple(lines)


def _measures(plan: _Plan, book: Book) -> Section:
    """Relationship measures, then each sales aim against history."""
    delivery, issues = plan.delivery, plan.issues
    lines = []
    if delivery.on_time_pct is not None:
        worst = f"; the latest came {counted(delivery.worst_days, 'day')} late" if delivery.late else ""
        of = f"{delivery.on_time} of {delivery.on_time + delivery.late} orders"
        lines.append(f"Delivered on time: {show_percent(delivery.on_time_pct)}, {of} due in {plan.year}{worst}.")
    else:
        lines.append(f"Delivered on time: undefined, no order was due in {plan.year}.")
    if issues.fixed_days is not None:
        lines.append(f"Time to fix a problem: {show_number(issues.fixed_days)} days (median of {issues.fixed}).")
    else:
        lines.append("Time to fix a problem: undefined, none was closed in the last year.")
    if issues.open:
        lines.append(f"{counted(issues.open, 'problem')} open, the oldest for {counted(issues.oldest_days, 'day')}.")
    lines += [_judged(one, plan.seen, book.currency) for one in plan.judged]
    return Section("Measured", tuple(lines))


def _judged(one: Judgement, seen: GrowthSeen, currency: str) -> str:
    said = f"“{one.objective.text}”"
    target = show_money(one.target, currency) if one.target is not None else ""
    base = show_money(seen.base, currency)
    if one.needed is None:
        return f"{said} aims at {target} a year; there are no sales in the last 12 full months to grow from."
    each = "" if one.years == 1 else f" in each of {show_number(one.years, 1)} years"
    needs = f"{said} aims at {target} a year, from {base}: {show_percent(one.needed, signed=True)}{each}"
    if one.verdict == "below today":
        return f"{needs}. That is no more than today."
    if seen.usual is None or seen.best is None:
        return f"{needs}. Too little history to judge: two full years are needed."
    history = (
        f"usual growth was {show_percent(seen.usual, signed=True)}, the best {show_percent(seen.best, signed=True)}"
    )
    words = {"achievable": "Achievable", "a stretch": "A stretch", "beyond history": "Beyond anything seen here"}
    reason = "; name the reason why this time is different" if one.verdict == "beyond history" else ""
    return f"{needs}. {words[one.verdict]}: {history}{reason}."


def _figures(plan: _Plan, currency: str) -> tuple[Figure, ...]:
    first = plan.judged[0] if plan.judged else None
    no_aim = "" if first else "no sales target with an amount or a growth rate is written"
    too_short = "" if plan.seen.usual is not None else "undefined: needs two full years of sales"
    return (
        Figure("boxes_filled", plan.check.boxes, "boxes", f"of {BOXES}: 3 objectives × 3 horizons"),
        Figure("completeness_pct", Decimal(plan.check.boxes * 100) / BOXES, "%", "boxes filled"),
        Figure("objectives", len(plan.shown), "objectives", "objectives shown"),
        Figure("overdue", len(plan.check.overdue), "objectives", "past their date"),
        Figure("stale", len(plan.check.stale), "objectives", "not looked at for over a year"),
        Figure("on_time_pct", plan.delivery.on_time_pct, "%", "orders shipped by their due day", _no_orders(plan)),
        Figure("days_to_fix", plan.issues.fixed_days, "days", "median days to fix a problem", _no_fix(plan)),
        Figure("target_sales", first.target if first else None, currency, "yearly sales aimed at", no_aim),
        Figure("needed_growth_pct", first.needed if first else None, "%", "growth needed each year", no_aim),
        Figure("usual_growth_pct", plan.seen.usual, "%", "median growth of 12 months over the 12 before", too_short),
        Figure("best_growth_pct", plan.seen.best, "%", "best growth of 12 months over the 12 before", too_short),
    )


def _no_orders(plan: _Plan) -> str:
    return "" if plan.delivery.on_time_pct is not None else f"undefined: no order was due in {plan.year}"


def _no_fix(plan: _Plan) -> str:
    return "" if plan.issues.fixed_days is not None else "undefined: none was closed in the last year"


def _table(plan: _Plan, today: dt.date) -> Table:
    columns = (
        Column("objective", "objective"),
        Column("horizon", "horizon"),
        Column("text", "what"),
        Column("target", "target"),
        Column("due", "due"),
        Column("state", "state"),
    )
    rows = tuple(
        (row.objective, row.horizon, row.text, row.target or "–", show_day(row.due, today), _state(row, plan, today))
        for row in plan.shown
    )
    return Table(columns, rows)


def _state(row: ObjectiveFact, plan: _Plan, today: dt.date) -> str:
    if row.done is not None:
        return f"done {show_day(row.done, today)}"
    if row.due is not None and row.due < today:
        return late((today - row.due).days)
    return "stale" if row in plan.check.stale else "open"


def _chart(plan: _Plan) -> Chart | None:
    if not plan.check.boxes:
        return None
    filled = {(row.objective, row.horizon) for row in plan.shown if row.done is None}
    series = tuple(
        Series(name, tuple(Decimal((name, horizon) in filled) for horizon in HORIZONS)) for name in OBJECTIVES
    )
    return Chart("grid", f"Plan for {plan.account.name}", HORIZONS, series)


def _receipt(plan: _Plan, book: Book) -> Receipt:
    steps = tuple(
        f"({show_money(one.target, book.currency)} ÷ {show_money(plan.seen.base, book.currency)})"
        f"^(1 ÷ {show_number(one.years)}) − 1 = {show_percent(one.needed, 2)}"
        for one in plan.judged
        if one.target is not None and one.needed is not None
    )
    return Receipt(
        "completeness = filled boxes ÷ 9; on time = orders whose last line shipped by the due day ÷ orders due; growth "
        "needed = (target ÷ sales of the last 12 full months)^(1 ÷ years) − 1",
        (
            ("account", Input(plan.account.name, "plan objectives", str(book.today))),
            ("period", Input(str(plan.year), "orders due", str(plan.year.end))),
            ("comparisons", Input(str(plan.seen.comparisons), "12 months against the 12 before", str(plan.year.end))),
        ),
        convention="achievable: at most the median growth so far; a stretch: at most the best; short = a year, "
        "medium = three years",
        steps=steps,
        as_of=book.today,
        data=book.data_name,
    )


def _unknown(plan: _Plan) -> tuple[str, ...]:
    missing = ["How fast we answer when extra help is asked for is not in the data."]
    if plan.delivery.unknown:
        missing.append(
            f"{counted(plan.delivery.unknown, 'order')} without a due day: on time cannot be told for these."
        )
    if plan.check.boxes and not plan.judged:
        missing.append("No sales target with an amount is written, so there is no forecast to judge.")
    return tuple(missing)


def _follow_ups(plan: _Plan) -> tuple[str, ...]:
    name = plan.account.name
    if not plan.check.boxes:
        return (f"add a vision for {name}", "how do I write a vision for an account?", f"what do we know about {name}?")
    offers = [f"add a {plan.check.without_objective[0]} objective for {name}"] if plan.check.without_objective else []
    return (*offers, f"forecast sales of {name}", f"prepare the review with {name}")[:3]


def _add(args: Args, account: AccountFact, book: Book, write: bool) -> Answer:
    text = (args.text or "").strip()
    if not text:
        return ask(
            f"What do we want to reach with {account.name}? Say it in one sentence.",
            accounts=[account.id],
            missing="text",
        )
    if args.objective is None:
        return ask(
            f"Which kind of objective for {account.name} is “{text}”?",
            *(
                Choice(one, f"add a {one} objective for {account.name}: {text}", (("objective", one),))
                for one in OBJECTIVES
            ),
            accounts=[account.id],
        )
    horizon = args.horizon or (horizon_of(args.due, book.today) if args.due else None)
    if horizon is None and args.objective == "vision":
        horizon = "long"
    if horizon is None:
        return ask(
            f"For which horizon is “{text}”: a year, up to three, or longer?",
            *(
                Choice(
                    one, f"add a {one}-term {args.objective} objective for {account.name}: {text}", (("horizon", one),)
                )
                for one in HORIZONS
            ),
            accounts=[account.id],
        )
    row = ObjectiveFact(
        "", account.id, args.objective, horizon, text, (args.target or "").strip(), args.due, book.today
    )
    slots = _slots(row, account, book, guessed=args.horizon is None)
    what = f"the {horizon}-term {args.objective} objective “{text}”"
    if not write:
        return proposal(ROUTE, f"Add {what} for {account.name}?", slots, accounts=(account.id,))
    book.plans.add(row)
    plan = _plan(Args(account=account.id), account, book)
    return Answer(
        ROUTE,
        f"Done: added {what} for {account.name}; {plan.check.boxes} of {BOXES} boxes are filled now.",
        tuple(f"{name}: {value}" if name else value for name, value in slots if value),
        _figures(plan, book.currency),
        follow_ups=_follow_ups(plan),
        accounts=(account.id,),
    )


def _slots(row: ObjectiveFact, account: AccountFact, book: Book, guessed: bool) -> list[tuple[str, str]]:
    """What was understood; a sales aim is judged before it is kept."""
    same = [
        one
        for one in book.plans.of([account.id])
        if (one.objective, one.horizon) == (row.objective, row.horizon) and one.done is None
    ]
    aim = aim_of(row)
    judged = ""
    if aim is not None:
        plan = _plan(Args(account=account.id), account, book)
        judged = _judged(judge(row, aim, plan.seen, book.today), plan.seen, book.currency)
    past = " (that day is past)" if row.due and row.due < book.today else ""
    return [
        ("Horizon", f"{row.horizon}{', from the date' if guessed and row.due else ''}"),
        ("Target", row.target or "none; say how one sees that it is reached"),
        ("Due", f"{show_day(row.due, book.today)}{past}" if row.due else "no date"),
        ("", judged),
        ("Beside", f"“{same[0].text}”, which is there already" if same else ""),
    ]


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    propose=propose,
    writes=lambda args: operation(args) == "add",
    summary="vision, relationship and business objectives, and what is missing",
    examples=(
        "what is the plan for Brakes and Gears?",
        "which parts of the Perfect Toys plan are empty?",
        "business goal for Brakes and Gears: 450k sales by December, short term",
    ),
    group="Relationship and rhythm",
    figures=(
        ("boxes_filled", "of nine boxes (three objectives × three horizons), those with an open objective"),
        ("completeness_pct", "boxes_filled in per cent of nine"),
        ("objectives", "objectives shown, done ones included"),
        ("overdue", "open objectives past their date"),
        ("stale", "open objectives not written or reviewed for more than 365 days"),
        ("on_time_pct", "orders of the last 12 full months shipped by their due day, in per cent of orders due"),
        ("days_to_fix", "median days from raised to closed of problems closed in the last 365 days"),
        ("target_sales", "yearly sales that the first sales target aims at"),
        ("needed_growth_pct", "growth it needs in each year from the last 12 full months"),
        ("usual_growth_pct", "median growth of 12 months over the 12 before, over all month ends"),
        ("best_growth_pct", "the best of these"),
    ),
    sources=("The Art of Managing Key Accounts (2012): three objectives; short-, medium- and long-term plan",),
)
