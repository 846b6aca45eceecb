"""From list price to pocket price: how much of list reaches us, and where it leaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import AccountId, PeriodArg, ProductName, Scope, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared, covered
from bot.tools.facts.costs import AccountCosts
from bot.tools.facts.sales import ProductSums, Sums, add_sums
from bot.tools.money import HUNDRED, ZERO, add_known, percent, rounded, show_money, show_percent, total
from bot.tools.periods import Period
from bot.tools.price_steps import Fall, Step
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import listed, short, signed_points, when

PRODUCTS = 8
"""Products shown as the places where price leaks."""

CONVENTION = (
    "price realization = pocket ÷ list, over what was sold (not the share of an announced price increase that sticks); "
    "steps stack in sequence; a step that is not in the data is unknown, not zero"
)


class Args(ToolArgs):
    """An account, a product, or with neither all of the asker's accounts; a period and an earlier one."""

    account: AccountId | None = Field(None, description="one account")
    product: ProductName | None = Field(None, description="one product, by sku or name")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")
    compare_to: PeriodArg | None = Field(None, description="an earlier period; by default the same days a year before")


@dataclass(frozen=True, slots=True)
class Realization:
    """The fall from list to pocket of what was sold with a known list price, and what it covers."""

    fall: Fall
    products: tuple[ProductSums, ...]
    sums: Sums  # of the products with a list price
    priced_share_pct: Decimal | None  # their share of invoiced sales


def realization(products: Sequence[ProductSums], costs: AccountCosts | None) -> Realization:
    """The fall over all products with a list price. Costs off the invoice are known for accounts, not by product:
    with `costs` None they are unknown; where some products have no list price, the others carry their part of them by
    invoiced sales."""
    priced = tuple(one for one in products if one.list_sales is not None)
    sums = add_sums(one.sums for one in priced)
    invoiced = total(one.sums.net_sales for one in products)
    share = percent(sums.net_sales, invoiced)

    def off(kind: str) -> Decimal | None:
        amount = None if costs is None else costs.kind(kind).amount
        if amount is None or len(priced) == len(products) or share is None:
            return amount
        return amount * share / HUNDRED

    freight = [one for one in (sums.known_freight, off("freight")) if one is not None]
    list_sales = total(one.list_sales or ZERO for one in priced)
    steps = (
        Step("off_list", "list to order price", list_sales - sums.gross_sales, on_invoice=True),
        Step("discount", "discounts", sums.discount, on_invoice=True),
        Step("rebates", "rebates", off("rebate")),
        Step("promotion_cost", "promotion cost", off("promotion")),
        Step("returns", "returns", off("return")),
        Step("freight", "freight", add_known(*freight) if freight else None),
        Step("service", "service", off("service")),
    )
    made_up = costs is not None and any(
        one.illustrative and kind != "other" for kind, one in costs.by_kind.items() if one.amount
    )
    return Realization(Fall(list_sales, steps, made_up), priced, sums, share)


def run(args: Args, book: Book) -> Answer:
    """Gross to net: from list price to pocket price for an account, a product or all of the asker's accounts.

    Shows what each step takes - the gap between list and order price, discounts on the invoice, rebates, promotion
    cost, returns, freight and service - in money, of list price and of the price before it, against an earlier period,
    and the products where price leaks most. Price realization is the pocket price in per cent of list price.
    """
    span = covered(book, args.period)
    if span.nothing:
        return Answer("price_realization", span.nothing, follow_ups=("what is my price realization this year?",))
    now = _ask(args, book, span.period)
    subject, ids = _subject(args, book, now)
    if not now.products:
        return _no_list_price(args, book, subject, span, ids)
    base = compared(book, span, args.compare_to)
    before = None if base.nothing else _ask(args, book, base.period)
    before = before if before is not None and before.products else None
    return Answer(
        "price_realization",
        _headline(subject, now, span),
        (*_path(now), *_largest(now), *_comparison(now, before, base)),
        _figures(now, before, book.currency),
        table=_table(now, before, span, book.currency),
        chart=_waterfall(subject, now, span, book.currency),
        sections=() if args.product else (_leaks(now, book.currency),),
        receipt=_receipt(book, now, span),
        warnings=(*span.warnings, *(base.warnings if before else ())),
        unknown=_unknown(args, now),
        follow_ups=_follow_ups(args, book, subject, now),
        illustrative=now.fall.illustrative or (before is not None and before.fall.illustrative),
        visibility="private" if ids else "team",
        accounts=ids,
    )


