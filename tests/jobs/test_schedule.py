"""When things leave: two years in forty time zones, and the small rules behind it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load_config
from bot.errors import BadInput
from bot.jobs.job import Job, Recipient
from bot.jobs.planning import due_between, hours_of, next_working_day, plan, works
from bot.jobs.schedule import closing, first_working_day, hours, local_days, moment, time_of, weekdays, zone_of
from store.tables import Person

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "America/Anchorage",
    "America/Bogota",
    "America/Buenos_Aires",
    "America/Caracas",
    "America/Chicago",
    "America/Denver",
    "America/Havana",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Dubai",
    "Asia/Jerusalem",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
YEARS = 2
CONFIG = load_config(environment={})
EVERYBODY = [Person(id=zone, name=zone, timezone=zone) for zone in ZONES]
JOB = Job("probe", "", works, lambda session, config, day, among: list(map(Recipient, EVERYBODY)), lambda given: None)


def test_two_years_in_forty_zones_miss_and_double_no_day() -> None:
    assert len(ZONES) == 40
    seen: Counter[tuple[str, dt.date]] = Counter()
    since, end = START, START.replace(year=START.year + YEARS)
    outside = 0
    while since < end:
        until = min(since + dt.timedelta(hours=67, minutes=13), end)  # ticks come at odd moments
        for one in due_between([JOB], None, CONFIG, since, until):  # type: ignore[arg-type]  # these people need no table
            seen[one.recipient.key, one.day] += 1
            own = hours_of(one.recipient.person, CONFIG)
            outside += not own.covers(one.at) or own.local(one.at).date() != one.day
        since = until
    wanted = {
        (zone, day)
        for zone in ZONES
        for day in local_days(START, end - dt.timedelta(microseconds=1), zone_of(zone))
        if works(CONFIG, day)
        and START < plan(JOB, Recipient(Person(id=zone, name="", timezone=zone)), CONFIG, day).at <= end
    }
    assert set(seen) == wanted
    assert max(seen.values()) == 1
    assert outside == 0
    print(f"{len(seen)} local days in {len(ZONES)} zones, none missed, none doubled, none outside working hours")


@given(
    day=st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)),
    zone=st.sampled_from(ZONES),
    at=st.integers(0, 23),
    start=st.integers(0, 22),
    length=st.integers(1, 23),
)
def test_a_message_leaves_on_its_day_within_its_hours(
    day: dt.date, zone: str, at: int, start: int, length: int
) -> None:
    own = hours(zone, f"{start:02}:00", f"{min(start + length, 23):02}:30")
    leaves = moment(day, dt.time(at, 30), own)
    local = own.local(leaves)
    assert local.date() == day
    assert own.start <= local.time() <= own.end
    assert leaves <= closing(day, own)


def test_a_time_that_the_clocks_skip_or_repeat_comes_once() -> None:
    berlin = hours("Europe/Berlin", "00:00", "23:00")
    skipped = moment(dt.date(2026, 3, 29), dt.time(2, 30), berlin)
    assert berlin.local(skipped).isoformat() == "2026-03-29T03:30:00+02:00"
    twice = moment(dt.date(2026, 10, 25), dt.time(2, 30), berlin)
    assert berlin.local(twice).isoformat() == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon-fri", {0, 1, 2, 3, 4}), ("mon", {0}), ("sun-thu", {6, 0, 1, 2, 3}), ("Mon, wed", {0, 2}), ("never", set())],
)
def test_days_are_read_by_name(text: str, days: set[int]) -> None:
    assert weekdays(text) == days


@pytest.mark.parametrize("text", ["1-5", "monday", "mon-friday", "*"])
def test_days_that_could_be_misread_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no day of the week"):
        weekdays(text)


def test_hours_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(BadInput, match="later on the same day"):
        hours("Europe/Berlin", "17:00", "09:00")
    with pytest.raises(BadInput, match="no time zone"):
        hours("Mars/Olympus", "09:00", "17:00")
    with pytest.raises(BadInput, match="08:30"):
        time_of("half past eight")


def test_unreadable_hours_of_a_person_are_the_companys() -> None:
    own = hours_of(Person(id="p", name="P", timezone="Mars/Olympus", work_start="late"), CONFIG)
    assert (str(own.zone), own.start) == ("Europe/London", dt.time(9))


def test_holidays_move_the_next_working_day_and_the_first_of_the_month() -> None:
    nudges = CONFIG.nudges.model_copy(update={"holidays": ("2026-06-01",)})
    config = CONFIG.model_copy(update={"nudges": nudges})
    assert next_working_day(config, dt.date(2026, 5, 29)) == dt.date(2026, 6, 2)
    week, off = weekdays("mon-fri"), frozenset({dt.date(2026, 6, 1)})
    first = [day for day in range(1, 8) if first_working_day(dt.date(2026, 6, day), week, off)]
    assert first == [2]
