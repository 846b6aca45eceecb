"""Three-part scores: means over what is known, thirds, and how firm a class is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.selection import CRITERIA, level, percentile, scaled, select, weighted_mean, weights

D = Decimal
WEIGHTS = weights(D(30))
SCORES = st.dictionaries(
    st.sampled_from([one.name for one in CRITERIA]), st.one_of(st.none(), st.integers(0, 10).map(Decimal)), min_size=1
)


def scores(**given_: int | None) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {one.name: None for one in CRITERIA}
    found.update({name: None if value is None else D(value) for name, value in given_.items()})
    return found


def test_the_weights_add_up_to_a_hundred_and_size_is_capped() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert weights(D(5))["size"] == 5


def test_a_mean_on_paper() -> None:
    found = weighted_mean({"a": D(8), "b": D(2), "c": None}, {"a": D(30), "b": D(10), "c": D(60)})
    assert found.value == D("6.5")
    assert found.known_pct == 40


def test_weights_that_weigh_nothing_are_refused() -> None:
    with pytest.raises(BadInput, match="cannot be negative"):
        weighted_mean({"a": D(1)}, {"a": D(-1)})
    with pytest.raises(BadInput, match="All weights are 0"):
        weighted_mean({"a": D(1)}, {"a": D(0)})


def test_nothing_known_has_no_mean() -> None:
    assert weighted_mean({"a": None}, {"a": D(1)}).value is None


@pytest.mark.parametrize(
    ("score", "name"),
    [("0", "Low"), ("3.33", "Low"), ("3.34", "Medium"), ("6.66", "Medium"), ("6.67", "High"), ("10", "High")],
)
def test_thirds_of_the_scale(score: str, name: str) -> None:
    assert level(D(score)) == name


def test_a_straight_line_between_worst_and_best() -> None:
    assert [scaled(D(one), D(-20), D(20)) for one in (-30, -20, 0, 10, 20, 99)] == [0, 0, 5, D("7.5"), 10, 10]
    assert scaled(None, D(0), D(1)) is None


def test_a_percentile_counts_what_is_not_larger() -> None:
    others = [D(1), D(2), D(2), D(9)]
    assert [percentile(value, others) for value in others] == [D("2.5"), D("7.5"), D("7.5"), D(10)]


def test_the_parts_are_means_of_their_own_criteria() -> None:
    found = select(scores(profit=10, growth=5, size=0, headroom=6, segment=1, strategic=10, buys_for=4), WEIGHTS)
    assert found.parts()["customer"] == (10 * 30 + 5 * 20) / D(60)
    assert found.parts()["market"] == (6 * 15 + 1 * 10) / D(25)
    assert found.parts()["strategy"] == (10 * 10 + 4 * 5) / D(15)
    assert found.value == (300 + 100 + 90 + 10 + 100 + 20) / D(100)
    assert found.known_pct == 100


def test_below_seventy_per_cent_known_no_class_is_given() -> None:
    known = select(scores(profit=9, growth=9, size=9, segment=9), WEIGHTS)
    assert known.known_pct == 70
    assert known.classed == "High"
    assert select(scores(profit=9, growth=9, size=9), WEIGHTS).classed == ""


def test_a_class_that_hangs_on_one_weight_says_which() -> None:
    firm = select(scores(profit=5, growth=5, size=5, segment=5), WEIGHTS)
    assert firm.flips() == ()
    loose = select(scores(profit=10, growth=5, size=5, segment=4), WEIGHTS)
    assert loose.value is not None
    assert level(loose.value) == "High"
    assert loose.flips() == ("profit", "segment")


@given(SCORES)
def test_a_score_lies_between_its_lowest_and_highest_criterion(given_: dict[str, Decimal | None]) -> None:
    found = select(scores() | given_, WEIGHTS)
    known = [score for score in given_.values() if score is not None]
    if not known:
        assert found.value is None
        return
    assert found.value is not None
    assert min(known) - D("1e-12") <= found.value <= max(known) + D("1e-12")


@given(SCORES)
def test_a_better_criterion_never_lowers_the_score(given_: dict[str, Decimal | None]) -> None:
    before = select(scores() | given_, WEIGHTS).value
    for name, score in given_.items():
        if score is not None and score < 10:
            after = select(scores() | given_ | {name: score + 1}, WEIGHTS).value
            assert before is not None
            assert after is not None
            assert after >= before
