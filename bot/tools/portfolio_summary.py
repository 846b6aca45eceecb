"""A KAM's or manager's portfolio on one screen: totals, movers with the reason, risks, reviews behind, plan gaps."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import PeriodArg, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import covered
from bot.tools.facts.portfolio import Change
from bot.tools.facts.sales import Sums
from bot.tools.money import ZERO, growth, percent, show_money, show_percent, total
from bot.tools.movers import largest_moves
from bot.tools.pnl import pnl_figures, pnl_lines
from bot.tools.portfolio_checks import Worry
from bot.tools.portfolio_state import NAMED, Credit, Portfolio, gather
from bot.tools.profit import AccountProfit
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed, signed, when

LARGE_SHARE = Decimal(25)
"""Per cent of the sales that one account may have before it is named as a risk."""


class Args(ToolArgs):
    scope: ScopeArg | None = Field(None, description="whose accounts; by default one's own, the team's or all")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")


def run(args: Args, book: Book) -> Answer:
    """How a portfolio stands: one KAM's, a team's, a region's or the whole company's.

    Totals from gross sales to profit against the same days a year before, by the KAM who has the accounts today (and
    beside it what the orders themselves credit to the same people, as order_credit_* figures); the accounts that moved
    most, each with the reason; risks by name (below cost, gone quiet, overdue invoices, one account too large);
    reviews behind and how many of those due were held; key accounts without a whole plan. A team's answer lists its
    KAMs too.
    """
    scope = args.scope or default_scope(book)
    span = covered(book, args.period)
    if span.nothing:
        return Answer("portfolio_summary", span.nothing, follow_ups=("how was my portfolio last year?",))
    found = gather(book, scope, span)
    if not found.now.sums.lines and (found.before is None or not found.before.sums.lines):
        sentence = f"There are no sales of {scope_name(scope)} {when(span.period)}, nor the year before."
        return Answer("portfolio_summary", sentence, warnings=span.warnings, follow_ups=("how is my portfolio doing?",))
    return _answer(book, found)


def _answer(book: Book, found: Portfolio) -> Answer:
    currency = book.currency
    return Answer(
        "portfolio_summary",
        _headline(found),
        _lines(found),
        _figures(found, currency),
        table=_movers_table(found, currency),
        chart=_chart(found, currency),
        sections=tuple(one for one in _sections(book, found, currency) if one is not None),
        receipt=_receipt(book, found, currency),
        warnings=(*found.span.warnings, *found.base.warnings),
        unknown=_unknown(found),
        follow_ups=_follow_ups(found),
        illustrative=found.illustrative,
        accounts=tuple(sorted(found.names)),
    )


def _headline(found: Portfolio) -> str:
    now = found.now
    change = growth(*found.sales)
    grown = f" ({show_percent(change, signed=True)})" if change is not None else ""
    sales = (
        f"{_capital(scope_name(found.scope))}: {show_money(now.net_sales)} net sales {when(found.span.period)}{grown}"
    )
    if now.gross_margin is None:
        return f"{sales}; the margin can't be said, the cost of goods is not in the data for every line."
    margin = f"{show_money(now.gross_margin)} gross margin"
    return f"{sales}, {margin} ({show_percent(now.gross_margin_pct)})." if now.net_sales else f"{sales}, {margin}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lines(found: Portfolio) -> tuple[str, ...]:
    now = found.now
    lines = []
    if now.contribution is not None:
        after = f"After the costs to serve {show_money(now.contribution)} ({show_percent(now.contribution_pct)})"
        if now.kam_cost is not None and now.net_profit is not None:
            after += f", after the KAMs' own cost {show_money(now.net_profit)} ({show_percent(now.net_profit_pct)})"
        lines.append(f"{after}{', at most' if now.missing else ''}.")
    if found.before is None:
        lines.append(found.base.nothing)
    else:
        lines.append(_against(found, found.before))
    reviews, plans = found.reviews, found.plans
    kept = f", {reviews.held} of {reviews.due} due in the period were held" if reviews.due else ", no rhythm is set"
    planned = (
        f"{len(plans.missing)} of {plans.expected} {plans.basis} have gaps"
        if plans.expected
        else "no key account is named"
    )
    lines.append(f"Reviews: {len(reviews.late)} behind{kept}. Plans: {planned}.")
    return tuple(lines)


def _against(found: Portfolio, before: AccountProfit) -> str:
    """The comparison, with how few accounts make the change."""
    new, old = found.sales
    change = new - (old or ZERO)
    parts = [f"Against {found.base.period}: sales {signed(change)}"]
    margin = found.now.gross_margin
    if margin is not None and before.gross_margin is not None:
        parts.append(f"gross margin {signed(margin - before.gross_margin)}")
    parts.append(f"{counted(found.active, 'active account')} (from {found.active_before})")
    sentence = f"{', '.join(parts)}."
    rises, falls = largest_moves(found.changes)
    few = rises if change > 0 else falls
    moved = total(found.changes[account].change for account in few)
    if few and change and len(found.changes) > len(few):
        word = "rise" if change > 0 else "drop"
        sentence += f" The {counted(len(few), f'largest {word}')}: {signed(moved)}."
    return sentence


def _figures(found: Portfolio, currency: str) -> tuple[Figure, ...]:
    now, before, risk = found.now, found.before, found.risks
    figures = [
        *pnl_figures(now, pnl_lines(now), currency),
        Figure("active_accounts", found.active, "accounts", "accounts with order lines"),
    ]
    if before is not None:
        change = growth(*found.sales)
        note = "" if change is not None else "undefined: no sales the year before"
        figures += [
            Figure("net_sales_before", before.net_sales, currency, "net sales a year before"),
            Figure("gross_margin_before", before.gross_margin, currency, "gross margin a year before"),
            Figure("growth_pct", change, "%", "growth of net sales", note),
            Figure("active_accounts_before", found.active_before, "accounts", "accounts with order lines then"),
        ]
    figures += [
        Figure("accounts_below_cost", len(risk.below_cost.accounts), "accounts", "accounts sold below cost"),
        Figure("below_cost_amount", risk.below_cost.amount, currency, "their gross margin"),
        Figure("accounts_stopped", len(risk.stopped.accounts), "accounts", "bought a year before, nothing now"),
        Figure("stopped_amount", risk.stopped.amount, currency, "what they bought then"),
        Figure("accounts_silent", len(risk.silent.accounts), "accounts", "no order in the period's last 6 months"),
        Figure(
            "overdue_amount",
            None if risk.overdue is None else risk.overdue.amount,
            currency,
            "overdue invoices today",
            "" if risk.overdue is not None else "not in the data",
        ),
        Figure("largest_share_pct", risk.largest_share_pct, "%", "share of the largest account"),
        Figure("reviews_behind", len(found.reviews.late), "reviews", "reviews past their day"),
        Figure("reviews_held", found.reviews.held, "reviews", "reviews due in the period and held"),
        Figure("reviews_due", found.reviews.due, "reviews", "reviews due in the period"),
        Figure("plan_gaps", len(found.plans.missing), "accounts", "accounts without a whole plan"),
        Figure(
            "plans_expected", found.plans.expected, "accounts", f"accounts that should have one: {found.plans.basis}"
        ),
    ]
    return (*figures, *_credit_figures(found.credit, currency))


def _credit_figures(credit: Credit | None, currency: str) -> tuple[Figure, ...]:
    """The same totals by the person on the order instead of the account's KAM of today."""
    if credit is None:
        return ()
    sums = credit.sums
    amounts = (
        ("gross_sales", sums.gross_sales, "gross sales"),
        ("discount", sums.discount, "discounts"),
        ("net_sales", sums.net_sales, "net sales"),
        ("cogs", None if sums.lines_without_cogs else sums.cogs, "cost of goods"),
        ("gross_margin", sums.gross_margin, "gross margin"),
        ("freight", sums.known_freight, "freight"),
        ("contribution_after_freight", sums.after_freight, "gross margin after freight"),
    )
    return (
        *(
            Figure(f"order_credit_{name}", value, currency, f"{label}, by the order's KAM", _absent(value))
            for name, value, label in amounts
        ),
        Figure("order_credit_gross_margin_pct", sums.gross_margin_pct, "%", "gross margin, by the order's KAM"),
        Figure("order_credit_quantity", sums.quantity, "pieces", "quantity, by the order's KAM"),
        Figure("order_credit_lines", sums.lines, "lines", "order lines, by the order's KAM"),
        Figure("order_credit_orders", sums.orders, "orders", "orders, by the order's KAM"),
        Figure("order_credit_active_accounts", credit.accounts, "accounts", "accounts with such orders"),
    )


