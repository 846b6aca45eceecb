"""What the Slack side keeps, on both databases: the inbox, links, preferences, conversations that go on."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from store.engine import Database
from store.questions import inbox, memory
from store.questions.preferences import set_digest, set_hours
from store.questions.slack_links import link_of, link_of_person, save_direct_channel, save_link, unlink
from store.tables import InboundEvent, Person, ThreadTurn

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)


def put(database: Database, *keys: str, owner: str = "me") -> None:
    with database.writers.begin() as connection:
        inbox.add(connection, keys, "{}", NOW, owner, LATER)


def test_a_key_is_taken_once_and_twins_share_one(database: Database) -> None:
    put(database, "m:1", "c:1")
    for keys in (("m:1",), ("m:2", "c:1"), ("c:1",)):
        with pytest.raises(IntegrityError):
            put(database, *keys)
    put(database, "m:2", "c:2")  # the refused one left nothing behind


def test_what_nobody_works_on_is_taken_over_by_one(database: Database) -> None:
    put(database, "a", owner="dead")
    after = LATER + dt.timedelta(seconds=1)
    with database.read() as session:
        assert inbox.left_over(session, NOW, "me", alone=False) == []
        assert len(inbox.left_over(session, NOW, "me", alone=True)) == 1
        found = inbox.left_over(session, after, "me", alone=False)
    with database.write() as session:
        assert inbox.take_over(session, found[0], "me", after)
        assert not inbox.take_over(session, found[0], "you", after)
    with database.read() as session:
        assert inbox.is_mine(session, "a", "me")
        assert not inbox.is_mine(session, "a", "dead")
        assert inbox.open_count(session) == 1


def test_what_is_finished_is_forgotten_but_for_its_key(database: Database) -> None:
    put(database, "a", "twin")
    with database.writers.begin() as connection:
        inbox.finish(connection, "me", [("a", inbox.DONE, "ref")])
    with database.write() as session:
        kept = session.get(InboundEvent, "a")
        assert kept is not None
        assert (kept.payload, kept.status, kept.reference) == ("", "done", "ref")
        inbox.forget_before(session, LATER)
        assert session.get(InboundEvent, "twin") is None


def test_leases_are_renewed_and_given_back_by_their_owner_only(database: Database) -> None:
    put(database, "mine")
    put(database, "yours", owner="you")
    after = LATER + dt.timedelta(minutes=5)
    with database.write() as session:
        inbox.renew(session, "me", after)
        inbox.release(session, "you", NOW)
    with database.read() as session:
        assert [one.key for one in inbox.left_over(session, LATER, "other", alone=False)] == ["yours"]


def turn(number: int, thread: str, pending: str = "") -> ThreadTurn:
    at = NOW + dt.timedelta(seconds=number)
    return ThreadTurn(
        id=f"{number:032d}", thread=thread, person_id="p", at=at, question=f"q{number}", route="help", pending=pending
    )


@pytest.mark.parametrize("moves", [True, False])
def test_a_conversation_goes_on_in_a_new_thread_and_a_yes_counts_once(database: Database, moves: bool) -> None:
    with database.write() as session:
        for number in range(5):
            session.add(turn(number, "T:D:1", "{}" if number == 4 else ""))
        session.add(turn(9, "T:D2:1"))
    with database.read() as session:
        assert memory.last_thread(session, "T:D:", "p", NOW) == "T:D:1"
        assert memory.last_thread(session, "T:D:", "p", NOW + dt.timedelta(hours=1)) is None
    with database.writers.begin() as connection:
        memory.carry_over(connection, "T:D:1", "T:D:2", "p", moves)
    with database.read() as session:
        old, new = memory.turns(session, "T:D:1", "p"), memory.turns(session, "T:D:2", "p")
        assert [one.question for one in new] == ["q4", "q3"]
        assert [bool(one.pending) for one in (old[0], new[0])] == [not moves, moves]
        assert memory.is_thread(session, "T:D:2")
        assert not memory.is_thread(session, "T:D:3")


def test_links_and_preferences_are_kept(database: Database) -> None:
    with database.write() as session:
        session.add(Person(id="p", name="Pat", email="p@example.com"))
    with database.write() as session:
        save_link(session, "T", "U", "p", NOW)
        save_direct_channel(session, "T", "U", "D1")
        set_digest(session, "p", False)
        set_hours(session, "p", start="10:00")
    with database.write() as session:
        save_link(session, "T", "U", "p", LATER)
        link = link_of_person(session, "T", "p")
        assert link is not None
        assert (link.dm_channel, link.linked_at, link.checked_at) == ("D1", NOW, LATER)
        person = session.get(Person, "p")
        assert person is not None
        assert (person.wants_digest, person.work_start, person.work_end) == (False, "10:00", "")
        unlink(session, "T", "U")
    with database.read() as session:
        assert link_of(session, "T", "U") is None
