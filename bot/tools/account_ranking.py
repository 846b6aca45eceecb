"""The top or bottom accounts by sales, margin, net profit, growth or lifetime value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import Field

from bot.errors import BadInput
from bot.tools.account_value import horizon_years
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import Count, Metric, Order, PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, covered
from bot.tools.facts.people import AccountFact
from bot.tools.money import percent, show_money, show_percent, total
from bot.tools.periods import last_full_months
from bot.tools.ranked_accounts import Rankable, rankable, ranked
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.whale import drawn, whale
from bot.tools.wording import counted, possessive, when

TOP = 10
BY_PROFIT = ("gross_margin", "net_profit")
"""Metrics that have losers: their whale curve is told."""

WORDS = {
    "sales": "net sales",
    "gross_margin": "gross margin",
    "net_profit": "net account profit",
    "growth": "growth",
    "clv": "customer lifetime value",
}
FORMULAS = {
    "sales": "net sales = gross sales − discounts − rebates, per account, sorted",
    "gross_margin": "gross margin = net sales − cost of goods, per account, sorted",
    "net_profit": "net account profit = gross margin − cost to serve − share of the KAM's cost, per account, sorted",
    "growth": "growth = net sales ÷ net sales of the same days a year before − 1, per account, sorted",
    "clv": "lifetime value = Σ yearly contribution × retention^t ÷ (1 + discount rate)^t, today's year first, sorted",
}


class Args(ToolArgs):
    """A figure to rank by, how many accounts, from which end, whose, and when."""

    metric: Metric = Field(description="the figure to rank by")
    top: Count | None = Field(None, description="how many accounts to list; 10 by default")
    order: Order = Field("top", description="top = best first, bottom = worst first")
    scope: ScopeArg | None = Field(None, description="whose accounts")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")


def run(args: Args, book: Book) -> Answer:
    """The top or bottom accounts by net sales, gross margin, net account profit, growth or customer lifetime value.

    Ranks the accounts of a scope (by default the asker's own) that bought something in the period, and shows the rank
    by sales beside the rank by profit, because the two often differ. Growth is against the same days a year before;
    lifetime value is that of customer_lifetime_value. By margin or profit, the whale curve says how many accounts make
    the profit and how much the others lose again.
    """
    count = TOP if args.top is None else args.top
    if count < 1:
        raise BadInput(f"A list of {count} accounts is empty; ask for the top 1 or more.")
    scope = args.scope or default_scope(book)
    span = covered(book, args.period)
    if args.metric == "clv":
        span = Coverage(last_full_months(book.today))
    if span.nothing:
        return Answer("account_ranking", span.nothing, follow_ups=("rank my accounts by sales in the last 12 months",))
    field = rankable(book, args.metric, scope, span)
    if not field.values:
        sentence = (
            f"There is nothing to rank: none of {scope_name(scope)} has {WORDS[args.metric]} {when(span.period)}."
        )
        return Answer("account_ranking", sentence, field.left_out, unknown=field.unknown, warnings=span.warnings)
    places = ranked(field.values, args.order, field.sizes)
    shown = places[:count]
    facts = {fact.id: fact for fact in book.people.accounts([key for _, key in shown])}
    return Answer(
        "account_ranking",
        _headline(args, scope, span, facts[shown[0][1]], field, horizon_years(book)),
        (*_shares(args, field, places, shown), *_flip(args, field, shown), *field.left_out),
        _figures(args, field, places, shown),
        table=_table(book, field, shown, facts, scope),
        chart=_chart(args, field, shown, facts, span),
        receipt=_receipt(args, book, scope, span, field),
        warnings=(*span.warnings, *field.warnings),
        unknown=field.unknown,
        follow_ups=_follow_ups(args, facts[shown[0][1]]),
        illustrative=field.illustrative,
        accounts=tuple(key for _, key in shown),
    )


def _show(value: Decimal, unit: str) -> str:
    return show_percent(value, signed=True) if unit == "%" else show_money(value, unit)


def _headline(args: Args, scope: Scope, span: Coverage, first: AccountFact, field: Rankable, years: int) -> str:
    value = _show(field.values[first.id], field.unit)
    place = "comes last of" if args.order == "bottom" else "leads"
    period = f"over {years} years" if args.metric == "clv" else when(span.period)
    return f"{first.name} {place} {scope_name(scope)} by {WORDS[args.metric]} {period}: {value}."


def _shares(
    args: Args, field: Rankable, places: Sequence[tuple[int, str]], shown: Sequence[tuple[int, str]]
) -> tuple[str, ...]:
    """What the listed accounts are of the whole, and the whale curve in words."""
    if args.metric == "growth":
        growing = sum(1 for value in field.values.values() if value > 0)
        return (f"{growing} of {counted(len(places), 'account')} grew.",)
    whole = total(field.values.values())
    part = total(field.values[key] for _, key in shown)
    lines = []
    if len(shown) < len(places):
        these = "It" if len(shown) == 1 else f"These {len(shown)} of {counted(len(places), 'account')}"
        verb = ("lose" if part < 0 else "hold") + ("s" if len(shown) == 1 else "")
        share = f", {show_percent(percent(part, whole))} of all" if whole > 0 and part > 0 else ""
        lines.append(
            f"{these} {verb} {show_money(abs(part), field.unit)}{share}; all together {show_money(whole, field.unit)}."
        )
    return (*lines, *_whale(args, field))


def _whale(args: Args, field: Rankable) -> tuple[str, ...]:
    """How many accounts make the profit, and what the others lose again."""
    if args.metric not in BY_PROFIT:
        return ()
    curve = whale(list(field.values.values()))
    if not curve.loss_makers:
        return ()
    share = f" ({show_percent(curve.peak_pct, 0)} of the total)" if curve.peak_pct is not None else ""
    return (
        f"{counted(curve.peak_index, 'account')} make {show_money(curve.peak, field.unit)}{share}; "
        f"{counted(curve.loss_makers, 'account')} lose {show_money(-curve.loss_total, field.unit)} again.",
    )


def _flip(args: Args, field: Rankable, shown: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Among the largest by sales, those that lose money; among the others, how large the listed ones are."""
    if args.metric == "sales" and args.order == "top":
        profits = [field.profits[key] for _, key in shown]
        losing = sum(1 for profit in profits if profit is not None and profit < 0)
        if losing:
            these = "all of them" if losing == len(shown) else f"{losing} of these {len(shown)}"
            return (f"After the known costs {these} lose money: big is not the same as good.",)
    return ()


def _figures(
    args: Args, field: Rankable, places: Sequence[tuple[int, str]], shown: Sequence[tuple[int, str]]
) -> tuple[Figure, ...]:
    first = field.values[shown[0][1]]
    figures = [
        Figure("first_value", first, field.unit, f"{WORDS[args.metric]} of the first in the list"),
        Figure("ranked_accounts", len(places), "accounts", "accounts that can be ranked"),
        Figure("listed", len(shown), "accounts", "accounts listed"),
    ]
    if args.metric == "growth":
        return tuple(figures)
    whole = total(field.values.values())
    part = total(field.values[key] for _, key in shown)
    share = percent(part, whole) if whole > 0 else None
    figures += [
        Figure("listed_total", part, field.unit, f"{WORDS[args.metric]} of the listed"),
        Figure("total", whole, field.unit, f"{WORDS[args.metric]} of all ranked"),
        Figure(
            "listed_share_pct",
            share,
            "%",
            "share of the listed",
            "" if share else "undefined: the total is not positive",
        ),
    ]
    if args.metric in BY_PROFIT:
        curve = whale(list(field.values.values()))
        note = "" if curve.peak_pct is not None else "undefined: the total is not positive"
        figures += [
            Figure("profitable_accounts", curve.peak_index, "accounts", "accounts above zero"),
            Figure("peak", curve.peak, field.unit, "what these make together"),
            Figure("peak_pct", curve.peak_pct, "%", "peak in per cent of the total", note),
            Figure("loss_makers", curve.loss_makers, "accounts", "accounts below zero"),
            Figure("loss_total", curve.loss_total, field.unit, "what these lose together"),
        ]
    return tuple(figures)


def _table(
    book: Book, field: Rankable, shown: Sequence[tuple[int, str]], facts: Mapping[str, AccountFact], scope: Scope
) -> Table:
    """One row per listed account; with the KAM's name where the scope has more than one."""
    several = scope.kind not in ("mine", "person")
    names = [facts[key].name for _, key in shown]
    columns = (
        Column("rank", "#", "rank"),
        Column("account", "account"),
        Column("account_id", "id"),
        *((Column("kam", "KAM"),) if several else ()),
        *field.columns,
    )
    rows = tuple(
        (
            rank,
            facts[key].name if names.count(facts[key].name) == 1 else f"{facts[key].name} ({facts[key].city})",
            key,
            *((facts[key].kam_name,) if several else ()),
            *field.beside(key),
        )
        for rank, key in shown
    )
    return Table(columns, rows)


def _chart(
    args: Args, field: Rankable, shown: Sequence[tuple[int, str]], facts: Mapping[str, AccountFact], span: Coverage
) -> Chart:
    """Bars of the listed accounts; by margin or profit the whale curve of all."""
    title = f"{WORDS[args.metric].capitalize()}, {span.period}"
    if args.metric in BY_PROFIT and len(field.values) > 1:
        points = drawn(whale(list(field.values.values())))
        places, totals = tuple(str(place) for place, _ in points), tuple(amount for _, amount in points)
        return Chart("whale", f"{title}, added up", places, (Series("cumulative", totals),), field.unit)
    names = tuple(facts[key].name for _, key in shown)
    bars = tuple(field.values[key] for _, key in shown)
    return Chart("bars", title, names, (Series(WORDS[args.metric], bars),), field.unit)


def _receipt(args: Args, book: Book, scope: Scope, span: Coverage, field: Rankable) -> Receipt:
    inputs = (
        ("accounts", Input(f"{len(field.values)} of {scope_name(scope)}", "assigned accounts", str(book.today))),
        ("period", Input(str(span.period), "order lines and cost lines", str(span.period.end))),
        *field.inputs,
    )
    return Receipt(
        FORMULAS[args.metric],
        inputs,
        "accounts without order lines in the period are not ranked; equal values share a rank; unknown cost lines are "
        "not counted, so profits are upper bounds",
        as_of=book.today,
        data=book.data_name,
    )


def _follow_ups(args: Args, first: AccountFact) -> tuple[str, ...]:
    match args.metric:
        case "sales":
            return ("rank my accounts by net profit", f"what did {first.name} really earn us?")
        case "growth":
            return (f"why did sales change at {first.name}?", "rank my accounts by net profit")
        case "clv":
            return (f"what is {first.name} worth over its life?", "rank my accounts by sales")
        case _:
            end = "which accounts are not worth the effort?" if args.order == "bottom" else "who is in my top 20 %?"
            return (f"where does {possessive(first.name)} profit go?", "rank my accounts by sales", end)


TOOL = Tool(
    id="account_ranking",
    args=Args,
    run=run,
    summary="top or bottom accounts by sales, margin, net profit, growth or lifetime value",
    examples=(
        "which client is our most profitable?",
        "my ten biggest accounts by sales in 2012",
        "bottom 5 by gross margin this year",
        "who grew fastest last quarter?",
        "rank my accounts by CLV, not by sales",
    ),
    group="Money",
    figures=(
        ("first_value", "the metric of the account in first place of the list"),
        ("ranked_accounts", "accounts with order lines in the period whose metric is known"),
        ("listed", "accounts in the table"),
        ("listed_total", "the metric added up over the listed accounts (not for growth)"),
        ("total", "the metric added up over all ranked accounts (not for growth)"),
        ("listed_share_pct", "listed_total in per cent of total; undefined where the total is not positive"),
        ("profitable_accounts", "margin or profit: accounts above zero"),
        ("peak", "margin or profit: what these make together, the top of the whale curve"),
        ("peak_pct", "margin or profit: peak in per cent of the total"),
        ("loss_makers", "margin or profit: accounts below zero"),
        ("loss_total", "margin or profit: what these lose together, negative"),
    ),
    sources=(
        "Kaplan and Narayanan, Measuring and Managing Customer Profitability (2001): the whale curve",
        "customer_lifetime_value for the lifetime values",
    ),
)
