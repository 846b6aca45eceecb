"""Concentration: worked examples, degenerate sets, and laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.concentration import abc_classes, class_at, effective_number, gini, hhi, largest, needed_for, top

D = Decimal
AMOUNTS = st.lists(st.integers(0, 10**6).map(Decimal), min_size=1, max_size=40)


def amounts(*numbers: int) -> list[Decimal]:
    return [D(number) for number in numbers]


@pytest.mark.parametrize(("accounts", "count"), [(10, 2), (12, 3), (1, 1), (5, 1), (6, 2), (635, 127)])
def test_the_top_fifth_is_rounded_up(accounts: int, count: int) -> None:
    assert top(amounts(*range(1, accounts + 1)), D(20)).count == count


def test_the_top_share_on_paper() -> None:
    """The two largest of 100, 60, 20, 10, 10 and five times 0 are 160 of 200."""
    found = top(amounts(10, 100, 20, 60, 10, 0, 0, 0, 0, 0), D(20))
    assert (found.count, found.of, found.amount, found.share_pct) == (2, 10, D(160), D(80))


def test_of_nothing_or_less_there_is_no_share() -> None:
    assert top(amounts(0, 0), D(20)).share_pct is None
    assert top(amounts(5, -10), D(20)).share_pct is None
    assert needed_for(amounts(5, -10), D(80)) is None


def test_as_many_as_there_are_are_the_largest() -> None:
    assert largest(amounts(1, 2), 5).count == 2


def test_the_number_that_reaches_the_goal() -> None:
    assert needed_for(amounts(50, 30, 15, 5), D(80)) == 2
    assert needed_for(amounts(50, 29, 16, 5), D(80)) == 3
    assert needed_for(amounts(7), D(80)) == 1


def test_the_index_of_equal_accounts_is_ten_thousand_over_their_number() -> None:
    assert hhi(amounts(5)) == 10_000
    assert hhi(amounts(3, 3, 3, 3)) == 2_500
    assert effective_number(hhi(amounts(3, 3, 3, 3))) == 4


def test_merging_two_adds_twice_the_product_of_their_shares() -> None:
    apart, merged = hhi(amounts(50, 30, 20)), hhi(amounts(50, 50))
    assert apart is not None
    assert merged is not None
    assert merged - apart == 2 * 30 * 20


def test_without_a_sum_or_with_losses_there_is_no_index() -> None:
    for values in ([], amounts(0, 0), amounts(5, -1)):
        assert hhi(values) is None
        assert gini(values) is None


def test_the_coefficient_on_paper() -> None:
    """0 and 1: ascending ranks give 2·(1·0 + 2·1)/(2·1) − 3/2 = 1/2; the sample's is 1."""
    assert gini(amounts(0, 1)) == D("0.5")
    assert gini(amounts(0, 1), sample=True) == 1
    assert gini(amounts(4, 4, 4)) == 0
    assert gini(amounts(7), sample=True) is None


def test_classes_are_cut_at_the_running_share_of_the_account_itself() -> None:
    assert abc_classes(amounts(60, 19, 15, 6), D(80), D(95)) == ["A", "A", "B", "C"]
    assert abc_classes(amounts(6, 60, 15, 19), D(80), D(95)) == ["C", "A", "B", "A"]


def test_exactly_at_the_cut_is_the_next_class() -> None:
    assert [class_at(D(share), D(80), D(95)) for share in (79, 80, 94, 95, 100)] == ["A", "B", "B", "C", "C"]


def test_the_largest_is_always_in_the_first_class() -> None:
    assert abc_classes(amounts(100), D(80), D(95)) == ["A"]
    assert abc_classes(amounts(97, 2, 1), D(80), D(95)) == ["A", "C", "C"]


def test_equal_accounts_share_a_class() -> None:
    assert abc_classes(amounts(10, 10, 10, 10), D(80), D(95)) == ["A"] * 4
    assert abc_classes(amounts(70, 10, 10, 10), D(75), D(95)) == ["A", "B", "B", "B"]


def test_what_earns_nothing_is_in_the_last_class() -> None:
    assert abc_classes(amounts(10, 0, -5), D(80), D(95)) == ["A", "C", "C"]
    assert abc_classes(amounts(0, 0), D(80), D(95)) == ["C", "C"]


@given(AMOUNTS)
def test_the_index_lies_between_equal_shares_and_one_account(values: list[Decimal]) -> None:
    index = hhi(values)
    if index is None:
        assert sum(values) == 0
        return
    assert D(10_000) / len(values) - D("1e-9") <= index <= 10_000


@given(AMOUNTS, st.integers(1, 1000))
def test_a_different_currency_changes_no_share(values: list[Decimal], rate: int) -> None:
    other = [value * rate for value in values]
    assert top(values, D(20)).share_pct == top(other, D(20)).share_pct
    assert needed_for(values, D(80)) == needed_for(other, D(80))
    one, two = gini(values), gini(other)
    assert (one is None and two is None) or (one is not None and two is not None and abs(one - two) < D("1e-12"))


@given(AMOUNTS)
def test_the_order_of_accounts_changes_nothing(values: list[Decimal]) -> None:
    shuffled = list(reversed(values))
    assert hhi(values) == hhi(shuffled)
    assert gini(values) == gini(shuffled)
    assert sorted(abc_classes(values, D(80), D(95))) == sorted(abc_classes(shuffled, D(80), D(95)))


@given(AMOUNTS)
def test_a_larger_account_is_never_in_a_lower_class(values: list[Decimal]) -> None:
    classes = dict(zip(values, abc_classes(values, D(80), D(95)), strict=True))
    ordered = [classes[value] for value in sorted(classes, reverse=True)]
    assert ordered == sorted(ordered)
