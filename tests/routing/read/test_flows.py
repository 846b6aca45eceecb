"""Yearly losses and gains told as a story, as a KAM could write them in a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.read.flows import flows_in


@pytest.mark.parametrize(
    ("text", "thousands"),
    [
        ("losing 50k this year, then 20k, then earning 40k for four years", [-50, -20, 40, 40, 40, 40]),
        ("we lose 80k in year one, break even in year two and then make 60k a year for 3 years", [-80, 0, 60, 60, 60]),
        ("minus 40k, minus 10k, then plus 30k four years running, rate 10", [-40, -10, 30, 30, 30, 30]),
        ("year 1 is -70k, year 2 is 0, and years 3 to 6 bring 40k each, at 12 %", [-70, 0, 40, 40, 40, 40]),
        ("they cost us 50k this year and bring 25k a year for the next four years", [-50, 25, 25, 25, 25]),
        ("Wir verlieren dieses Jahr 30.000 und verdienen danach vier Jahre lang 20.000", [-30, 20, 20, 20, 20]),
        ("On perd 40 000 cette année puis on gagne 25 000 pendant trois ans", [-40, 25, 25, 25]),
        ("perdemos 30.000 este año y luego ganamos 20.000 durante tres años", [-30, 20, 20, 20]),
    ],
)
def test_a_story_is_a_row_of_years(text: str, thousands: list[int]) -> None:
    found = flows_in(text)
    assert found is not None
    assert found.amounts == tuple(Decimal(one) * 1000 for one in thousands)


@pytest.mark.parametrize(
    "text",
    [
        "costs 20k to win, earns 15k a year, 80 % stay, 9 %",
        "a customer that brings 40k a year for 8 years",
        "what is Acme worth",
        "we lost 50k",
        "sales of 120k, 130k and 140k",
    ],
)
def test_what_tells_no_losses_and_gains_by_year_is_no_row(text: str) -> None:
    assert flows_in(text) is None


@given(st.text(max_size=80))
def test_nothing_that_is_typed_raises(text: str) -> None:
    flows_in(text)
