"""Four letters of 0 to 4: ranges, gates, bands, staleness, and what to ask."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.bant import ASK, LETTERS, Letter, band, fitted, qualify, to_ask
from bot.tools.bant_words import letters_in, said

D = Decimal
TODAY = dt.date(2026, 11, 21)
SCORES = st.one_of(st.none(), st.integers(0, 4))


def scores(budget: int | None, authority: int | None, need: int | None, timing: int | None) -> dict[str, int | None]:
    return dict(zip(LETTERS, (budget, authority, need, timing), strict=True))


@pytest.mark.parametrize(
    ("letters", "low", "high", "verdict"),
    [
        ((3, 2, 4, 3), 12, 12, "qualified"),
        ((4, 2, None, None), 6, 14, "incomplete"),
        ((4, 4, 4, 4), 16, 16, "highly qualified"),
        ((1, 1, 1, 1), 4, 4, "unqualified"),
        ((2, 1, 1, 1), 5, 5, "to be nurtured"),
        ((4, 4, 1, None), 9, 13, "incomplete"),
        ((3, 3, 3, None), 9, 13, "incomplete"),
        ((4, 4, 0, 4), 12, 12, "disqualified"),
        ((0, 0, 4, 4), 8, 8, "disqualified"),
        ((0, 4, 4, 4), 12, 12, "qualified"),
        ((None, None, None, None), 0, 16, "incomplete"),
    ],
)
def test_the_range_and_the_verdict(letters: tuple[int | None, ...], low: int, high: int, verdict: str) -> None:
    found = qualify(dict(zip(LETTERS, letters, strict=True)))
    assert (found.low, found.high, found.verdict) == (low, high, verdict)


@pytest.mark.parametrize(
    ("total", "verdict"), [(4, "unqualified"), (5, "to be nurtured"), (9, "qualified"), (13, "highly qualified")]
)
def test_bands_are_half_open(total: int, verdict: str) -> None:
    assert band(total) == verdict


def test_letters_outside_the_scale_are_refused() -> None:
    with pytest.raises(BadInput, match="A budget of 5 does not fit"):
        qualify({"budget": 5})
    with pytest.raises(BadInput, match="but no 'fit'"):
        qualify({"fit": 1})


@given(SCORES, SCORES, SCORES, SCORES)
def test_knowing_more_never_widens_the_range(
    budget: int | None, authority: int | None, need: int | None, timing: int | None
) -> None:
    whole = qualify(scores(budget, authority, need, timing))
    for letter in LETTERS:
        less = qualify({**scores(budget, authority, need, timing), letter: None})
        assert less.low <= whole.low <= whole.high <= less.high


def test_a_budget_below_the_price_counts_at_most_two() -> None:
    letter = Letter("budget", 4, amount=D(80_000))
    assert fitted(letter, D(100_000), TODAY, 90).score == 2
    assert fitted(letter, D(80_000), TODAY, 90).score == 4
    assert fitted(letter, None, TODAY, 90).score == 4


def test_old_evidence_and_passed_dates_are_stale() -> None:
    noted = dt.date(2026, 8, 23)
    assert fitted(Letter("need", 3, date=noted), None, TODAY, 90).stale == ""
    assert fitted(Letter("need", 3, date=noted), None, TODAY, 89).stale == "noted 90 days ago"
    due = Letter("timing", 3, date=TODAY, due=dt.date(2026, 11, 20))
    assert fitted(due, None, TODAY, 90).stale == "the decision date 2026-11-20 has passed"
    assert fitted(Letter("need", None, date=dt.date(2020, 1, 1)), None, TODAY, 90).stale == ""


def test_unknown_letters_are_asked_first_then_stale_then_weak_ones() -> None:
    letters = {
        "budget": Letter("budget", 4),
        "authority": Letter("authority", 1),
        "need": Letter("need", 4, stale="old"),
        "timing": Letter("timing", None),
    }
    assert to_ask(letters) == (ASK["timing"][0], ASK["need"][0], ASK["authority"][0])


def test_nothing_is_asked_where_all_is_strong() -> None:
    assert to_ask({name: Letter(name, 4) for name in LETTERS}) == ()


@pytest.mark.parametrize(
    ("letter", "words", "score"),
    [
        ("budget", "3", 3),
        ("budget", "3/4", 3),
        ("budget", "80k budget approved", 4),
        ("budget", "not approved yet", 2),
        ("budget", "planned for next year's budget", 1),
        ("budget", "no budget", 0),
        ("budget", "75,000", 3),
        ("budget", "unknown", None),
        ("budget", "?", None),
        ("authority", "talking to the buyer", 2),
        ("authority", "the owner decides alone", 4),
        ("authority", "one of three deciders", 3),
        ("authority", "authority 2", 2),
        ("authority", "nobody", 0),
        ("need", "they lose sales every week", 4),
        ("need", "nice to have", 2),
        ("need", "no real need", 0),
        ("need", "need: clear and documented", 3),
        ("timing", "immediately", 4),
        ("timing", "in 3 months", 4),
        ("timing", "start in 7 months", 2),
        ("timing", "12 months", 1),
        ("timing", "delivery by March", 3),
        ("timing", "some day", 1),
        ("timing", "no date", 0),
        ("timing", "we don't know", None),
    ],
)
def test_words_are_scored(letter: str, words: str, score: int | None) -> None:
    assert said(letter, words).score == score


def test_an_amount_in_the_words_is_kept() -> None:
    assert said("budget", "80k budget approved").amount == 80_000
    assert said("budget", "75,000").amount == 75_000
    assert said("budget", "1.2m approved").amount == 1_200_000
    assert said("budget", "50000").amount == 50_000


def test_words_that_say_nothing_are_not_scored() -> None:
    read = said("need", "purple")
    assert (read.score, read.understood) == (None, False)


@pytest.mark.parametrize(("letter", "words"), [("authority", "7"), ("need", "-1"), ("timing", "5")])
def test_a_number_outside_the_scale_is_refused(letter: str, words: str) -> None:
    with pytest.raises(BadInput, match="0 \\(nothing\\) to 4"):
        said(letter, words)


def test_a_whole_message_falls_into_its_letters() -> None:
    found = letters_in("is this deal worth my time: 80k budget approved, talking to the buyer")
    assert {name: said(name, words).score for name, words in found.items()} == {"budget": 4, "authority": 2}
    found = letters_in("budget 3, authority 2, need 4, timing 3")
    assert {name: said(name, words).score for name, words in found.items()} == scores(3, 2, 4, 3)
