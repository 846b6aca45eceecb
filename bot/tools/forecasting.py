"""Forecasts of a series with a benchmark and an interval, each method judged on the series' own past."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.tools.money import ZERO, total

SHORTEST = 6
"""Fewer periods than this are no history to forecast from."""

QUARTER = 3
MOSTLY_EMPTY = 2
"""A history of which more than one in this many months has no sales is forecast by quarter."""

ORIGINS = 4
"""Back-test origins: the newest ones, each forecasting as far as the data allows."""

COVERAGE = Decimal("0.8")
"""Share of outcomes that the interval should hold."""

MEASURED = {3: (91, 85), 6: (94, 87), 12: (92, 93)}
"""Months ahead → per cent of sums over them that lay in the interval, of single accounts and of many together:
tests/bench/forecast.py, rolling origins over the AdventureWorks ledger. More than asked for, since misses of single
periods partly cancel in a sum."""

Method = Callable[[tuple[float, ...], int, int], list[float]]
"""(history oldest first, season length, horizon) -> forecasts."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Values for the coming periods, oldest first, never below zero. mae and benchmark_mae are mean absolute errors
    of this method and of the seasonal naive one in the same back-test; mase None = undefined (no scale)."""

    method: str
    values: tuple[Decimal, ...]
    low: tuple[Decimal, ...]
    high: tuple[Decimal, ...]
    mae: Decimal
    benchmark_mae: Decimal
    mase: Decimal | None
    tests: int

    @property
    def total_low(self) -> Decimal:
        """The lower end of the interval of the sum."""
        return total(self.low)

    @property
    def total_high(self) -> Decimal:
        return total(self.high)


def periods_of(months: Sequence[Decimal]) -> tuple[tuple[Decimal, ...], int]:
    """(values, months each): months as they are, or where most of them are empty the quarters that end with the last
    month; months before the first whole quarter are left out."""
    empty = sum(1 for value in months if not value)
    if empty * MOSTLY_EMPTY <= len(months):
        return tuple(months), 1
    cut = months[len(months) % QUARTER :]
    return tuple(total(cut[index : index + QUARTER]) for index in range(0, len(cut), QUARTER)), QUARTER


def _seasonal_naive(history: tuple[float, ...], season: int, horizon: int) -> list[float]:
    """The value one season ago; with less than a season of history, the last value."""
    if len(history) < season:
        return [history[-1]] * horizon
    return [history[len(history) - season + step % season] for step in range(horizon)]


def _mean(history: tuple[float, ...], season: int, horizon: int) -> list[float]:
    """The mean of the last season."""
    last = history[-season:]
    return [sum(last) / len(last)] * horizon


def _theta(history: tuple[float, ...], season: int, horizon: int) -> list[float]:
    """The theta method (Assimakopoulos and Nikolopoulos 2000), best simple method of the M3 competition."""
    import numpy as np
    from statsmodels.tsa.forecasting.theta import ThetaModel
    from threadpoolctl import threadpool_limits

    seasonal = season > 1 and len(history) >= 2 * season
    with warnings.catch_warnings(), threadpool_limits(1):  # many threads on so few numbers take ten times as long
        warnings.simplefilter("ignore")  # flat and very short series make the optimiser talk
        model = ThetaModel(
            np.asarray(history), period=season if seasonal else 1, deseasonalize=seasonal, method="additive"
        )
        fitted = model.fit(use_mle=False)
        return [float(one) for one in fitted.forecast(horizon)]


METHODS: dict[str, Method] = {"theta": _theta, "mean of the last year": _mean, "same period last year": _seasonal_naive}
BENCHMARK = "same period last year"


def forecast(series: Sequence[Decimal], season: int, horizon: int) -> Forecast | None:
    """The method that erred least on the newest periods of the series; None where the history is too short.

    The interval is conformal: the back-test errors at each distance, widened where they are few.
    """
    if len(series) < SHORTEST or horizon < 1:
        return None
    return _forecast(tuple(series), season, horizon)


@lru_cache(maxsize=256)
def _forecast(series: tuple[Decimal, ...], season: int, horizon: int) -> Forecast:
    history = tuple(float(one) for one in series)
    errors = {name: _back_test(method, history, season, horizon) for name, method in METHODS.items()}
    scores = {name: sum(map(abs, found)) / len(found) for name, found in errors.items()}
    best = min(METHODS, key=lambda name: (round(scores[name], 6), list(METHODS).index(name)))
    values = [max(one, 0.0) for one in METHODS[best](history, season, horizon)]
    width = _width(errors[best])
    spans = [width * math.sqrt(1 + step / max(season, 1)) for step in range(horizon)]
    return Forecast(
        best,
        tuple(_money(value) for value in values),
        tuple(_money(max(value - span, 0.0)) for value, span in zip(values, spans, strict=True)),
        tuple(_money(value + span) for value, span in zip(values, spans, strict=True)),
        _money(scores[best]),
        _money(scores[BENCHMARK]),
        mase(series, season, Decimal(repr(scores[best]))),
        len(errors[best]),
    )


def _back_test(method: Method, history: tuple[float, ...], season: int, horizon: int) -> list[float]:
    """Errors (actual - forecast) of forecasts made at the newest origins, each as far ahead as a third of the
    history, a season or the asked horizon, whichever is least."""
    ahead = max(min(horizon, season, len(history) // 3), 1)
    last = len(history) - ahead
    errors: list[float] = []
    for origin in range(max(last - ORIGINS + 1, 3), last + 1):
        made = method(history[:origin], season, ahead)
        errors.extend(actual - max(one, 0.0) for actual, one in zip(history[origin:], made, strict=False))
    return errors


def _width(errors: Sequence[float]) -> float:
    """The conformal half-width: the smallest error bound that COVERAGE of n + 1 errors keep to."""
    ordered = sorted(abs(one) for one in errors)
    index = math.ceil((len(ordered) + 1) * float(COVERAGE)) - 1
    return ordered[index] if index < len(ordered) else ordered[-1] * 1.5


def measured_pct(months: int, many: bool) -> int | None:
    """How often intervals so far ahead held what came, per cent; None where it was not measured."""
    span = next((one for one in sorted(MEASURED) if months <= one), None)
    return None if span is None else MEASURED[span][many]


def mase(series: Sequence[Decimal], season: int, mae: Decimal) -> Decimal | None:
    """Mean absolute scaled error: mae over the in-sample error of the seasonal naive forecast; None = no scale."""
    lag = season if len(series) > season else 1
    steps = [abs(now - then) for now, then in zip(series[lag:], series, strict=False)]
    scale = total(steps) / len(steps) if steps else ZERO
    return None if not scale else mae / scale


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Errors of forecasts against actuals. mape in per cent, None where an actual is zero."""

    mae: Decimal
    mse: Decimal
    mape: Decimal | None


def accuracy(actual: Sequence[Decimal], made: Sequence[Decimal]) -> Accuracy:
    """MAE, MSE and MAPE. Raises ValueError for unequal or empty series."""
    errors = [one - other for one, other in zip(actual, made, strict=True)]
    count = Decimal(len(errors))
    shares = None if ZERO in actual else total(abs(e) / abs(a) for e, a in zip(errors, actual, strict=True))
    return Accuracy(
        total(abs(one) for one in errors) / count,
        total(one * one for one in errors) / count,
        None if shares is None else shares / count * 100,
    )


def _money(value: float) -> Decimal:
    """A forecast in cents: its later digits carry nothing."""
    return Decimal(f"{value:.2f}")
