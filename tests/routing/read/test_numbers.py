"""Amounts, percentages and counts are read as people write them, in several locales."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.read.counts import count, scores, series
from bot.routing.read.money import money
from bot.routing.read.numbers import numbers_in
from bot.routing.read.percent import percent, points


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1.2m", "1200000", ""),
        ("200k", "200000", ""),
        ("$1,200", "1200", "USD"),
        ("1,5 Mio. €", "1500000", "EUR"),
        ("CHF 12'500", "12500", "CHF"),
        ("two million", "2000000", ""),
        ("DKK 900.000", "900000", "DKK"),
        ("£2.4bn", "2400000000", "GBP"),
        ("1 200 000 USD", "1200000", "USD"),
        ("1.200,50 €", "1200.50", "EUR"),
        ("half a million", "500000", ""),
        ("30 grand", "30000", ""),
        ("-50k", "-50000", ""),
    ],
)
def test_an_amount_of_money(text: str, value: str, currency: str) -> None:
    amount = money(text)
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12%", "12"),
        ("12,5 Prozent", "12.5"),
        ("half a percent", "0.5"),
        ("-3%", "-3"),
        ("down 4%", "-4"),
    ],
)
def test_a_percentage(text: str, value: str) -> None:
    assert percent(text) == Decimal(value)


def test_points_may_be_given_in_basis_points() -> None:
    assert points("150 bps") == Decimal("1.5")
    assert points("2.5 points") == Decimal("2.5")


@pytest.mark.parametrize("text", ["40-45k", "€40–45k", "between 40 and 45k"])
def test_a_range_keeps_both_ends(text: str) -> None:
    (number,) = numbers_in(text)
    assert (number.value, number.upto) == (Decimal(40000), Decimal(45000))


def test_a_range_is_no_single_amount() -> None:
    with pytest.raises(BadInput, match="is a range"):
        money("40-45k")


@pytest.mark.parametrize("text", ["Q3", "Road-650", "AW00000210", "the 12th", "which one", "Sport-100"])
def test_digits_that_belong_to_a_word_are_no_number(text: str) -> None:
    assert numbers_in(text) == []


def test_counts_and_series_and_scores() -> None:
    assert count("eight") == 8
    assert count("8.00") == 8
    assert series("-50k, 20k, 20k") == (Decimal(-50000), Decimal(20000), Decimal(20000))
    assert scores("consulting=3, financial 4") == {"consulting": Decimal(3), "financial": Decimal(4)}
    with pytest.raises(BadInput, match="whole number"):
        count("2.5")


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_marks_never_change_the_value(value: int) -> None:
    for text in (f"{value:,}", f"{value:,}".replace(",", "."), f"{value:,}".replace(",", "'"), str(value)):
        if value >= 1000 or "," not in f"{value:,}":
            assert [one.value for one in numbers_in(f"EUR {text}")] == [Decimal(value)]


@given(st.text(max_size=150))
def test_no_text_breaks_it(text: str) -> None:
    for number in numbers_in(text):
        assert 0 <= number.start < number.end <= len(text)
