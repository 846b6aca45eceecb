"""What a key account must add in sales to pay for its key account manager."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Choice, Column, Figure, Input, Receipt, Section, Table, clarify
from bot.tools.arguments import AccountId, Count, Money, Percent, ToolArgs
from bot.tools.book import Book
from bot.tools.break_even import BreakEven, Payback, break_even, counts_around, margins_around, payback
from bot.tools.facts.costs import KamCost
from bot.tools.kam_payback import portfolio
from bot.tools.money import ZERO, show_money, show_percent
from bot.tools.periods import last_full_months
from bot.tools.profit import AccountProfit, account_profit
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

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
class _Basis:
    """The figures of the formula with where each comes from. `profit` is the account's, where one is meant."""

    kam_cost: Decimal
    accounts: int
    margin_pct: Decimal
    sales: Decimal | None
    inputs: tuple[tuple[str, Input], ...]
    name: str = ""
    profit: AccountProfit | None = None
    share: Decimal | None = None  # the account's share by logged hours, where the question gives no cost or number
    illustrative: bool = False

    @property
    def spread(self) -> tuple[Decimal, int]:
        """The cost and the number of accounts that it is spread over."""
        return (self.kam_cost, self.accounts) if self.share is None else (self.share, 1)


def run(args: Args, book: Book) -> Answer:
    """Break-even of a key account manager: the added sales an account needs to pay for its share of the KAM.

    Works from figures in the question, from an account's ledger, or, with neither, over the asker's whole
    portfolio (which accounts earn their KAM and which not yet). Uses the margin given in the question, else the
    account's own contribution margin of the last twelve full months, and names which. Other yearly costs per account
    (plan, other staff, KAM management) are added where they are given. Beside it: the same at other margins and with
    fewer or more accounts per KAM.
    """
    asked = (args.account, args.kam_cost, args.margin_pct, args.accounts, args.sales)
    if all(one is None for one in asked):
        return portfolio(book, args.other_costs or ZERO)
    basis = _basis(args, book)
    if isinstance(basis, Answer):
        return basis
    if basis.margin_pct <= 0 and args.margin_pct is None:
        return _never(args, book, basis)
    result = break_even(*basis.spread, basis.margin_pct, basis.sales, args.other_costs or ZERO)
    return _answer(args, book, basis, result)


def _basis(args: Args, book: Book) -> _Basis | Answer:
    """Every figure the formula needs, from the question or the ledger; or one short question for what is missing."""
    inputs: list[tuple[str, Input]] = []
    kam_cost, accounts, margin, sales = args.kam_cost, args.accounts, args.margin_pct, args.sales
    kam, name, profit, illustrative = book.asker.id, "", None, False
    if args.account is not None:
        period = last_full_months(book.today)
        account = book.people.account(args.account)
        kam, name = account.kam_id or kam, account.name
        profit = account_profit(book, [args.account], period)[args.account]
        if sales is None:
            sales = profit.net_sales
            inputs.append(("sales", Input(show_money(sales, book.currency), "order lines, less rebates", str(period))))
        if margin is None and profit.contribution_pct is not None:
            margin = profit.contribution_pct
            illustrative = profit.illustrative
            inputs.append(("margin_pct", Input(show_percent(margin), "contribution of the account", str(period))))
    if kam_cost is None:
        known = book.costs.kam_cost(kam, book.today.year)
        if known is None:
            return clarify("What does the KAM cost in a year, with expenses and overhead? Say for example “200k”.")
        kam_cost = known.total
        illustrative = illustrative or known.illustrative
        inputs.append(("kam_cost", Input(show_money(kam_cost, book.currency), _parts(known), str(known.year))))
    if accounts is None:
        accounts = book.costs.accounts_of(kam)
        if not accounts:
            return clarify("How many accounts does the KAM look after?")
        inputs.append(("accounts", Input(str(accounts), "accounts assigned to the KAM", str(book.today))))
    if margin is None:
        return _ask_margin(name, profit)
    share = _by_hours(profit) if args.kam_cost is None and args.accounts is None else None
    return _Basis(kam_cost, accounts, margin, sales, tuple(inputs), name, profit, share, illustrative)


