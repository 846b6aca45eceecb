"""The value of a customer: today's profit counts, and every other convention differs by a known step."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.lifetime_value import lifetime_value, lowest_retention_of_flows, lowest_retention_pct
from bot.tools.net_present_value import net_present_value, powers

D = Decimal
MARGINS = st.integers(-10_000, 10_000).map(Decimal)
RETENTIONS = st.integers(0, 100).map(Decimal)
RATES = st.integers(0, 60).map(Decimal)
TINY = D("1e-15")


def test_the_three_conventions_on_paper() -> None:
    """m = 100, r = 80 %, i = 10 %: 366.67 with today's margin, 266.67 without, 333.33 sure, 5 years 292.06."""
    value = lifetime_value(D(100), D(80), D(10), 5)
    shown = [value.value, value.no_end, value.excluding_today_no_end, value.first_certain_no_end]
    assert [round(one or D(0), 2) for one in shown] == [D("292.06"), D("366.67"), D("266.67"), D("333.33")]


def test_a_loss_maker_has_a_negative_value() -> None:
    assert lifetime_value(D(-100), D(80), D(10), 5).value < 0


def test_a_customer_who_never_stays_is_worth_today_s_profit() -> None:
    value = lifetime_value(D(100), D(0), D(10), 5)
    assert value.value == 100
    assert value.excluding_today == 0


def test_a_customer_who_never_leaves_is_a_perpetuity() -> None:
    value = lifetime_value(D(100), D(100), D(10), 5)
    assert value.excluding_today_no_end is not None
    assert abs(value.excluding_today_no_end - 1000) < TINY


@pytest.mark.parametrize(("retention", "discount", "growth"), [(100, 0, 0), (95, 2, 8), (100, 5, 5)])
def test_without_an_end_it_may_never_converge_but_a_horizon_always_does(
    retention: int, discount: int, growth: int
) -> None:
    value = lifetime_value(D(100), D(retention), D(discount), 5, D(growth))
    assert value.no_end is None
    assert value.excluding_today_no_end is None
    assert value.value > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"retention_pct": D(101)}, "Give 0 to 100 %"),
        ({"retention_pct": D(-1)}, "Give 0 to 100 %"),
        ({"growth_pct": D(-100)}, "above −100 %"),
        ({"years": 0}, "give 1 to 100 years"),
        ({"years": 101}, "give 1 to 100 years"),
        ({"acquisition_cost": D(-1)}, "cannot be negative"),
        ({"discount_pct": D(-100)}, "above −100 %"),
    ],
)
def test_what_means_nothing_is_refused_with_what_to_give(change: dict[str, object], words: str) -> None:
    given_: dict[str, object] = {"margin": D(1), "retention_pct": D(80), "discount_pct": D(10), "years": 5}
    with pytest.raises(BadInput, match=words):
        lifetime_value(**{**given_, **change})  # type: ignore[arg-type]  # a table of bad values


def test_the_lowest_retention_pays_the_outlay_back_exactly() -> None:
    """15,000 a year against 40,000 today at 9 % over 5 years."""
    lowest = lowest_retention_pct(D(15000), D(9), 5, D(0), D(40000))
    assert lowest is not None
    assert round(lowest, 1) == D("74.0")
    assert abs(lifetime_value(D(15000), lowest, D(9), 5, D(0), D(40000)).value) < D("1e-12")


def test_an_outlay_below_today_s_profit_needs_no_retention_at_all() -> None:
    assert lowest_retention_pct(D(100), D(9), 5, D(0), D(80)) == 0


def test_an_outlay_that_never_comes_back_has_no_lowest_retention() -> None:
    assert lowest_retention_pct(D(100), D(9), 5, D(0), D(10_000)) is None
    assert lowest_retention_pct(D(-100), D(9), 5, D(0), D(0)) is None


def test_the_lowest_retention_of_flows_brings_their_value_to_zero() -> None:
    plan = tuple(D(one) for one in (-50, -20, 40, 60, 60))
    lowest = lowest_retention_of_flows(plan, D(10))
    assert lowest is not None
    weighed = [flow * (lowest / 100) ** year for year, flow in enumerate(plan)]
    assert abs(net_present_value(weighed, D(10))) < D("1e-12")


@given(MARGINS, RETENTIONS, RATES, st.integers(1, 30))
def test_the_horizon_value_is_the_net_present_value_of_its_years(
    margin: Decimal, retention: Decimal, rate: Decimal, years: int
) -> None:
    plan = [margin * staying for staying in powers(retention / 100, years)]
    assert abs(lifetime_value(margin, retention, rate, years).value - net_present_value(plan, rate)) < D("1e-12")


@given(MARGINS, st.integers(0, 99).map(Decimal), RATES)
def test_conventions_without_an_end_differ_by_one_margin(margin: Decimal, retention: Decimal, rate: Decimal) -> None:
    value = lifetime_value(margin, retention, rate, 5)
    assert value.no_end is not None
    assert value.excluding_today_no_end is not None
    assert abs(value.no_end - value.excluding_today_no_end - margin) < D("1e-12")


@given(MARGINS, RETENTIONS, RATES, st.integers(1, 10), st.integers(2, 9))
def test_the_value_is_in_proportion_to_the_margin(
    margin: Decimal, retention: Decimal, rate: Decimal, years: int, times: int
) -> None:
    one, many = lifetime_value(margin, retention, rate, years), lifetime_value(margin * times, retention, rate, years)
    assert abs(many.value - one.value * times) < D("1e-9")


@given(st.integers(1, 10_000).map(Decimal), RATES, st.integers(1, 10))
def test_a_better_retention_is_never_worth_less(margin: Decimal, rate: Decimal, years: int) -> None:
    values = [lifetime_value(margin, D(retention), rate, years).value for retention in range(0, 101, 10)]
    assert values == sorted(values)