def _accounts(args: Args, book: Book) -> Scope | list[str]:
    return default_scope(book) if args.account is None else [args.account]


def _subject(args: Args, book: Book, now: Realization) -> tuple[str, tuple[str, ...]]:
    """How to call what is asked for, and the accounts whose figures are shown."""
    product = next((one.name for one in now.products if one.name), args.product) if args.product else ""
    if args.account is not None:
        account = book.people.account(args.account)
        return (f"{product} at {account.name}" if product else account.name), (account.id,)
    scope = scope_name(default_scope(book))
    return (f"{product} at {scope}" if product else scope[:1].upper() + scope[1:]), ()


def _ask(args: Args, book: Book, period: Period) -> Realization:
    accounts = _accounts(args, book)
    products = book.sales.by_product(accounts, period)
    if args.product is None:
        return realization(products, book.portfolio.costs(accounts, period))
    wanted = args.product.casefold()
    return realization([one for one in products if _is_product(one, wanted)], None)


def _is_product(one: ProductSums, wanted: str) -> bool:
    """A sku, a name, the start of names ('HL Road Frame' is every colour and size of it), or a category."""
    if wanted in (one.sku.casefold(), one.category.casefold(), one.subcategory.casefold()):
        return True
    return one.name.casefold().startswith(wanted)


def _no_list_price(args: Args, book: Book, subject: str, span: Coverage, ids: tuple[str, ...]) -> Answer:
    sold = book.sales.total(_accounts(args, book), span.period).lines
    if args.product is not None:
        sentence = f"No sales of {subject} {when(span.period)} with a list price: nothing to compare the price with."
    elif sold:
        sentence = (
            f"{subject} {when(span.period)}: nothing sold has a list price in the data; import list prices first."
        )
    else:
        sentence = f"{subject} bought nothing {when(span.period)}."
    return Answer("price_realization", sentence, warnings=span.warnings, accounts=ids)


def _headline(subject: str, now: Realization, span: Coverage) -> str:
    fall = now.fall
    on_invoice = show_percent(percent(fall.invoice, fall.list_amount))
    pocket = show_percent(fall.realization_pct)
    most = "at most " if fall.missing else ""
    return f"{subject}, {span.period}: {on_invoice} of list price is invoiced and {most}{pocket} reaches our pocket."


def _path(now: Realization) -> tuple[str, ...]:
    fall = now.fall
    parts = [f"list {show_money(fall.list_amount)}"]
    for index, step in enumerate(fall.steps):
        if step.amount:
            parts.append(f"{step.label} {show_money(-step.amount)}")
        if step.on_invoice and not fall.steps[index + 1].on_invoice:
            parts.append(f"invoice {show_money(fall.invoice)}")
    parts.append(f"pocket {'at most ' if fall.missing else ''}{show_money(fall.pocket)}")
    return (" → ".join(parts),)


def _largest(now: Realization) -> tuple[str, ...]:
    known = [step for step in now.fall.steps if step.amount is not None and step.amount > 0]
    if not known:
        return ()
    worst = max(known, key=lambda step: step.amount or ZERO)
    share = show_percent(percent(worst.amount, now.fall.list_amount))
    return (f"The largest leak is {worst.label}: {show_money(worst.amount or ZERO)}, {share} of list.",)


def _comparison(now: Realization, before: Realization | None, base: Coverage) -> tuple[str, ...]:
    if base.nothing:
        return (base.nothing,)
    if before is None:
        return (f"Nothing was sold at a list price {when(base.period)} to compare with.",)
    new, old = now.fall.realization_pct, before.fall.realization_pct
    if new is None or old is None:
        return ()
    if now.fall.missing != before.fall.missing:
        differ = sorted(set(now.fall.missing) ^ set(before.fall.missing))
        return (
            f"Against {base.period} I can't compare the pocket: {listed(differ)} known in one of the periods only.",
        )
    if not rounded(new - old, 1):
        return (f"Against {base.period}: unchanged at {show_percent(new)}.",)
    moves = _moves(now, before)
    line = f"Against {base.period}: {signed_points(new - old)} (from {show_percent(old)})"
    if moves:
        name, points = max(moves, key=lambda move: abs(move[1]))
        line += f"; most of it from {name} ({signed_points(-points)})"
    return (f"{line}.",)


def _moves(now: Realization, before: Realization) -> list[tuple[str, Decimal]]:
    """How many points of list each step takes more than before."""
    moves = []
    for new, old in zip(now.fall.steps, before.fall.steps, strict=True):
        after, earlier = percent(new.amount, now.fall.list_amount), percent(old.amount, before.fall.list_amount)
        if after is not None and earlier is not None and after != earlier:
            moves.append((new.label, after - earlier))
    return moves


