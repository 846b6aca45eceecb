"""What moved a portfolio, and why, in one phrase each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.tools.facts.portfolio import Change
from bot.tools.facts.sales import Sums
from bot.tools.movers import largest_moves, reason

D = Decimal


def change(now: int, before: int) -> Change:
    return Change("k1", D(now), D(before), None, dt.date(2026, 1, 1))


def sums(sales: int, quantity: int) -> Sums:
    return Sums(1, 1, D(quantity), D(sales), D(0), D(sales))


def test_rises_and_falls_are_the_largest_in_amount() -> None:
    changes = {"a": change(10, 0), "b": change(50, 10), "c": change(0, 90), "d": change(5, 5), "e": change(1, 2)}
    assert largest_moves(changes) == (["b", "a"], ["c", "e"])
    assert largest_moves(changes, count=1) == (["b"], ["c"])


def test_equal_moves_are_in_the_order_of_their_ids() -> None:
    assert largest_moves({"b": change(5, 0), "a": change(5, 0)})[0] == ["a", "b"]


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (sums(100, 10), Sums(), "bought nothing in the period before"),
        (Sums(), sums(100, 10), "stopped: no order in the period"),
        (sums(66, 66), sums(100, 100), "34 % fewer pieces"),
        (sums(150, 150), sums(100, 100), "50 % more pieces"),
        (sums(300, 300), sums(100, 100), "3.0 times as many pieces"),
        (sums(88, 100), sums(100, 100), "net price and mix per piece −12 %"),
        (sums(60, 55), sums(100, 100), "45 % fewer pieces"),
        (sums(-5, -1), sums(100, 100), "more credits than sales in one of the periods"),
    ],
)
def test_the_larger_effect_is_the_reason(now: Sums, before: Sums, words: str) -> None:
    assert reason(now, before, {}, {}) == words


def test_the_category_that_moved_most_is_named() -> None:
    now, before = {"Bikes": D(20), "Clothing": D(46)}, {"Bikes": D(60), "Clothing": D(40)}
    assert reason(sums(66, 66), sums(100, 100), now, before) == "34 % fewer pieces, mostly Bikes (−40.00)"


def test_a_single_category_explains_nothing() -> None:
    assert reason(sums(66, 66), sums(100, 100), {"Bikes": D(66)}, {"Bikes": D(100)}) == "34 % fewer pieces"
