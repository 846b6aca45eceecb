"""Which P&L line moves an account's profit most, and what profit becomes after changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import AccountId, Percent, PeriodArg, Points, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, covered
from bot.tools.drivers import (
    Changes,
    Drivers,
    Sensitivity,
    changed,
    drivers,
    even_volume_pct,
    leverage,
    sensitivities,
    zero_volume_pct,
)
from bot.tools.money import ZERO, percent, show_money, show_percent
from bot.tools.profit import AccountProfit, account_profit
from bot.tools.tool import Tool
from bot.tools.wording import listed, possessive, signed, signed_points, when

CONVENTION = (
    "price moves gross sales, and discounts and rebates with it at today's rates; volume moves cost of goods, freight, "
    "returns and service too; promotion and KAM cost stay; no reaction of volume to price is assumed"
)


class Args(ToolArgs):
    """An account and, for a what-if, signed changes; without any, one per cent on each line is compared."""

    account: AccountId = Field(description="the account")
    period: PeriodArg | None = Field(None, description="the base period; by default the last 12 full months")
    price_pct: Percent | None = Field(None, description="change of prices in per cent, signed")
    volume_pct: Percent | None = Field(None, description="change of volume in per cent, signed")
    cost_pct: Percent | None = Field(None, description="change of cost of goods per unit in per cent, signed")
    discount_pts: Points | None = Field(None, description="more (+) or less (−) discount in percentage points")
    freight_pct: Percent | None = Field(None, description="change of freight per unit in per cent, signed")

    @property
    def changes(self) -> Changes:
        return Changes(
            self.price_pct or ZERO,
            self.volume_pct or ZERO,
            self.cost_pct or ZERO,
            self.discount_pts or ZERO,
            self.freight_pct or ZERO,
        )


def run(args: Args, book: Book) -> Answer:
    """Which P&L line moves an account's profit most, and what-if: the profit after changes to price, volume, cost,
    discount or freight.

    Without changes it ranks one per cent on each line. With changes it gives the profit after all of them together
    beside today's, and the volume at which a price or cost change breaks even. A what-if changes no data.
    """
    account = book.people.account(args.account)
    span = covered(book, args.period)
    if span.nothing:
        return Answer("profit_drivers", span.nothing, follow_ups=(f"what did {account.name} earn us last year?",))
    profit = account_profit(book, [account.id], span.period)[account.id]
    if not profit.sums.lines or profit.sums.gross_sales <= 0:
        sentence = f"{account.name} bought nothing {when(span.period)}: there is no line to move."
        return Answer("profit_drivers", sentence, warnings=span.warnings, accounts=(account.id,))
    if profit.net_profit is None:
        sentence = (
            f"I can't say what moves {possessive(account.name)} profit {when(span.period)}: the cost of goods is "
            f"missing for {profit.sums.lines_without_cogs} of {profit.sums.lines} order lines."
        )
        return Answer("profit_drivers", sentence, warnings=span.warnings, accounts=(account.id,))
    base = drivers(profit)
    ranked = sensitivities(base, profit.kam_cost or ZERO)
    after = changed(base, args.changes)
    hypothetical = args.changes.any
    return Answer(
        "profit_drivers",
        _what_if(args, account.name, base, after, span) if hypothetical else _strongest(account.name, ranked, span),
        (*_even(args.changes, base), *(() if hypothetical else _resilience(base)), *_loss(base, profit)),
        _figures(args.changes, base, after, ranked, profit, book.currency),
        table=_lines_table(base, after, book.currency) if hypothetical else _levers_table(ranked, book.currency),
        chart=_chart(args, account.name, base, after, ranked, book.currency),
        sections=(Section("1 % on each line", table=_levers_table(ranked, book.currency)),) if hypothetical else (),
        receipt=_receipt(args, book, base, after, span),
        warnings=(*span.warnings, *_surcharge(args.changes, base)),
        unknown=_unknown(profit),
        follow_ups=_follow_ups(args, account.name),
        illustrative=profit.illustrative,
        hypothetical=hypothetical,
        accounts=(account.id,),
    )


def _strongest(name: str, ranked: Sequence[Sensitivity], span: Coverage) -> str:
    first = ranked[0]
    share = f", {show_percent(first.of_profit_pct)} of it" if first.of_profit_pct is not None else ""
    return (
        f"{first.label[:1].upper()}{first.label[1:]} moves {possessive(name)} profit most: "
        f"{signed(first.effect)}{share} ({span.period})."
    )


def _what_if(args: Args, name: str, base: Drivers, after: Drivers, span: Coverage) -> str:
    change = after.profit - base.profit
    share = percent(change, base.profit) if base.profit > 0 else None
    in_pct = f", {show_percent(share, signed=True)}" if share is not None else ""
    return (
        f"With {listed(_said(args.changes))}, {name} would make {show_money(after.profit)} instead of "
        f"{show_money(base.profit)}: {signed(change)}{in_pct} ({span.period})."
    )


def _said(changes: Changes) -> list[str]:
    """The changes in words."""
    parts = (
        ("price", changes.price_pct),
        ("volume", changes.volume_pct),
        ("cost of goods", changes.cost_pct),
        ("freight", changes.freight_pct),
    )
    said = [f"{label} {show_percent(value, _decimals(value), signed=True)}" for label, value in parts if value]
    if changes.discount_pts:
        said.append(f"discount {signed_points(changes.discount_pts, _decimals(changes.discount_pts))}")
    return said


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(-exponent, 4) if isinstance(exponent, int) and exponent < 0 else 0


def _even(changes: Changes, base: Drivers) -> tuple[str, ...]:
    """The volume at which the changes break even; without any, that of a one per cent price change either way."""
    if not changes.any:
        up = even_volume_pct(base, Changes(price_pct=Decimal(1)))
        down = even_volume_pct(base, Changes(price_pct=Decimal(-1)))
        if up is None:
            return ()
        rise = f"; −1 % needs {show_percent(down)} more" if down is not None else ""
        return (f"A price rise of 1 % pays even if volume falls by {show_percent(-up)}{rise}.",)
    if not Changes(changes.price_pct, ZERO, changes.cost_pct, changes.discount_pts, changes.freight_pct).any:
        return ()
    even = even_volume_pct(base, changes)
    if even is None:
        why = "before" if base.margin <= 0 else "after"
        return (f"No change of volume evens it out: {why} the change each sale earns nothing.",)
    if even < 0:
        return (f"Volume may fall by {show_percent(-even)} before the profit is lower than today.",)
    return (f"Volume would have to rise by {show_percent(even)} to keep today's profit.",)


def _resilience(base: Drivers) -> tuple[str, ...]:
    zero = zero_volume_pct(base)
    if zero is None or not base.fixed:
        return ()
    if zero < 0:
        return (f"Volume may fall by {show_percent(-zero)} before the account makes a loss.",)
    return (f"Volume would have to rise by {show_percent(zero)} to cover the fixed costs.",)


def _loss(base: Drivers, profit: AccountProfit) -> tuple[str, ...]:
    if base.profit > 0:
        return ()
    return (f"Profit is {show_money(base.profit)}: effects are given in money, because per cents of a loss mislead.",)


def _figures(
    changes: Changes, base: Drivers, after: Drivers, ranked: Sequence[Sensitivity], profit: AccountProfit, currency: str
) -> tuple[Figure, ...]:
    bound = f"at most: {', '.join(profit.missing)} not in the data" if profit.missing else ""
    no_base = "" if base.profit > 0 else "undefined: today's profit is not positive"
    figures = [Figure("base_profit", base.profit, currency, "net account profit today", bound)]
    figures += [Figure(f"effect_{one.name}", one.effect, currency, one.label) for one in ranked]
    rate = leverage(base)
    figures.append(Figure("operating_leverage", rate, "", "contribution margin ÷ profit", no_base))
    losing = "undefined: a sale earns nothing"
    zero = zero_volume_pct(base)
    figures.append(
        Figure("zero_volume_pct", zero, "%", "volume change to zero profit", "" if zero is not None else losing)
    )
    if not changes.any:
        up = even_volume_pct(base, Changes(price_pct=Decimal(1)))
        note = "" if up is not None else losing
        return (*figures, Figure("even_volume_pct", up, "%", "volume change that evens out 1 % more price", note))
    change = after.profit - base.profit
    even = even_volume_pct(base, changes)
    figures += [
        Figure("profit_after", after.profit, currency, "profit after the changes", bound),
        Figure("profit_change", change, currency, "change of profit"),
        Figure("profit_change_pct", percent(change, base.profit) if base.profit > 0 else None, "%", "change", no_base),
        Figure("net_sales_after", after.net_sales, currency, "net sales after the changes"),
        Figure("even_volume_pct", even, "%", "volume change that keeps the profit", "" if even is not None else losing),
    ]
    return tuple(figures)


def _levers_table(ranked: Sequence[Sensitivity], currency: str) -> Table:
    columns: tuple[Column, ...] = (Column("lever", "lever"), Column("effect", "profit", currency))
    if all(one.of_profit_pct is None for one in ranked):
        return Table(columns, tuple((one.label, one.effect) for one in ranked))
    columns += (Column("of_profit_pct", "of profit", "%"),)
    return Table(columns, tuple((one.label, one.effect, one.of_profit_pct) for one in ranked))


def _pnl(one: Drivers) -> tuple[tuple[str, Decimal], ...]:
    return (
        ("gross sales", one.gross_sales),
        ("discounts", -one.discount),
        ("rebates", -one.rebates),
        ("net sales", one.net_sales),
        ("cost of goods", -one.cogs),
        ("freight", -one.freight),
        ("returns and service", -one.service),
        ("promotion and KAM", -one.fixed),
        ("net account profit", one.profit),
    )


def _lines_table(base: Drivers, after: Drivers, currency: str) -> Table:
    columns = (
        Column("line", "line"),
        Column("today", "today", currency),
        Column("after", "what if", currency),
        Column("change", "change", currency),
    )
    rows = tuple(
        (label, old, new, new - old)
        for (label, old), (_, new) in zip(_pnl(base), _pnl(after), strict=True)
        if old or new
    )
    return Table(columns, rows)


def _chart(args: Args, name: str, base: Drivers, after: Drivers, ranked: Sequence[Sensitivity], currency: str) -> Chart:
    """Bars of the levers, or the bridge from today's profit to the profit after the changes."""
    if not args.changes.any:
        effects = Series("profit", tuple(one.effect for one in ranked))
        return Chart("bars", f"{name}: what 1 % moves", tuple(one.label for one in ranked), (effects,), currency)
    moves = [
        (label, new - old)
        for (label, old), (_, new) in zip(_pnl(base), _pnl(after), strict=True)
        if label not in ("net sales", "net account profit") and new != old
    ]
    names = ("today", *(label for label, _ in moves), "what if")
    values = (base.profit, *(amount for _, amount in moves), after.profit)
    return Chart(
        "bridge",
        f"{name}: profit, today to what if",
        names,
        (Series("profit", values),),
        currency,
        (names[0], names[-1]),
    )


