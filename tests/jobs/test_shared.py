"""Digests read together say what digests read one by one say; what changes in between is seen."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.config import load_config
from bot.jobs.composing import letter, read_together
from bot.jobs.job import Recipient, job_named
from store.engine import Database
from store.questions.outbox import recipients
from store.tables import Account
from tests.doubles.slack import SlackDouble
from tests.jobs.office import MONDAY, open_office

DIGEST = job_named("review_digest")


def test_the_samples_digests_are_the_same_read_together(sample: Database) -> None:
    config = load_config(environment={})
    for day in (MONDAY, MONDAY + dt.timedelta(days=9)):
        with sample.read() as session:
            people = recipients(session, ("kam", "manager"))
            together = read_together(session, config, [one.id for one in people], day)
            assert together is not None
            found = {one.id: letter(session, config, DIGEST, Recipient(one), day, together) for one in people}
            alone = {one.id: letter(session, config, DIGEST, Recipient(one), day) for one in people}
        assert found == alone
        assert sum(one is not None for one in alone.values()) >= 10


@pytest.mark.parametrize("change", ["taken", "given"])
def test_an_account_that_changes_hands_after_the_reading_is_seen(
    slack: SlackDouble, database: Database, change: str
) -> None:
    office = open_office(slack, database)
    with database.read() as session:
        together = read_together(session, office.config, ["k1", "k2"], MONDAY)
    with database.write() as session:
        moved = session.get(Account, "a1" if change == "taken" else "a2")
        assert moved is not None
        moved.kam_id = "k2" if change == "taken" else "k1"
    with database.read() as session:
        person = recipients(session, ("kam",), ["k1"])[0]
        found = letter(session, office.config, DIGEST, Recipient(person), MONDAY, together)
    accounts = set(found.accounts) if found else set()
    assert accounts == (set() if change == "taken" else {"a1", "a2"})


def test_one_alone_is_not_read_together(slack: SlackDouble, database: Database) -> None:
    office = open_office(slack, database)
    with database.read() as session:
        assert read_together(session, office.config, ["k1", "m1"], MONDAY) is None
