"""Sales and profit by product category, subcategory, product, segment, region or channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, Dimension, PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared, covered
from bot.tools.facts.people import AccountFact
from bot.tools.facts.sales import Sums, add_sums
from bot.tools.money import ZERO, percent, show_money, show_percent
from bot.tools.periods import Period
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import possessive, signed_points, when

ROWS = 10
"""Parts shown one by one, the largest; the others are one row, so that the parts add up to the whole."""

NOTEWORTHY = Decimal(5)
"""Points between the share of sales and the share of margin from which the headline says "but"."""

PLACES: tuple[tuple[str, Callable[[AccountFact], str]], ...] = (
    ("region", lambda account: account.region),
    ("territory", lambda account: account.territory),
    ("country", lambda account: account.country),
    ("city", lambda account: account.city),
)
"""A region is the widest of these by which the accounts differ."""

WORDS = {
    "category": "category",
    "subcategory": "subcategory",
    "product": "product",
    "segment": "segment",
    "region": "region",
    "channel": "channel",
}
PLURALS = {"category": "categories", "subcategory": "subcategories", "territory": "territories", "country": "countries"}


class Args(ToolArgs):
    """By what, of whom, when, and against when."""

    dimension: Dimension = Field(description="by what to split")
    account: AccountId | None = Field(None, description="one account")
    scope: ScopeArg | None = Field(None, description="whose accounts, where no account is named")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")
    compare_to: PeriodArg | None = Field(None, description="an earlier period; by default the same days a year before")


@dataclass(frozen=True, slots=True)
class Split:
    """The sums of every part by its name ('' = not recorded), by which word they are split, and their whole."""

    word: str
    parts: Mapping[str, Sums]
    whole: Sums

    @classmethod
    def of(cls, word: str, parts: Mapping[str, Sums]) -> Split:
        return cls(word, parts, add_sums(parts.values()))


def run(args: Args, book: Book) -> Answer:
    """The mix: sales and gross margin by product category, subcategory, product, customer segment, region or channel.

    For an account or a scope: each part's net sales, share of sales, gross margin, margin in per cent and share of the
    margin, and how its share of sales moved against an earlier period. The parts add up to the whole.
    """
    span = covered(book, args.period)
    if span.nothing:
        return Answer("segment_mix", span.nothing, follow_ups=("sales by category this year",))
    accounts, subject, ids = _subject(args, book)
    now = split(book, args.dimension, accounts, span.period)
    if not now.parts:
        return Answer("segment_mix", f"{subject} bought nothing {when(span.period)}.", accounts=ids)
    if set(now.parts) == {""}:
        sentence = f"No {now.word} is recorded for {subject}; I can split by category, product or region instead."
        return Answer("segment_mix", sentence, follow_ups=_follow_ups(args, subject), accounts=ids)
    base = compared(book, span, args.compare_to)
    before = None if base.nothing else split(book, args.dimension, accounts, base.period)
    before = before if before is not None and before.parts and before.word == now.word else None
    return Answer(
        "segment_mix",
        _headline(subject, now, span),
        (*_margins(now), *_moves(now, before, base)),
        _figures(now, before, book.currency),
        table=_table(now, before, book.currency),
        chart=_chart(subject, now, span, book.currency),
        receipt=_receipt(book, now, span, base, before),
        warnings=(*span.warnings, *(base.warnings if before else ())),
        unknown=_unknown(now),
        follow_ups=_follow_ups(args, subject),
        visibility="private" if ids else "team",
        accounts=ids,
    )


def split(book: Book, dimension: str, accounts: Scope | Sequence[str], period: Period) -> Split:
    """The sums of each part of the accounts' sales in the period."""
    if dimension == "category":
        return Split.of("category", dict(book.sales.by_category(accounts, period)))
    if dimension in ("subcategory", "product"):
        products = book.sales.by_product(accounts, period)
        names = [(one.subcategory if dimension == "subcategory" else one.name or one.sku, one.sums) for one in products]
        return Split.of(dimension, _grouped(names))
    sums = book.sales.by_account(accounts, period)
    facts = [fact for fact in book.people.accounts(accounts) if fact.id in sums]
    word, of = _by(dimension, facts)
    return Split.of(word, _grouped([(of(fact), sums[fact.id]) for fact in facts]))


def _by(dimension: str, facts: Sequence[AccountFact]) -> tuple[str, Callable[[AccountFact], str]]:
    """What an account's part is called and where it stands; a region is the widest place that tells them apart."""
    if dimension == "segment":
        return "segment", lambda account: account.segment
    if dimension == "channel":
        return "channel", lambda account: account.channel
    for word, of in PLACES:
        if len({of(fact) for fact in facts}) > 1:
            return word, of
    return PLACES[0]


