"""One figure for each account of a scope, by the metric's name: for rankings and for concentration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.account_value import clv_by_account
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.results import Result, Results
from bot.tools.money import ZERO
from bot.tools.periods import Period

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
    results = book.results.of(scope, period, with_kam=metric == "net_profit")
    if metric == "growth":
        return _growth(book, scope, period, results)
    chosen = {key: _of(one, metric) for key, one in results.by_account.items()}
    values = {key: value for key, value in chosen.items() if value is not None}
    made_up = results.illustrative if metric == "net_profit" else results.rebates_illustrative
    return MetricValues(values, tuple(sorted(set(chosen) - set(values))), _missing(metric, results), made_up)


def _of(result: Result, metric: str) -> Decimal | None:
    if metric == "sales":
        return result.net_sales
    return result.gross_margin if metric == "gross_margin" else result.net_profit


def _missing(metric: str, results: Results) -> tuple[str, ...]:
    """The unknown lines that the metric rests on."""
    return tuple(sorted(results.missing if metric == "net_profit" else set(results.missing) & {"rebates"}))


def _growth(book: Book, scope: Scope, period: Period, results: Results) -> MetricValues:
    earlier = book.results.of(scope, period.year_before(), with_kam=False)
    before = {key: one.net_sales for key, one in earlier.by_account.items()}
    values = {key: one.net_sales - before.get(key, ZERO) for key, one in results.by_account.items()}
    return MetricValues(values, (), _missing("growth", results), results.rebates_illustrative)


def _lifetime(book: Book, scope: Scope) -> MetricValues:
    found = clv_by_account(book, scope)
    values = {key: one.clv for key, one in found.items() if one.clv is not None}
    missing = {name for one in found.values() for name in one.missing}
    made_up = any(one.illustrative for one in found.values())
    return MetricValues(values, tuple(sorted(set(found) - set(values))), tuple(sorted(missing)), made_up)