def _absent(value: Decimal | None) -> str:
    return "" if value is not None else "not in the data for every line"


def _movers_table(found: Portfolio, currency: str) -> Table | None:
    if not found.movers:
        return None
    columns = (
        Column("account", "account"),
        Column("net_sales", "sales", currency),
        Column("change", "change", currency),
        Column("reason", "why"),
    )
    rows = tuple((found.names[one.account], one.change.now, one.change.change, one.reason) for one in found.movers)
    return Table(columns, rows, f"What moved most against {found.base.period}")


def _chart(found: Portfolio, currency: str) -> Chart | None:
    if not found.movers:
        return None
    names = tuple(found.names[one.account] for one in found.movers)
    changes = Series("change", tuple(one.change.change for one in found.movers))
    return Chart("bars", f"Change of sales against {found.base.period}", names, (changes,), currency)


def _sections(book: Book, found: Portfolio, currency: str) -> tuple[Section | None, ...]:
    return (
        _risk_section(found),
        _review_section(book, found),
        _plan_section(found),
        _people_section(book, found, currency),
    )


def _risk_section(found: Portfolio) -> Section | None:
    risk, names = found.risks, found.names
    lines = []
    if risk.below_cost.accounts:
        lines.append(_worry("sold below cost", risk.below_cost, f"{show_money(risk.below_cost.amount)} margin", names))
    if risk.stopped.accounts and found.before is not None:
        lines.append(_worry("stopped buying", risk.stopped, f"{show_money(risk.stopped.amount)} a year before", names))
    if risk.silent.accounts:
        amount = f"{show_money(risk.silent.amount)} in the period"
        lines.append(_worry("silent for the period's last 6 months", risk.silent, amount, names))
    if risk.overdue is not None and risk.overdue.accounts:
        amount = f"{show_money(risk.overdue.amount)} overdue today"
        lines.append(_worry("behind with payments", risk.overdue, amount, names))
    if risk.largest_share_pct is not None and risk.largest_share_pct >= LARGE_SHARE and found.active > 1:
        lines.append(f"One account makes {show_percent(risk.largest_share_pct)} of the sales.")
    return Section("Risks", tuple(lines)) if lines else None


