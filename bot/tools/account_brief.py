"""One page on an account: its four figures, who and when, how the customer makes money, what we don't know yet."""

from __future__ import annotations

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import AccountId, ToolArgs
from bot.tools.book import Book
from bot.tools.brief import Known, completeness, four_figures, load, next_questions
from bot.tools.facts.customer import SegmentFact
from bot.tools.money import show_money, show_percent
from bot.tools.review_calendar import to_hold
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

ROWS = 5
"""So many contacts, opportunities, actions and strategies stand on the page."""


class Args(ToolArgs):
    account: AccountId = Field(description="which account")


def run(args: Args, book: Book) -> Answer:
    """One page on an account: sales, margin, profit and ROI; who runs it and whom we know; what is open and due; how
    the customer makes its money (lines of business, margin against industry, strategies and their expected effect,
    what its buyers are paid on); and what we do not know yet, with three questions to close the gaps."""
    known = load(book, args.account)
    figures = four_figures(known, book)
    known_count, asked_count, gaps = completeness(known)
    name = known.account.name
    return Answer(
        "account_brief",
        _headline(known, book),
        _lines(known, book),
        (
            *figures,
            Figure("known_facts", known_count, "facts", "facts known of the customer"),
            Figure("asked_facts", asked_count, "facts", "facts a KAM should know"),
        ),
        chart=_months(known, book),
        sections=tuple(section for section in _sections(known, book, gaps) if section.lines or section.table),
        receipt=Receipt(
            "ROI = net account profit ÷ (cost to serve + KAM cost); completeness = known facts ÷ asked facts",
            (
                ("period", Input(str(known.period), "order lines and cost lines", str(known.period.end))),
                ("customer", Input(counted(known_count, "fact"), "contacts, financials, strategies, plans")),
            ),
            convention="ROI counts what we spend on the account beyond the goods; profit after known costs only",
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=_unknown(known),
        follow_ups=(
            f"what did {name} really make us?",
            f"prepare the review with {name}",
            f"who knows whom at {name}?",
        ),
        illustrative=known.illustrative,
        accounts=(args.account,),
    )


def _headline(known: Known, book: Book) -> str:
    profit, name = known.profit, known.account.name
    if not profit.sums.lines:
        last = f"; the last order was on {known.last_order}" if known.last_order else "; it has never ordered"
        return f"{name} bought nothing in {known.period}{last}."
    text = f"{name}: {show_money(profit.net_sales, book.currency)} net sales"
    if profit.gross_margin is not None:
        text += f", {show_money(profit.gross_margin)} gross margin ({show_percent(profit.gross_margin_pct)})"
    if profit.net_profit is not None:
        most = "at most " if profit.missing else ""
        text += f", {most}{show_money(profit.net_profit)} profit"
    return f"{text} in {known.period}."


def _lines(known: Known, book: Book) -> tuple[str, ...]:
    account = known.account
    where = ", ".join(part for part in (account.city, account.territory or account.region, account.country) if part)
    what = account.segment or "Customer"
    since = f", customer since {account.customer_since:%Y}" if account.customer_since else ""
    lines = [f"{what} in {where}{since}." if where else f"{what}{since}."]
    status = {True: "a key account", False: "not a key account", None: ""}[account.is_key]
    owner = f"Looked after by {account.kam_name}" if account.kam_name else "Nobody looks after it"
    lines.append(f"{owner}{'; ' + status if status else ''}.")
    if account.strategic_reason:
        lines.append(f"Strategic because: {account.strategic_reason}.")
    if account.buy_reason:
        lines.append(f"Why they buy from us: {account.buy_reason}.")
    if account.needs:
        noted = f" (noted {account.needs_noted})" if account.needs_noted else ""
        lines.append(f"What they need now: {account.needs.rstrip('.')}{noted}.")
    return tuple(lines)


def _months(known: Known, book: Book) -> Chart | None:
    months = known.period.month_starts()
    if not known.by_month:
        return None
    values = tuple(known.by_month[month].net_sales if month in known.by_month else None for month in months)
    names = tuple(f"{month:%b %y}" for month in months)
    return Chart(
        "bars", f"{known.account.name}: net sales by month", names, (Series("net sales", values),), book.currency
    )


def _sections(known: Known, book: Book, gaps: tuple[str, ...]) -> tuple[Section, ...]:
    return (
        _people(known),
        _open(known, book),
        _money(known),
        Section("What we don't know yet", tuple(next_questions(gaps))),
    )


def _people(known: Known) -> Section:
    columns = (
        Column("name", "who"),
        Column("title", "title"),
        Column("counterpart", "known by"),
        Column("last_touch", "last contact"),
    )
    rows = tuple(
        (one.name, one.title, one.counterpart or "nobody", str(one.last_touch or "–")) for one in known.contacts[:ROWS]
    )
    more = len(known.contacts) - len(rows)
    lines = (f"and {counted(more, 'more contact')}",) if more > 0 else ()
    return Section("Who", lines, Table(columns, rows) if rows else None)


def _open(known: Known, book: Book) -> Section:
    lines = []
    for entry in to_hold(known.rhythms, known.reviews, book.today, known.horizon)[:1]:
        late = f", {counted(entry.days_late, 'day')} late" if entry.days_late else ""
        lines.append(f"Next review: {entry.cadence}, {entry.when}{late}.")
    for action in known.actions[:ROWS]:
        due = f", due {action.due}" if action.due else ""
        lines.append(f"Action: {action.text} ({action.owner or 'nobody'}{due}).")
    for issue in known.issues[:ROWS]:
        lines.append(
            f"Owed to the customer: {issue.text} ({issue.department or 'no department'}, since {issue.raised})."
        )
    for deal in known.opportunities[:ROWS]:
        amount = show_money(deal.amount, book.currency) if deal.amount is not None else "amount unknown"
        closes = f", decision {deal.close_date}" if deal.close_date else ""
        lines.append(f"Opportunity: {deal.name} ({amount}{closes}).")
    more = ((known.actions, "action"), (known.issues, "issue"))
    lines += [f"and {counted(len(rows) - ROWS, f'more {what}')}" for rows, what in more if len(rows) > ROWS]
    return Section("Open and due", tuple(lines))


def _money(known: Known) -> Section:
    lines = []
    if known.segments:
        lines.append(f"Lines of business: {listed([_line_of_business(one) for one in known.segments[:ROWS]])}.")
    if known.margin_gap is not None:
        lines.append(known.margin_gap)
    for strategy in known.strategies[:ROWS]:
        effect = f" They expect: {strategy.expected_effect}." if strategy.expected_effect else ""
        lines.append(f"Strategy: {strategy.text.rstrip('.')}.{effect}")
    for kpi in known.kpis[:ROWS]:
        whose = kpi.contact or "Their buyer"
        lines.append(f"{whose} is measured on {kpi.kpi}{f' ({kpi.weight})' if kpi.weight else ''}.")
    return Section("How they make money", tuple(lines))


def _line_of_business(one: SegmentFact) -> str:
    """'Road bikes 60 % of sales and 75 % of profit', with what is known."""
    shares = ((one.sales_pct, "of sales"), (one.profit_pct, "of profit"))
    told = " and ".join(f"{show_percent(share, 0)} {of}" for share, of in shares if share is not None)
    return f"{one.name} {told}".rstrip()


def _unknown(known: Known) -> tuple[str, ...]:
    missing = known.profit.missing
    if not missing or not known.profit.sums.lines:
        return ()
    return (f"Not in the data: {listed(missing)}; the true profit is at most what is shown.",)


TOOL = Tool(
    id="account_brief",
    args=Args,
    run=run,
    summary="one page on an account: figures, people, what is open, how they make money, what we don't know",
    examples=(
        "tell me about Brakes and Gears",
        "I'm taking over this account on Monday, catch me up",
        "which KPI is their buyer paid on?",
    ),
    group="Relationship and rhythm",
    figures=(
        ("net_sales", "net sales of the last 12 full months, after known rebates"),
        ("gross_margin", "net sales less cost of goods"),
        ("gross_margin_pct", "gross margin in per cent of net sales"),
        (
            "net_profit",
            "gross margin less the known costs to serve and the KAM's share; a bound where lines are missing",
        ),
        ("roi_pct", "net profit in per cent of what we spend on the account beyond the goods"),
        ("known_facts", "facts known of the customer"),
        ("asked_facts", "facts a KAM should know"),
    ),
    sources=("ROI: (gain − cost) ÷ cost, any management accounting text",),
)
