"""One figure for each account of a scope, by the metric's name: for rankings and for concentration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.account_value import clv_by_account
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.periods import Period
from bot.tools.profit import AccountProfit, account_profit

LABELS = {
    "sales": "net sales",
    "gross_margin": "gross margin",
    "net_profit": "net account profit",
    "growth": "growth of net sales",
    "clv": "lifetime value",
}
"""Each metric as it is said in a sentence."""


@dataclass(frozen=True, slots=True)
class MetricValues:
    """An amount of the reporting currency by account id, of accounts with order lines in the period.

    growth is the change in net sales against the same days a year before. `undefined` are accounts whose figure
    can't be said (no cost of goods); `missing` names cost lines that are not in the data, so that profits are at most.
    """

    values: Mapping[str, Decimal]
    undefined: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    illustrative: bool = False


def metric_values(book: Book, metric: str, scope: Scope, period: Period) -> MetricValues:
    """The metric of every account of the scope that bought in the period; clv is always as of today."""
    if metric == "clv":
        return _lifetime(book, scope)
    profits = {key: one for key, one in account_profit(book, scope, period).items() if one.sums.lines}
    if metric == "growth":
        return _growth(book, scope, period, profits)
    chosen = {key: _of(profit, metric) for key, profit in profits.items()}
    values = {key: value for key, value in chosen.items() if value is not None}
    return MetricValues(
        values,
        tuple(sorted(set(chosen) - set(values))),
        _missing(metric, profits),
        any(_rests_on_made_up(metric, profit) for profit in profits.values()),
    )


def _of(profit: AccountProfit, metric: str) -> Decimal | None:
    if metric == "sales":
        return profit.net_sales
    return profit.gross_margin if metric == "gross_margin" else profit.net_profit


def _missing(metric: str, profits: Mapping[str, AccountProfit]) -> tuple[str, ...]:
    names = {name for profit in profits.values() for name in profit.missing}
    if metric != "net_profit":
        names &= {"rebates"}
    return tuple(sorted(names))


def _rests_on_made_up(metric: str, profit: AccountProfit) -> bool:
    return (
        profit.illustrative if metric == "net_profit" else profit.rebates.illustrative and bool(profit.rebates.amount)
    )


def _growth(book: Book, scope: Scope, period: Period, profits: Mapping[str, AccountProfit]) -> MetricValues:
    before = {key: one.net_sales for key, one in account_profit(book, scope, period.year_before()).items()}
    values = {key: profit.net_sales - before.get(key, Decimal(0)) for key, profit in profits.items()}
    made_up = any(_rests_on_made_up("growth", profit) for profit in profits.values())
    return MetricValues(values, (), _missing("growth", profits), made_up)


def _lifetime(book: Book, scope: Scope) -> MetricValues:
    found = clv_by_account(book, scope)
    values = {key: one.clv for key, one in found.items() if one.clv is not None}
    missing = {name for one in found.values() for name in one.profit.missing if name != "KAM time"}
    made_up = any(one.profit.illustrative or one.retention.illustrative for one in found.values())
    return MetricValues(values, tuple(sorted(set(found) - set(values))), tuple(sorted(missing)), made_up)
