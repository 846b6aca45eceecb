"""The preparation for a review: needs, promises, value, figures, relationship, stage, questions, gaps."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Attachment, Column, Figure, Input, Receipt, Section, Table, Value
from bot.tools.arguments import AccountId, ToolArgs
from bot.tools.book import Book
from bot.tools.days import in_days, late, show_day
from bot.tools.facts.actions import ActionFact
from bot.tools.money import growth, show_money, show_number, show_percent
from bot.tools.pack import Pack, gather, needs_stale, questions
from bot.tools.pairing import LEVELS, missing
from bot.tools.tool import Tool
from bot.tools.value_delivered import added
from bot.tools.value_sums import value_sums
from bot.tools.wording import counted, listed

ROUTE = "review_pack"
SHOWN = 8
ONLY_FOR_US = "For you only, not for the customer"


class Args(ToolArgs):
    account: AccountId = Field(description="the account to be reviewed")


def run(args: Args, book: Book) -> Answer:
    """The pack for a review with a customer: their needs, actions from last time, value delivered since, deliveries
    and problems, what moved sales and margin, relationship gaps, what their stage asks, three questions, data gaps.

    Looks back to the last review that was held, or a quarter where none was. Sales and margin are those of the last
    three full months against the same months a year before. A pack that was given out stays as it was; asking again
    makes a new one and says what changed since.
    """
    pack = gather(args.account, book)
    account = pack.known.account
    asked = questions(pack, book)
    figures = _figures(pack, book)
    return Answer(
        ROUTE,
        _headline(pack, book),
        _lines(pack, book, figures),
        figures,
        table=_table(pack, book),
        sections=(
            _needs(pack, book),
            Section("Actions from last time", _promises(pack, book)),
            _value(pack, book),
            _service(pack, book),
            _money(pack),
            _people(pack),
            Section("Their stage", (pack.stage.headline, *pack.stage.lines[:3])),
            Section("Three questions to ask", tuple(f"{number}. {one}" for number, one in enumerate(asked, 1))),
        ),
        chart=pack.bridge.chart,
        receipt=_receipt(pack, book),
        warnings=pack.bridge.warnings,
        unknown=_unknown(pack),
        follow_ups=(
            f"log the review with {account.name}",
            f"what is open for {account.name}?",
            f"why did margin change at {account.name}?",
        ),
        attachments=_attachments(pack, book),
        illustrative=pack.illustrative,
        accounts=(account.id,),
    )


def _headline(pack: Pack, book: Book) -> str:
    account, sums = pack.known.account, value_sums(pack.values)
    open_ones = pack.promises.still_open
    kept = counted(len(open_ones), "action") + " open" if open_ones else "no action open"
    parts = [kept]
    if pack.values:
        parts.append(f"{show_money(sums.confirmed, book.currency)} of value confirmed since last time")
    change = _change(pack)
    if change is not None:
        parts.append(f"sales {show_percent(change, signed=True)} on the year before")
    return f"{_which(pack, book.today)} with {account.name}: {listed(parts)}."


def _which(pack: Pack, today: dt.date) -> str:
    """'Quarterly review, due Thu 26 Nov (in 5 days),' or 'Review'."""
    now = pack.standing
    if now is None or now.since is None:
        return "Review"
    cadence = now.rhythm.cadence.capitalize() if now.rhythm else "Planned"
    days = late((today - now.since).days) or in_days(now.since, today)
    return f"{cadence} review due {show_day(now.since, today)} ({days})"


def _lines(pack: Pack, book: Book, figures: tuple[Figure, ...]) -> tuple[str, ...]:
    lines = []
    behind = [one for one in pack.promises.still_open if one.days_late(book.today)]
    if behind:
        promised = sum(one.promised_to_customer for one in behind)
        to_them = f", {promised} promised to them" if promised else ""
        lines.append(f"Say first what is late: {counted(len(behind), 'action')} past its date{to_them}.")
    if pack.sent is not None:
        changes = _since_sent(pack, figures)
        day = show_day(pack.sent.on, book.today)
        lines.append(f"Since the pack of {day}: {listed(changes) if changes else 'nothing changed'}.")
    return tuple(lines)


def _since_sent(pack: Pack, figures: tuple[Figure, ...]) -> list[str]:
    """Figures that differ from the pack that was given out before."""
    before = {one.name: one.value for one in pack.sent.answer.figures} if pack.sent else {}
    names = ("open_actions", "confirmed_value", "claimed_value", "open_issues", "levels_paired", "stage")
    return [
        f"{one.label} {_plain(before[one.name])} → {_plain(one.value)}"
        for one in figures
        if one.name in names and one.name in before and before[one.name] != one.value
    ]


def _plain(value: Value) -> str:
    return show_number(value) if value is not None and not isinstance(value, str) else "unknown"


def _change(pack: Pack) -> Decimal | None:
    """Growth of net sales of the bridge's period against the year before, per cent."""
    levels = {one.name: one.value for one in pack.bridge.figures}
    now, before = levels.get("net_sales"), levels.get("prior_net_sales")
    return None if now is None or before is None else growth(Decimal(now), Decimal(before))


