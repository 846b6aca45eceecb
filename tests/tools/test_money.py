"""Amounts are rounded once, half up, and undefined ratios are None."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.money import (
    add_known,
    growth,
    percent,
    places,
    ratio,
    rounded,
    show_money,
    show_number,
    show_percent,
    total,
)

D = Decimal
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("amount", "decimals", "expected"),
    [("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.0049", 2, "1.00")],
)
def test_rounding_is_half_up_and_away_from_zero(amount: str, decimals: int, expected: str) -> None:
    assert rounded(D(amount), decimals) == D(expected)


def test_there_is_no_negative_zero() -> None:
    assert str(rounded(D("-0.001"))) == "0.00"


@pytest.mark.parametrize(("currency", "expected"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XXX", 2)])
def test_a_currency_has_its_own_places(currency: str, expected: int) -> None:
    assert places(currency) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("27899.731", "USD", "27,900 USD"),
        ("-925.2977", "", "−925"),
        ("9.5", "USD", "9.50 USD"),
        ("99.995", "EUR", "100.00 EUR"),
        ("1234567", "JPY", "1,234,567 JPY"),
        ("0", "USD", "0 USD"),
    ],
)
def test_money_is_shown_whole_from_a_hundred_up(amount: str, currency: str, shown: str) -> None:
    assert show_money(D(amount), currency) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("9.4938", "9.5 %"), ("10", "10 %"), ("-0.4", "−0.4 %"), ("1234.56", "1,234.6 %")]
)
def test_per_cents_are_shown_with_their_sign(value: str, shown: str) -> None:
    assert show_percent(D(value)) == shown


def test_a_per_cent_that_does_not_exist_is_said_in_words() -> None:
    assert show_percent(None) == "undefined"


def test_a_change_shows_its_plus() -> None:
    assert show_percent(D("12.34"), signed=True) == "+12.3 %"
    assert show_percent(D(0), signed=True) == "0 %"


def test_numbers_show_decimals_only_where_they_have_some() -> None:
    assert (show_number(1200), show_number(D("113.5")), show_number(D("-3"))) == ("1,200", "113.50", "−3")


def test_a_share_of_nothing_is_undefined() -> None:
    assert ratio(D(1), D(0)) is None
    assert percent(D(1), D(0)) is None
    assert percent(None, D(1)) is None
    assert percent(D(1), None) is None


@pytest.mark.parametrize("old", [D(0), D(-5), None])
def test_no_growth_rate_from_nothing_or_from_a_loss(old: Decimal | None) -> None:
    assert growth(D(10), old) is None


def test_growth_is_the_change_in_per_cent_of_the_old() -> None:
    assert growth(D(293874), D(185996)) == (D(293874) - D(185996)) / D(185996) * 100


def test_unknown_amounts_are_left_out_of_a_sum_of_what_is_known() -> None:
    assert add_known(D(3), None, D(4)) == 7
    assert add_known(None) == 0


@given(st.lists(AMOUNTS))
def test_the_order_of_a_sum_changes_nothing(amounts: list[Decimal]) -> None:
    assert total(amounts) == total(reversed(amounts))


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_at_most_half_a_unit(amount: Decimal) -> None:
    assert abs(rounded(amount) - amount) <= D("0.005")


@given(AMOUNTS, st.integers(min_value=1, max_value=10**6))
def test_shares_of_parts_add_up_to_a_hundred(part: Decimal, whole: int) -> None:
    one, other = percent(part, D(whole)), percent(D(whole) - part, D(whole))
    assert one is not None
    assert other is not None
    assert abs(one + other - 100) < D("1e-12")
