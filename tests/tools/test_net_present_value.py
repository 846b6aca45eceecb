"""What yearly cash flows are worth today, how deep they go, and when they are back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.net_present_value import (
    Exposure,
    break_even_weight,
    deepest,
    falls_back,
    internal_rate_pct,
    net_present_value,
    payback_years,
    present_values,
    sign_changes,
)

D = Decimal
FLOWS = st.lists(st.integers(min_value=-(10**6), max_value=10**6).map(Decimal), min_size=1, max_size=12)
RATES = st.integers(min_value=-50, max_value=100).map(Decimal)


def flows(*amounts: int) -> list[Decimal]:
    return [D(amount) for amount in amounts]


def test_the_loss_now_case_on_paper() -> None:
    """−50 − 20/1.1 + 40/1.21 + 60/1.331 + 60/1.4641 = 50.94; deepest −68.18 after a year; positive in year 3."""
    values = present_values(flows(-50, -20, 40, 60, 60), D(10))
    assert round(sum(values), 2) == D("50.94")
    low = deepest(values)
    assert low is not None
    assert (round(low.amount, 2), low.year) == (D("-68.18"), 1)
    back = payback_years(values)
    assert back is not None
    assert 2 < back <= 3


def test_the_first_flow_is_today_s_and_not_discounted() -> None:
    assert net_present_value(flows(100), D(50)) == 100
    assert net_present_value(flows(0, 150), D(50)) == 100


def test_a_rate_at_which_money_is_worth_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="above −100 %"):
        present_values(flows(1, 2), D(-100))


def test_payback_is_linear_inside_the_year() -> None:
    assert payback_years(flows(-150, 20, 20, 20, 20, 20, 20, 20, 20)) == D("7.5")
    assert payback_years(flows(-100, 100)) == 1


def test_what_is_never_paid_back_has_no_payback() -> None:
    assert payback_years(flows(-100, 10, 10)) is None


def test_what_is_never_in_the_red_is_paid_back_at_once() -> None:
    assert payback_years(flows(10, 10)) == 0
    assert deepest(flows(10, -5, 20)) is None


def test_a_later_loss_can_undo_a_payback() -> None:
    assert falls_back(flows(-10, 20, -30))
    assert not falls_back(flows(-10, 20, 30))
    assert falls_back(flows(10, -20, 30, -40))


@pytest.mark.parametrize(
    ("amounts", "changes"), [((1, 2), 0), ((-1, 2), 1), ((-1, 0, 2), 1), ((-1, 2, -3), 2), ((0, 0), 0)]
)
def test_sign_changes_skip_zeros(amounts: tuple[int, ...], changes: int) -> None:
    assert sign_changes(flows(*amounts)) == changes


@pytest.mark.parametrize("amounts", [(1, 2, 3), (-1, -2), (-100, 300, -220), (0, 0)])
def test_without_exactly_one_change_of_sign_there_is_no_single_rate(amounts: tuple[int, ...]) -> None:
    assert internal_rate_pct(flows(*amounts)) is None


def test_leading_zeros_do_not_move_the_rate() -> None:
    plain, later = internal_rate_pct(flows(-100, 110)), internal_rate_pct(flows(0, -100, 110))
    assert plain is not None
    assert later is not None
    assert abs(plain - 10) < D("1e-20")
    assert abs(later - plain) < D("1e-20")


def test_a_lender_s_flows_have_the_borrower_s_rate() -> None:
    rate = internal_rate_pct(flows(100, -110))
    assert rate is not None
    assert abs(rate - 10) < D("1e-20")


@given(FLOWS, RATES)
def test_scaling_the_flows_scales_the_value(amounts: list[Decimal], rate: Decimal) -> None:
    double = [2 * amount for amount in amounts]
    assert abs(net_present_value(double, rate) - 2 * net_present_value(amounts, rate)) < D("1e-9")


@given(FLOWS, FLOWS, RATES)
def test_values_of_two_plans_add_up(one: list[Decimal], other: list[Decimal], rate: Decimal) -> None:
    assume(len(one) == len(other))
    both = [a + b for a, b in zip(one, other, strict=True)]
    apart = net_present_value(one, rate) + net_present_value(other, rate)
    assert abs(net_present_value(both, rate) - apart) < D("1e-9")


@given(st.lists(st.integers(1, 1000).map(Decimal), min_size=1, max_size=8), st.integers(1, 5000).map(Decimal))
def test_at_the_internal_rate_the_flows_are_worth_nothing(gains: list[Decimal], outlay: Decimal) -> None:
    plan = [-outlay, *gains]
    weight = break_even_weight(plan)
    assert weight is not None
    assert abs(sum((flow * weight**year for year, flow in enumerate(plan)), D(0))) < D("1e-9")


@given(FLOWS)
def test_the_deepest_point_is_no_higher_than_any_other(amounts: list[Decimal]) -> None:
    low = deepest(amounts) or Exposure(D(0), 0)
    running = D(0)
    for amount in amounts:
        running += amount
        assert low.amount <= running or low.amount == 0
