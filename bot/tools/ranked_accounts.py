"""Every account of a scope with the figure it is ranked by, and what is shown beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.tools.account_value import clv_by_account, discount_pct, horizon_years
from bot.tools.answer import Column, Input, Value
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared
from bot.tools.money import ZERO, growth, percent, show_percent, total
from bot.tools.profit import AccountProfit, account_profit
from bot.tools.wording import counted, listed, short, when


@dataclass(frozen=True, slots=True)
class Rankable:
    """Every account that can be ranked, with its value and what is shown beside it."""

    values: Mapping[str, Decimal]
    profits: Mapping[str, AccountProfit]
    beside: Mapping[str, tuple[Value, ...]]
    columns: tuple[Column, ...]
    unit: str
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: tuple[tuple[str, Input], ...] = ()
    illustrative: bool = False
    sizes: Mapping[str, Decimal] | None = None  # decides between equal values


def ranked(
    values: Mapping[str, Decimal], order: str = "top", sizes: Mapping[str, Decimal] | None = None
) -> list[tuple[int, str]]:
    """(rank, key) from the best, or for order 'bottom' from the worst. Equal values share a rank: among them the
    larger size first, then by key."""
    sign = 1 if order == "bottom" else -1
    size = sizes or {}
    keys = sorted(values, key=lambda key: (sign * values[key], -size.get(key, ZERO), key))
    places: list[tuple[int, str]] = []
    for index, key in enumerate(keys):
        same = bool(places) and values[key] == values[keys[index - 1]]
        places.append((places[-1][0] if same else index + 1, key))
    return places


def rankable(book: Book, metric: str, scope: Scope, span: Coverage) -> Rankable:
    """The accounts of a scope by a metric of CONTRACT: sales, gross_margin, net_profit, growth or clv."""
    return _METRICS[metric](book, scope, span)


def _by_sales(book: Book, scope: Scope, span: Coverage) -> Rankable:
    profits = _active(book, scope, span)
    values = {key: one.net_sales for key, one in profits.items()}
    whole = total(values.values())
    profit_rank = _ranks({key: one.net_profit for key, one in profits.items()})
    currency = book.currency
    columns = (
        Column("net_sales", "net sales", currency),
        Column("share_pct", "share", "%"),
        Column("gross_margin", "gross margin", currency),
        Column("net_profit", "profit", currency),
        Column("profit_rank", "rank by profit", "rank"),
    )
    beside = {
        key: (one.net_sales, percent(one.net_sales, whole), one.gross_margin, one.net_profit, profit_rank.get(key))
        for key, one in profits.items()
    }
    return _ledger_field(values, profits, beside, columns, currency)


def _by_margin(book: Book, scope: Scope, span: Coverage) -> Rankable:
    profits = _active(book, scope, span)
    sales_rank = _ranks({key: one.net_sales for key, one in profits.items()})
    values = {key: one.gross_margin for key, one in profits.items() if one.gross_margin is not None}
    currency = book.currency
    columns = (
        Column("gross_margin", "gross margin", currency),
        Column("gross_margin_pct", "margin", "%"),
        Column("net_sales", "net sales", currency),
        Column("sales_rank", "rank by sales", "rank"),
    )
    beside = {
        key: (margin, profits[key].gross_margin_pct, profits[key].net_sales, sales_rank[key])
        for key, margin in values.items()
    }
    return _ledger_field(values, profits, beside, columns, currency)


def _by_profit(book: Book, scope: Scope, span: Coverage) -> Rankable:
    profits = _active(book, scope, span)
    sales_rank = _ranks({key: one.net_sales for key, one in profits.items()})
    values = {key: one.net_profit for key, one in profits.items() if one.net_profit is not None}
    currency = book.currency
    columns = (
        Column("net_profit", "net profit", currency),
        Column("net_profit_pct", "of sales", "%"),
        Column("net_sales", "net sales", currency),
        Column("sales_rank", "rank by sales", "rank"),
    )
    beside = {
        key: (profit, profits[key].net_profit_pct, profits[key].net_sales, sales_rank[key])
        for key, profit in values.items()
    }
    return _ledger_field(values, profits, beside, columns, currency)


def _by_growth(book: Book, scope: Scope, span: Coverage) -> Rankable:
    base = compared(book, span, None)
    if base.nothing:
        return Rankable({}, {}, {}, (), "%", (base.nothing,))
    new = account_profit(book, scope, span.period)
    old = account_profit(book, scope, base.period)
    values: dict[str, Decimal] = {}
    beside: dict[str, tuple[Value, ...]] = {}
    for key, before in old.items():
        rate = growth(new[key].net_sales, before.net_sales)
        if rate is not None:
            values[key] = rate
            change = new[key].net_sales - before.net_sales
            beside[key] = (rate, new[key].net_sales, before.net_sales, change)
    fresh = sum(1 for key, one in new.items() if one.sums.lines and key not in values)
    said = f"{counted(fresh, 'account')} bought nothing {when(base.period)}: no growth to give, so not ranked."
    columns = (
        Column("growth_pct", "growth", "%"),
        Column("net_sales", short(span.period), book.currency),
        Column("prior_net_sales", short(base.period), book.currency),
        Column("change", "change", book.currency),
    )
    inputs = (("compared_with", Input(str(base.period), "order lines", str(base.period.end))),)
    made_up = any(one.rebates.illustrative for one in new.values())
    left_out = (said,) if fresh else ()
    sizes = {key: before.net_sales for key, before in old.items()}
    return Rankable(values, new, beside, columns, "%", left_out, (), base.warnings, inputs, made_up, sizes)


def _by_clv(book: Book, scope: Scope, span: Coverage) -> Rankable:
    found = clv_by_account(book, scope)
    values = {key: one.clv for key, one in found.items() if one.clv is not None}
    profits = {key: one.profit for key, one in found.items()}
    sales_rank = _ranks({key: one.net_sales for key, one in profits.items()})
    columns = (
        Column("clv", "lifetime value", book.currency),
        Column("margin", "yearly margin", book.currency),
        Column("retention_pct", "retention", "%"),
        Column("sales_rank", "rank by sales", "rank"),
    )
    beside: dict[str, tuple[Value, ...]] = {
        key: (values[key], found[key].margin, found[key].retention.pct, sales_rank[key]) for key in values
    }
    sources = sorted({found[key].retention.source for key in values})
    inputs = (
        ("horizon_years", Input(str(horizon_years(book)), "config: clv_horizon_years")),
        ("discount_pct", Input(show_percent(discount_pct(book)), "config: clv_discount_pct")),
        ("retention", Input("per account", listed(sources), str(span.period))),
    )
    field = _ledger_field(values, profits, beside, columns, book.currency)
    made_up = field.illustrative or any(found[key].retention.illustrative for key in values)
    return replace(field, inputs=inputs, illustrative=made_up)


def _active(book: Book, scope: Scope, span: Coverage) -> dict[str, AccountProfit]:
    """The accounts with order lines in the period: the others have nothing to be ranked by."""
    return {key: one for key, one in account_profit(book, scope, span.period).items() if one.sums.lines}


def _ledger_field(
    values: Mapping[str, Decimal],
    profits: Mapping[str, AccountProfit],
    beside: Mapping[str, tuple[Value, ...]],
    columns: tuple[Column, ...],
    currency: str,
) -> Rankable:
    """The parts that rankings by a P&L line share: who is left out, what is unknown, what is illustrative."""
    without = len(profits) - len(values)
    left_out = (f"{counted(without, 'account')} not ranked: the cost of goods is not in the data.",) if without else ()
    missing = _missing(profits)
    unknown = (f"Not in your data: {', '.join(missing)}. Profits are at most what is shown.",) if missing else ()
    made_up = any(one.illustrative for one in profits.values())
    return Rankable(values, profits, beside, columns, currency, left_out, unknown, illustrative=made_up)


def _missing(profits: Mapping[str, AccountProfit]) -> tuple[str, ...]:
    """The cost lines that are not in the data for some account, in the order of the P&L."""
    names: dict[str, None] = {}
    for one in {one.missing for one in profits.values()}:
        names.update(dict.fromkeys(one))
    return tuple(names)


def _ranks(values: Mapping[str, Decimal | None]) -> dict[str, int]:
    """Each account's place from the best; without those whose value is unknown."""
    known = {key: value for key, value in values.items() if value is not None}
    return {key: rank for rank, key in ranked(known)}


_METRICS: dict[str, Callable[[Book, Scope, Coverage], Rankable]] = {
    "sales": _by_sales,
    "gross_margin": _by_margin,
    "net_profit": _by_profit,
    "growth": _by_growth,
    "clv": _by_clv,
}
