"""Did a promotion pay: what it added at margin, against the discount and what it cost."""

from __future__ import annotations

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Choice, Figure, Input, Receipt, clarify
from bot.tools.arguments import AccountId, Money, Percent, PeriodArg, PromotionId, ToolArgs
from bot.tools.book import Book
from bot.tools.money import HUNDRED, show_money, show_percent
from bot.tools.periods import last_full_months
from bot.tools.profit import account_profit
from bot.tools.promotion_effect import simple_return
from bot.tools.promotion_run import of_ledger, overview, return_figures, verdict
from bot.tools.tool import Tool


class Args(ToolArgs):
    """A promotion of the ledger, or the figures of one."""

    promotion: PromotionId | None = Field(None, description="a promotion of the ledger")
    incremental_sales: Money | None = Field(None, description="sales that the promotion added")
    margin_pct: Percent | None = Field(None, description="margin on these sales, per cent")
    cost: Money | None = Field(None, description="what the promotion cost, discounts included")
    account: AccountId | None = Field(None, description="only what this account bought")
    period: PeriodArg | None = Field(None, description="only this part of its run")


def run(args: Args, book: Book) -> Answer:
    """Did a promotion pay: its net return on what was spent, and the return per 1 spent.

    For a promotion of the ledger: the units above the base rate of the year before, by the accounts and products that
    took part, at their margin before the discount, less what was only pulled forward, against all discount given (also
    on volume that would have been bought anyway) and its cost. Or from figures in the question: added sales, margin
    and cost. With neither, all promotions of the period with what each needed to pay.
    """
    if args.incremental_sales is not None or (args.promotion is None and args.cost is not None):
        return _from_figures(args, book)
    if args.promotion is None:
        return overview(book, args.account, args.period)
    fact = book.promotions.promotion(args.promotion)
    if fact is None:
        raise BadInput(
            f"There is no promotion '{args.promotion}' in the data; ask “did our promotions pay?” for a list."
        )
    return of_ledger(book, fact, args.account, args.period)


def _from_figures(args: Args, book: Book) -> Answer:
    """The return from figures of the question; one short question for what is missing."""
    added, cost, margin = args.incremental_sales, args.cost, args.margin_pct
    inputs: list[tuple[str, Input]] = []
    illustrative = False
    if margin is None and args.account is not None:
        period = last_full_months(book.today)
        profit = account_profit(book, [args.account], period)[args.account]
        margin = profit.contribution_pct
        illustrative = profit.illustrative
        if margin is not None:
            inputs.append(("margin_pct", Input(show_percent(margin), "contribution of the account", str(period))))
    if added is None:
        return clarify("How much did the promotion add in sales? Say for example “it added 40k”.")
    if margin is None:
        choices = (Choice(f"{one} %", f"at {one} % margin", (("margin_pct", str(one)),)) for one in (10, 20, 30))
        return clarify("Which margin do the added sales earn?", *choices)
    if cost is None:
        return clarify("What did the promotion cost, discounts included?")
    if cost < 0:
        raise BadInput(f"A promotion can't cost {show_money(cost)}; give what was spent as a positive amount.")
    result = simple_return(added, margin, cost)
    currency = book.currency
    given = (
        (name, Input(str(value), "your question")) for name, value in args.canonical().items() if name != "account"
    )
    needed = cost / (margin / HUNDRED) if margin > 0 else None
    lines = [f"It added {show_money(result.margin, currency)} of margin for {show_money(cost, currency)} spent."]
    if needed is not None:
        lines.append(f"At {show_percent(margin)} margin it pays from {show_money(needed, currency)} of added sales on.")
    else:
        lines.append("At that margin no added sales pay for it.")
    return Answer(
        "promotion_roi",
        verdict("The promotion", result, currency),
        tuple(lines),
        (
            *return_figures(result, currency),
            Figure("incremental_sales", added, currency, "added sales"),
            Figure("break_even_sales", needed, currency, "added sales at which it pays", "" if needed else "undefined"),
        ),
        receipt=Receipt(
            "incremental margin = added sales × margin; net ROI = (incremental margin − cost) ÷ cost",
            (*given, *inputs),
            "net ROI, break-even 0; return per 1 spent, break-even 1",
            (
                f"{show_money(added, decimals=2)} × {show_percent(margin)} = {show_money(result.margin, decimals=2)}",
                f"({show_money(result.margin, decimals=2)} − {show_money(cost, decimals=2)}) ÷ "
                f"{show_money(cost, decimals=2)} = {show_percent(result.roi_pct, 2)}",
            ),
            book.today,
            book.data_name if inputs else "figures of the question",
        ),
        unknown=(
            "Not counted: discount on volume that would have been bought anyway, and purchases only pulled forward.",
        ),
        follow_ups=("did our promotions pay?", "what if it added 10 % more?"),
        illustrative=illustrative,
        hypothetical=True,
        visibility="private" if inputs else "public",
        accounts=(args.account,) if args.account else (),
    )


TOOL = Tool(
    id="promotion_roi",
    args=Args,
    run=run,
    summary="did a promotion pay: net return on what was spent",
    examples=(
        "did the Mountain Tire Sale pay for itself?",
        "promotion cost 10k and brought 60k extra sales at 25 % margin: was it worth it?",
        "which of our promotions paid last year?",
    ),
    group="Money",
    figures=(
        ("roi_pct", "(incremental margin − spend) ÷ spend, per cent; break-even 0; undefined where nothing was spent"),
        ("return_per_1", "incremental margin ÷ spend; break-even 1"),
        ("incremental_margin", "margin of the added sales before the discount, less what was only pulled forward"),
        ("spend", "discount given plus the promotion's cost"),
        ("net_gain", "incremental_margin − spend"),
        ("incremental_sales", "added sales, at the price before the discount"),
        ("break_even_sales", "from figures: added sales at which it pays"),
        ("promoted_sales", "net sales bought under the promotion"),
        ("discount", "discount given on them"),
        ("base_discount", "the part of the discount on volume that would have been bought anyway"),
        ("promotion_cost", "cost recorded for the promotion"),
        ("units", "units bought during the run by those who took part, of the promoted products"),
        ("base_units", "units they would have bought at the rate of the year before"),
        ("pulled_forward_margin", "margin missing in the days after, at most that of what was added"),
        ("break_even_share_pct", "part of the units that must be extra for the promotion to pay"),
        ("promotions", "overview: promotions with sales in the period"),
    ),
    sources=(
        "trade promotion evaluation: incremental margin against spend, net (break-even 0) or as a ratio (break-even 1)",
    ),
)