def _grouped(named: Sequence[tuple[str, Sums]]) -> dict[str, Sums]:
    groups: dict[str, list[Sums]] = {}
    for name, sums in named:
        groups.setdefault(name, []).append(sums)
    return {name: add_sums(parts) for name, parts in groups.items()}


def _subject(args: Args, book: Book) -> tuple[Scope | list[str], str, tuple[str, ...]]:
    if args.account is not None:
        account = book.people.account(args.account)
        return [account.id], account.name, (account.id,)
    scope = args.scope or default_scope(book)
    return scope, scope_name(scope), ()


def _order(parts: Mapping[str, Sums]) -> list[str]:
    return sorted(parts, key=lambda name: (-parts[name].net_sales, name))


def _named(word: str, name: str) -> str:
    return name or f"no {word} recorded"


def _plural(word: str) -> str:
    return PLURALS.get(word, f"{word}s")


def _headline(subject: str, now: Split, span: Coverage) -> str:
    first = _order(now.parts)[0]
    whole, part = now.whole, now.parts[first]
    share = percent(part.net_sales, whole.net_sales)
    said = f"{_named(now.word, first)}: {show_percent(share)} of net sales"
    margin, of_margin = part.gross_margin, _margin_share(part, whole)
    if of_margin is not None and share is not None:
        joined = "but" if abs(of_margin - share) >= NOTEWORTHY else "and"
        said += f" {joined} {show_percent(of_margin)} of gross margin"
    elif margin is not None:
        said += f" and a gross margin of {show_money(margin)}"
    return f"{said[:1].upper()}{said[1:]} at {subject} {when(span.period)}."


def _margin_share(part: Sums, whole: Sums) -> Decimal | None:
    """A part's share of the gross margin, per cent; None where the whole earns nothing or a cost is unknown."""
    if whole.gross_margin is None or whole.gross_margin <= 0:
        return None
    return percent(part.gross_margin, whole.gross_margin)


def _margins(now: Split) -> tuple[str, ...]:
    """The best and worst margin, and the parts that lose money."""
    known = {name: sums.gross_margin_pct for name, sums in now.parts.items() if sums.gross_margin_pct is not None}
    if len(known) < 2:
        return ()
    best = max(known, key=lambda name: (known[name], name))
    worst = min(known, key=lambda name: (known[name], name))
    lines = [
        f"Best margin: {_named(now.word, best)} ({show_percent(known[best])}); weakest: "
        f"{_named(now.word, worst)} ({show_percent(known[worst])})."
    ]
    losing = [
        margin for margin in (one.gross_margin for one in now.parts.values()) if margin is not None and margin < 0
    ]
    if losing:
        these = f"1 {now.word} loses" if len(losing) == 1 else f"{len(losing)} {_plural(now.word)} lose"
        lines.append(f"{these} money: {show_money(-sum(losing, ZERO))} of gross margin together.")
    return tuple(lines)


def _moves(now: Split, before: Split | None, base: Coverage) -> tuple[str, ...]:
    """The part whose share of sales moved most."""
    if before is None:
        return (base.nothing,) if base.nothing else ()
    moved = {name: _share_change(name, now, before) for name in set(now.parts) | set(before.parts)}
    known = {name: points for name, points in moved.items() if points}
    if not known:
        return ()
    first = max(known, key=lambda name: (abs(known[name] or ZERO), name))
    moved_by = signed_points(known[first] or ZERO)
    return (f"Against {base.period}, {_named(now.word, first)} moved most: {moved_by} of sales.",)


def _share_change(name: str, now: Split, before: Split) -> Decimal | None:
    new = percent(now.parts.get(name, Sums()).net_sales, now.whole.net_sales)
    old = percent(before.parts.get(name, Sums()).net_sales, before.whole.net_sales)
    return None if new is None or old is None else new - old


def _figures(now: Split, before: Split | None, currency: str) -> tuple[Figure, ...]:
    order = _order(now.parts)
    whole, first = now.whole, now.parts[order[0]]
    unknown = "" if whole.gross_margin is not None else "unknown: the cost of goods is missing for some lines"
    figures = (
        Figure("parts", len(now.parts), _plural(now.word), f"{_plural(now.word)} with sales"),
        Figure("net_sales", whole.net_sales, currency, "net sales"),
        Figure("gross_margin", whole.gross_margin, currency, "gross margin", unknown),
        Figure("gross_margin_pct", whole.gross_margin_pct, "%", "gross margin, of net sales", unknown),
        Figure("first_net_sales", first.net_sales, currency, f"net sales of {_named(now.word, order[0])}"),
        Figure("first_share_pct", percent(first.net_sales, whole.net_sales), "%", "its share of net sales"),
        Figure("first_gross_margin", first.gross_margin, currency, "its gross margin", unknown),
    )
    if before is None:
        return figures
    return (*figures, Figure("prior_net_sales", before.whole.net_sales, currency, "net sales before"))


