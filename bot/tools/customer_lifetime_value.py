"""What a customer is worth: the value today of its current and future profits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import Field

from bot.tools.account_value import clv_by_account, discount_pct, horizon_years
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table, clarify
from bot.tools.arguments import AccountId, AmountSeries, Count, Money, Percent, ToolArgs
from bot.tools.book import Book
from bot.tools.cash_flow_value import answer_for_flows
from bot.tools.lifetime_value import LifetimeValue, lifetime_value, lowest_retention_pct
from bot.tools.money import HUNDRED, ZERO, show_money, show_percent
from bot.tools.net_present_value import payback_years, powers
from bot.tools.retention import Retention, assumed_retention
from bot.tools.scopes import account_choices
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

NEVER = "without an end it never converges: retention and growth outrun the discount rate"


class Args(ToolArgs):
    """Figures of the question win over the ledger's."""

    account: AccountId | None = Field(None, description="take the yearly profit and the retention from its ledger")
    margin: Money | None = Field(None, description="the customer's yearly profit today, after the cost to serve it")
    retention_pct: Percent | None = Field(None, description="of 100 such customers, how many stay another year")
    discount_pct: Percent | None = Field(None, description="yearly discount rate; 10 = 10 %")
    horizon_years: Count | None = Field(None, description="how many years to count, today's included")
    growth_pct: Percent | None = Field(None, description="yearly growth of the profit")
    acquisition_cost: Money | None = Field(None, description="one-off cost today: winning the customer, a subsidy")
    cash_flows: AmountSeries | None = Field(
        None, description="yearly cash flows instead of a margin, today's first; losses negative"
    )


@dataclass(frozen=True, slots=True)
class _Basis:
    """The figures of the formula with where each comes from; rates per cent."""

    margin: Decimal
    retention: Retention
    discount_pct: Decimal
    years: int
    growth_pct: Decimal
    acquisition_cost: Decimal
    name: str = ""
    segment: str = ""
    inputs: tuple[tuple[str, Input], ...] = ()
    missing: tuple[str, ...] = ()
    kam_share: Decimal | None = None
    illustrative: bool = False


def run(args: Args, book: Book) -> Answer:
    """Customer lifetime value: the net present value of current and future profits, today's profit included.

    Works from an account's ledger (its contribution of the last twelve full months; retention from its contract or
    from what such accounts did, and it says which), from a margin with retention and discount rate, or from a row
    of cash flows (the case of losing now to earn later: net present value, deepest exposure, payback, and the
    lowest retention that still breaks even). Five years and no growth where nothing else is said; the values under
    other conventions stand beside it.
    """
    if args.cash_flows:
        return answer_for_flows(
            book,
            args.cash_flows,
            book_rate(args, book),
            args.retention_pct,
            args.acquisition_cost or ZERO,
            args.canonical(),
        )
    if args.account is None and args.margin is None:
        return clarify(
            "Which account's lifetime value? Or give me a yearly margin, for example “margin 12k, retention 85 %”.",
            *account_choices(book, "what is {account} worth over its lifetime?"),
        )
    basis = _basis(args, book)
    if isinstance(basis, Answer):
        return basis
    value = lifetime_value(
        basis.margin,
        basis.retention.pct,
        basis.discount_pct,
        basis.years,
        basis.growth_pct,
        basis.acquisition_cost,
    )
    return _answer(args, book, basis, value)


def book_rate(args: Args, book: Book) -> Decimal:
    return discount_pct(book) if args.discount_pct is None else args.discount_pct


