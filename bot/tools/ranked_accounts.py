"""Every account of a scope with the figure it is ranked by, and what is shown beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.tools.account_value import clv_by_account, discount_pct, horizon_years
from bot.tools.answer import Column, Input, Value
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared
from bot.tools.facts.results import Result, Results
from bot.tools.money import ZERO, growth, percent, show_percent, total
from bot.tools.wording import counted, listed, short, when

Beside = Callable[[str], tuple[Value, ...]]
"""The cells beside an account: made for the few that are listed, not for thousands."""


@dataclass(frozen=True, slots=True)
class Rankable:
    """Every account that can be ranked, with its value. `profits` are the net account profits where they are known;
    `sizes` decide between equal values."""

    values: Mapping[str, Decimal]
    beside: Beside
    columns: tuple[Column, ...]
    unit: str
    profits: Mapping[str, Decimal | None]
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: tuple[tuple[str, Input], ...] = ()
    illustrative: bool = False
    sizes: Mapping[str, Decimal] | None = None


def ranked(
    values: Mapping[str, Decimal], order: str = "top", sizes: Mapping[str, Decimal] | None = None
) -> list[tuple[int, str]]:
    """(rank, key) from the best, or for order 'bottom' from the worst. Equal values share a rank: among them the
    larger size first, then by key."""
    keys = sorted(values)
    if sizes is not None:
        keys.sort(key=lambda key: sizes.get(key, ZERO), reverse=True)
    keys.sort(key=values.__getitem__, reverse=order != "bottom")
    places: list[tuple[int, str]] = []
    for index, key in enumerate(keys):
        same = index > 0 and values[key] == values[keys[index - 1]]
        places.append((places[-1][0] if same else index + 1, key))
    return places


def rankable(book: Book, metric: str, scope: Scope, span: Coverage) -> Rankable:
    """The accounts of a scope by a metric of CONTRACT: sales, gross_margin, net_profit, growth or clv."""
    return _METRICS[metric](book, scope, span)


def _by_sales(book: Book, scope: Scope, span: Coverage) -> Rankable:
    results = book.results.of(scope, span.period)
    values = {key: one.net_sales for key, one in results.by_account.items()}
    whole = total(values.values())
    profit_rank = _rank_among(one.net_profit for one in results.by_account.values())
    columns = (
        Column("net_sales", "net sales", book.currency),
        Column("share_pct", "share", "%"),
        Column("gross_margin", "gross margin", book.currency),
        Column("net_profit", "profit", book.currency),
        Column("profit_rank", "rank by profit", "rank"),
    )

    def beside(key: str) -> tuple[Value, ...]:
        sales, margin, profit, *_ = results.by_account[key]
        return sales, percent(sales, whole), margin, profit, profit_rank(profit)

    return _of_results(results, values, beside, columns, book.currency)


def _by_margin(book: Book, scope: Scope, span: Coverage) -> Rankable:
    results = book.results.of(scope, span.period)
    values = {key: one.gross_margin for key, one in results.by_account.items() if one.gross_margin is not None}
    columns = (Column("gross_margin", "gross margin", book.currency), Column("gross_margin_pct", "margin", "%"))
    return _with_sales_rank(book, results, values, columns)


def _by_profit(book: Book, scope: Scope, span: Coverage) -> Rankable:
    results = book.results.of(scope, span.period)
    values = {key: one.net_profit for key, one in results.by_account.items() if one.net_profit is not None}
    columns = (Column("net_profit", "net profit", book.currency), Column("net_profit_pct", "of sales", "%"))
    return _with_sales_rank(book, results, values, columns)


def _with_sales_rank(
    book: Book, results: Results, values: Mapping[str, Decimal], columns: tuple[Column, ...]
) -> Rankable:
    """The value, what it is of net sales, and beside it net sales with the rank by them."""
    sales_rank = _rank_among(one.net_sales for one in results.by_account.values())

    def beside(key: str) -> tuple[Value, ...]:
        sales = results.by_account[key].net_sales
        return values[key], percent(values[key], sales), sales, sales_rank(sales)

    columns += (Column("net_sales", "net sales", book.currency), Column("sales_rank", "rank by sales", "rank"))
    return _of_results(results, values, beside, columns, book.currency)


def _by_growth(book: Book, scope: Scope, span: Coverage) -> Rankable:
    base = compared(book, span, None)
    if base.nothing:
        return Rankable({}, lambda _: (), (), "%", {}, (base.nothing,))
    now, before = (book.results.of(scope, one.period, with_kam=False) for one in (span, base))
    new = {key: one.net_sales for key, one in now.by_account.items()}
    old = {key: one.net_sales for key, one in before.by_account.items()}
    rates = ((key, growth(new.get(key, ZERO), sales)) for key, sales in old.items())
    values = {key: rate for key, rate in rates if rate is not None}
    fresh = sum(1 for key in new if key not in values)
    said = f"{counted(fresh, 'account')} bought nothing {when(base.period)}: no growth to give, so not ranked."
    columns = (
        Column("growth_pct", "growth", "%"),
        Column("net_sales", short(span.period), book.currency),
        Column("prior_net_sales", short(base.period), book.currency),
        Column("change", "change", book.currency),
    )

    def beside(key: str) -> tuple[Value, ...]:
        sales = new.get(key, ZERO)
        return values[key], sales, old[key], sales - old[key]

    return Rankable(
        values,
        beside,
        columns,
        "%",
        {},
        left_out=(said,) if fresh else (),
        warnings=base.warnings,
        inputs=(("compared_with", Input(str(base.period), "order lines", str(base.period.end))),),
        illustrative=now.rebates_illustrative or before.rebates_illustrative,
        sizes=old,
    )


def _by_clv(book: Book, scope: Scope, span: Coverage) -> Rankable:
    found = clv_by_account(book, scope)
    values = {key: one.clv for key, one in found.items() if one.clv is not None}
    sales_rank = _rank_among(one.profit.net_sales for one in found.values())
    columns = (
        Column("clv", "lifetime value", book.currency),
        Column("margin", "yearly margin", book.currency),
        Column("retention_pct", "retention", "%"),
        Column("sales_rank", "rank by sales", "rank"),
    )

    def beside(key: str) -> tuple[Value, ...]:
        one = found[key]
        return values[key], one.margin, one.retention.pct, sales_rank(one.profit.net_sales)

    sources = sorted({found[key].retention.source for key in values})
    missing = {name: None for one in found.values() for name in one.missing}
    results = Results(
        {key: Result(one.profit.net_sales, one.profit.gross_margin, None) for key, one in found.items()},
        tuple(missing),
        any(one.illustrative for one in found.values()),
    )
    inputs = (
        ("horizon_years", Input(str(horizon_years(book)), "config: clv_horizon_years")),
        ("discount_pct", Input(show_percent(discount_pct(book)), "config: clv_discount_pct")),
        ("retention", Input("per account", listed(sources), str(span.period))),
    )
    return replace(_of_results(results, values, beside, columns, book.currency), inputs=inputs)


_METRICS: dict[str, Callable[[Book, Scope, Coverage], Rankable]] = {
    "sales": _by_sales,
    "gross_margin": _by_margin,
    "net_profit": _by_profit,
    "growth": _by_growth,
    "clv": _by_clv,
}


def _of_results(
    results: Results, values: Mapping[str, Decimal], beside: Beside, columns: tuple[Column, ...], currency: str
) -> Rankable:
    """What rankings by a P&L line share: who is left out, what is unknown, what is illustrative."""
    without = len(results.by_account) - len(values)
    left_out = (f"{counted(without, 'account')} not ranked: the cost of goods is not in the data.",) if without else ()
    missing = ", ".join(results.missing)
    unknown = (f"Not in your data: {missing}. Profits are at most what is shown.",) if missing else ()
    profits = {key: one.net_profit for key, one in results.by_account.items()}
    return Rankable(values, beside, columns, currency, profits, left_out, unknown, illustrative=results.illustrative)


def _rank_among(values: Iterable[Decimal | None]) -> Callable[[Decimal | None], int | None]:
    """A function that gives a value's place from the best among all; None for what is not known."""
    ascending = sorted(value for value in values if value is not None)

    def rank(value: Decimal | None) -> int | None:
        return None if value is None else 1 + len(ascending) - bisect_right(ascending, value)

    return rank
