"""Periods are read as people say them; ends are included, and nothing lies in the future unless that was said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.routing.read.atoms import Calendar
from bot.routing.read.periods import compared_with, period, periods_in

TODAY = dt.date(2013, 12, 2)
CALENDAR = Calendar(TODAY, first_day=dt.date(2010, 12, 1))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last quarter", "2013-07-01", "2013-09-30"),
        ("Q3", "2013-07-01", "2013-09-30"),
        ("q3 2012", "2012-07-01", "2012-09-30"),
        ("Q3'12", "2012-07-01", "2012-09-30"),
        ("third quarter of 2012", "2012-07-01", "2012-09-30"),
        ("H1", "2013-01-01", "2013-06-30"),
        ("2012", "2012-01-01", "2012-12-31"),
        ("FY13", "2013-01-01", "2013-12-31"),
        ("last 12 months", "2012-12-01", "2013-11-30"),
        ("past six months", "2013-06-01", "2013-11-30"),
        ("LTM", "2012-12-01", "2013-11-30"),
        ("the last 90 days", "2013-09-04", "2013-12-02"),
        ("March to June 2013", "2013-03-01", "2013-06-30"),
        ("Mar-Jun 2013", "2013-03-01", "2013-06-30"),
        ("between January and April 2013", "2013-01-01", "2013-04-30"),
        ("YTD", "2013-01-01", "2013-12-02"),
        ("this year so far", "2013-01-01", "2013-12-02"),
        ("this quarter", "2013-10-01", "2013-12-02"),
        ("since March", "2013-03-01", "2013-12-02"),
        ("since 2012", "2012-01-01", "2013-12-02"),
        ("last year", "2012-01-01", "2012-12-31"),
        ("last year but one", "2011-01-01", "2011-12-31"),
        ("two quarters ago", "2013-04-01", "2013-06-30"),
        ("2011 to 2013", "2011-01-01", "2013-12-31"),
        ("all time", "2010-12-01", "2013-12-02"),
        ("in May", "2013-05-01", "2013-05-31"),
        ("in December 2012", "2012-12-01", "2012-12-31"),
        ("im Mai 2013", "2013-05-01", "2013-05-31"),
        ("letztes Quartal", "2013-07-01", "2013-09-30"),
        ("le trimestre dernier", "2013-07-01", "2013-09-30"),
        ("el año pasado", "2012-01-01", "2012-12-31"),
        ("12 derniers mois", "2012-12-01", "2013-11-30"),
        ("2012 Q3", "2012-07-01", "2012-09-30"),
        ("2012's third quarter", "2012-07-01", "2012-09-30"),
        ("2013 first half", "2013-01-01", "2013-06-30"),
        ("2012 H2", "2012-07-01", "2012-12-31"),
        ("2012 march", "2012-03-01", "2012-03-31"),
        ("2013 Q1-Q3", "2013-01-01", "2013-09-30"),
        ("2013 YTD", "2013-01-01", "2013-12-02"),
        ("2012 so far", "2012-01-01", "2012-12-31"),
        ("next quarter", "2014-01-01", "2014-03-31"),
        ("from 2013-03-04 to 2013-05-01", "2013-03-04", "2013-05-01"),
    ],
)
def test_a_period(text: str, start: str, end: str) -> None:
    found = period(text, CALENDAR)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last quarter", "2013-07-01", "2013-09-30"),
        ("Q1", "2013-07-01", "2013-09-30"),
        ("FY13", "2012-07-01", "2013-06-30"),
    ],
)
def test_quarters_and_fiscal_years_follow_the_company(text: str, start: str, end: str) -> None:
    found = period(text, Calendar(TODAY, fiscal_year_starts=7))
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


def test_looking_ahead_this_month_is_whole_and_a_month_is_the_next_one() -> None:
    ahead = Calendar(TODAY, ahead=True)
    assert period("this month", ahead).end == dt.date(2013, 12, 31)
    assert period("january", ahead).start == dt.date(2014, 1, 1)


@pytest.mark.parametrize(
    ("text", "asked", "against"),
    [
        ("q3 2012 vs q3 2011", "2012-07-01", "2011-07-01"),
        ("2012 against 2011", "2012-01-01", "2011-01-01"),
        ("Q3 vs ly", "2013-07-01", "2012-07-01"),
        ("last year and the year before", "2012-01-01", "2011-01-01"),
        ("how did it change from 2012 to 2013", "2013-01-01", "2012-01-01"),
    ],
)
def test_what_is_compared_with_what(text: str, asked: str, against: str) -> None:
    first, second = periods_in(text, CALENDAR)
    assert second.role == "compare"
    assert first.period.start.isoformat() == asked
    assert compared_with(first.period, second).start.isoformat() == against


@pytest.mark.parametrize("text", ["may we meet", "I may call in the march", "10 accounts", "Road-650", "one day"])
def test_everyday_words_are_no_period(text: str) -> None:
    assert periods_in(text, CALENDAR) == []


def test_two_periods_are_not_one() -> None:
    with pytest.raises(BadInput, match="several periods"):
        period("2011 and then again Q2", CALENDAR)


@given(st.text(max_size=120))
def test_no_text_breaks_it_and_no_period_ends_before_it_starts(text: str) -> None:
    for hit in periods_in(text, CALENDAR):
        assert hit.period.start <= hit.period.end