def _basis(args: Args, book: Book) -> _Basis | Answer:
    """The figures of the question, and the account's or the house's where it gives none."""
    given = _Basis(
        args.margin or ZERO,
        assumed_retention(book) if args.retention_pct is None else Retention(args.retention_pct, "your question"),
        book_rate(args, book),
        horizon_years(book) if args.horizon_years is None else args.horizon_years,
        args.growth_pct or ZERO,
        args.acquisition_cost or ZERO,
    )
    inputs = []
    if args.discount_pct is None:
        inputs.append(("discount_pct", Input(show_percent(given.discount_pct), "config: clv_discount_pct")))
    if args.horizon_years is None:
        inputs.append(("horizon_years", Input(str(given.years), "config: clv_horizon_years")))
    if args.account is None:
        if args.retention_pct is None:
            inputs.append(("retention_pct", Input(show_percent(given.retention.pct), given.retention.source)))
        return replace(given, inputs=tuple(inputs))
    return _from_ledger(args, book, replace(given, inputs=tuple(inputs)))


def _from_ledger(args: Args, book: Book, given: _Basis) -> _Basis | Answer:
    """The account's own margin and retention where the question gives none."""
    assert args.account is not None
    account = book.people.account(args.account)
    given = replace(given, name=account.name, segment=account.segment)
    found = clv_by_account(book, [account.id]).get(account.id)
    if found is None and args.margin is None:
        return _nothing_bought(account.name, account.id)
    inputs = list(given.inputs)
    if args.retention_pct is None and found is not None:
        given = replace(given, retention=found.retention)
        inputs.append(
            ("retention_pct", Input(show_percent(found.retention.pct), found.retention.source, found.retention.as_of))
        )
    if args.margin is not None or found is None:
        return replace(given, inputs=tuple(inputs), illustrative=given.retention.illustrative)
    if found.margin is None:
        return clarify(
            f"I can't work out what {account.name} earns us: the cost of goods is not in the data. "
            "What is the yearly margin? Say for example “margin 12k”."
        )
    shown = show_money(found.margin, book.currency, 2)
    inputs.insert(
        0, ("margin", Input(shown, "contribution of the account: order lines and cost lines", str(found.period)))
    )
    return replace(
        given,
        margin=found.margin,
        inputs=tuple(inputs),
        missing=found.missing,
        kam_share=found.profit.kam_cost,
        illustrative=found.illustrative,
    )


def _nothing_bought(name: str, account: str) -> Answer:
    reason = "no sales in the last 12 full months, so there is no current profit to carry forward"
    return Answer(
        "customer_lifetime_value",
        f"I can't tell what {name} is worth from the ledger: {reason}.",
        ("Give me the yearly margin that you expect, for example “margin 12k”.",),
        (Figure("clv", None, "", "lifetime value", f"undefined: {reason}"),),
        follow_ups=(f"is {name} at risk of leaving?", f"what is {name} worth at a margin of 12k?"),
        accounts=(account,),
    )


def _answer(args: Args, book: Book, basis: _Basis, value: LifetimeValue) -> Answer:
    currency = book.currency
    lowest = lowest_retention_pct(
        basis.margin, basis.discount_pct, basis.years, basis.growth_pct, basis.acquisition_cost
    )
    table, chart = _by_year(basis, value, currency)
    from_ledger = args.account is not None and args.margin is None
    return Answer(
        "customer_lifetime_value",
        _headline(basis, value, currency, from_ledger),
        _lines(basis, value, lowest, currency, from_ledger),
        _figures(basis, value, lowest, currency),
        table=table,
        chart=chart,
        receipt=_receipt(args, book, basis, value),
        warnings=_warnings(basis),
        unknown=_unknown(basis, from_ledger),
        follow_ups=_follow_ups(args, basis),
        illustrative=basis.illustrative,
        hypothetical=not from_ledger or args.growth_pct is not None or args.retention_pct is not None,
        visibility="private" if args.account else "public",
        accounts=(args.account,) if args.account else (),
    )


def _headline(basis: _Basis, value: LifetimeValue, currency: str, from_ledger: bool) -> str:
    worth = show_money(value.value, currency)
    bound = "at most " if from_ledger and basis.missing else ""
    who = basis.name or "This customer"
    span = "today’s profit" if basis.years == 1 else f"over {basis.years} years, today’s profit included"
    if value.value < 0:
        return f"{who} costs more than it brings: {bound}{worth} {span}."
    return f"{who} is worth {bound}{worth} {span}."