def _figures(now: Realization, before: Realization | None, currency: str) -> tuple[Figure, ...]:
    fall = now.fall
    bound = f"at most: {', '.join(fall.missing)} not in the data" if fall.missing else ""
    units = now.sums.quantity
    per_unit = units if units > 0 else None

    def each(amount: Decimal) -> Decimal | None:
        return None if per_unit is None else amount / per_unit

    figures = [
        Figure("list_sales", fall.list_amount, currency, "at list price"),
        *(
            Figure(step.name, step.amount, currency, step.label, "" if step.amount is not None else "not in the data")
            for step in fall.steps
        ),
        Figure("gross_sales", now.sums.gross_sales, currency, "at order price"),
        Figure("invoiced_sales", fall.invoice, currency, "invoiced"),
        Figure("pocket_sales", fall.pocket, currency, "in our pocket", bound),
        Figure("invoice_realization_pct", percent(fall.invoice, fall.list_amount), "%", "invoiced, of list"),
        Figure("price_realization_pct", fall.realization_pct, "%", "pocket, of list", bound),
        Figure("quantity", units, "pieces", "quantity"),
        Figure("list_price", each(fall.list_amount), currency, "average list price per piece"),
        Figure("pocket_price", each(fall.pocket), currency, "average pocket price per piece", bound),
        Figure("priced_share_pct", now.priced_share_pct, "%", "share of invoiced sales with a list price"),
    ]
    if before is not None:
        new, old = fall.realization_pct, before.fall.realization_pct
        comparable = fall.missing == before.fall.missing and new is not None and old is not None
        change = new - old if comparable and new is not None and old is not None else None
        figures += [
            Figure("prior_price_realization_pct", old, "%", "pocket of list before"),
            Figure("realization_change_pts", change, "points", "change", "" if comparable else "not comparable"),
        ]
    return tuple(figures)


def _table(now: Realization, before: Realization | None, span: Coverage, currency: str) -> Table:
    """Every step with its amount, of list and of the price before it; beside it the earlier period's share of list."""
    fall = now.fall
    columns: tuple[Column, ...] = (
        Column("step", "step"),
        Column("amount", short(span.period), currency),
        Column("of_list", "of list", "%"),
        Column("of_price_before", "of price before", "%"),
    )
    if before is not None:
        columns += (Column("of_list_before", "of list before", "%"),)

    def row(label: str, amount: Decimal, rate: Decimal | None, old: Decimal | None) -> tuple[str | Decimal | None, ...]:
        cells = (label, amount, percent(amount, fall.list_amount), rate)
        return cells if before is None else (*cells, old)

    earlier = before.fall if before is not None else None
    rows = [row("list", fall.list_amount, None, HUNDRED)]
    rates = fall.rates()
    for index, step in enumerate(fall.steps):
        old = percent(earlier.steps[index].amount, earlier.list_amount) if earlier else None
        if step.amount:
            rows.append(row(step.label, -step.amount, rates[index], None if old is None else -old))
        if step.name == "discount":
            share = percent(earlier.invoice, earlier.list_amount) if earlier else None
            rows.append(row("invoice", fall.invoice, None, share))
    rows.append(row("pocket", fall.pocket, None, earlier.realization_pct if earlier else None))
    return Table(columns, tuple(rows))


def _waterfall(subject: str, now: Realization, span: Coverage, currency: str) -> Chart:
    fall = now.fall
    on = [step for step in fall.steps if step.on_invoice and step.amount]
    off = [step for step in fall.steps if not step.on_invoice and step.amount]
    names = ("list", *(step.label for step in on), "invoice", *(step.label for step in off), "pocket")
    values = (
        fall.list_amount,
        *(-(step.amount or ZERO) for step in on),
        fall.invoice,
        *(-(step.amount or ZERO) for step in off),
        fall.pocket,
    )
    title = f"{subject}, {span.period}: list to pocket"
    return Chart("waterfall", title, names, (Series("amount", values),), currency, ("list", "invoice", "pocket"))


