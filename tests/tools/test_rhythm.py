"""The rhythm of reviews: month ends, late and early reviews, moved ones, and laws of the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.rhythm import (
    EXTRA,
    dates,
    history,
    move,
    new_rhythm,
    review_id,
    rhythm_of,
    rule_for,
    settle,
    spoken,
    standing,
    standings,
    step_days,
    unheld,
)

TODAY = dt.date(2026, 11, 21)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
CADENCES = st.sampled_from(("monthly", "quarterly"))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def held(due: str, on: str, cadence: str = "monthly", status: str = "held") -> ReviewFact:
    return ReviewFact(f"h{due}", "A", cadence, day(due), held=day(on) if status == "held" else None, status=status)


def monthly(anchor: str) -> RhythmFact:
    return rhythm_of("A", "monthly", day(anchor))


def quarterly(anchor: str) -> RhythmFact:
    return rhythm_of("A", "quarterly", day(anchor))


def test_a_rhythm_on_the_31st_takes_the_last_day_of_shorter_months() -> None:
    rhythm = monthly("2026-01-31")
    found = dates(rhythm.rule, rhythm.anchor, day("2026-01-01"), day("2026-06-30"))
    assert [str(one) for one in found] == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
    ]  # fmt: skip


def test_a_rhythm_on_the_30th_comes_back_to_the_30th_after_february() -> None:
    rhythm = monthly("2027-12-30")
    found = dates(rhythm.rule, rhythm.anchor, day("2028-02-01"), day("2028-03-31"))
    assert [str(one) for one in found] == ["2028-02-29", "2028-03-30"]


def test_a_quarterly_rhythm_keeps_its_months() -> None:
    rhythm = quarterly("2026-02-12")
    found = dates(rhythm.rule, rhythm.anchor, day("2027-01-01"), day("2027-12-31"))
    assert [str(one) for one in found] == ["2027-02-12", "2027-05-12", "2027-08-12", "2027-11-12"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", ["2026-12-01", "2027-01-05", "2027-02-02"]),
        ("FREQ=WEEKLY;INTERVAL=4", ["2026-11-25", "2026-12-23", "2027-01-20", "2027-02-17"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY", ["2026-12-02", "2027-01-02", "2027-02-02"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=6;BYDAY=WE;COUNT=4", ["2026-11-25", "2027-01-06"]),
    ],
)
def test_other_calendar_rules_run_in_step_with_their_anchor(rule: str, expected: list[str]) -> None:
    anchor = day("2026-09-02")  # a Wednesday
    assert [str(one) for one in dates(rule, anchor, TODAY, day("2027-02-28"))] == expected


@pytest.mark.parametrize("rule", ["", "monthly", "FREQ=MONTHLY;INTERVAL=0", "FREQ=MONTHLY;BYMONTHDAY=x"])
def test_what_is_no_rule_is_refused_in_words(rule: str) -> None:
    with pytest.raises(BadInput, match="no calendar rule"):
        dates(rule, TODAY, TODAY, day("2027-12-31"))


def test_a_cadence_is_monthly_or_quarterly() -> None:
    with pytest.raises(BadInput, match="'weekly'"):
        rule_for("weekly", 3)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (rule_for("monthly", 15), "every month on the 15th"),
        (rule_for("quarterly", 31), "every 3 months on the 31st or the month's last day"),
        ("FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "every 4 weeks on Tuesday"),
        ("FREQ=MONTHLY;BYDAY=1TU", "every month on the first Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    assert spoken(rule) == words


def test_missed_reviews_are_counted_and_waited_for_since_the_oldest() -> None:
    now = standing("A", monthly("2026-01-15"), [held("2026-08-15", "2026-08-14")], TODAY)
    assert now.current is not None
    assert now.current.due == day("2026-11-15")
    assert now.since == day("2026-09-15")
    assert (now.missed, now.days_late(TODAY)) == (3, 67)
    assert now.next == day("2026-12-15")


def test_a_review_due_today_is_due_and_not_late() -> None:
    now = standing("A", monthly("2026-11-21"), [], TODAY)
    assert (now.since, now.missed, now.days_late(TODAY)) == (TODAY, 0, 0)


def test_nothing_due_shows_the_next_one() -> None:
    now = standing("A", quarterly("2026-02-12"), [held("2026-11-12", "2026-11-10")], TODAY)
    assert now.current is not None
    assert (now.current.due, now.missed) == (day("2027-02-12"), 0)


def test_a_late_review_settles_the_missed_ones_too() -> None:
    rhythm, rows = monthly("2026-01-15"), [held("2026-08-15", "2026-08-14")]
    result = settle(rhythm, "A", rows, TODAY)
    assert result.held.due == day("2026-11-15")
    assert [row.due for row in result.skipped] == [day("2026-09-15"), day("2026-10-15")]
    after = standing("A", rhythm, [*rows, result.held, *result.skipped], TODAY)
    assert (after.missed, after.since) == (0, day("2026-12-15"))


def test_a_review_shortly_before_its_day_counts_for_that_day() -> None:
    rhythm, rows = quarterly("2026-03-12"), [held("2026-09-12", "2026-09-12", "quarterly")]
    result = settle(rhythm, "A", rows, TODAY)  # 21 days before 12 December
    assert (result.held.due, result.held.held) == (day("2026-12-12"), TODAY)


def test_a_review_long_before_its_day_is_an_extra_one_and_moves_nothing() -> None:
    rhythm, rows = quarterly("2026-02-12"), [held("2026-11-12", "2026-11-12", "quarterly")]
    result = settle(rhythm, "A", rows, TODAY)
    assert (result.held.cadence, result.held.due) == (EXTRA, TODAY)
    after = standing("A", rhythm, [*rows, result.held], TODAY)
    assert after.since == day("2027-02-12")
    assert after.last_held == result.held


def test_a_late_entry_finds_the_review_it_belongs_to() -> None:
    rhythm = monthly("2026-01-05")
    rows = [held("2026-09-05", "2026-09-04"), held("2026-11-05", "2026-11-06")]
    assert settle(rhythm, "A", rows, day("2026-10-02")).held.due == day("2026-10-05")


def test_the_same_day_twice_is_one_review() -> None:
    rhythm, rows = monthly("2026-01-15"), [held("2026-11-15", "2026-11-16")]
    assert settle(rhythm, "A", rows, day("2026-11-16")).held == rows[0]


def test_moving_one_review_keeps_the_next_ones_in_step() -> None:
    rhythm, rows = monthly("2026-01-15"), [held("2026-10-15", "2026-10-15")]
    result = move(rhythm, "A", rows, day("2026-11-28"), TODAY)
    assert (result.held.due, result.held.planned) == (day("2026-11-15"), day("2026-11-28"))
    after = standing("A", rhythm, [*rows, result.held], TODAY)
    assert (after.since, after.missed, after.next) == (day("2026-11-28"), 0, day("2026-12-15"))
    kept = settle(rhythm, "A", [*rows, result.held], day("2026-11-28"))
    later = standing("A", rhythm, [*rows, kept.held], day("2026-11-29"))
    assert later.since == day("2026-12-15")


def test_moving_after_three_missed_ones_leaves_one_to_hold() -> None:
    rhythm, rows = monthly("2026-01-15"), [held("2026-08-15", "2026-08-15")]
    result = move(rhythm, "A", rows, day("2026-12-01"), TODAY)
    after = standing("A", rhythm, [*rows, result.held, *result.skipped], TODAY)
    assert (after.missed, after.since) == (0, day("2026-12-01"))


def test_without_a_rhythm_a_planned_review_stands_alone() -> None:
    result = move(None, "A", [], day("2026-12-01"), TODAY)
    now = standing("A", None, [result.held], TODAY)
    assert (now.since, now.next) == (day("2026-12-01"), None)


def test_from_monthly_to_quarterly_the_next_is_three_months_after_the_last() -> None:
    old, rows = monthly("2026-01-05"), [held("2026-11-05", "2026-11-06")]
    changed = new_rhythm("A", "quarterly", rows, old, TODAY)
    assert changed.anchor == day("2027-02-05")


def test_from_quarterly_to_monthly_the_next_is_not_in_the_past() -> None:
    old, rows = quarterly("2026-01-31"), [held("2026-07-31", "2026-07-30", "quarterly")]
    rows.append(held("2026-10-31", "2026-10-30", "quarterly"))
    changed = new_rhythm("A", "monthly", rows, old, TODAY)
    assert changed.anchor == day("2026-11-30")
    assert dates(changed.rule, changed.anchor, TODAY, day("2027-01-31"))[-1] == day("2027-01-31")


def test_a_new_rhythm_does_not_forgive_what_is_late() -> None:
    old = quarterly("2026-01-15")
    changed = new_rhythm("A", "monthly", [held("2026-07-15", "2026-07-15", "quarterly")], old, TODAY)
    assert changed.anchor == day("2026-10-15")


def test_a_first_rhythm_starts_one_step_from_today() -> None:
    assert new_rhythm("A", "quarterly", [], None, TODAY).anchor == day("2027-02-21")


def test_history_shows_held_and_missed_reviews_of_a_past_quarter() -> None:
    rhythm = monthly("2026-01-15")
    rows = [held("2026-07-15", "2026-07-20"), held("2026-09-15", "2026-09-15")]
    found = history(rhythm, rows, day("2026-07-01"), day("2026-09-30"))
    assert [(row.due.month, row.held is not None) for row in found] == [(7, True), (8, False), (9, True)]


def test_a_recorded_review_a_few_days_off_the_rule_is_that_review() -> None:
    row = ReviewFact("x", "A", "monthly", day("2026-11-18"))
    assert [one.id for one in unheld(monthly("2026-11-15"), [row], day("2026-12-01"))] == ["x"]


def test_two_rhythms_of_an_account_each_count_their_own_reviews() -> None:
    rows = [held("2026-11-05", "2026-11-05", "monthly")]
    found = standings([monthly("2026-01-05"), quarterly("2026-05-20")], rows, TODAY)
    by_cadence = {one.rhythm.cadence: one for one in found if one.rhythm}
    assert by_cadence["monthly"].missed == 0
    assert by_cadence["quarterly"].missed == 3


@given(anchor=DAYS, cadence=CADENCES)
def test_every_month_of_the_cadence_has_exactly_one_review(anchor: dt.date, cadence: str) -> None:
    rhythm = rhythm_of("A", cadence, anchor)
    found = dates(rhythm.rule, anchor, anchor, anchor + dt.timedelta(days=760))
    months = [one.year * 12 + one.month for one in found]
    assert found[0] == anchor
    assert {later - earlier for earlier, later in pairwise(months)} == {1 if cadence == "monthly" else 3}


@given(anchor=DAYS, cadence=CADENCES, start=DAYS, length=st.integers(0, 400), cut=st.integers(0, 400))
def test_dates_of_a_span_are_those_of_its_two_parts(
    anchor: dt.date, cadence: str, start: dt.date, length: int, cut: int
) -> None:
    rule = rhythm_of("A", cadence, anchor).rule
    end = start + dt.timedelta(days=length)
    middle = start + dt.timedelta(days=min(cut, length))
    parts = dates(rule, anchor, start, middle) + dates(rule, anchor, middle + dt.timedelta(days=1), end)
    assert parts == dates(rule, anchor, start, end)


@given(anchor=DAYS, cadence=CADENCES, visits=st.lists(st.integers(0, 900), min_size=1, max_size=12))
def test_holding_a_review_never_leaves_one_late_and_never_moves_the_rhythm(
    anchor: dt.date, cadence: str, visits: list[int]
) -> None:
    rhythm = rhythm_of("A", cadence, anchor)
    rows: dict[str, ReviewFact] = {}
    for offset in sorted(visits):
        on = anchor + dt.timedelta(days=offset)
        result = settle(rhythm, "A", list(rows.values()), on)
        for row in (result.held, *result.skipped):
            rows[row.id] = row
        now = standing("A", rhythm, list(rows.values()), on)
        assert now.days_late(on) == 0
        assert now.missed == 0
        assert now.since is not None
        assert now.since > on - dt.timedelta(days=1)
    rule_days = set(dates(rhythm.rule, anchor, anchor, anchor + dt.timedelta(days=1400)))
    assert {row.due for row in rows.values() if row.cadence != EXTRA} <= rule_days


@given(anchor=DAYS, cadence=CADENCES, offset=st.integers(0, 400), order=st.randoms())
def test_the_order_of_rows_changes_nothing(anchor: dt.date, cadence: str, offset: int, order: object) -> None:
    rhythm = rhythm_of("A", cadence, anchor)
    today = anchor + dt.timedelta(days=offset)
    rows = [replace(one, held=one.due, status="held") for one in unheld(rhythm, [], anchor + dt.timedelta(days=90))]
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert standing("A", rhythm, rows, today) == standing("A", rhythm, shuffled, today)


def test_an_expected_review_has_the_same_id_before_and_after_it_is_recorded() -> None:
    due = day("2026-11-15")
    assert unheld(monthly("2026-11-15"), [], due)[0].id == review_id("A", "monthly", due)


def test_ten_thousand_rhythms_take_a_second_of_work_at_most() -> None:
    import time

    rhythms = [
        rhythm_of(f"A{index}", "monthly", dt.date(2024, 1 + index % 12, 1 + index % 28)) for index in range(10000)
    ]
    started = time.process_time()
    found = standings(rhythms, [], TODAY)
    assert len(found) == 10000
    assert time.process_time() - started < 2
    assert step_days(rhythms[0].rule) == 30