def _lines(
    basis: _Basis, value: LifetimeValue, lowest: Decimal | None, currency: str, from_ledger: bool
) -> tuple[str, ...]:
    yearly = show_money(basis.margin, currency)
    source = "contribution of the last 12 full months, after the cost to serve, before its KAM" if from_ledger else ""
    kept = "assumed" if basis.retention.assumed else basis.retention.source
    growing = f", growing {show_percent(basis.growth_pct)} a year" if basis.growth_pct else ""
    lines = [
        f"{yearly} a year{growing}{f' ({source})' if source else ''}, {show_percent(basis.retention.pct)} retention "
        f"({kept}), {show_percent(basis.discount_pct)} discount rate."
    ]
    if value.no_end is None:
        lines.append(f"For ever: undefined, {NEVER}. Over {counted(basis.years, 'year')} it is as above.")
    else:
        lines.append(
            f"For ever {show_money(value.no_end, currency)}; without today’s profit "
            f"{show_money(value.excluding_today, currency)} over {counted(basis.years, 'year')} ahead."
        )
    if basis.acquisition_cost:
        lines.append(_on_acquisition(basis, value, lowest, currency))
    if basis.kam_share:
        after = lifetime_value(
            basis.margin - basis.kam_share,
            basis.retention.pct,
            basis.discount_pct,
            basis.years,
            basis.growth_pct,
            basis.acquisition_cost,
        )
        lines.append(
            f"After its share of the KAM ({show_money(basis.kam_share, currency)} a year) it is "
            f"{show_money(after.value, currency)}."
        )
    lines.append(_sensitivity(basis, value, currency))
    return tuple(lines)


def _on_acquisition(basis: _Basis, value: LifetimeValue, lowest: Decimal | None, currency: str) -> str:
    cost = show_money(basis.acquisition_cost, currency)
    if lowest is None:
        return f"The {cost} spent today does not come back within {counted(basis.years, 'year')}, at any retention."
    if not lowest:
        return f"The {cost} spent today is paid back by today’s profit alone."
    return f"The {cost} spent today pays back from {show_percent(lowest)} retention on."


def _sensitivity(basis: _Basis, value: LifetimeValue, currency: str) -> str:
    """What one point of retention and one point of discount rate are worth."""
    point = Decimal(1) if basis.retention.pct <= HUNDRED - 1 else Decimal(-1)
    kept = _with(basis, retention=basis.retention.pct + point).value - value.value
    rate = _with(basis, discount=basis.discount_pct + 1).value - value.value
    return (
        f"One point {'more' if point > 0 else 'less'} retention: {_signed(kept, currency)}; "
        f"one point more discount rate: {_signed(rate, currency)}."
    )


def _with(basis: _Basis, retention: Decimal | None = None, discount: Decimal | None = None) -> LifetimeValue:
    return lifetime_value(
        basis.margin,
        basis.retention.pct if retention is None else retention,
        basis.discount_pct if discount is None else discount,
        basis.years,
        basis.growth_pct,
        basis.acquisition_cost,
    )


def _signed(amount: Decimal, currency: str) -> str:
    return f"{'+' if amount > 0 else ''}{show_money(amount, currency)}"