def _by_hours(profit: AccountProfit | None) -> Decimal | None:
    """The account's share of its KAM by the hours logged for it; None where none are, so that all share equally."""
    if profit is None or profit.costs.kam_basis != "by logged hours":
        return None
    return profit.kam_cost or None


def _parts(cost: KamCost) -> str:
    """'KAM cost: salary 90,000, expenses 20,000, overhead 30,000' as far as it is known."""
    parts = [
        f"{label} {show_money(amount)}"
        for label, amount in (("salary", cost.salary), ("expenses", cost.expenses), ("overhead", cost.overhead))
        if amount is not None
    ]
    return f"KAM cost: {', '.join(parts)}" if parts else "KAM cost"


def _ask_margin(name: str, profit: AccountProfit | None) -> Answer:
    why = ""
    if profit is not None:
        bought = bool(profit.sums.lines)
        reason = "the cost of goods is not in the data" if bought else "it bought nothing in the last 12 full months"
        why = f" I can't take that of {name}: {reason}."
    return clarify(
        f"Which margin do the added sales earn?{why}",
        *(Choice(f"{margin} %", f"at {margin} % margin", (("margin_pct", str(margin)),)) for margin in (5, 10, 15)),
    )


def _never(args: Args, book: Book, basis: _Basis) -> Answer:
    """The account's own margin is not positive: said as the answer, because it is one."""
    currency = book.currency
    amount, count = basis.spread
    cost = amount / count + (args.other_costs or ZERO)
    reason = f"its contribution margin is {show_percent(basis.margin_pct)}, so each added sale loses money"
    return Answer(
        "break_even_kam_cost",
        f"No growth pays for the KAM at {basis.name}: {reason}.",
        (
            f"Its share of the KAM is {show_money(cost, currency)} a year on top.",
            "First the margin has to turn: price, discounts, mix or the cost to serve.",
        ),
        (
            Figure("cost_per_account", cost, currency, "cost per account"),
            Figure("required_sales", None, currency, "added sales needed", f"undefined: {reason}"),
            Figure("required_growth_pct", None, "%", "growth needed", f"undefined: {reason}"),
            *_inputs_as_figures(args, basis, currency),
            *_actual(basis, cost, currency),
        ),
        receipt=_receipt(args, book, basis, None),
        unknown=_unknown(args, basis),
        follow_ups=(
            f"which line moves the profit of {basis.name} most?",
            f"what if the margin at {basis.name} were 10 %?",
            "which of my accounts are not yet paying for their KAM?",
        ),
        illustrative=basis.illustrative,
        accounts=(args.account,) if args.account else (),
    )


def _answer(args: Args, book: Book, basis: _Basis, result: BreakEven) -> Answer:
    currency = book.currency
    other = args.other_costs or ZERO
    return Answer(
        "break_even_kam_cost",
        _headline(result, currency),
        _lines(args, basis, result, currency),
        (
            Figure("cost_per_account", result.cost_per_account, currency, "cost per account"),
            Figure("required_sales", result.required_sales, currency, "added sales needed"),
            Figure("required_growth_pct", result.growth_pct, "%", "growth needed", _growth_note(basis, result)),
            *_inputs_as_figures(args, basis, currency),
            *_actual(basis, result.cost_per_account, currency),
        ),
        table=_by_margin(basis, other, currency),
        sections=(Section("What if the KAM has …", table=_by_accounts(basis, other, currency)),)
        if basis.share is None
        else (),
        receipt=_receipt(args, book, basis, result),
        unknown=_unknown(args, basis),
        follow_ups=_follow_ups(args, basis),
        illustrative=basis.illustrative,
        hypothetical=args.account is None or args.margin_pct is not None,
        visibility="private" if basis.inputs else "public",
        accounts=(args.account,) if args.account else (),
    )


def _headline(result: BreakEven, currency: str) -> str:
    added = show_money(result.required_sales, currency)
    headline = f"{show_money(result.cost_per_account, currency)} per account: {added} of added sales"
    if result.growth_pct is not None:
        headline += f", more than {show_percent(result.growth_pct)} growth,"
    return f"{headline} just to pay for the KAM."


