"""Periods include both ends, and months keep their ends."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.periods import Period, add_months, calendar_year, last_full_months, month_end, month_start, spell

DAYS = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2100, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-15", -13, "2022-12-15"),
    ],
)
def test_months_end_where_the_month_ends(start: str, months: int, expected: str) -> None:
    assert add_months(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2012-01-01", "2012-12-31", "2012"),
        ("2013-07-01", "2013-09-30", "Q3 2013"),
        ("2013-03-01", "2013-03-31", "March 2013"),
        ("2013-03-01", "2013-06-30", "March to June 2013"),
        ("2011-01-01", "2013-12-31", "2011 to 2013"),
        ("2012-11-01", "2013-02-28", "November 2012 to February 2013"),
        ("2013-03-04", "2013-05-01", "2013-03-04 to 2013-05-01"),
        ("2013-03-04", "2013-03-04", "2013-03-04"),
        ("2013-02-01", "2013-04-30", "February to April 2013"),
    ],
)
def test_a_period_is_spelled_as_people_say_it(start: str, end: str, words: str) -> None:
    assert spell(Period(day(start), day(end))) == words


def test_a_label_is_shown_instead_of_the_days() -> None:
    assert str(Period(day("2013-01-01"), day("2013-03-31"), "last quarter")) == "last quarter"


def test_the_last_twelve_full_months_end_before_this_month() -> None:
    found = last_full_months(day("2013-12-02"))
    assert (found.start, found.end) == (day("2012-12-01"), day("2013-11-30"))
    assert str(found) == "the last 12 full months"


def test_one_full_month_is_named_in_the_singular() -> None:
    found = last_full_months(day("2024-03-01"), 1)
    assert (found.start, found.end, str(found)) == (day("2024-02-01"), day("2024-02-29"), "the last full month")


def test_a_year_before_february_ends_where_february_ends() -> None:
    found = Period(day("2024-02-01"), day("2024-02-29")).year_before()
    assert (found.start, found.end) == (day("2023-02-01"), day("2023-02-28"))
    again = Period(day("2025-02-01"), day("2025-02-28")).year_before()
    assert again.end == day("2024-02-29")


def test_a_year_before_keeps_days_that_are_no_month_ends() -> None:
    found = Period(day("2013-03-04"), day("2013-05-05")).year_before()
    assert (found.start, found.end) == (day("2012-03-04"), day("2012-05-05"))


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    quarter = Period(day("2013-04-01"), day("2013-06-30")).before()
    assert (quarter.start, quarter.end) == (day("2013-01-01"), day("2013-03-31"))
    days = Period(day("2013-04-05"), day("2013-04-09")).before()
    assert (days.start, days.end, days.days) == (day("2013-03-31"), day("2013-04-04"), 5)


def test_a_calendar_year_has_twelve_whole_months() -> None:
    year = calendar_year(2012)
    assert (year.days, year.months, year.whole_months) == (366, 12, True)
    assert year.month_starts()[0] == day("2012-01-01")
    assert year.month_starts()[-1] == day("2012-12-01")


def test_both_ends_belong_to_the_period() -> None:
    period = Period(day("2013-03-04"), day("2013-03-06"))
    assert [period.contains(day(f"2013-03-0{number}")) for number in (3, 4, 5, 6, 7)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert not period.whole_months


@given(DAYS, st.integers(min_value=-600, max_value=600))
def test_adding_months_and_taking_them_away_stays_in_the_month(start: dt.date, months: int) -> None:
    there = add_months(start, months)
    assert (there.year * 12 + there.month) - (start.year * 12 + start.month) == months
    assert add_months(there, -months).month == start.month
    assert add_months(there, -months) <= start


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_full_months_are_whole_and_as_many_as_asked(today: dt.date, months: int) -> None:
    found = last_full_months(today, months)
    assert found.whole_months
    assert found.months == months
    assert found.end == month_start(today) - dt.timedelta(days=1)


@given(DAYS, st.integers(min_value=0, max_value=900))
def test_the_period_before_touches_and_does_not_overlap(start: dt.date, length: int) -> None:
    period = Period(start, start + dt.timedelta(days=length))
    earlier = period.before()
    assert earlier.end + dt.timedelta(days=1) == period.start
    assert earlier.whole_months or earlier.days == period.days


@given(DAYS)
def test_a_month_starts_and_ends_around_each_of_its_days(today: dt.date) -> None:
    assert month_start(today) <= today <= month_end(today)
    assert (month_end(today) + dt.timedelta(days=1)).day == 1