def _figures(basis: _Basis, value: LifetimeValue, lowest: Decimal | None, currency: str) -> tuple[Figure, ...]:
    never = "" if value.no_end is not None else f"undefined: {NEVER}"
    too_low = "" if lowest is not None else "undefined: it does not pay back within the horizon at any retention"
    flows = (value.yearly[0] - basis.acquisition_cost, *value.yearly[1:])
    back = payback_years(flows)
    return (
        Figure("clv", value.value, currency, f"lifetime value, {basis.years} years with today’s profit"),
        Figure("margin", basis.margin, currency, "yearly profit today"),
        Figure("retention_pct", basis.retention.pct, "%", "yearly retention", basis.retention.source),
        Figure("discount_pct", basis.discount_pct, "%", "yearly discount rate"),
        Figure("horizon_years", basis.years, "years", "years counted"),
        Figure("growth_pct", basis.growth_pct, "%", "yearly growth of the profit"),
        Figure("acquisition_cost", basis.acquisition_cost, currency, "one-off cost today"),
        Figure("clv_no_end", value.no_end, currency, "for ever, with today’s profit", never),
        Figure("clv_excluding_today", value.excluding_today, currency, "same years, first profit in a year"),
        Figure(
            "clv_excluding_today_no_end", value.excluding_today_no_end, currency, "for ever, first in a year", never
        ),
        Figure(
            "clv_first_certain_no_end", value.first_certain_no_end, currency, "for ever, first sure in a year", never
        ),
        Figure("min_retention_pct", lowest, "%", "lowest retention that pays the one-off cost back", too_low),
        Figure("payback_years", back, "years", "discounted payback", "" if back is not None else "never paid back"),
    )


def _by_year(basis: _Basis, value: LifetimeValue, currency: str) -> tuple[Table, Chart]:
    """Each year's chance of still being a customer, its profit in money of today, and the running total."""
    rows = []
    running = -basis.acquisition_cost
    staying = powers(basis.retention.pct / HUNDRED, len(value.yearly))
    for year, amount in enumerate(value.yearly):
        running += amount
        rows.append(("today" if year == 0 else f"year {year}", staying[year] * HUNDRED, amount, running))
    columns = (
        Column("year", "when"),
        Column("staying_pct", "still a customer", "%"),
        Column("worth_today", "profit, worth today", currency),
        Column("cumulative", "running total", currency),
    )
    chart = Chart(
        "bars",
        "Profit by year, worth today",
        tuple(row[0] for row in rows),
        (Series("worth today", value.yearly),),
        currency,
    )
    return Table(columns, tuple(rows)), chart


def _receipt(args: Args, book: Book, basis: _Basis, value: LifetimeValue) -> Receipt:
    currency = book.currency
    given = tuple(
        (name, Input(str(one), "your question")) for name, one in args.canonical().items() if name != "account"
    )
    year = " + ".join(show_money(amount, "", 2) for amount in value.yearly[:6])
    more = " + …" if len(value.yearly) > 6 else ""
    others = [("excluding today’s profit", value.excluding_today)]
    for name, amount in (
        ("for ever with today’s (m(1+i)/(1+i−r))", value.no_end),
        ("for ever without (m·r/(1+i−r))", value.excluding_today_no_end),
        ("for ever, first profit sure in a year (m/(1+i−r))", value.first_certain_no_end),
    ):
        if amount is not None:
            others.append((name, amount))
    return Receipt(
        formula="Σ margin·(1+growth)^t·retention^t ÷ (1+discount)^t for t = 0 … years−1, less the one-off cost",
        inputs=(*given, *basis.inputs),
        convention="current and future profits: today’s counts in full and is not discounted, the others come a year "
        "apart; profit stands for cash",
        steps=(
            f"{year}{more} − {show_money(basis.acquisition_cost, '', 2)} = {show_money(value.value, currency, 2)}",
            *(f"{name}: {show_money(amount, currency, 2)}" for name, amount in others),
        ),
        as_of=book.today,
        data=book.data_name if args.account else "figures of the question",
    )


