"""The outbox against a model: workers come, die and come back, Slack loses answers; each message arrives once."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import SQLModel

from bot.jobs.job import Job, Recipient
from bot.jobs.letter import Letter
from bot.jobs.outbox import LEASE, Mailroom
from bot.slack_client import RateLimited, Refused, Unsure
from bot.slack_fence import TooLate
from bot.tools.answer import Answer
from store.engine import Database, open_database
from store.questions import outbox
from store.questions.outbox import recipients
from store.tables import Outbox, Person
from tests.chaos.worker import config_for

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PEOPLE = 4
CONFIG = config_for("")


class Crash(BaseException):
    """A worker that dies at a named point: nothing of it runs any more."""


class Slack:
    """Keeps what was posted; `next` is how the next post goes."""

    def __init__(self) -> None:
        self.posts: Counter[str] = Counter()
        self.next = "ok"

    def direct(self, person: str) -> str:
        return f"D{person}"

    def check_channel(self, channel: str, accounts: Collection[str]) -> None:
        return None

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        allowed: Callable[[], bool],
    ) -> str:
        if not allowed():
            raise TooLate
        how, self.next = self.next, "ok"
        if how == "limited":
            raise RateLimited(30)
        if how == "refused":
            raise Refused("channel_not_found")
        if how == "before":
            raise Unsure("no answer")
        self.posts[delivery_id] += 1
        if how == "after":
            raise Unsure("no answer")
        return "1.0"

    def find(self, channel: str, delivery_id: str, oldest: float) -> str | None:
        return "1.0" if self.posts[delivery_id] else None


PROBE = Job(
    "probe",
    "",
    lambda config, day: True,
    lambda session, config, day, among: [Recipient(one) for one in recipients(session, ("kam",), among)],
    lambda given: Letter(Answer("probe", "Due."), keys=("told:probe",)),
)


class OutboxMachine(RuleBasedStateMachine):
    """Whatever happens in whatever order: no message twice, and in the end every one that was not refused once."""

    def __init__(self) -> None:
        super().__init__()
        self.database: Database = open_database("sqlite://")
        SQLModel.metadata.create_all(self.database.writers)
        self.slack, self.now, self.refused = Slack(), NOW, 0

    @initialize()
    def people(self) -> None:
        with self.database.write() as session:
            for one in range(PEOPLE):
                session.add(Person(id=f"p{one}", name=f"P{one}", role="kam", timezone="UTC"))

    def worker(self, die_at: str = "") -> Mailroom:
        def at(point: str) -> None:
            if point == die_at:
                raise Crash

        return Mailroom(self.database, CONFIG, self.slack, lambda: self.now, {"probe": PROBE}, at=at)

    @rule(point=st.sampled_from(("planned", "ticked", "")))
    def tick(self, point: str) -> None:
        with suppress(Crash):
            self.worker(point).tick()

    @rule(
        point=st.sampled_from(("claimed", "looked_up", "addressed", "posted", "marking", "marked", "")),
        how=st.sampled_from(("ok", "ok", "before", "after", "limited", "refused")),
    )
    def drain(self, point: str, how: str) -> None:
        self.slack.next = how
        try:
            done = self.worker(point).drain()
            self.refused += done.get("dead", 0)
        except Crash:
            pass
        self.slack.next = "ok"

    @rule(seconds=st.sampled_from((1, 20, 31, 61, 200)))
    def time_passes(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule(seed=st.integers(0, 99))
    def two_at_once(self, seed: int) -> None:
        """Two workers read the same list and go through it in different orders."""
        with self.database.read() as session:
            waiting = list(outbox.ready(session, self.now))
        orders = [random.Random(seed + one).sample(waiting, len(waiting)) for one in range(2)]
        first, second = self.worker(), self.worker()
        for one, other in zip(*orders, strict=True):
            first.deliver(one)
            second.deliver(other)

    @invariant()
    def never_twice(self) -> None:
        assert all(number == 1 for number in self.slack.posts.values())

    def teardown(self) -> None:
        try:
            self.worker().tick()
            for _ in range(8):
                self.now += LEASE + dt.timedelta(seconds=1)
                self.worker().drain()
            with self.database.read() as session:
                states = outbox.counts(session)
            assert states.get("sent", 0) + states.get("dead", 0) == PEOPLE
            assert len(self.slack.posts) >= states.get("sent", 0)
            self.never_twice()
        finally:
            self.database.close()


OutboxMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOutboxMachine = OutboxMachine.TestCase


@pytest.fixture
def waiting(database: Database) -> Database:
    with database.write() as session:
        session.add(Person(id="p0", name="P0", role="kam", timezone="UTC"))
    return database


def mailroom(database: Database, slack: Slack, now: dt.datetime = NOW, **parts: Any) -> Mailroom:
    return Mailroom(database, CONFIG, slack, lambda: now, {"probe": PROBE}, **parts)


@pytest.mark.parametrize("point", ["planned", "ticked", "claimed", "addressed", "posted", "marking", "marked"])
def test_a_death_at_any_point_loses_and_doubles_nothing(waiting: Database, point: str) -> None:
    slack = Slack()

    def at(here: str) -> None:
        if here == point:
            raise Crash

    first = mailroom(waiting, slack, at=at)
    with suppress(Crash):
        first.tick()
        first.drain()
    later = mailroom(waiting, slack, NOW + dt.timedelta(seconds=61))
    later.tick()
    later.drain()
    assert list(slack.posts.values()) == [1]
    with waiting.read() as session:
        assert outbox.counts(session) == {"sent": 1}


def test_a_worker_that_lost_its_lease_neither_posts_nor_marks(waiting: Database) -> None:
    slack = Slack()
    times = [NOW]

    def paused(point: str) -> None:
        if point == "claimed":
            times[0] += dt.timedelta(seconds=61)
            other = Mailroom(waiting, CONFIG, slack, lambda: times[0], {"probe": PROBE})
            assert other.drain() == {"sent": 1}

    slow = Mailroom(waiting, CONFIG, slack, lambda: times[0], {"probe": PROBE}, at=paused)
    slow.tick()
    assert slow.drain() == {"not_mine": 1}
    assert list(slack.posts.values()) == [1]


def test_a_worker_whose_lease_is_nearly_over_puts_the_message_back(waiting: Database) -> None:
    slack = Slack()
    times = [NOW]

    def slow(point: str) -> None:
        if point == "addressed":
            times[0] += dt.timedelta(seconds=45)

    worker = Mailroom(waiting, CONFIG, slack, lambda: times[0], {"probe": PROBE}, at=slow)
    worker.tick()
    assert worker.drain() == {"later": 1}
    assert not slack.posts
    worker.at = lambda point: None
    assert worker.drain() == {"sent": 1}


def test_a_refusal_for_good_is_dead_and_never_tried_again(waiting: Database) -> None:
    slack = Slack()
    slack.next = "refused"
    worker = mailroom(waiting, slack)
    worker.tick()
    assert worker.drain() == {"dead": 1}
    assert mailroom(waiting, slack, NOW + dt.timedelta(hours=1)).drain() == {}
    with waiting.read() as session:
        row = outbox.failures(session, NOW - dt.timedelta(days=1))[0]
    assert isinstance(row, Outbox)
    assert row.last_error == "channel_not_found"


def test_planning_twice_plans_once(waiting: Database) -> None:
    worker = mailroom(waiting, Slack())
    assert worker.tick() == 1
    assert worker.tick() == 0
    assert mailroom(waiting, Slack()).tick() == 0
