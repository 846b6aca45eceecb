"""Break-even of a KAM: the worked example of the seed text, its variations, and laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.break_even import break_even, counts_around, margins_around, payback

D = Decimal
COSTS = st.integers(1, 10**7).map(Decimal)
COUNTS = st.integers(1, 500)
MARGINS = st.integers(1, 1000).map(lambda tenth: Decimal(tenth) / 10)


def test_the_seed_example() -> None:
    found = break_even(D(200_000), 10, D(10), D(2_000_000))
    assert found.cost_per_account == 20_000
    assert found.required_sales == 200_000
    assert found.growth_pct == 10


@pytest.mark.parametrize(
    ("margin", "growth"), [("5", "20"), ("8", "12.5"), ("12.5", "8"), ("15", "6.667"), ("20", "5")]
)
def test_other_margins(margin: str, growth: str) -> None:
    found = break_even(D(200_000), 10, D(margin), D(2_000_000)).growth_pct
    assert found is not None
    assert round(found, 3) == D(growth)


@pytest.mark.parametrize(
    ("accounts", "cost", "sales", "growth"),
    [(5, 40_000, 400_000, 20), (8, 25_000, 250_000, "12.5"), (20, 10_000, 100_000, 5)],
)
def test_fewer_and_more_accounts(accounts: int, cost: int, sales: int, growth: int | str) -> None:
    found = break_even(D(200_000), accounts, D(10), D(2_000_000))
    assert found.cost_per_account == cost
    assert found.required_sales == sales
    assert found.growth_pct == D(growth)


def test_the_three_forgotten_costs_raise_the_hurdle_by_half() -> None:
    found = break_even(D(200_000), 10, D(10), D(2_000_000), other_costs=D(10_000))
    assert found.cost_per_account == 30_000
    assert found.required_sales == 300_000
    assert found.growth_pct == 15


def test_the_cost_of_calls_is_a_cost_like_any_other() -> None:
    """Twelve calls at 108.70 cost 1,304.35; at a quarter of a 22 % margin that takes 23,715 of sales."""
    per_call = D(2_500_000) / 25 / (46 * 20)
    found = break_even(per_call * 12, 1, D("5.5"))
    assert round(found.cost_per_account, 2) == D("1304.35")
    assert abs(found.required_sales - D("23715.41")) < 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((D(1), 0, D(10)), "nothing to share the cost over"),
        ((D(-1), 10, D(10)), "cannot be negative"),
        ((D(1), 10, D(10), D(5), D(-1)), "cannot be negative"),
        ((D(1), 10, D(0)), "no sales level pays this back"),
        ((D(1), 10, D(-3)), "no sales level pays this back"),
        ((D(1), 10, D(10), D(-5)), "cannot be a base"),
    ],
)
def test_what_has_no_answer_is_refused_in_words(arguments: tuple[Decimal, int, Decimal], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        break_even(*arguments)


@pytest.mark.parametrize("sales", [None, D(0)])
def test_without_sales_there_is_no_growth_rate(sales: Decimal | None) -> None:
    found = break_even(D(200_000), 10, D(10), sales)
    assert found.required_sales == 200_000
    assert found.growth_pct is None


def test_the_asked_margin_takes_the_place_of_the_nearest() -> None:
    assert margins_around(D(9)) == [D(5), D(9), D(10), D("12.5"), D(15), D(20)]
    assert margins_around(D(10)) == [D(5), D(8), D(10), D("12.5"), D(15), D(20)]


def test_the_asked_number_of_accounts_takes_the_place_of_the_nearest() -> None:
    assert counts_around(75) == [5, 8, 10, 12, 15, 75]
    assert counts_around(1) == [1, 8, 10, 12, 15, 20]


def test_an_account_that_earns_its_kam_needs_no_more_sales() -> None:
    found = payback(D(100), D(100), D(5))
    assert found.earning
    assert found.after == 0
    assert found.required_sales == 0


def test_a_gap_is_closed_at_the_account_s_own_margin() -> None:
    found = payback(D(40), D(100), D(20))
    assert not found.earning
    assert found.after == -60
    assert found.required_sales == 300


@pytest.mark.parametrize("margin", [None, D(0), D(-2)])
def test_no_sales_close_a_gap_where_a_sale_earns_nothing(margin: Decimal | None) -> None:
    assert payback(D(-10), D(100), margin).required_sales is None


@given(COSTS, COUNTS, MARGINS)
def test_at_the_required_sales_the_profit_is_exactly_zero(cost: Decimal, accounts: int, margin: Decimal) -> None:
    found = break_even(cost, accounts, margin)
    assert abs(found.required_sales * margin / 100 - found.cost_per_account) < D("1e-15") * cost


@given(COSTS, COUNTS, MARGINS)
def test_all_accounts_together_pay_for_the_whole_kam(cost: Decimal, accounts: int, margin: Decimal) -> None:
    found = break_even(cost, accounts, margin)
    assert abs(found.cost_per_account * accounts - cost) < D("1e-15") * cost


@given(COSTS, COUNTS, MARGINS)
def test_twice_the_cost_takes_twice_the_sales(cost: Decimal, accounts: int, margin: Decimal) -> None:
    one, two = break_even(cost, accounts, margin), break_even(2 * cost, accounts, margin)
    assert abs(two.required_sales - 2 * one.required_sales) < D("1e-12") * cost