def _needs(pack: Pack, book: Book) -> Section:
    account, last = pack.known.account, pack.last
    lines = []
    if account.needs:
        old = ", ask again" if needs_stale(pack, book) else ""
        lines.append(f"{account.needs} (noted {show_day(account.needs_noted, book.today)}{old})")
    elif last is None or not last.needs:
        lines.append("Not recorded: begin with what has changed in their business since you met.")
    if last is not None and last.needs and last.needs != account.needs:
        lines.append(f"Last time: {last.needs}: ask whether it still holds.")
    if last is not None and last.notes:
        lines.append(f"Notes of {show_day(last.held, book.today)}: {last.notes}")
    lines += [f"Their buyer is measured on {_kpi(one.kpi, one.weight)}" for one in pack.known.kpis[:2]]
    return Section("Their needs", tuple(lines))


def _kpi(kpi: str, weight: str) -> str:
    return f"{kpi} ({weight})." if weight else f"{kpi}."


def _promises(pack: Pack, book: Book) -> tuple[str, ...]:
    promises = pack.promises
    lines = []
    if pack.last is None:
        lines.append("No review was logged before this one.")
    elif promises.last_time:
        lines.append(f"{promises.done} of {len(promises.last_time)} done since {show_day(pack.back_to, book.today)}.")
    else:
        lines.append(f"None was recorded at or since the review of {show_day(pack.back_to, book.today)}.")
    lines += [f"Done: {one.text}" for one in promises.last_time if one.closed is not None][:SHOWN]
    if promises.other:
        lines.append(f"{counted(len(promises.other), 'older action')} open besides.")
    return tuple(lines)


def _table(pack: Pack, book: Book) -> Table | None:
    """The open actions, latest first."""
    rows = sorted(pack.promises.still_open, key=lambda one: (one.due is None, one.due or one.created, one.id))
    if not rows:
        return None
    names = (("action", "open action", ""), ("owner", "owner", ""), ("due", "due", ""), ("days_late", "late", "days"))
    columns = tuple(Column(*name) for name in names)
    title = f"The first {SHOWN} of {len(rows)} open actions" if len(rows) > SHOWN else ""
    return Table(columns, tuple(_row(one, book.today) for one in rows[:SHOWN]), title)


def _row(one: ActionFact, today: dt.date) -> tuple[Value, ...]:
    return one.text, one.owner or "nobody", show_day(one.due, today), one.days_late(today) or None


def _value(pack: Pack, book: Book) -> Section:
    lines = [f"Since {show_day(pack.back_to, book.today)}: {added(pack.values, book.currency)}."]
    for one in pack.values[:4]:
        worth = show_money(one.amount, book.currency) if one.amount is not None else "not in money"
        state = "confirmed" if one.confirmed else "ask them to confirm"
        lines.append(f"{show_day(one.date, book.today)}: {one.text}, {worth}, {state}")
    if not pack.values:
        lines.append(
            "Deliver one small useful thing before the date: a report without value invites a talk about price."
        )
    if pack.rating is not None:
        gap = pack.rating.benefit - pack.rating.cost
        side = "benefit above cost" if gap > 0 else "cost above benefit" if gap < 0 else "even"
        day = show_day(pack.rating.date, book.today)
        numbers = f"benefit {show_number(pack.rating.benefit)}, cost {show_number(pack.rating.cost)} of 10"
        lines.append(f"Their rating of {day}: {numbers}, {side}.")
    return Section("Value delivered", tuple(lines))


def _service(pack: Pack, book: Book) -> Section:
    """Deliveries and problems: what they experienced of us."""
    lines = []
    share = pack.punctuality.on_time_pct
    if share is not None:
        of = pack.punctuality.on_time + pack.punctuality.late
        lines.append(f"On time: {show_percent(share)} of {counted(of, 'order')} due in {pack.quarter}.")
    else:
        lines.append(f"On time: no order was due in {pack.quarter}.")
    for one in pack.known.issues[:4]:
        who = one.department or "nobody named"
        lines.append(f"Still open: {one.text}, {who}, for {counted(one.age(book.today), 'day')}")
    lines += [f"Solved: {one.text}{f' ({one.resolution})' if one.resolution else ''}" for one in pack.fixed[:4]]
    if not pack.known.issues:
        lines.append("No problem is open.")
    return Section("Deliveries and problems", tuple(lines))


def _money(pack: Pack) -> Section:
    """What moved sales and margin; our own margin stays in our own notes."""
    lines = [pack.bridge.headline, *pack.bridge.lines[:3]]
    profit = pack.known.profit
    if profit.net_profit is not None and profit.net_sales:
        most = "at most " if profit.missing else ""
        share = show_percent(profit.net_profit_pct)
        lines.append(f"Net account profit of {pack.known.period}: {most}{show_money(profit.net_profit)} ({share}).")
    return Section(f"P&L bridge ({ONLY_FOR_US.lower()})", tuple(lines))