def _lines(args: Args, basis: _Basis, result: BreakEven, currency: str) -> tuple[str, ...]:
    named = "as you gave it" if args.margin_pct is not None else "the account's own contribution margin"
    lines = [f"Margin {show_percent(basis.margin_pct)}, {named}; {_sharing(basis)}."]
    if basis.sales == 0:
        lines.append("Growth is undefined: there are no sales to grow from.")
    today = _today(basis, result.cost_per_account)
    if today is not None:
        pays = "already pays" if today.earning else "does not pay yet"
        lines.append(
            f"Today {basis.name} {pays}: contribution {show_money(today.contribution)} against "
            f"{show_money(today.cost)} a year, {show_money(abs(today.after))} "
            f"{'left over' if today.earning else 'short'}."
        )
    elif basis.share is None and basis.accounts > 2:
        other = args.other_costs or ZERO
        fewer = break_even(basis.kam_cost, basis.accounts - 2, basis.margin_pct, basis.sales, other)
        grown = f" ({show_percent(fewer.growth_pct)} growth)" if fewer.growth_pct is not None else ""
        lines.append(f"With {basis.accounts - 2} accounts it is {show_money(fewer.required_sales, currency)}{grown}.")
    return tuple(lines)


def _sharing(basis: _Basis) -> str:
    if basis.share is None:
        return f"{counted(basis.accounts, 'account')} {'has' if basis.accounts == 1 else 'share'} the KAM"
    equal = show_money(basis.kam_cost / basis.accounts)
    return f"its share of the KAM by logged hours (shared equally over {basis.accounts} accounts {equal})"


def _today(basis: _Basis, cost: Decimal) -> Payback | None:
    """What the account's contribution of the last twelve months does against the cost; None without a ledger."""
    if basis.profit is None or basis.profit.contribution is None:
        return None
    return payback(basis.profit.contribution, cost, basis.profit.contribution_pct)


def _inputs_as_figures(args: Args, basis: _Basis, currency: str) -> tuple[Figure, ...]:
    figures = (
        Figure("kam_cost", basis.kam_cost, currency, "KAM cost a year"),
        Figure("accounts", basis.accounts, "accounts", "accounts per KAM"),
        Figure("margin_pct", basis.margin_pct, "%", "margin on added sales"),
        Figure("other_costs", args.other_costs or ZERO, currency, "other costs per account"),
    )
    return figures if basis.sales is None else (*figures, Figure("sales", basis.sales, currency, "sales today"))


def _actual(basis: _Basis, cost: Decimal, currency: str) -> tuple[Figure, ...]:
    today = _today(basis, cost)
    if today is None:
        return ()
    return (
        Figure("contribution", today.contribution, currency, "contribution of the last 12 full months"),
        Figure("after_kam", today.after, currency, "contribution − cost per account"),
    )


def _growth_note(basis: _Basis, result: BreakEven) -> str:
    if result.growth_pct is not None:
        return "at exactly this growth the profit is zero; more is needed to gain"
    return "undefined: no sales to grow from" if basis.sales == 0 else "needs the account's yearly sales"


def _by_margin(basis: _Basis, other: Decimal, currency: str) -> Table:
    """The same question at six margins, the asked one among them."""
    rows = []
    for margin in margins_around(basis.margin_pct):
        line = break_even(*basis.spread, margin, basis.sales, other)
        rows.append((margin, line.required_sales, line.growth_pct))
    columns = (
        Column("margin_pct", "margin", "%"),
        Column("required_sales", "added sales", currency),
        Column("required_growth_pct", "growth", "%"),
    )
    return Table(columns, tuple(rows), "What if the margin is …")