def _table(now: Split, before: Split | None, currency: str) -> Table:
    """The largest parts, the rest as one row, and the whole; with the change of share against the earlier period."""
    columns: tuple[Column, ...] = (
        Column("part", now.word),
        Column("net_sales", "net sales", currency),
        Column("share_pct", "of sales", "%"),
        Column("gross_margin", "margin", currency),
        Column("gross_margin_pct", "margin", "%"),
        Column("margin_share_pct", "of margin", "%"),
    )
    if before is not None:
        columns += (Column("share_change", "share vs before", "points"),)
    order = _order(now.parts)
    shown, rest = (order, []) if len(order) <= ROWS + 1 else (order[:ROWS], order[ROWS:])
    whole = now.whole

    def row(label: str, sums: Sums, change: Decimal | None) -> tuple[str | Decimal | None, ...]:
        cells = (
            label,
            sums.net_sales,
            percent(sums.net_sales, whole.net_sales),
            sums.gross_margin,
            sums.gross_margin_pct,
            _margin_share(sums, whole),
        )
        return cells if before is None else (*cells, change)

    rows = [
        row(_named(now.word, name), now.parts[name], _share_change(name, now, before) if before else None)
        for name in shown
    ]
    if rest:
        rows.append(row(f"the other {len(rest)}", add_sums(now.parts[name] for name in rest), None))
    rows.append(row("all", whole, None))
    return Table(columns, tuple(rows))


def _chart(subject: str, now: Split, span: Coverage, currency: str) -> Chart:
    """Bars of sales and margin of the largest parts."""
    order = _order(now.parts)[:ROWS]
    series = [Series("net sales", tuple(now.parts[name].net_sales for name in order))]
    if now.whole.gross_margin is not None:
        series.append(Series("gross margin", tuple(now.parts[name].gross_margin for name in order)))
    names = tuple(_named(now.word, name) for name in order)
    title = f"{subject[:1].upper()}{subject[1:]} by {now.word}, {span.period}"
    return Chart("bars", title, names, tuple(series), currency)


def _receipt(book: Book, now: Split, span: Coverage, base: Coverage, before: Split | None) -> Receipt:
    currency = book.currency
    inputs = [("net_sales", Input(show_money(now.whole.net_sales, currency, 2), "order lines", str(span.period)))]
    if before is not None:
        earlier = Input(show_money(before.whole.net_sales, currency, 2), "order lines", str(base.period))
        inputs.append(("prior_net_sales", earlier))
    return Receipt(
        f"per {now.word}: share = net sales ÷ all net sales; margin = net sales − cost of goods; share of margin = "
        "margin ÷ all margin",
        tuple(inputs),
        "net sales after discount, before rebates (not known by product); shares of margin only where the whole earns",
        (f"{len(now.parts)} {_plural(now.word)} add up to {show_money(now.whole.net_sales, currency, 2)}",),
        book.today,
        book.data_name,
    )


def _unknown(now: Split) -> tuple[str, ...]:
    whole = now.whole
    if not whole.lines_without_cogs:
        return ()
    lines = f"{whole.lines_without_cogs} of {whole.lines} lines"
    return (f"The cost of goods is missing for {lines}: the margins of those parts are unknown.",)


def _follow_ups(args: Args, subject: str) -> tuple[str, ...]:
    other = "product" if args.dimension in ("category", "subcategory") else "category"
    if args.account is not None:
        return (f"{possessive(subject)} sales by {other}", f"why did margin change at {subject}?")
    return (f"sales by {other} for my accounts", "why did my sales change?")


TOOL = Tool(
    id="segment_mix",
    args=Args,
    run=run,
    summary="sales and margin by category, product, segment, region or channel",
    examples=(
        "sales by category at Brakes and Gears in 2012",
        "which segment of my accounts earns most?",
        "how is our Pacific share of sales against last year?",
    ),
    group="Money",
    figures=(
        ("parts", "parts with sales in the period"),
        ("net_sales", "net sales of all parts, after discount and before rebates"),
        ("gross_margin", "net_sales − cost of goods"),
        ("gross_margin_pct", "gross_margin in per cent of net_sales"),
        ("first_net_sales", "net sales of the largest part"),
        ("first_share_pct", "its share of net_sales"),
        ("first_gross_margin", "its gross margin"),
        ("prior_net_sales", "net sales of the compared period"),
    ),
    sources=("segment reporting, any management accounting text",),
)