def _receipt(args: Args, book: Book, base: Drivers, after: Drivers, span: Coverage) -> Receipt:
    currency = book.currency
    given = tuple(
        (name, Input(str(value), "your question"))
        for name, value in args.canonical().items()
        if name not in ("account", "period")
    )
    lines = tuple(
        (label.replace(" ", "_"), Input(show_money(abs(amount), currency, 2), "the account's P&L", str(span.period)))
        for label, amount in _pnl(base)
        if amount
    )
    steps = (
        f"today {show_money(base.profit, currency, 2)}",
        f"after the changes {show_money(after.profit, currency, 2)}",
    )
    formula = (
        "profit = gross × (1 − discount rate) − rebates − (cost of goods + freight + service) − fixed; price and "
        "volume multiply gross sales, volume multiplies variable costs; even volume = margin before ÷ margin after − 1"
    )
    return Receipt(formula, (*given, *lines), CONVENTION, steps, book.today, book.data_name)


def _surcharge(changes: Changes, base: Drivers) -> tuple[str, ...]:
    rate = base.discount_pct + changes.discount_pts
    if rate >= 0:
        return ()
    return (
        f"Today's discount is only {show_percent(base.discount_pct)}: the change means a surcharge of "
        f"{show_percent(-rate)}.",
    )