def _people(pack: Pack) -> Section:
    if not pack.known.contacts:
        return Section("Relationship", ("No contact is recorded.",))
    paired = len(LEVELS) - len(missing(pack.pairs))
    lines = [f"{paired} of {len(LEVELS)} levels have a pair of equals.", *pack.thread.risks]
    for one in pack.introductions[:2]:
        them = one.theirs or f"their {one.level.name} (find out who)"
        lines.append(f"Bring together: {one.ours or f'our {one.level.name}'} and {them}.")
    return Section("Relationship gaps", tuple(lines))


def _figures(pack: Pack, book: Book) -> tuple[Figure, ...]:
    open_ones, sums, currency = pack.promises.still_open, value_sums(pack.values), book.currency
    late_ones = sum(1 for one in open_ones if one.days_late(book.today))
    bridge = {one.name: one for one in pack.bridge.figures}
    stage = {one.name: one for one in pack.stage.figures}
    paired = len(LEVELS) - len(missing(pack.pairs)) if pack.known.contacts else None
    figures = [
        Figure("open_actions", len(open_ones), "actions", "open actions"),
        Figure("overdue_actions", late_ones, "actions", "of them past their date"),
        Figure("actions_done", pack.promises.done, "actions", "from last time, done"),
        Figure("confirmed_value", sums.confirmed, currency, "value confirmed since last time"),
        Figure("claimed_value", sums.claimed, currency, "value only claimed since last time"),
        Figure("open_issues", len(pack.known.issues), "issues", "open problems"),
        Figure("on_time_pct", pack.punctuality.on_time_pct, "%", "orders shipped by their due day", _no_orders(pack)),
        Figure(
            "levels_paired", paired, "levels", "levels with a pair of equals", "" if paired is not None else "unknown"
        ),
    ]
    figures += [bridge[name] for name in ("net_sales", "net_sales_change", "gross_margin_change") if name in bridge]
    figures += [stage["stage"]] if "stage" in stage else []
    figures.append(Figure("data_gaps", len(pack.missing), "facts", "of the customer not recorded"))
    return tuple(figures)


def _no_orders(pack: Pack) -> str:
    return "" if pack.punctuality.on_time_pct is not None else f"undefined: no order was due in {pack.quarter}"


def _unknown(pack: Pack) -> tuple[str, ...]:
    gaps = (f"Not recorded yet: {listed(pack.missing)}.",) if pack.missing else ()
    return (*gaps, *pack.bridge.unknown)


def _receipt(pack: Pack, book: Book) -> Receipt:
    account = pack.known.account
    return Receipt(
        "put together from the review log, actions, value ledger, issues, orders, contacts and stage, each as its own "
        "answer computes it",
        (
            ("account", Input(account.name, "accounts", str(book.today))),
            ("looks back to", Input(str(pack.back_to), "last review held" if pack.last else "a quarter", "")),
            (
                "sales and margin of",
                Input(str(pack.quarter), "order lines, against a year before", str(pack.quarter.end)),
            ),
            ("profit of", Input(str(pack.known.period), "order lines and cost lines", str(pack.known.period.end))),
        ),
        convention="value confirmed and claimed are never added up; what is not recorded is listed, not assumed",
        steps=pack.bridge.receipt.steps if pack.bridge.receipt else (),
        as_of=book.today,
        data=book.data_name,
    )


def _attachments(pack: Pack, book: Book) -> tuple[Attachment, ...]:
    core = re.sub(r"[^a-z0-9]+", "-", pack.known.account.name.casefold()).strip("-")
    day = pack.standing.since if pack.standing and pack.standing.since else book.today
    name = f"review-{core}-{day}"
    return Attachment("docx", f"{name}.docx"), Attachment("xlsx", f"{name}.xlsx")


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    summary="preparation for a review: needs, open actions, value delivered, P&L, gaps",
    examples=(
        "prepare me for the quarterly with Brakes and Gears",
        "what do I take into the review with Mountain Bike Center?",
        "qbr pack for Perfect Toys",
    ),
    group="Relationship and rhythm",
    figures=(
        ("open_actions", "open actions of the account"),
        ("overdue_actions", "of them past their date"),
        ("actions_done", "actions made at or since the last review that are closed"),
        ("confirmed_value", "value since the last review that the customer confirmed"),
        ("claimed_value", "value since the last review that is only our claim"),
        ("open_issues", "problems of the customer that are open"),
        ("on_time_pct", "orders due in the period shipped by their due day"),
        ("levels_paired", "of five levels, those with a pair of equals"),
        ("net_sales", "net sales of the period (see price_volume_mix)"),
        ("net_sales_change", "their change against the year before"),
        ("gross_margin_change", "change of gross margin against the year before"),
        ("stage", "stage of the life cycle, 1 to 6"),
        ("data_gaps", "facts about the customer that are not recorded, of the completeness list of account_brief"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts: needs, action items, value given; stages",),
)