def _worry(what: str, worry: Worry, amount: str, names: Mapping[str, str]) -> str:
    first = [names[account] for account in worry.accounts[:NAMED]]
    more = len(worry.accounts) - len(first)
    who = listed([*first, f"{more} more"] if more else first)
    return f"{counted(len(worry.accounts), 'account')} {what} ({amount}): {who}."


def _review_section(book: Book, found: Portfolio) -> Section | None:
    if not found.reviews.late:
        return None
    late = found.reviews.late
    lines = [
        f"{found.names[one.account_id]}: {counted(one.days_late(book.today), 'day')} late"
        + (f", {one.missed} missed" if one.missed > 1 else "")
        for one in late[:NAMED]
    ]
    if len(late) > NAMED:
        lines.append(f"and {len(late) - NAMED} more")
    return Section("Reviews behind", tuple(lines))


def _plan_section(found: Portfolio) -> Section | None:
    missing = list(found.plans.missing.items())
    if not missing:
        return None
    lines = [f"{found.names[account]}: {gap}" for account, gap in missing[:NAMED]]
    if len(missing) > NAMED:
        lines.append(f"and {len(missing) - NAMED} more")
    return Section("Plan gaps", tuple(lines))


def _people_section(book: Book, found: Portfolio, currency: str) -> Section | None:
    """A team's KAMs, each with the sums of their accounts of today and of the orders that carry them."""
    if found.credit is None or found.scope.kind in ("mine", "person"):
        return None
    people = {person.id: person.name for person in book.people.people(found.scope)}
    of_kam: dict[str | None, list[Change]] = {}
    for change in found.changes.values():
        of_kam.setdefault(change.kam_id, []).append(change)
    rows = []
    for identity, name in people.items():
        own = of_kam.get(identity, [])
        now, before = total(one.now for one in own), total(one.before for one in own)
        credited = found.credit.by_person.get(identity, Sums())
        if not own and not credited.lines:
            continue
        margins = [one.margin for one in own if one.now]
        margin = None if None in margins else total(one for one in margins if one is not None)
        grown = growth(now, before) if found.before is not None else None
        active = sum(1 for one in own if one.now)
        rows.append((name, active, now, grown, margin, percent(margin, now), credited.net_sales))
    if len(rows) < 2:
        return None
    rows.sort(key=lambda row: (-row[2], row[0]))
    columns = (
        Column("kam", "KAM"),
        Column("accounts", "accounts", "accounts"),
        Column("net_sales", "sales", currency),
        Column("growth_pct", "growth", "%"),
        Column("gross_margin", "margin", currency),
        Column("gross_margin_pct", "margin", "%"),
        Column("order_credit_net_sales", "credited on orders", currency),
    )
    return Section("By KAM", table=Table(columns, tuple(rows)))


