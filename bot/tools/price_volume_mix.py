"""Why sales or margin changed between two periods: price, volume, mix, cost, new and lost products."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import AccountId, PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared, covered
from bot.tools.money import ZERO, growth, show_money, show_percent
from bot.tools.product_change import Change, Levels, change_by_product
from bot.tools.pvm import Effects, discount_effect
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import listed, short, signed, when

LABELS = {
    "price": "price",
    "cost": "cost of goods",
    "volume": "volume",
    "mix": "mix",
    "new": "new products",
    "lost": "lost products",
    "rebates": "rebates",
}
PRODUCTS = 10
"""Products shown behind the effects, largest change first."""


class Args(ToolArgs):
    """An account or a scope, a period, and the earlier period."""

    account: AccountId | None = Field(None, description="one account")
    scope: ScopeArg | None = Field(None, description="whose accounts, where no account is named")
    period: PeriodArg | None = Field(None, description="the later period; by default the last 12 full months")
    compare_to: PeriodArg | None = Field(None, description="the earlier period; by default the same days a year before")


def run(args: Args, book: Book) -> Answer:
    """Why sales and gross margin changed between two periods: price, volume, mix, cost, new and lost products.

    Product by product and adding up exactly, with no residual: price at actual volume, volume at the earlier mix, mix
    against the earlier mix, cost of goods per unit, and products sold in one of the periods only on their own lines.
    For an account or a whole scope; by default the last twelve full months against the year before.
    """
    span = covered(book, args.period)
    if span.nothing:
        return Answer("price_volume_mix", span.nothing, follow_ups=("why did my sales change last year?",))
    accounts, subject, ids = _subject(args, book)
    base = compared(book, span, args.compare_to)
    if base.nothing:
        return Answer("price_volume_mix", base.nothing, warnings=span.warnings, accounts=ids)
    change = change_by_product(
        book.sales.by_product(accounts, base.period),
        book.sales.by_product(accounts, span.period),
        book.portfolio.costs(accounts, base.period, with_kam=False).kind("rebate"),
        book.portfolio.costs(accounts, span.period, with_kam=False).kind("rebate"),
    )
    if not change.items:
        sentence = (
            f"{subject} bought nothing {when(span.period)} or {when(base.period)}: there is no change to explain."
        )
        return Answer("price_volume_mix", _upper(sentence), warnings=(*span.warnings, *base.warnings), accounts=ids)
    levels = change.levels
    return Answer(
        "price_volume_mix",
        _upper(_headline(subject, levels, span, base)),
        _lines(change),
        _figures(change, levels, book.currency),
        table=_table(change, book.currency),
        chart=_bridge(subject, change, levels, span, base, book.currency),
        sections=(_products(change, book.currency),),
        receipt=_receipt(book, change, levels, span, base),
        warnings=(*span.warnings, *base.warnings),
        unknown=_unknown(change),
        illustrative=change.illustrative,
        follow_ups=_follow_ups(args, subject, change),
        visibility="private" if ids else "team",
        accounts=ids,
    )


def _subject(args: Args, book: Book) -> tuple[Scope | list[str], str, tuple[str, ...]]:
    """What to ask the ledger for, how to call it, and the account ids whose figures are shown."""
    if args.account is not None:
        account = book.people.account(args.account)
        return [account.id], account.name, (account.id,)
    scope = args.scope or default_scope(book)
    return scope, scope_name(scope), ()


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _moved(old: Decimal, new: Decimal) -> str:
    if new == old:
        return f"stayed at {show_money(new)}"
    verb = "rose" if new > old else "fell"
    return f"{verb} {show_money(abs(new - old))} ({show_money(old)} → {show_money(new)})"


def _headline(subject: str, levels: Levels, span: Coverage, base: Coverage) -> str:
    sales = f"net sales {_moved(levels.sales0, levels.sales1)}"
    where = f"{subject}, {span.period} against {base.period}"
    if levels.margin0 is None or levels.margin1 is None:
        return f"{where}: {sales}; what it did to margin can't be said without the cost of goods."
    joined = "and" if (levels.sales1 > levels.sales0) == (levels.margin1 > levels.margin0) else "but"
    return f"{where}: gross margin {_moved(levels.margin0, levels.margin1)}, {joined} {sales}."


def _parts(effects: Effects) -> list[tuple[str, Decimal]]:
    """The effects that are there, by name in the order of the bridge."""
    return [(name, getattr(effects, name)) for name in LABELS if getattr(effects, name)]


def _sum_line(what: str, effects: Effects) -> str:
    parts = ", ".join(f"{LABELS[name]} {signed(amount)}" for name, amount in _parts(effects))
    return f"{what}: {parts or 'nothing'} = {signed(effects.change)}."


def _lines(change: Change) -> tuple[str, ...]:
    lines = []
    if change.margin_total is not None:
        lines.append(_sum_line("Margin", change.margin_total))
        worst = [(amount, name) for name, amount in _parts(change.margin_total) if amount < 0]
        best = [(amount, name) for name, amount in _parts(change.margin_total) if amount > 0]
        said = [f"{LABELS[min(worst)[1]]} hurt most"] if worst else []
        said += [f"{LABELS[max(best)[1]]} helped most"] if best else []
        lines.append(f"For the margin, {listed(said)}.") if said else None
    lines.append(_sum_line("Sales", change.sales_total))
    discounts = discount_effect(change.items)
    if discounts:
        way = "less" if discounts > 0 else "more"
        lines.append(f"Of the price effect, {signed(discounts)} is {way} discount per unit.")
    return tuple(lines)


def _figures(change: Change, levels: Levels, currency: str) -> tuple[Figure, ...]:
    sales, margin = change.sales_total, change.margin_total
    unknown = "" if margin is not None else "unknown: the cost of goods is missing for some lines"

    def on_margin(name: str, value: Decimal | None, label: str) -> Figure:
        return Figure(name, value, currency, label, unknown)

    def part(name: str) -> Decimal | None:
        return None if margin is None else getattr(margin, name)

    return (
        Figure("net_sales", levels.sales1, currency, "net sales"),
        Figure("prior_net_sales", levels.sales0, currency, "net sales before"),
        Figure("net_sales_change", sales.change, currency, "change of net sales"),
        Figure("price_effect", sales.price, currency, "price"),
        Figure("volume_effect", sales.volume, currency, "volume"),
        Figure("mix_effect", sales.mix, currency, "mix"),
        Figure("new_effect", sales.new, currency, "new products"),
        Figure("lost_effect", sales.lost, currency, "lost products"),
        Figure("rebates_effect", sales.rebates, currency, "rebates"),
        Figure("discount_effect", discount_effect(change.items), currency, "discount, within price"),
        on_margin("gross_margin", levels.margin1, "gross margin"),
        on_margin("prior_gross_margin", levels.margin0, "gross margin before"),
        on_margin("gross_margin_change", part("change"), "change of gross margin"),
        on_margin("cost_effect", part("cost"), "cost of goods per unit, on margin"),
        on_margin("margin_volume_effect", part("volume"), "volume, on margin"),
        on_margin("margin_mix_effect", part("mix"), "mix, on margin"),
        on_margin("margin_new_effect", part("new"), "new products, on margin"),
        on_margin("margin_lost_effect", part("lost"), "lost products, on margin"),
    )


def _table(change: Change, currency: str) -> Table:
    sales, margin = change.sales_total, change.margin_total
    rows: list[tuple[str, Decimal | None, Decimal | None]] = [
        (LABELS[name], None if name == "cost" else getattr(sales, name), getattr(margin, name) if margin else None)
        for name in LABELS
        if name != "rebates" or sales.rebates
    ]
    rows.append(("change", sales.change, margin.change if margin else None))
    columns = (
        Column("effect", "effect"),
        Column("sales", "on sales", currency),
        Column("margin", "on margin", currency),
    )
    return Table(columns, tuple(rows))


def _bridge(subject: str, change: Change, levels: Levels, span: Coverage, base: Coverage, currency: str) -> Chart:
    """From the earlier level to the later one: margin where it is known, else sales."""
    margin = change.margin_total
    if margin is not None and levels.margin0 is not None and levels.margin1 is not None:
        effects, first, last, what = margin, levels.margin0, levels.margin1, "gross margin"
    else:
        effects, first, last, what = change.sales_total, levels.sales0, levels.sales1, "net sales"
    parts = _parts(effects)
    start, end = short(base.period), short(span.period)
    categories = (start, *(LABELS[name] for name, _ in parts), end)
    values = (first, *(amount for _, amount in parts), last)
    title = f"{_upper(subject)}: {what}, {start} to {end}"
    return Chart("bridge", title, categories, (Series(what, values),), currency, (start, end))


def _products(change: Change, currency: str) -> Section:
    """The products behind the change, largest change of margin (or of sales) first."""
    leading = change.margin if change.margin is not None else change.sales
    keys = sorted(leading, key=lambda key: (-abs(leading[key].change), key))[:PRODUCTS]
    columns = (
        Column("product", "product"),
        Column("sales_change", "sales", currency),
        Column("margin_change", "margin", currency),
        Column("price", "price", currency),
        Column("cost", "cost", currency),
        Column("volume_mix", "volume and mix", currency),
        Column("new_lost", "new or lost", currency),
    )
    rows = []
    for key in keys:
        one = leading[key]
        margin = change.margin[key].change if change.margin is not None else None
        rows.append(
            (
                change.names[key],
                change.sales[key].change,
                margin,
                one.price,
                one.cost if change.margin is not None else None,
                one.volume + one.mix,
                one.new + one.lost,
            )
        )
    what = "margin" if change.margin is not None else "sales"
    return Section(f"Products that moved {what} most", table=Table(columns, tuple(rows)))


def _receipt(book: Book, change: Change, levels: Levels, span: Coverage, base: Coverage) -> Receipt:
    both = [item for item in change.items if item.compared]
    units0, units1 = sum((one.units0 for one in both), ZERO), sum((one.units1 for one in both), ZERO)
    currency = book.currency
    steps = [_sum_line(f"sales {show_money(levels.sales0, currency, 2)}", change.sales_total)]
    if change.margin_total is not None and levels.margin0 is not None:
        steps.append(_sum_line(f"margin {show_money(levels.margin0, currency, 2)}", change.margin_total))
    inputs = (
        ("later_period", Input(show_money(levels.sales1, currency, 2), "order lines by product", str(span.period))),
        ("earlier_period", Input(show_money(levels.sales0, currency, 2), "order lines by product", str(base.period))),
        ("products_in_both", Input(f"{len(both)} of {len(change.items)} products", "order lines", str(span.period))),
        ("units_in_both", Input(f"{show_money(units0)} → {show_money(units1)}", "order lines", str(span.period))),
        ("growth_of_sales", Input(show_percent(growth(levels.sales1, levels.sales0)), "computed", str(span.period))),
    )
    return Receipt(
        "per product sold in both periods: price = S1 − S0·q1/q0; volume = S0·(Q1/Q0 − 1); mix = S0·(q1/q0 − Q1/Q0); "
        "on margin, volume and mix at the earlier margin per unit, and cost = −(C1 − C0·q1/q0)",
        inputs,
        "price at actual volume, mix against the earlier mix, new and lost products on their own lines, no residual; "
        "by sku, prices after discount; rebates as a line of their own",
        tuple(steps),
        book.today,
        book.data_name,
    )


def _unknown(change: Change) -> tuple[str, ...]:
    notes = []
    if change.margin is None:
        without = sum(1 for item in change.items if item.margin0 is None or item.margin1 is None)
        notes.append(f"The cost of goods is missing for {without} of {len(change.items)} products: margin not split.")
    if change.rebates != "both":
        why = "are not in the data" if change.rebates == "none" else "are recorded for one of the two periods only"
        notes.append(f"Rebates {why}: sales and margin are before rebates.")
    return tuple(notes)


def _follow_ups(args: Args, subject: str, change: Change) -> tuple[str, ...]:
    if args.account is None:
        return ("which accounts fell most?", "show sales by category for my accounts")
    offers = [f"what if we raise the price by 1 % at {subject}?", f"where does the price leak at {subject}?"]
    if change.sales_total.lost:
        offers.append(f"what could {subject} buy that it does not?")
    return tuple(offers)


TOOL = Tool(
    id="price_volume_mix",
    args=Args,
    run=run,
    summary="why sales or margin changed: price, volume, mix, cost, new and lost products",
    examples=(
        "why did margin fall at Brakes and Gears this year?",
        "how much of Retail Mall's drop is mix and how much is price?",
        "what explains the change in my sales, Q3 against Q2?",
    ),
    group="Money",
    figures=(
        ("net_sales", "sales net of discount and of known rebates in the later period"),
        ("prior_net_sales", "the same in the earlier period"),
        ("net_sales_change", "their difference: price + volume + mix + new + lost + rebates, exactly"),
        ("price_effect", "what changed prices did to sales, and to margin alike"),
        ("volume_effect", "what the number of units did to sales, at the earlier mix"),
        ("mix_effect", "what the shift between products did to sales"),
        ("new_effect", "sales of products not sold in the earlier period"),
        ("lost_effect", "sales of products no longer sold, negative"),
        ("rebates_effect", "what changed rebates did to sales and margin, where both periods have them recorded"),
        ("discount_effect", "the part of price_effect that is discount per unit"),
        ("gross_margin", "gross margin of the later period"),
        ("prior_gross_margin", "gross margin of the earlier period"),
        ("gross_margin_change", "price + cost + volume + mix + new + lost + rebates on margin, exactly"),
        ("cost_effect", "what the cost of goods per unit did to margin"),
        ("margin_volume_effect", "what the number of units did to margin"),
        ("margin_mix_effect", "what the shift between products did to margin"),
        ("margin_new_effect", "margin of new products"),
        ("margin_lost_effect", "margin of lost products, with the sign of its effect"),
    ),
    sources=(
        "Horngren, Cost Accounting: sales-quantity and sales-mix variances",
        "Drury, Management and Cost Accounting: sales margin variances",
    ),
)
