"""Single dates, coming ones for deadlines and past ones for what has happened."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.read.dates import date, dates_in

TODAY = dt.date(2013, 12, 2)  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by friday", "2013-12-06"),
        ("the 12th", "2013-12-12"),
        ("the 1st", "2014-01-01"),
        ("tomorrow", "2013-12-03"),
        ("30 June 2028", "2028-06-30"),
        ("June 30, 2028", "2028-06-30"),
        ("14.3.", "2014-03-14"),
        ("on 14/3/2027", "2027-03-14"),
        ("Monday the 9th", "2013-12-09"),
        ("next friday", "2013-12-13"),
        ("in two weeks", "2013-12-16"),
        ("end of January", "2014-01-31"),
        ("eom", "2013-12-31"),
        ("before Christmas", "2013-12-24"),
        ("bis Freitag", "2013-12-06"),
        ("le 15 mars", "2014-03-15"),
        ("2014-01-06", "2014-01-06"),
        ("on the nineteenth of december", "2013-12-19"),
        ("january the twenty-first", "2014-01-21"),
        ("by the fifth", "2013-12-05"),
        ("12/26", "2013-12-26"),
        ("26/12", "2013-12-26"),
    ],
)
def test_a_coming_date(text: str, expected: str) -> None:
    assert date(text, TODAY).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("yesterday", "2013-12-01"), ("on Thursday", "2013-11-28"), ("the 30th", "2013-11-30")]
)
def test_a_past_date(text: str, expected: str) -> None:
    assert date(text, TODAY, past=True).isoformat() == expected


def test_a_deadline_is_told_from_a_day() -> None:
    assert [hit.by for hit in dates_in("by friday", TODAY)] == [True]
    assert [hit.by for hit in dates_in("on friday", TODAY)] == [False]


def test_what_is_no_date_is_said() -> None:
    with pytest.raises(BadInput, match="not a date"):
        date("whenever", TODAY)


@given(st.text(max_size=120), st.booleans())
def test_no_text_breaks_it(text: str, past: bool) -> None:
    for hit in dates_in(text, TODAY, past):
        assert hit.start < hit.end
