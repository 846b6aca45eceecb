"""What customers owe us, how late it is, and whether growth is being bought with credit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.receivables import InvoiceFact
from bot.tools.money import ZERO, growth, percent, show_money, show_percent, total
from bot.tools.periods import Period, add_months, month_start
from bot.tools.receivables import BUCKETS, CountBack, ageing, dso_count_back, modified_z
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted

SPIKE_Z = Decimal("3.5")
"""Modified z-score beyond which the last three months are a spike, unless config.yaml says otherwise."""

DSO_RISE_DAYS = Decimal(10)
"""A rise of the DSO in three months that is worth a warning, unless config.yaml says otherwise."""

QUARTER = 3
BASELINE_MONTHS = 12
"""Months of sales that a spike is measured against, before the last three."""


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account")
    scope: ScopeArg | None = Field(None, description="whose accounts")


@dataclass(frozen=True, slots=True)
class _State:
    """What an account or a scope owes on a day. dso by count-back on invoiced amounts."""

    items: Sequence[InvoiceFact]
    buckets: tuple[Decimal, ...]
    dso: CountBack

    @property
    def owed(self) -> Decimal:
        """Open invoices, credits left out."""
        return total(one.open for one in self.items if one.open > 0)

    @property
    def credits(self) -> Decimal:
        return -total(one.open for one in self.items if one.open < 0)

    @property
    def overdue(self) -> Decimal:
        return total(self.buckets[1:])


def run(args: Args, book: Book) -> Answer:
    """What customers owe: days sales outstanding by count-back, ageing from the due date, what is overdue, exposure
    against the credit limit, and whether a sales spike is building receivables faster than sales."""
    if args.account is not None:
        return _account(args.account, book)
    return _portfolio(args.scope or default_scope(book), book)


def _account(account: str, book: Book) -> Answer:
    fact = book.people.account(account)
    if not book.receivables.recorded([account]):
        return _nothing(fact.name, (account,))
    now = _state(book, account, book.today)
    before = _state(book, account, add_months(book.today, -QUARTER))
    spike = _spike(book, account)
    rise = now.dso.days - before.dso.days if now.dso.days is not None and before.dso.days is not None else None
    warning = _growth_warning(fact.name, spike, now, before, rise, book)
    worst = max(((book.today - one.due).days for one in now.items if one.open > 0), default=0)
    limit = fact.credit_limit
    currency = book.currency
    used = percent(now.owed, limit)
    lines = [_dso_line(now, before)]
    if now.overdue:
        lines.append(
            f"{show_money(now.overdue, currency)} is overdue ({show_percent(percent(now.overdue, now.owed))} of it), "
            f"the oldest by {counted(worst, 'day')}."
        )
    lines.append(_limit_line(limit, used, now, currency))
    if spike.z is not None and spike.z > book.settings.get("spike_z", SPIKE_Z):
        lines.append(f"Sales of the last three months ({show_money(spike.recent, currency)}) are a spike.")
    if now.credits:
        lines.append(f"Credits of {show_money(now.credits, currency)} are open to the customer, not counted above.")
    late = show_money(now.overdue, currency) if now.overdue else "none"
    owes = f"{show_money(now.owed, currency)}, {late} of it overdue"
    return Answer(
        "receivables_risk",
        f"{fact.name} owes {owes if now.owed else 'nothing'}.",
        tuple(lines),
        (
            Figure("receivables", now.owed, currency, "open invoices"),
            Figure("overdue", now.overdue, currency, "past the due date"),
            Figure("overdue_pct", percent(now.overdue, now.owed), "%", "share overdue", "undefined: nothing is open"),
            Figure("dso", now.dso.days, "days", "days sales outstanding, count-back", _dso_note(now.dso)),
            Figure("dso_before", before.dso.days, "days", "the same three months ago", _dso_note(before.dso)),
            Figure("days_late", max(worst, 0), "days", "oldest overdue invoice"),
            Figure("credit_limit", limit, currency, "credit limit", "no limit set" if limit is None else ""),
            Figure("utilisation_pct", used, "%", "credit limit used", "no limit set" if not limit else ""),
            Figure("spike_z", spike.z, "", "modified z-score of the last three months' sales", spike.note),
            *(
                Figure(f"bucket_{index}", amount, currency, name)
                for index, (name, amount) in enumerate(zip(BUCKETS, now.buckets, strict=True))
            ),
        ),
        table=_items_table(now.items, book) if now.items else None,
        chart=Chart("ageing", f"{fact.name}: open invoices by age", BUCKETS, (Series("open", now.buckets),), currency)
        if now.owed
        else None,
        receipt=_receipt(book, now),
        warnings=(warning,) if warning else (),
        unknown=("Not counted: deliveries not yet invoiced and open orders; the exposure is at least what is shown.",),
        follow_ups=(
            f"what should I do about overdue invoices at {fact.name}?",
            f"sales forecast for {fact.name}",
            "a sales spike also builds receivables: what now?",
        ),
        illustrative=any(one.illustrative for one in now.items) or fact.is_illustrative("credit_limit"),
        accounts=(account,),
    )


def _state(book: Book, account: str, on: dt.date) -> _State:
    items = book.receivables.open_items([account], on)
    owed = [(one.due, one.open) for one in items if one.open > 0]
    invoiced = book.receivables.invoiced_by_month([account], on)
    months = []
    month, last = month_start(on), on
    oldest = min(invoiced, default=month)
    while month >= oldest:
        months.append((invoiced.get(month, ZERO), (last - month).days + 1))
        last = month - dt.timedelta(days=1)
        month = month_start(last)
    return _State(items, ageing(owed, on), dso_count_back(total(amount for _, amount in owed), months))


@dataclass(frozen=True, slots=True)
class _Spike:
    """Sales of the last three full months against the year before them. z None = cannot be told (`note` says why)."""

    recent: Decimal
    earlier: Decimal
    z: Decimal | None
    note: str


def _spike(book: Book, account: str) -> _Spike:
    """Quarters of sales rather than months: orders of key accounts bunch, and one busy month is no spike."""
    end = month_start(book.today) - dt.timedelta(days=1)
    start = add_months(month_start(end), -(BASELINE_MONTHS + 2 * QUARTER - 1))
    months = book.sales.by_month([account], Period(start, end))
    sales = [months[one].net_sales if one in months else ZERO for one in Period(start, end).month_starts()]
    quarters = [total(sales[index : index + QUARTER]) for index in range(len(sales) - QUARTER + 1)]
    recent, baseline = quarters[-1], quarters[:-QUARTER]
    earlier = quarters[-1 - QUARTER]
    first = book.sales.first_day()
    if first is None or first > add_months(book.today, -BASELINE_MONTHS):
        return _Spike(recent, earlier, None, "fewer than 12 months of sales: no baseline")
    z = modified_z(recent, baseline)
    return _Spike(recent, earlier, z, "" if z is not None else "sales did not vary before: no scale")


def _growth_warning(name: str, spike: _Spike, now: _State, before: _State, rise: Decimal | None, book: Book) -> str:
    """A spike alone is an opportunity; with receivables growing faster than sales, or a rising DSO, it is a risk."""
    spiking = spike.z is not None and spike.z > book.settings.get("spike_z", SPIKE_Z)
    sales_growth = growth(spike.recent, spike.earlier)
    owed_growth = growth(now.owed, before.owed)
    faster = sales_growth is not None and owed_growth is not None and owed_growth > max(sales_growth, ZERO)
    rising = rise is not None and rise > book.settings.get("dso_rise_days", DSO_RISE_DAYS)
    if spiking and (faster or rising):
        return (
            f"Growth on credit: sales at {name} spike while receivables build. Find out why they order more, agree "
            "terms before the next order, and tell credit control."
        )
    if rising and rise is not None:
        return f"{name} pays later than three months ago: the DSO rose by {rise:.0f} days."
    return ""


def _dso_line(now: _State, before: _State) -> str:
    if now.dso.days is None:
        return "Days sales outstanding are undefined: nothing was invoiced."
    most = "at least " if now.dso.at_least else ""
    was = f" (three months ago {before.dso.days:.0f})" if before.dso.days is not None else ""
    return f"Days sales outstanding: {most}{now.dso.days:.0f}{was}, by count-back."


def _dso_note(dso: CountBack) -> str:
    if dso.days is None:
        return "undefined: nothing was invoiced"
    return "at least: the balance is older than the invoices in the data" if dso.at_least else ""


def _limit_line(limit: Decimal | None, used: Decimal | None, now: _State, currency: str) -> str:
    if not limit or used is None:
        return "No credit limit is set."
    over = f", {show_money(now.owed - limit, currency)} over it" if now.owed > limit else ""
    return f"Credit limit {show_money(limit, currency)}: {show_percent(used)} used{over}."


def _items_table(items: Sequence[InvoiceFact], book: Book) -> Table:
    columns = (
        Column("invoice", "invoice"),
        Column("date", "dated"),
        Column("due", "due"),
        Column("open", "open", book.currency),
        Column("days_late", "days late", "days"),
    )
    rows = tuple((one.id, str(one.date), str(one.due), one.open, max((book.today - one.due).days, 0)) for one in items)
    return Table(columns, rows, "Open invoices, oldest first")


def _receipt(book: Book, now: _State) -> Receipt:
    return Receipt(
        "DSO: invoiced amounts are taken off the open balance from the latest month back; the last month in proportion",
        (
            ("open invoices", Input(str(len(now.items)), "invoices and payments", str(book.today))),
            ("spike", Input(f"z > {book.settings.get('spike_z', SPIKE_Z)}", "config.yaml finance.spike_z")),
            (
                "DSO rise",
                Input(
                    f"> {book.settings.get('dso_rise_days', DSO_RISE_DAYS)} days", "config.yaml finance.dso_rise_days"
                ),
            ),
        ),
        convention="count-back on invoiced amounts; age from the due date; spike on quarters against the year before, "
        "not seasonally adjusted",
        as_of=book.today,
        data=book.data_name,
    )


def _nothing(name: str, accounts: tuple[str, ...]) -> Answer:
    return Answer(
        "receivables_risk",
        f"What {name} owes is unknown: there are no invoices in the data.",
        unknown=("Import invoices and payments (`kam import`): then DSO, ageing and exposure can be told.",),
        follow_ups=("a sales spike also builds receivables: what now?",),
        accounts=accounts,
    )


def _portfolio(scope: Scope, book: Book) -> Answer:
    """All accounts of a scope that owe something, most overdue first."""
    name = scope_name(scope)
    if not book.receivables.recorded(scope):
        return _nothing(name, ())
    items = [one for one in book.receivables.open_items(scope, book.today) if one.open > 0]
    by_account: dict[str, list[InvoiceFact]] = {}
    for one in items:
        by_account.setdefault(one.account_id, []).append(one)
    facts = {one.id: one for one in book.people.accounts(scope)}
    buckets = ageing(((one.due, one.open) for one in items), book.today)
    rows = []
    for account, owed in by_account.items():
        fact = facts[account]
        amount = total(one.open for one in owed)
        late = total(one.open for one in owed if one.due < book.today)
        worst = max((book.today - one.due).days for one in owed)
        rows.append((fact.name, amount, late, max(worst, 0), percent(amount, fact.credit_limit)))
    rows.sort(key=lambda row: (-row[2], -row[1], row[0]))
    overdue, owed_all = total(buckets[1:]), total(buckets)
    over_limit = sum(1 for row in rows if row[4] is not None and row[4] > 100)
    currency = book.currency
    columns = (
        Column("account", "account"),
        Column("receivables", "open", currency),
        Column("overdue", "overdue", currency),
        Column("days_late", "oldest late", "days"),
        Column("utilisation_pct", "limit used", "%"),
    )
    lines = [f"{counted(sum(1 for row in rows if row[2]), 'account')} of {len(rows)} owing pay late."]
    if over_limit:
        lines.append(f"{counted(over_limit, 'account')} beyond the credit limit.")
    return Answer(
        "receivables_risk",
        f"{name[0].upper()}{name[1:]} owe {show_money(owed_all, currency)}, {show_money(overdue, currency)} of it "
        f"overdue ({show_percent(percent(overdue, owed_all))}).",
        tuple(lines),
        (
            Figure("receivables", owed_all, currency, "open invoices"),
            Figure("overdue", overdue, currency, "past the due date"),
            Figure("overdue_pct", percent(overdue, owed_all), "%", "share overdue", "undefined: nothing is open"),
            Figure("accounts_owing", len(rows), "accounts", "accounts with open invoices"),
            Figure("accounts_late", sum(1 for row in rows if row[2]), "accounts", "accounts with overdue invoices"),
            Figure("accounts_over_limit", over_limit, "accounts", "accounts beyond their credit limit"),
            *(
                Figure(f"bucket_{index}", amount, currency, text)
                for index, (text, amount) in enumerate(zip(BUCKETS, buckets, strict=True))
            ),
        ),
        table=Table(columns, tuple(rows), "Most overdue first"),
        chart=Chart("ageing", f"Open invoices of {name} by age", BUCKETS, (Series("open", buckets),), currency),
        receipt=Receipt(
            "open = invoiced − paid, by account; age from the due date",
            (("open invoices", Input(str(len(items)), "invoices and payments", str(book.today))),),
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=("Not counted: deliveries not yet invoiced and open orders.",),
        follow_ups=tuple(f"receivables at {row[0]}" for row in rows[:2]),
        illustrative=any(one.illustrative for one in items),
        accounts=tuple(by_account),
    )


TOOL = Tool(
    id="receivables_risk",
    args=Args,
    run=run,
    summary="what customers owe: DSO, ageing, overdue, credit limit, spikes that build receivables",
    examples=(
        "receivables at Friendly Bike Shop",
        "orders jumped 40 %: good news, or a receivables problem?",
        "who pays late in my portfolio?",
    ),
    group="Risk and growth",
    figures=(
        ("receivables", "open invoices, credits left out"),
        ("overdue", "of these, past the due date"),
        ("overdue_pct", "overdue in per cent of receivables"),
        ("dso", "days sales outstanding by count-back"),
        ("dso_before", "dso three months ago"),
        ("days_late", "days the oldest open invoice is past its due date"),
        ("credit_limit", "the account's credit limit"),
        ("utilisation_pct", "receivables in per cent of the credit limit"),
        ("spike_z", "modified z-score of the last three months' sales against the year before"),
        ("bucket_0 … bucket_4", "open amounts: not due, 1-30, 31-60, 61-90, over 90 days late"),
        ("accounts_owing, accounts_late, accounts_over_limit", "portfolio: how many accounts"),
    ),
    sources=(
        "count-back DSO: credit management practice",
        "modified z-score: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993",
        "provision matrix: IFRS 9, illustrative example 12",
    ),
)
