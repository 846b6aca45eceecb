"""A forecast is judged on its own past, says when it cannot be made, and never goes below zero."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.forecasting import BENCHMARK, MEASURED, accuracy, forecast, mase, measured_pct, periods_of
from bot.tools.money import rounded
from bot.tools.sales_forecast import Args, run
from tests.bench.forecast import quick
from tests.tools.ledger import Ledger

D = Decimal
SERIES = st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=6, max_size=30)


def test_naive_accuracy_of_the_published_series() -> None:
    series = [D(one) for one in (18, 13, 16, 11, 17, 14)]
    found = accuracy(series[1:], series[:-1])
    assert (found.mae, found.mse, rounded(found.mape or D(0), 2)) == (D("4.4"), D("20.8"), D("31.88"))


def test_no_per_cent_error_where_an_actual_is_zero() -> None:
    assert accuracy([D(0), D(1)], [D(1), D(1)]).mape is None


def test_a_history_that_never_varies_has_no_scale() -> None:
    assert mase([D(7)] * 12, 4, D(1)) is None


def test_a_steady_series_goes_on_as_it_was() -> None:
    made = forecast([D(100)] * 24, 12, 3)
    assert made is not None
    assert made.values == made.low == made.high == (D("100.00"),) * 3


def test_a_season_is_found() -> None:
    year = [10, 10, 10, 10, 10, 90, 10, 10, 10, 10, 10, 90]
    made = forecast([D(one) for one in year * 3], 12, 6)
    assert made is not None
    assert rounded(made.values[-1], 0) == 90
    assert rounded(made.values[0], 0) == 10


def test_too_short_a_history_is_no_forecast() -> None:
    assert forecast([D(1)] * 5, 12, 3) is None


@settings(max_examples=25, deadline=None)
@given(SERIES, st.integers(1, 6))
def test_the_interval_holds_the_forecast_and_nothing_is_negative(series: list[Decimal], horizon: int) -> None:
    made = forecast(series, 12, horizon)
    assert made is not None
    assert all(0 <= low <= value <= high for low, value, high in zip(made.low, made.values, made.high, strict=True))


@settings(max_examples=25, deadline=None)
@given(SERIES)
def test_the_method_chosen_never_did_worse_than_the_benchmark(series: list[Decimal]) -> None:
    made = forecast(series, 12, 3)
    assert made is not None
    assert made.mae <= made.benchmark_mae or made.method == BENCHMARK


def test_figures_of_the_question_are_forecast_without_a_ledger() -> None:
    series = tuple(D(one) for one in (120, 135, 128, 140, 151, 149, 160))
    answer = run(Args(series=series, horizon_months=2), Ledger().book("k1"))
    assert answer.hypothetical
    assert answer.table is not None
    assert len(answer.table.rows) == 2


def test_a_short_history_is_said_in_words() -> None:
    answer = run(Args(series=(D(1), D(2))), Ledger().book("k1"))
    assert "too short" in answer.headline


def test_a_silly_horizon_is_refused() -> None:
    with pytest.raises(BadInput, match="1 to 24"):
        run(Args(series=(D(1),) * 12, horizon_months=99), Ledger().book("k1"))


def test_orders_a_quarter_apart_are_forecast_by_quarter() -> None:
    ledger = Ledger()
    ledger.account("a1", "Acme")
    for index in range(12):
        month = 1 + (index * 3) % 12
        ledger.sale("a1", dt.date(2023 + (index * 3) // 12, month, 15), 1000 + index)
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert answer.table is not None
    assert answer.table.columns[0].label == "quarter"


def test_on_the_real_ledger_it_beats_the_year_before_and_its_interval_holds_what_is_said() -> None:
    found = quick()
    accounts, whole = found["accounts"], found["whole company"]
    assert accounts["forecasts"] > 40
    assert accounts["mase"] < accounts["mase_naive"]
    assert whole["mase"] < whole["mase_naive"]
    assert accounts["inside_sum_pct"] == pytest.approx(MEASURED[3][0], abs=10)
    assert accounts["inside_sum_pct"] >= 80


def test_what_was_not_measured_is_not_claimed() -> None:
    assert (measured_pct(2, many=False), measured_pct(6, many=True)) == (MEASURED[3][0], MEASURED[6][1])
    assert measured_pct(18, many=False) is None
    answer = run(Args(series=(D(5),) * 12, horizon_months=2), Ledger().book("k1"))
    assert "of 100 outcomes" not in " ".join(answer.lines)


def test_the_measured_coverage_stands_beside_the_interval() -> None:
    ledger = Ledger()
    ledger.account("a1", "Acme")
    for month in range(1, 11):
        ledger.sale("a1", dt.date(2026, month, 15), 1000 + month)
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert f"such intervals held {MEASURED[3][0]} of 100 outcomes" in answer.lines[0]


def test_quarters_keep_every_amount_and_end_with_the_last_month() -> None:
    assert periods_of([D(9), D(0), D(0), D(1), D(0), D(0), D(2)]) == ((D(1), D(2)), 3)
    assert periods_of([D(1), D(0), D(2)]) == ((D(1), D(0), D(2)), 1)


@given(st.lists(st.sampled_from([D(0), D(0), D(0), D(7)]), min_size=3, max_size=40))
def test_quarters_lose_nothing_but_the_months_before_the_first_whole_one(months: list[Decimal]) -> None:
    values, step = periods_of(months)
    assert sum(values) == sum(months[len(months) % step :])
