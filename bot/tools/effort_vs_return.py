"""The effort spent on accounts against the sales and the profit that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, covered
from bot.tools.facts.effort import EffortFact
from bot.tools.money import ZERO, percent, ratio, show_money, show_number, show_percent, total
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed, when

OVERSERVED = Decimal("0.5")
"""Below this share of sales per share of effort an account takes far more than it brings."""

LISTED = 12
DRAWN = 30


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account against all the others")
    scope: ScopeArg | None = Field(None, description="whose accounts; by default one's own, the team's or all")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")


@dataclass(frozen=True, slots=True)
class Return:
    """An account's effort and return in a period. Shares are per cent of the scope; None = no whole to be a share of.

    hours None = no effort logged, which is unknown, not nothing.
    """

    account: str
    hours: Decimal | None
    visits: int
    sales: Decimal
    contribution: Decimal | None
    effort_share_pct: Decimal | None
    sales_share_pct: Decimal | None

    @property
    def index(self) -> Decimal | None:
        """Share of sales ÷ share of effort: above 1 it brings more than it takes. None without logged effort."""
        if self.effort_share_pct is None or self.sales_share_pct is None:
            return None
        return ratio(self.sales_share_pct, self.effort_share_pct)

    @property
    def gap_points(self) -> Decimal | None:
        """Share of sales − share of effort, in percentage points."""
        if self.effort_share_pct is None or self.sales_share_pct is None:
            return None
        return self.sales_share_pct - self.effort_share_pct

    @property
    def contribution_per_hour(self) -> Decimal | None:
        return self.contribution / self.hours if self.contribution is not None and self.hours else None

    @property
    def verdict(self) -> str:
        if self.hours is None:
            return "no effort logged"
        if not self.sales:
            return "effort, no orders"
        index = self.index
        if index is not None and index < OVERSERVED:
            return "takes far more than it brings"
        if self.contribution is not None and self.contribution <= 0:
            return "sells, but earns nothing"
        if index is not None and index >= 1:
            return "earns its time"
        return "takes more than it brings"


def returns(
    effort: Mapping[str, EffortFact], sales: Mapping[str, Decimal], contributions: Mapping[str, Decimal | None]
) -> list[Return]:
    """Every account with effort or sales, with its shares of all of them; the widest gap against us first."""
    hours = total(one.hours for one in effort.values())
    sold = total(amount for amount in sales.values() if amount > 0)
    found = []
    for account in effort.keys() | {account for account, amount in sales.items() if amount}:
        logged = effort.get(account)
        spent = logged.hours if logged is not None and logged.hours else None
        amount = sales.get(account, ZERO)
        found.append(
            Return(
                account,
                spent,
                logged.visits if logged is not None else 0,
                amount,
                contributions.get(account),
                percent(spent, hours) if spent is not None else None,
                percent(amount, sold),
            )
        )
    found.sort(key=lambda one: (ZERO if one.gap_points is None else one.gap_points, one.account))
    return found


def run(args: Args, book: Book) -> Answer:
    """Effort against return: the hours and visits spent on accounts beside the sales and the contribution they bring.

    Each account's share of the effort against its share of the sales (the index: above 1 it brings more than it
    takes), contribution per hour, and which accounts take far more than they bring, earn nothing, or sell without
    any effort. No logged effort is unknown, never zero.
    """
    span = covered(book, args.period)
    if span.nothing:
        return Answer("effort_vs_return", span.nothing, follow_ups=("where did my time go last year?",))
    scope = default_scope(book) if args.account else args.scope or default_scope(book)
    if args.account:
        book.people.account(args.account)
    effort = book.effort.by_account(scope, span.period)
    if not effort:
        return _nothing_logged(book, scope, span)
    results = book.results.of(scope, span.period, with_kam=False)
    sales = {key: one.net_sales for key, one in results.by_account.items()}
    contributions = {key: one.contribution for key, one in results.by_account.items()}
    found = returns(effort, sales, contributions)
    made_up = results.illustrative or any(one.illustrative for one in effort.values())
    if args.account:
        return _one(book, args.account, scope, span, found, results.missing, made_up)
    return _many(book, scope, span, found, results.missing, made_up)


def _nothing_logged(book: Book, scope: Scope, span: Coverage) -> Answer:
    months = book.effort.months()
    known = f" Effort is logged from {months[0]:%B %Y} to {months[1]:%B %Y}." if months else ""
    return Answer(
        "effort_vs_return",
        f"No hours or visits are logged for {scope_name(scope)} {when(span.period)}, so I can't set effort against "
        f"return.{known}",
        unknown=("Import effort (account, person, month, hours, visits), and this can be answered.",),
        follow_ups=("rank my accounts by net profit", "which accounts pay for their KAM?"),
    )


def _one(
    book: Book,
    account: str,
    scope: Scope,
    span: Coverage,
    found: Sequence[Return],
    missing: Sequence[str],
    made_up: bool,
) -> Answer:
    name = book.people.account(account).name
    one = next((each for each in found if each.account == account), None)
    if one is None:
        one = Return(account, None, 0, ZERO, None, None, None)
    ranked = [each for each in found if each.index is not None]
    ranked.sort(key=lambda each: (-(each.index or ZERO), each.account))
    place = next((place for place, each in enumerate(ranked, 1) if each.account == account), None)
    lines = []
    if one.contribution is not None and one.contribution_per_hour is not None:
        visits = f"; {counted(one.visits, 'visit')}" if one.visits else ""
        an_hour = show_money(one.contribution_per_hour)
        lines.append(f"Contribution {show_money(one.contribution)}: {an_hour} for each hour{visits}.")
    if place is not None:
        lines.append(f"{place} of {counted(len(ranked), 'account')} with logged effort, best return first.")
    currency = book.currency
    return Answer(
        "effort_vs_return",
        _one_headline(name, one, span),
        tuple(lines),
        (*_one_figures(one, currency), Figure("rank", place, "rank", f"place of {len(ranked)} by return")),
        receipt=_receipt(book, scope, span, found),
        warnings=(*span.warnings, *_partly_logged(book, span)),
        unknown=_unknown(missing),
        follow_ups=(
            f"what do we really earn on {name}?",
            "which accounts take more time than they bring?",
            f"should {name} be a key account?",
        ),
        illustrative=made_up,
        accounts=(account,),
    )


def _one_headline(name: str, one: Return, span: Coverage) -> str:
    if one.hours is None:
        sales = f"it bought for {show_money(one.sales)}" if one.sales else "it bought nothing either"
        return f"No effort is logged for {name} {when(span.period)}; {sales}."
    spent = f"{name} took {_hours(one.hours)} hours ({show_percent(one.effort_share_pct)} of the effort)"
    if not one.sales:
        return f"{spent} {when(span.period)} and bought nothing."
    index = one.index or ZERO
    return (
        f"{spent} {when(span.period)} and brought {show_money(one.sales)} net sales "
        f"({show_percent(one.sales_share_pct)}), {show_number(index, 1)} times its share."
    )


def _hours(hours: Decimal) -> str:
    """'113.5', '40'."""
    return show_number(hours, 0 if hours == hours.to_integral_value() else 1)


def _one_figures(one: Return, currency: str) -> tuple[Figure, ...]:
    unlogged = "" if one.hours is not None else "no effort logged"
    unknown = "" if one.contribution is not None else "the cost of goods is not in the data"
    return (
        Figure("hours", one.hours, "hours", "hours", unlogged),
        Figure("visits", one.visits, "visits", "visits"),
        Figure("effort_share_pct", one.effort_share_pct, "%", "share of the effort", unlogged),
        Figure("net_sales", one.sales, currency, "net sales"),
        Figure("sales_share_pct", one.sales_share_pct, "%", "share of the sales"),
        Figure("return_index", one.index, "", "share of sales ÷ share of effort", unlogged),
        Figure("gap_points", one.gap_points, "points", "share of sales − share of effort", unlogged),
        Figure("contribution", one.contribution, currency, "contribution", unknown),
        Figure(
            "contribution_per_hour", one.contribution_per_hour, currency, "contribution per hour", unlogged or unknown
        ),
        Figure(
            "sales_per_hour", one.sales / one.hours if one.hours else None, currency, "net sales per hour", unlogged
        ),
    )


def _many(
    book: Book,
    scope: Scope,
    span: Coverage,
    found: Sequence[Return],
    missing: Sequence[str],
    made_up: bool,
) -> Answer:
    judged = [(one.verdict, one) for one in found]
    over = [one for verdict, one in judged if verdict in ("takes far more than it brings", "effort, no orders")]
    nothing = [one for verdict, one in judged if verdict == "sells, but earns nothing"]
    unlogged = [one for one in found if one.hours is None]
    hours = total(one.hours for one in found if one.hours is not None)
    shown = _shown(found)
    names = {fact.id: fact.name for fact in book.people.accounts([one.account for one in shown])}
    currency = book.currency
    taken = percent(total(one.hours or ZERO for one in over), hours)
    brought = total(one.sales_share_pct or ZERO for one in over)
    return Answer(
        "effort_vs_return",
        _many_headline(span, found, over, taken, brought),
        _many_lines(over, nothing, unlogged, shown, names),
        (
            Figure("hours", hours, "hours", "hours logged"),
            Figure("accounts_logged", len(found) - len(unlogged), "accounts", "accounts with logged effort"),
            Figure("accounts_overserved", len(over), "accounts", "accounts that take far more than they bring"),
            Figure("overserved_hours_pct", taken, "%", "their share of the hours"),
            Figure("overserved_sales_pct", brought, "%", "their share of the sales"),
            Figure("accounts_earning_nothing", len(nothing), "accounts", "accounts that sell but earn nothing"),
            Figure("accounts_without_effort", len(unlogged), "accounts", "accounts with sales and no logged effort"),
        ),
        table=_table(shown, names, currency),
        chart=_chart(found, names, book),
        receipt=_receipt(book, scope, span, found),
        warnings=(*span.warnings, *_partly_logged(book, span)),
        unknown=_unknown(missing),
        follow_ups=_follow_ups(over, shown, names),
        illustrative=made_up,
        accounts=tuple(names),
    )


def _shown(found: Sequence[Return]) -> list[Return]:
    """Half from the worst gap, half from the best; all where there are few."""
    logged = [one for one in found if one.hours is not None]
    if len(logged) <= LISTED:
        return logged
    return [*logged[: LISTED // 2], *logged[-LISTED // 2 :]]


def _many_headline(
    span: Coverage,
    found: Sequence[Return],
    over: Sequence[Return],
    taken: Decimal | None,
    brought: Decimal,
) -> str:
    logged = sum(1 for one in found if one.hours is not None)
    if not over:
        return f"No account takes far more time than it brings {when(span.period)}, of {logged} with logged effort."
    takes = "takes" if len(over) == 1 else "take"
    brings = "brings" if len(over) == 1 else "bring"
    return (
        f"{len(over)} of {counted(logged, 'account')} {takes} {show_percent(taken)} of the hours and {brings} "
        f"{show_percent(brought)} of the sales {when(span.period)}."
    )


def _many_lines(
    over: Sequence[Return],
    nothing: Sequence[Return],
    unlogged: Sequence[Return],
    shown: Sequence[Return],
    names: Mapping[str, str],
) -> tuple[str, ...]:
    lines = []
    told = [one for one in over if one.account in names][:3]
    if told:
        parts = [
            f"{names[one.account]} ({_hours(one.hours or ZERO)} hours for {show_money(one.sales)})" for one in told
        ]
        lines.append(f"Least worth the effort: {listed(parts)}.")
    best = [one for one in reversed(shown) if one.verdict == "earns its time"][:2]
    if best:
        parts = [f"{names[one.account]} ({show_number(one.index or ZERO, 1)} times its share)" for one in best]
        lines.append(f"Best return: {listed(parts)}.")
    if nothing:
        bring = "brings" if len(nothing) == 1 else "bring"
        lines.append(f"{counted(len(nothing), 'account')} {bring} sales in proportion, but no contribution.")
    if unlogged:
        sales = total(one.sales for one in unlogged)
        lines.append(f"{counted(len(unlogged), 'account')} bought for {show_money(sales)} without any logged effort.")
    return tuple(lines)


def _table(shown: Sequence[Return], names: Mapping[str, str], currency: str) -> Table:
    columns = (
        Column("account", "account"),
        Column("hours", "hours", "hours"),
        Column("effort_share_pct", "of effort", "%"),
        Column("net_sales", "net sales", currency),
        Column("sales_share_pct", "of sales", "%"),
        Column("contribution_per_hour", "contribution an hour", currency),
        Column("verdict", "verdict"),
    )
    rows = tuple(
        (
            names[one.account],
            one.hours,
            one.effort_share_pct,
            one.sales,
            one.sales_share_pct,
            one.contribution_per_hour,
            one.verdict,
        )
        for one in shown
    )
    return Table(columns, rows, "Widest gap against you first")


def _chart(found: Sequence[Return], names: Mapping[str, str], book: Book) -> Chart:
    """Hours against contribution, one point an account, those with the most hours."""
    drawn = sorted(
        (one for one in found if one.hours is not None and one.contribution is not None),
        key=lambda one: (-(one.hours or ZERO), one.account),
    )[:DRAWN]
    unnamed = [one.account for one in drawn if one.account not in names]
    labels = {**names, **{fact.id: fact.name for fact in book.people.accounts(unnamed)}} if unnamed else names
    return Chart(
        "scatter",
        "Hours against contribution",
        tuple(labels[one.account] for one in drawn),
        (
            Series("hours", tuple(one.hours for one in drawn)),
            Series("contribution", tuple(one.contribution for one in drawn)),
        ),
        book.currency,
    )


def _partly_logged(book: Book, span: Coverage) -> tuple[str, ...]:
    """Says where effort is logged for a part of the period only."""
    months = book.effort.months()
    if months is None:
        return ()
    first, last = months
    starts = span.period.month_starts()
    if first <= starts[0] and last >= starts[-1]:
        return ()
    return (f"Effort is logged from {first:%B %Y} to {last:%B %Y} only; sales count the whole period.",)


def _unknown(missing: Sequence[str]) -> tuple[str, ...]:
    return (f"Not in the data: {listed(missing)}. Contributions are at most these.",) if missing else ()


def _receipt(book: Book, scope: Scope, span: Coverage, found: Sequence[Return]) -> Receipt:
    hours = total(one.hours for one in found if one.hours is not None)
    sales = total(one.sales for one in found if one.sales > 0)
    return Receipt(
        formula="index = (net sales ÷ all net sales) ÷ (hours ÷ all hours); gap = share of sales − share of effort",
        inputs=(
            ("hours", Input(show_number(hours), "logged effort of all our people", str(span.period))),
            ("net_sales", Input(show_money(sales, book.currency, 2), "order lines, less rebates", str(span.period))),
            ("scope", Input(scope_name(scope), "accounts by their KAM of today", str(book.today))),
        ),
        convention="contribution after the costs to serve, before the KAM; an index below 0.5 takes far more than it "
        "brings; effort counts by whole months; no logged effort is unknown, not zero",
        as_of=book.today,
        data=book.data_name,
    )


def _follow_ups(over: Sequence[Return], shown: Sequence[Return], names: Mapping[str, str]) -> tuple[str, ...]:
    offers = []
    told = next((one for one in over if one.account in names), None)
    if told is not None:
        offers.append(f"is {names[told.account]} worth the effort?")
    elif shown:
        offers.append(f"is {names[shown[0].account]} worth the effort?")
    return (*offers, "which accounts pay for their KAM?", "what does your guidance say on sharing out my time?")


TOOL = Tool(
    id="effort_vs_return",
    args=Args,
    run=run,
    summary="effort spent on accounts against the sales and profit returned",
    examples=(
        "where am I putting effort that orders don't repay?",
        "is Brakes and Gears worth the hours we put in?",
        "effort against return for my accounts last quarter",
    ),
    group="Choose and invest",
    figures=(
        ("hours, visits", "logged effort of all our people"),
        ("effort_share_pct", "the account's share of the hours of the scope"),
        ("net_sales, sales_share_pct", "net sales, and their share of the scope's"),
        ("return_index", "share of sales ÷ share of effort; above 1 it brings more than it takes"),
        ("gap_points", "share of sales − share of effort, percentage points"),
        ("contribution, contribution_per_hour, sales_per_hour", "contribution before the KAM, and per logged hour"),
        ("rank", "place by the index among accounts with logged effort"),
        ("accounts_logged", "portfolio: accounts with logged effort"),
        ("accounts_overserved", "portfolio: accounts with an index below 0.5, or effort without orders"),
        ("overserved_hours_pct, overserved_sales_pct", "portfolio: their shares of hours and of sales"),
        ("accounts_earning_nothing", "portfolio: accounts that sell in proportion but earn no contribution"),
        ("accounts_without_effort", "portfolio: accounts with sales and no logged effort"),
    ),
    sources=("The art of managing key accounts: effort versus orders received",),
)