def _warnings(basis: _Basis) -> tuple[str, ...]:
    warnings = []
    if 0 < basis.retention.pct <= 1:
        as_fraction = show_percent(basis.retention.pct * HUNDRED)
        warnings.append(f"Taken as {show_percent(basis.retention.pct)} retention. If you mean {as_fraction}, say so.")
    if 0 < basis.discount_pct < 1:
        as_fraction = show_percent(basis.discount_pct * HUNDRED)
        warnings.append(f"Taken as a {show_percent(basis.discount_pct)} rate. If you mean {as_fraction}, say so.")
    if basis.discount_pct < 0:
        warnings.append("A negative discount rate values later profits above today’s.")
    if basis.retention.pct == HUNDRED:
        warnings.append("At 100 % retention the customer never leaves: an upper bound.")
    return tuple(warnings)


def _unknown(basis: _Basis, from_ledger: bool) -> tuple[str, ...]:
    unknown = []
    if from_ledger and basis.missing:
        unknown.append(f"Not in the data: {listed(basis.missing)}. The margin, and so the value, is at most this.")
    if basis.retention.assumed:
        why = "neither a contract nor enough accounts in the data tell it" if basis.name else "you gave none"
        unknown.append(f"Retention is an assumption ({show_percent(basis.retention.pct)}): {why}.")
    return tuple(unknown)


def _follow_ups(args: Args, basis: _Basis) -> tuple[str, ...]:
    nearer = min(basis.retention.pct + 5, HUNDRED)
    offers = []
    if nearer != basis.retention.pct:
        offers.append(f"and with {show_percent(nearer, 0)} retention?")
    offers.append("and over 10 years?" if basis.years != 10 else "and over 5 years?")
    if args.account:
        offers.append(f"what must {basis.name} add in sales to pay for its KAM?")
    else:
        offers.append("rank my accounts by CLV")
    return tuple(offers)


TOOL = Tool(
    id="customer_lifetime_value",
    args=Args,
    run=run,
    summary="what a customer is worth over its lifetime: current and future profits, discounted",
    examples=(
        "what is Brakes and Gears worth to us over its lifetime, today's year included?",
        "margin 12k, retention 85 %, discount rate 9 %, five years: CLV?",
        "cash flows -50k, -20k, 40k, 60k, 60k at 10 %: can we justify losing money now?",
    ),
    group="Choose and invest",
    figures=(
        ("clv", "value today of the profits of the horizon, today's included; of cash flows: their net present value"),
        ("margin", "yearly profit today: of an account its contribution of the last twelve full months"),
        ("retention_pct", "yearly retention used"),
        ("discount_pct", "yearly discount rate used"),
        ("horizon_years", "years counted, today's is the first"),
        ("growth_pct", "yearly growth of the profit"),
        ("acquisition_cost", "one-off cost today"),
        ("clv_no_end", "the same without an end"),
        ("clv_excluding_today", "the same number of years, the first profit comes in a year if the customer stays"),
        ("clv_excluding_today_no_end", "the same without an end: margin x r/(1+i-r)"),
        ("clv_first_certain_no_end", "without an end, first profit in a year and sure: margin/(1+i-r)"),
        ("min_retention_pct", "lowest yearly retention at which the outlay is just paid back"),
        ("payback_years", "discounted payback of the outlay, linear inside the year"),
        ("npv", "cash flows: net present value, the first flow today and undiscounted"),
        ("undiscounted_total", "cash flows: their plain sum"),
        ("deepest_exposure", "cash flows: lowest running total in money of today; 0 where never below"),
        ("deepest_year", "cash flows: the year of the deepest exposure, 0 = today"),
        ("positive_in_year", "cash flows: first year in which the running total is back at or above zero"),
        ("payback_years_undiscounted", "cash flows: payback of the plain amounts"),
        ("internal_rate_pct", "cash flows: the rate at which they are worth nothing, where there is exactly one"),
    ),
    sources=(
        "Gupta & Lehmann, Customers as Assets, Journal of Interactive Marketing 17(1), 2003",
        "Farris et al., Marketing Metrics: lifetime value with the initial margin included",
        "Best, Market-Based Management: loss-now cash flows",
    ),
)
