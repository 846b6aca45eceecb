"""What a key account must add in sales to pay for its key account manager."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Choice, Column, Figure, Input, Receipt, Table, clarify
from bot.tools.arguments import AccountId, Count, Money, Percent, Scope, ToolArgs
from bot.tools.book import Book
from bot.tools.money import HUNDRED, ZERO, percent, show_money, show_percent
from bot.tools.periods import last_full_months
from bot.tools.profit import account_profit
from bot.tools.tool import Tool

MARGINS = (Decimal(5), Decimal(8), Decimal(10), Decimal("12.5"), Decimal(15), Decimal(20))
"""Margins of the sensitivity lines, per cent; the asked one takes the place of the nearest."""

NOT_COUNTED = "plan costs (visits, samples), other staff and their travel, KAM management"


class Args(ToolArgs):
    """Figures given in the question win over the ledger's."""

    kam_cost: Money | None = Field(None, description="full yearly cost of the KAM: salary, expenses, overhead")
    accounts: Count | None = Field(None, description="how many accounts the KAM looks after")
    other_costs: Money | None = Field(None, description="other yearly costs per account: plan, other staff, management")
    margin_pct: Percent | None = Field(None, description="margin on the added sales; 10 = 10 %")
    sales: Money | None = Field(None, description="the account's yearly sales today")
    account: AccountId | None = Field(None, description="take missing figures from this account's ledger")


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Yearly figures per account. growth_pct None = no base sales, so no growth rate exists."""

    cost_per_account: Decimal
    required_sales: Decimal
    growth_pct: Decimal | None


def break_even(
    kam_cost: Decimal, accounts: int, margin_pct: Decimal, sales: Decimal | None = None, other_costs: Decimal = ZERO
) -> BreakEven:
    """(kam_cost / accounts + other_costs) / margin. Raises BadInput where no sales level pays it back."""
    if accounts <= 0:
        raise BadInput(f"A KAM with {accounts} accounts has nothing to share the cost over; give 1 or more.")
    if kam_cost < 0 or other_costs < 0:
        raise BadInput("A cost cannot be negative here; give what the KAM costs in a year as a positive amount.")
    if margin_pct <= 0:
        raise BadInput(
            f"At a margin of {show_percent(margin_pct)} no sales level pays this back: each added sale earns nothing. "
            "Give the margin that added sales would really earn."
        )
    if sales is not None and sales < 0:
        raise BadInput(f"Yearly sales of {show_money(sales)} cannot be a base; give what is sold in a year.")
    cost = kam_cost / accounts + other_costs
    required = cost / (margin_pct / HUNDRED)
    return BreakEven(cost, required, percent(required, sales) if sales else None)


@dataclass(frozen=True, slots=True)
class _Basis:
    """Where each figure comes from, with what is said about it."""

    kam_cost: Decimal
    accounts: int
    margin_pct: Decimal
    sales: Decimal | None
    inputs: tuple[tuple[str, Input], ...]
    notes: tuple[str, ...]
    illustrative: bool


def run(args: Args, book: Book) -> Answer:
    """Break-even of a key account manager: the added sales an account needs to pay for its share of the KAM.

    Works from figures in the question, from an account's ledger, or, with neither, over the asker's whole
    portfolio (which accounts earn their KAM and which not yet). Uses the margin given in the question, else the
    account's own contribution margin of the last twelve full months, and names which.
    """
    if args.account is None and args.kam_cost is None and args.margin_pct is None:
        return _portfolio(args, book)
    basis = _basis(args, book)
    if isinstance(basis, Answer):
        return basis
    other = args.other_costs or ZERO
    result = break_even(basis.kam_cost, basis.accounts, basis.margin_pct, basis.sales, other)
    return _answer(args, book, basis, result)


def _basis(args: Args, book: Book) -> _Basis | Answer:
    """Every figure the formula needs, from the question or the ledger; or one short question for what is missing."""
    period = last_full_months(book.today)
    inputs: list[tuple[str, Input]] = []
    notes: list[str] = []
    illustrative = False
    kam_cost, accounts, margin, sales = args.kam_cost, args.accounts, args.margin_pct, args.sales
    kam = book.asker.id
    if args.account is not None:
        account = book.people.account(args.account)
        kam = account.kam_id or kam
        profit = account_profit(book, [args.account], period)[args.account]
        if sales is None and profit.net_sales:
            sales = profit.net_sales
            inputs.append(("sales", Input(show_money(sales, book.currency), "order lines", str(period))))
        if margin is None and profit.contribution_pct is not None:
            margin = profit.contribution_pct
            illustrative = illustrative or profit.illustrative
            inputs.append(("margin_pct", Input(show_percent(margin), "contribution of the account", str(period))))
            if profit.missing:
                notes.append(f"The margin leaves out {', '.join(profit.missing)}: not in the data.")
    if kam_cost is None:
        known = book.costs.kam_cost(kam, book.today.year)
        if known is not None:
            kam_cost = known.total
            illustrative = illustrative or known.illustrative
            inputs.append(("kam_cost", Input(show_money(kam_cost, book.currency), "KAM cost", str(known.year))))
    if accounts is None:
        counted = book.costs.accounts_of(kam)
        if counted:
            accounts = counted
            inputs.append(("accounts", Input(str(counted), "assigned accounts", str(book.today))))
    if kam_cost is None:
        return clarify("What does the KAM cost in a year, with expenses and overhead? Say for example “200k”.")
    if accounts is None:
        return clarify("How many accounts does the KAM look after?")
    if margin is None:
        return clarify(
            "Which margin do the added sales earn? I can't take the account's: the cost of goods is not in the data.",
            *(Choice(f"{m} %", f"at {m} % margin", (("margin_pct", str(m)),)) for m in (5, 10, 15)),
        )
    return _Basis(kam_cost, accounts, margin, sales, tuple(inputs), tuple(notes), illustrative)


def _answer(args: Args, book: Book, basis: _Basis, result: BreakEven) -> Answer:
    currency = book.currency
    other = args.other_costs or ZERO
    added = show_money(result.required_sales, currency)
    headline = f"{show_money(result.cost_per_account, currency)} per account: {added} of added sales"
    if result.growth_pct is not None:
        headline += f", more than {show_percent(result.growth_pct)} growth,"
    headline += " just to pay for the KAM."
    margin_name = "as you gave it" if args.margin_pct is not None else "the account's own contribution margin"
    lines = [f"Margin {show_percent(basis.margin_pct)}, {margin_name}."]
    if basis.sales == 0:
        lines.append("Growth is undefined: there are no sales to grow from.")
    unknown = () if other else (f"Not counted: {NOT_COUNTED}. Tell me “add 10k for these” to include them.",)
    figures: tuple[Figure, ...] = (
        Figure("cost_per_account", result.cost_per_account, currency, "cost per account"),
        Figure("required_sales", result.required_sales, currency, "added sales needed"),
        Figure("required_growth_pct", result.growth_pct, "%", "growth needed", _growth_note(basis, result)),
        Figure("kam_cost", basis.kam_cost, currency, "KAM cost a year"),
        Figure("accounts", basis.accounts, "accounts", "accounts per KAM"),
        Figure("margin_pct", basis.margin_pct, "%", "margin on added sales"),
        Figure("other_costs", other, currency, "other costs per account"),
    )
    if basis.sales is not None:
        figures += (Figure("sales", basis.sales, currency, "sales today"),)
    return Answer(
        "break_even_kam_cost",
        headline,
        (*lines, *basis.notes),
        figures,
        table=_sensitivity(basis, other, currency),
        receipt=_receipt(args, book, basis, result),
        unknown=unknown,
        follow_ups=_follow_ups(args, basis),
        illustrative=basis.illustrative,
        hypothetical=args.account is None,
        visibility="private" if basis.inputs else "public",
        accounts=(args.account,) if args.account else (),
    )


def _growth_note(basis: _Basis, result: BreakEven) -> str:
    if result.growth_pct is not None:
        return "at exactly this growth the profit is zero; more is needed to gain"
    return "undefined: no sales to grow from" if basis.sales == 0 else "needs the account's yearly sales"


def _sensitivity(basis: _Basis, other: Decimal, currency: str) -> Table:
    """The same question at six margins, the asked one among them."""
    asked = basis.margin_pct
    nearest = min(MARGINS, key=lambda margin: abs(margin - asked))
    rows = []
    for margin in sorted({asked, *(one for one in MARGINS if one != nearest)}):
        line = break_even(basis.kam_cost, basis.accounts, margin, basis.sales, other)
        rows.append((margin, line.required_sales, line.growth_pct))
    columns = (
        Column("margin_pct", "margin", "%"),
        Column("required_sales", "added sales", currency),
        Column("required_growth_pct", "growth", "%"),
    )
    return Table(columns, tuple(rows), "What if the margin is …")


def _receipt(args: Args, book: Book, basis: _Basis, result: BreakEven) -> Receipt:
    currency = book.currency
    given = {name: Input(str(value), "your question") for name, value in args.canonical().items() if name != "account"}
    other = args.other_costs or ZERO
    steps: tuple[str, ...] = (
        f"cost per account = {show_money(basis.kam_cost, currency)} ÷ {basis.accounts} + "
        f"{show_money(other, currency)} = {show_money(result.cost_per_account, currency, 2)}",
        f"added sales = {show_money(result.cost_per_account, currency, 2)} ÷ {show_percent(basis.margin_pct, 2)} = "
        f"{show_money(result.required_sales, currency, 2)}",
    )
    if result.growth_pct is not None and basis.sales is not None:
        steps += (
            f"growth = {show_money(result.required_sales, currency, 2)} ÷ {show_money(basis.sales, currency, 2)} = "
            f"{show_percent(result.growth_pct, 2)}",
        )
    return Receipt(
        formula="(KAM cost ÷ accounts + other costs per account) ÷ margin; growth = added sales ÷ sales today",
        inputs=(*given.items(), *basis.inputs),
        convention="net margin as given in the question"
        if args.margin_pct is not None
        else "contribution margin after cost to serve, before KAM cost (a net margin would charge overhead twice)",
        steps=steps,
        as_of=book.today,
        data=book.data_name if basis.inputs else "figures of the question",
    )


def _follow_ups(args: Args, basis: _Basis) -> tuple[str, ...]:
    fewer = max(basis.accounts - 2, 1)
    offers = [f"and with {fewer} accounts?"] if fewer != basis.accounts else []
    if not args.other_costs:
        offers.append("add 10k for visits and samples")
    offers.append("which of my accounts are not yet paying for their KAM?")
    return tuple(offers)


def _portfolio(args: Args, book: Book) -> Answer:
    """Every account's contribution beside its share of the KAM: earning it, or how much more it must sell."""
    period = last_full_months(book.today)
    scope = Scope("mine" if book.asker.role == "kam" else "team")
    profits = account_profit(book, scope, period)
    accounts = {one.id: one for one in book.people.accounts(scope)}
    active = {key: profit for key, profit in profits.items() if profit.net_sales}
    known = {key: p for key, p in active.items() if p.contribution is not None and p.kam_cost is not None}
    if not known:
        return clarify(
            "I can't tell which accounts pay for their KAM: "
            + ("the KAM's yearly cost is not in the data. " if active else "there are no sales in the last 12 months. ")
            + "What does the KAM cost in a year, and how many accounts are there?"
        )
    rows = []
    for key, profit in known.items():
        contribution, share = profit.contribution or ZERO, profit.kam_cost or ZERO
        gap = share - contribution
        margin = profit.contribution_pct
        needed = (
            gap / (margin / HUNDRED) if gap > 0 and margin is not None and margin > 0 else (ZERO if gap <= 0 else None)
        )
        name = accounts[key].name
        rows.append((name, profit.net_sales, contribution, share, contribution - share, needed))
    rows.sort(key=lambda row: (row[4], row[0]))
    not_yet = [row for row in rows if row[4] < 0]
    never = [row for row in not_yet if row[5] is None]
    currency = book.currency
    columns = (
        Column("account", "account"),
        Column("net_sales", "net sales", currency),
        Column("contribution", "contribution", currency),
        Column("kam_share", "share of the KAM", currency),
        Column("after_kam", "after the KAM", currency),
        Column("required_sales", "added sales needed", currency),
    )
    missing = sorted({name for profit in known.values() for name in profit.missing})
    return Answer(
        "break_even_kam_cost",
        f"{len(rows) - len(not_yet)} of {len(rows)} accounts earn their KAM; {len(not_yet)} do not yet ({period}).",
        (f"{len(never)} of them lose money on every added sale: no growth pays for the KAM there.",) if never else (),
        (
            Figure("earning", len(rows) - len(not_yet), "accounts", "accounts earning their KAM"),
            Figure("not_yet", len(not_yet), "accounts", "accounts not yet earning it"),
            Figure("no_sales_level", len(never), "accounts", "accounts where no sales level pays it back"),
        ),
        table=Table(columns, tuple(rows), "Not yet first"),
        receipt=Receipt(
            "contribution − share of the KAM's cost; added sales = gap ÷ contribution margin",
            (("period", Input(str(period), "order lines and cost lines", str(period.end))),),
            convention="contribution after cost to serve, before KAM cost",
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=(f"Not in the data: {', '.join(missing)}.",) if missing else (),
        follow_ups=("which accounts are not worth the effort?", "rank my accounts by net profit"),
        illustrative=any(profit.illustrative for profit in known.values()),
        accounts=tuple(known),
    )


TOOL = Tool(
    id="break_even_kam_cost",
    args=Args,
    run=run,
    summary="what a key account must add in sales to pay for its KAM",
    examples=(
        "KAM costs 200k, 10 accounts, we net 10 percent. what do I need from a 2 million account?",
        "how much extra do I need to sell at Brakes and Gears just to pay for myself?",
        "which of my accounts are not yet paying for their KAM?",
    ),
    figures=(
        ("cost_per_account", "yearly cost of the KAM per account, other costs included"),
        ("required_sales", "added yearly sales at which the account just pays for the KAM"),
        ("required_growth_pct", "required_sales in per cent of today's sales; profit is zero at exactly this growth"),
        ("kam_cost", "yearly cost of the KAM"),
        ("accounts", "accounts the cost is shared over"),
        ("margin_pct", "margin on the added sales"),
        ("other_costs", "other yearly costs per account"),
        ("sales", "the account's yearly sales today"),
        ("earning", "portfolio: accounts whose contribution covers their share of the KAM"),
        ("not_yet", "portfolio: accounts whose contribution does not"),
        ("no_sales_level", "portfolio: accounts whose contribution margin is not positive"),
    ),
    sources=(
        "worked example of 9 Habits of KAMs, habit 1 'Select'",
        "break-even analysis, any management accounting text",
    ),
)
