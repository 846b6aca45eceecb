"""What we really earn on an account, line by line, against an earlier period, and where that places it."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Column, Figure, Input, Receipt, Table
from bot.tools.arguments import AccountId, PeriodArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared, covered
from bot.tools.facts.sales import Rank
from bot.tools.money import ZERO, growth, percent, show_money, show_percent
from bot.tools.pnl import Line, pnl_figures, pnl_lines, steps, told, waterfall
from bot.tools.profit import AccountProfit, account_profit
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed, ordinal, short, signed, when

FORMULA = (
    "gross sales − discounts − rebates = net sales; − cost of goods = gross margin; − freight − returns − service − "
    "promotion − other = contribution; − KAM time = net account profit"
)
CONVENTION = (
    "margins in per cent of net sales; freight counted as our cost; a line that is not in the data is unknown, not "
    "zero, so that profits below it are upper bounds"
)


class Args(ToolArgs):
    """One account, a period and what to compare it with."""

    account: AccountId = Field(description="the account")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")
    compare_to: PeriodArg | None = Field(None, description="an earlier period; by default the same days a year before")


def run(args: Args, book: Book) -> Answer:
    """What we really earn on an account: its P&L from gross sales to net account profit.

    List or gross sales less discounts and rebates give net sales; less cost of goods the gross margin; less freight,
    returns, service and promotion the contribution; less the account's share of its KAM the net account profit, each
    with its margin. Beside it the same lines of an earlier period, and the account's rank in the company by sales and
    by gross margin. Lines that are not in the data are named, and the profit is then said to be that "at most".
    """
    account = book.people.account(args.account)
    span = covered(book, args.period)
    if span.nothing:
        return Answer(
            "account_profitability", span.nothing, follow_ups=(f"what did {account.name} earn us last year?",)
        )
    profit = account_profit(book, [account.id], span.period)[account.id]
    lines = pnl_lines(profit)
    base = compared(book, span, args.compare_to)
    before = None if base.nothing else account_profit(book, [account.id], base.period)[account.id]
    rank = book.sales.company_rank(account.id, span.period)
    return Answer(
        "account_profitability",
        _headline(account.name, profit, span),
        (*_after_freight(profit), *_path(lines), *_comparison(profit, before, base), *_rank(rank)),
        (
            *pnl_figures(profit, lines, book.currency),
            *_rank_figures(rank),
            *_prior_figures(profit, before, book.currency),
        ),
        table=_table(lines, profit, before, span, base, book.currency),
        chart=waterfall(f"{account.name}, {span.period}", lines, book.currency) if profit.sums.lines else None,
        receipt=_receipt(book, lines, profit, span),
        warnings=(*span.warnings, *base.warnings, *_negative(profit)),
        unknown=_unknown(profit, book.currency),
        follow_ups=_follow_ups(account.name, profit, before),
        illustrative=profit.illustrative or (before is not None and before.illustrative),
        accounts=(account.id,),
    )


def _headline(name: str, profit: AccountProfit, span: Coverage) -> str:
    net_sales, period = profit.net_sales, when(span.period)
    net = profit.net_profit
    if not profit.sums.lines:
        cost = profit.cost_to_serve + (profit.kam_cost or ZERO)
        spent = f"serving it cost {show_money(cost)}" if cost else "no cost is recorded either"
        return f"{name} bought nothing {period}; {spent}."
    margin = profit.gross_margin
    if net is None or margin is None:
        missing = f"{profit.sums.lines_without_cogs} of {profit.sums.lines} order lines"
        return (
            f"{name} bought for {show_money(net_sales)} net {period}; what it earned can't be said: the cost of goods "
            f"is missing for {missing}."
        )
    on_sales = f"on {show_money(net_sales)} net sales {period}"
    if profit.missing:
        earned = (
            f"made {show_money(margin)} gross margin" if margin >= 0 else f"lost {show_money(-margin)} gross margin"
        )
        return f"{name} {earned} {on_sales} ({show_percent(profit.gross_margin_pct)})."
    earned = f"earned us {show_money(net)} net" if net >= 0 else f"lost us {show_money(-net)} after all costs"
    return f"{name} {earned} {on_sales} ({show_percent(profit.net_profit_pct)})."


def _after_freight(profit: AccountProfit) -> tuple[str, ...]:
    """What is left after the known costs, where not every line is known."""
    if not profit.missing or profit.contribution is None or not profit.sums.lines:
        return ()
    known = [name for name in ("freight", "returns", "service", "promotion cost") if name not in profit.missing]
    left = f"After {listed(known)} {show_money(profit.contribution)}" if known else ""
    if left:
        left += f" ({show_percent(profit.contribution_pct)})"
    if profit.kam_cost is not None and profit.net_profit is not None:
        left += f"{', after' if left else 'After'} KAM time {show_money(profit.net_profit)}"
    return (f"{left}.",) if left else ()


def _path(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """gross sales 294,800 → discounts −925 → … in one row."""
    shown = told(lines)
    if len(shown) < 2:
        return ()
    return (" → ".join(f"{line.label} {show_money(line.effect or ZERO)}" for line in shown),)


def _comparison(profit: AccountProfit, before: AccountProfit | None, base: Coverage) -> tuple[str, ...]:
    if before is None:
        return (base.nothing,)
    if not before.sums.lines:
        return (f"Nothing was bought {when(base.period)}, so there is no growth to give.",)
    sales = growth(profit.net_sales, before.net_sales)
    parts = [f"net sales {show_percent(sales, signed=True)}"] if sales is not None else []
    parts += [
        f"{label} {signed(new - old)} (from {show_money(old)})"
        for label, new, old in (
            ("gross margin", profit.gross_margin, before.gross_margin),
            ("what is left" if profit.missing else "net account profit", profit.net_profit, before.net_profit),
        )
        if new is not None and old is not None and (label == "gross margin" or _like(profit, before))
    ]
    if not _like(profit, before):
        differ = sorted(set(profit.missing) ^ set(before.missing))
        parts.append(f"net profits can't be compared: {listed(differ)} known in one of the two periods only")
    return (f"Against {base.period}: {'; '.join(parts)}.",)


def _like(profit: AccountProfit, before: AccountProfit) -> bool:
    """True where the same lines are known in both, so that their profits may be compared."""
    return set(profit.missing) == set(before.missing)


def _rank(rank: Rank | None) -> tuple[str, ...]:
    if rank is None:
        return ()
    sales = f"Rank in the company: {ordinal(rank.sales_rank)} by sales"
    if rank.margin_rank is None:
        return (f"{sales}, of {counted(rank.of, 'active account')}; by margin unknown.",)
    line = f"{sales}, {ordinal(rank.margin_rank)} by gross margin, of {counted(rank.of, 'active account')}."
    gap = rank.margin_rank - rank.sales_rank
    if abs(gap) * 10 >= rank.of:
        line += " It sells better than it earns." if gap > 0 else " It earns better than it sells."
    return (line,)


def _rank_figures(rank: Rank | None) -> tuple[Figure, ...]:
    if rank is None:
        return ()
    return (
        Figure("sales_rank", rank.sales_rank, "", "rank by net sales in the company"),
        Figure("margin_rank", rank.margin_rank, "", "rank by gross margin in the company"),
        Figure("active_accounts", rank.of, "accounts", "accounts with sales in the period"),
    )


def _prior_figures(profit: AccountProfit, before: AccountProfit | None, currency: str) -> tuple[Figure, ...]:
    if before is None:
        return ()
    old_net = before.net_profit
    net = profit.net_profit - old_net if profit.net_profit is not None and old_net is not None else None
    margin = (
        None
        if profit.gross_margin is None or before.gross_margin is None
        else profit.gross_margin - before.gross_margin
    )
    comparable = _like(profit, before)
    return (
        Figure("prior_net_sales", before.net_sales, currency, "net sales before"),
        Figure("prior_gross_margin", before.gross_margin, currency, "gross margin before"),
        Figure("prior_net_profit", old_net, currency, "net account profit before"),
        Figure("net_sales_change", profit.net_sales - before.net_sales, currency, "change of net sales"),
        Figure(
            "net_sales_growth_pct",
            growth(profit.net_sales, before.net_sales),
            "%",
            "growth of net sales",
            "" if before.net_sales > 0 else "undefined: no sales before",
        ),
        Figure("gross_margin_change", margin, currency, "change of gross margin"),
        Figure(
            "net_profit_change",
            net if comparable else None,
            currency,
            "change of net account profit",
            "" if comparable else "not comparable: a cost line is known in one of the two periods only",
        ),
    )


def _table(
    lines: tuple[Line, ...],
    profit: AccountProfit,
    before: AccountProfit | None,
    span: Coverage,
    base: Coverage,
    currency: str,
) -> Table:
    """The P&L, per cent of net sales, and beside it the earlier period with what each line did to the change."""
    columns: tuple[Column, ...] = (
        Column("line", "line"),
        Column("amount", short(span.period), currency),
        Column("of_net_sales", "of net sales", "%"),
    )
    shown = told(lines)
    rows: list[tuple[str | Decimal | None, ...]] = [
        (line.label, line.effect, percent(line.effect, profit.net_sales)) for line in shown
    ]
    if before is not None:
        columns += (Column("before", short(base.period), currency), Column("change", "change", currency))
        earlier = {line.name: line.effect for line in pnl_lines(before)}
        for index, line in enumerate(shown):
            old = earlier.get(line.name)
            known = line.effect is not None and old is not None
            comparable = known and (line.name not in ("contribution", "net_profit") or _like(profit, before))
            rows[index] += (
                old,
                line.effect - old if comparable and line.effect is not None and old is not None else None,
            )
    return Table(columns, tuple(rows))


def _receipt(book: Book, lines: tuple[Line, ...], profit: AccountProfit, span: Coverage) -> Receipt:
    currency = book.currency
    inputs = tuple(
        (line.name, Input(show_money(line.amount, currency, 2), line.source, str(span.period)))
        for line in lines
        if line.amount is not None and (not line.level or line.name == "gross_sales")
    )
    return Receipt(FORMULA, inputs, CONVENTION, steps(lines, currency), book.today, book.data_name)


def _unknown(profit: AccountProfit, currency: str) -> tuple[str, ...]:
    if not profit.missing or not profit.sums.lines:
        return ()
    names = ", ".join(profit.missing)
    if profit.net_profit is None:
        return (f"Not in your data: {names}, and the cost of goods of some lines. Import them to see the profit.",)
    if profit.net_profit < 0:
        bound = f"The true loss is {show_money(-profit.net_profit, currency)} at least."
    else:
        bound = f"The true profit is {show_money(profit.net_profit, currency)} at most."
    return (f"Not in your data: {names}. {bound} Importing these cost lines closes the gap.",)


def _negative(profit: AccountProfit) -> tuple[str, ...]:
    if profit.sums.lines and profit.net_sales < 0:
        return ("Credits are larger than sales in this period: net sales are negative and margins mean little.",)
    return ()


def _follow_ups(name: str, profit: AccountProfit, before: AccountProfit | None) -> tuple[str, ...]:
    offers = []
    if before is not None and profit.gross_margin is not None and before.gross_margin is not None:
        moved = "fall" if profit.gross_margin < before.gross_margin else "rise"
        offers.append(f"why did margin {moved} at {name}?")
    if profit.sums.lines:
        offers += [f"what if we raise the price by 1 % at {name}?", f"where does the price leak at {name}?"]
    else:
        offers.append(f"will {name} order again?")
    return tuple(offers)


TOOL = Tool(
    id="account_profitability",
    args=Args,
    run=run,
    summary="what we really earn on an account, from gross sales to net account profit",
    examples=(
        "what did Brakes and Gears really make us last year?",
        "net profit of Perfect Toys in 2013 after freight, returns and service",
        "show me the P&L of Retail Mall for Q3 against Q2",
    ),
    group="Money",
    figures=(
        ("gross_sales", "quantity x price before discounts"),
        ("discount", "on-invoice discounts, a positive amount"),
        ("invoiced_sales", "gross_sales − discount"),
        ("rebates", "rebates granted afterwards"),
        ("net_sales", "invoiced_sales − known rebates"),
        ("cogs", "cost of goods sold"),
        ("gross_margin", "net_sales − cogs"),
        ("gross_margin_pct", "gross_margin in per cent of net_sales"),
        ("freight", "freight of order lines and freight cost lines"),
        ("contribution_after_freight", "gross_margin − freight"),
        ("contribution_after_freight_pct", "contribution_after_freight in per cent of net_sales"),
        ("returns", "cost of returns"),
        ("service", "cost of service and support"),
        ("promotion_cost", "cost of promotions for the account"),
        ("other_costs", "other costs to serve"),
        ("contribution", "gross_margin − known freight, returns, service, promotion and other costs"),
        ("contribution_pct", "contribution in per cent of net_sales"),
        ("kam_cost", "the account's share of its KAM's cost over the period"),
        ("net_profit", "contribution − kam_cost; at most that where a line is unknown"),
        ("net_profit_pct", "net_profit in per cent of net_sales"),
        ("quantity", "pieces sold"),
        ("lines", "order lines"),
        ("orders", "orders"),
        ("sales_rank", "rank by sales among the company's active accounts"),
        ("margin_rank", "rank by gross margin among them"),
        ("active_accounts", "the company's accounts with sales in the period"),
        ("prior_net_sales", "net sales of the compared period"),
        ("prior_gross_margin", "gross margin of the compared period"),
        ("prior_net_profit", "net account profit of the compared period"),
        ("net_sales_change", "net_sales − prior_net_sales"),
        ("net_sales_growth_pct", "net_sales_change in per cent of prior_net_sales"),
        ("gross_margin_change", "gross_margin − prior_gross_margin"),
        ("net_profit_change", "net_profit − prior_net_profit, where the same lines are known in both"),
    ),
    sources=(
        "Customer profitability report: gross sales to customer contribution, any management accounting text",
        "Kaplan and Narayanan, Measuring and Managing Customer Profitability (2001)",
    ),
)