def _leaks(now: Realization, currency: str) -> Section:
    """The products invoiced furthest below the average share of list: list sales x (average − own share)."""
    average = now.fall.invoice / now.fall.list_amount if now.fall.list_amount else ZERO
    below = [(average * (one.list_sales or ZERO) - one.sums.net_sales, one) for one in now.products]
    worst = sorted((pair for pair in below if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].sku))[:PRODUCTS]
    columns = (
        Column("product", "product"),
        Column("list_sales", "at list", currency),
        Column("invoiced_sales", "invoiced", currency),
        Column("realization_pct", "of list", "%"),
        Column("below_average", "below your average", currency),
    )
    rows = tuple(
        (one.name or one.sku, one.list_sales, one.sums.net_sales, percent(one.sums.net_sales, one.list_sales), gap)
        for gap, one in worst
    )
    if not rows:
        return Section("Where price leaks", ("Every product is invoiced at the same share of list.",))
    return Section("Where price leaks: products invoiced below the average share of list", table=Table(columns, rows))


def _receipt(book: Book, now: Realization, span: Coverage) -> Receipt:
    currency = book.currency
    fall = now.fall
    at_list = Input(show_money(fall.list_amount, currency, 2), "order lines x list price", str(span.period))
    inputs = [("list_sales", at_list)]
    for step in fall.steps:
        if step.amount is not None:
            source = "order lines" if step.on_invoice or step.name == "freight" else "cost lines"
            inputs.append((step.name, Input(show_money(step.amount, currency, 2), source, str(span.period))))
    left = " × ".join(show_percent(HUNDRED - rate, 2) for rate in fall.rates() if rate)
    steps = (
        f"pocket = {show_money(fall.list_amount, currency, 2)} − "
        + " − ".join(show_money(step.amount, decimals=2) for step in fall.steps if step.amount)
        + f" = {show_money(fall.pocket, currency, 2)}",
        f"realization = {show_money(fall.pocket, currency, 2)} ÷ {show_money(fall.list_amount, currency, 2)} = "
        f"{show_percent(fall.realization_pct, 2)}" + (f" = {left}" if left else ""),
    )
    formula = "pocket = list − gap to order price − discounts − rebates − promotion − returns − freight − service"
    return Receipt(formula, tuple(inputs), CONVENTION, steps, book.today, book.data_name)


def _unknown(args: Args, now: Realization) -> tuple[str, ...]:
    notes = []
    if now.fall.missing:
        why = "not recorded by product" if args.product else "not in the data"
        notes.append(f"Not in it: {', '.join(now.fall.missing)} ({why}). The pocket price is that at most.")
    if now.priced_share_pct is not None and now.priced_share_pct != HUNDRED:
        notes.append(f"Covers {show_percent(now.priced_share_pct)} of invoiced sales: the rest has no list price.")
    return tuple(notes)


def _follow_ups(args: Args, book: Book, subject: str, now: Realization) -> tuple[str, ...]:
    if args.account is not None:
        name = book.people.account(args.account).name
        return (f"what if we give {name} one point less discount?", f"why did margin change at {name}?")
    if args.product is not None:
        return ("what is my price realization over all products?",)
    return ("which accounts have the lowest margin?", "did our promotions pay?")


TOOL = Tool(
    id="price_realization",
    args=Args,
    run=run,
    summary="from list price to pocket price, and where price leaks",
    examples=(
        "what is our price realization at Brakes and Gears against last year?",
        "how much of list price do we really keep at Retail Mall?",
        "gross to net for Mountain-200 Black, 46",
    ),
    group="Money",
    figures=(
        ("list_sales", "quantity x list price of what was sold"),
        ("off_list", "list_sales − gross_sales: order prices below list"),
        ("discount", "discounts on the invoice"),
        ("rebates", "rebates afterwards"),
        ("promotion_cost", "promotion cost lines"),
        ("returns", "cost of returns"),
        ("freight", "freight we carry"),
        ("service", "cost of service"),
        ("gross_sales", "sales at order prices"),
        ("invoiced_sales", "list_sales − off_list − discount"),
        ("pocket_sales", "invoiced_sales less every known step off the invoice; at most that where one is unknown"),
        ("invoice_realization_pct", "invoiced_sales in per cent of list_sales"),
        ("price_realization_pct", "pocket_sales in per cent of list_sales"),
        ("quantity", "pieces sold with a list price"),
        ("list_price", "list_sales per piece"),
        ("pocket_price", "pocket_sales per piece"),
        ("priced_share_pct", "share of invoiced sales whose list price is known"),
        ("prior_price_realization_pct", "price_realization_pct of the compared period"),
        ("realization_change_pts", "its change in percentage points"),
    ),
    sources=("Marn and Rosiello, Managing Price, Gaining Profit (HBR 1992): the pocket price waterfall",),
)