def _receipt(book: Book, found: Portfolio, currency: str) -> Receipt:
    now, period = found.now.sums, str(found.span.period)
    margin = found.now.gross_margin
    steps = [
        f"sales net of discounts {show_money(now.gross_sales, '', 2)} − {show_money(now.discount, '', 2)} = "
        f"{show_money(now.net_sales, currency, 2)}"
    ]
    if margin is not None:
        steps.append(
            f"gross margin {show_money(found.now.net_sales, '', 2)} − {show_money(now.cogs, '', 2)} = "
            f"{show_money(margin, currency, 2)}"
        )
    if found.before is not None:
        steps.append(f"{found.base.period}: net sales {show_money(found.before.net_sales, currency, 2)}")
    if found.credit is not None:
        steps.append(
            f"credited on orders {show_money(found.credit.sums.net_sales, currency, 2)}: an order keeps its own KAM"
        )
    return Receipt(
        formula="sums over the accounts; change = this period − the same days a year before",
        inputs=(
            ("scope", Input(scope_name(found.scope), "accounts by their KAM of today", str(book.today))),
            ("period", Input(period, "order lines and cost lines", str(found.span.period.end))),
            ("compared_with", Input(str(found.base.period), "order lines")),
            ("reviews", Input(f"{len(found.reviews.late)} behind", "review rhythms and records", str(book.today))),
            ("plans", Input(f"{found.plans.expected} expected", "plan objectives", str(book.today))),
        ),
        convention="an account counts for its KAM of today; order_credit figures for the KAM on the order; sold below "
        "cost = negative gross margin before costs to serve; reasons split a change into pieces (at the old price) and "
        "price with mix (at the new number of pieces)",
        steps=tuple(steps),
        as_of=book.today,
        data=book.data_name,
    )


def _unknown(found: Portfolio) -> tuple[str, ...]:
    unknown = []
    if found.now.missing:
        unknown.append(f"Not in the data: {listed(found.now.missing)}. Profits are at most these.")
    if found.risks.overdue is None:
        unknown.append("Overdue payments: no invoices in the data.")
    if found.risks.unknown_margin:
        unknown.append(f"{counted(found.risks.unknown_margin, 'account')} without a known cost of goods.")
    return tuple(unknown)


def _follow_ups(found: Portfolio) -> tuple[str, ...]:
    offers = []
    falls = [one for one in found.movers if one.change.change < 0]
    if falls:
        offers.append(f"why did sales change at {found.names[falls[0].account]}?")
    if found.reviews.late:
        offers.append("which reviews are behind?")
    offers.append("which accounts are at risk of leaving?" if found.risks.silent.accounts else "who are the top 20 %?")
    return tuple(offers)


TOOL = Tool(
    id="portfolio_summary",
    args=Args,
    run=run,
    summary="a manager's or KAM's portfolio: totals, movers, risks, reviews",
    examples=(
        "how is my portfolio doing?",
        "North America, last quarter: totals, movers, risks",
        "give me a summary of Linda Mitchell's accounts in 2013",
    ),
    group="Choose and invest",
    figures=(
        ("gross_sales, discount, invoiced_sales, rebates, net_sales", "the sales lines, by the account's KAM of today"),
        ("cogs, gross_margin, gross_margin_pct", "cost of goods and gross margin"),
        ("freight, returns, service, promotion_cost, other_costs", "costs to serve"),
        ("contribution_after_freight, contribution_after_freight_pct", "gross margin less freight"),
        ("contribution, contribution_pct", "gross margin less the costs to serve"),
        ("kam_cost, net_profit, net_profit_pct", "the KAMs' own cost, and what is left"),
        ("quantity, lines, orders, active_accounts", "counts over the order lines"),
        ("net_sales_before, gross_margin_before, growth_pct, active_accounts_before", "the same days a year before"),
        ("accounts_below_cost, below_cost_amount", "accounts with a negative gross margin, and its sum"),
        ("accounts_stopped, stopped_amount", "accounts that bought a year before and nothing now"),
        ("accounts_silent", "accounts without an order in the period's last six months"),
        ("overdue_amount", "open on invoices that were due before today"),
        ("largest_share_pct", "share of the largest account in the sales"),
        ("reviews_behind, reviews_held, reviews_due", "reviews past their day; held and due in the period"),
        ("plan_gaps, plans_expected", "accounts without a whole plan, of those that should have one"),
        ("order_credit_gross_sales … order_credit_active_accounts", "the same totals by the KAM on each order"),
    ),
    sources=("sales and margin by account: your order and cost lines",),
)