def _by_accounts(basis: _Basis, other: Decimal, currency: str) -> Table:
    """The same question with six numbers of accounts per KAM, the asked one among them."""
    rows = []
    for count in counts_around(basis.accounts):
        line = break_even(basis.kam_cost, count, basis.margin_pct, basis.sales, other)
        rows.append((count, line.cost_per_account, line.required_sales, line.growth_pct))
    columns = (
        Column("accounts", "accounts", "accounts"),
        Column("cost_per_account", "cost each", currency),
        Column("required_sales", "added sales", currency),
        Column("required_growth_pct", "growth", "%"),
    )
    return Table(columns, tuple(rows))


def _receipt(args: Args, book: Book, basis: _Basis, result: BreakEven | None) -> Receipt:
    currency = book.currency
    given = {name: Input(str(value), "your question") for name, value in args.canonical().items() if name != "account"}
    other = args.other_costs or ZERO
    amount, count = basis.spread
    cost = amount / count + other
    share = f"{show_money(amount, currency)} ÷ {count}" if basis.share is None else f"{show_money(amount, currency, 2)}"
    steps: tuple[str, ...] = (
        f"cost per account = {share} + {show_money(other, currency)} = {show_money(cost, currency, 2)}",
    )
    if result is not None:
        steps += (
            f"added sales = {show_money(cost, currency, 2)} ÷ {show_percent(basis.margin_pct, 2)} = "
            f"{show_money(result.required_sales, currency, 2)}",
        )
    if result is not None and result.growth_pct is not None and basis.sales is not None:
        steps += (
            f"growth = {show_money(result.required_sales, currency, 2)} ÷ {show_money(basis.sales, currency, 2)} = "
            f"{show_percent(result.growth_pct, 2)}",
        )
    return Receipt(
        formula="(KAM cost ÷ accounts + other costs per account) ÷ margin; growth = added sales ÷ sales today"
        if basis.share is None
        else "(share of the KAM by logged hours + other costs) ÷ margin; growth = added sales ÷ sales today",
        inputs=(*given.items(), *basis.inputs),
        convention="net margin as given in the question"
        if args.margin_pct is not None
        else "contribution margin after cost to serve, before KAM cost (a net margin would charge overhead twice)",
        steps=steps,
        as_of=book.today,
        data=book.data_name if basis.inputs else "figures of the question",
    )


def _unknown(args: Args, basis: _Basis) -> tuple[str, ...]:
    unknown = []
    if not args.other_costs:
        unknown.append(f"Not counted: {NOT_COUNTED}. Tell me “add 10k for these” to include them.")
    if basis.profit is not None and args.margin_pct is None:
        missing = [name for name in basis.profit.missing if name != "KAM time"]
        if missing:
            unknown.append(f"Not in the data: {listed(missing)}; the true margin is at most this.")
    return tuple(unknown)


def _follow_ups(args: Args, basis: _Basis) -> tuple[str, ...]:
    fewer = 8 if basis.share is not None else max(basis.accounts - 2, 1)
    offers = [f"and with {fewer} accounts?"] if fewer != basis.accounts else []
    if not args.other_costs:
        offers.append("add 10k for visits and samples")
    offers.append("which of my accounts are not yet paying for their KAM?")
    return tuple(offers)


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
    group="Choose and invest",
    figures=(
        ("cost_per_account", "yearly cost of the KAM per account, other costs included"),
        ("required_sales", "added yearly sales at which the account just pays for the KAM"),
        ("required_growth_pct", "required_sales in per cent of today's sales; profit is zero at exactly this growth"),
        ("kam_cost", "yearly cost of the KAM"),
        ("accounts", "accounts the cost is shared over"),
        ("margin_pct", "margin on the added sales"),
        ("other_costs", "other yearly costs per account"),
        ("sales", "the account's yearly sales today"),
        ("contribution, after_kam", "an account's contribution of the last twelve full months, and less the cost"),
        ("earning", "portfolio: accounts whose contribution covers their share of the KAM"),
        ("not_yet", "portfolio: accounts whose contribution does not"),
        ("no_sales_level", "portfolio: accounts whose contribution margin is not positive"),
        ("contribution_total, kam_share_total", "portfolio: sums of contributions and of shares of the KAMs"),
    ),
    sources=(
        "worked example of 9 Habits of KAMs, habit 1 'Select'",
        "break-even analysis, any management accounting text",
    ),
)