def _unknown(profit: AccountProfit) -> tuple[str, ...]:
    if not profit.missing:
        return ()
    return (f"Not in your data: {', '.join(profit.missing)}. Profit is at most what is shown; the effects hold.",)


def _follow_ups(args: Args, name: str) -> tuple[str, ...]:
    if not args.changes.any:
        return (
            f"what if we raise the price by 2 % at {name} and lose 3 % volume?",
            f"where does the price leak at {name}?",
        )
    return (f"which line moves {possessive(name)} profit most?", f"how much of list price do we keep at {name}?")


TOOL = Tool(
    id="profit_drivers",
    args=Args,
    run=run,
    summary="which P&L line moves profit most, and what-if after changes",
    examples=(
        "which cost line moves the margin at Brakes and Gears most?",
        "what if we raise prices 2 % at Retail Mall and lose 3 % volume?",
        "what does one point more discount cost us at Perfect Toys?",
    ),
    group="Money",
    figures=(
        ("base_profit", "net account profit of the base period; at most that where a line is unknown"),
        ("effect_price", "profit added by 1 % more price"),
        ("effect_volume", "profit added by 1 % more volume"),
        ("effect_cost", "profit added by 1 % less cost of goods"),
        ("effect_discount", "profit added by 1 % less discount"),
        ("effect_rebates", "profit added by 1 % less rebates"),
        ("effect_freight", "profit added by 1 % less freight"),
        ("effect_service", "profit added by 1 % less returns and service"),
        ("effect_promotion", "profit added by 1 % less promotion cost"),
        ("effect_kam", "profit added by 1 % less KAM time"),
        ("operating_leverage", "contribution margin ÷ profit; undefined where profit is not positive"),
        ("zero_volume_pct", "change of volume at which profit is zero"),
        ("even_volume_pct", "change of volume that evens out the changes, or 1 % more price where none is given"),
        ("profit_after", "what-if: profit after all changes"),
        ("profit_change", "what-if: profit_after − base_profit"),
        ("profit_change_pct", "what-if: profit_change in per cent of base_profit"),
        ("net_sales_after", "what-if: net sales after all changes"),
    ),
    sources=(
        "Marn and Rosiello, Managing Price, Gaining Profit (HBR 1992): 1 % on each lever",
        "cost-volume-profit analysis, any management accounting text",
    ),
)
