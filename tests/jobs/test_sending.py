"""Digests through the outbox into the Slack double: once each, to the right people, whatever goes wrong."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from bot.jobs.job import job_named
from bot.jobs.running import preview, send_now
from store.engine import Database
from store.questions.outbox import settle_nudge
from store.tables import Account, AuditEntry, Leave, Outbox, Person
from tests.doubles.slack import SlackDouble, shown_text
from tests.jobs.office import MONDAY, NINE, Office, open_office


@pytest.fixture
def office(slack: SlackDouble, database: Database) -> Office:
    return open_office(slack, database)


def test_each_kam_gets_one_digest_with_buttons(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    worker.drain()
    message = office.slack.messages(office.users["k1"])[0]
    assert "1 thing this week, Kim" in message["text"] or "things this week, Kim" in message["text"]
    assert "North Bikes" in shown_text(message)
    assert "South Bikes" not in shown_text(message)
    labels = [
        button["text"]["text"]
        for block in message["blocks"]
        for button in block.get("elements", ())
        if button.get("type") == "button"
    ]
    assert labels[:4] == ["Done", "Open pack", "Snooze", "Not mine"]
    assert office.rows()["k1"] == office.rows()["k2"] == "sent"


def test_running_twice_sends_once(office: Office) -> None:
    for _ in range(2):
        worker = office.worker()
        worker.tick()
        worker.drain()
    again = send_now(office.database, office.config, job_named("review_digest"), MONDAY, office.worker())
    assert "sent" not in again
    assert len(office.inbox("k1")) == 1


def test_the_same_state_next_day_is_no_news(office: Office) -> None:
    worker = office.worker()
    for _ in range(2):
        worker.tick()
        worker.drain()
        office.clock.pass_(days=1)
    assert len(office.inbox("k1")) == 1
    with office.database.read() as session:
        second = session.exec(select(Outbox).where(Outbox.recipient == "k1", Outbox.status == "withdrawn")).all()
    assert len(second) >= 1


def test_nothing_is_planned_before_its_hour_nor_on_a_weekend(office: Office) -> None:
    worker = office.worker()
    office.clock.now = NINE - dt.timedelta(minutes=1)
    worker.tick()
    assert office.rows() == {}
    office.clock.now = NINE - dt.timedelta(days=1)
    worker.tick()
    assert office.rows() == {}


def test_a_late_digest_is_skipped_and_reported_not_sent_at_night(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    office.clock.pass_(hours=9)
    worker.drain()
    assert office.rows()["k1"] == "skipped_late"
    assert office.inbox("k1") == []


def test_a_lost_answer_is_looked_up_before_any_second_post(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "drop_after_accept", times=2)
    worker = office.worker()
    worker.tick()
    worker.drain()
    assert office.rows()["k1"] == "sending"
    office.clock.pass_(seconds=61)
    worker.drain()
    assert office.rows()["k1"] == "sent"
    assert len(office.inbox("k1")) == len(office.inbox("k2")) == 1


def test_a_rate_limit_is_waited_out(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "429", retry_after=30)
    worker = office.worker()
    worker.tick()
    worker.drain()
    assert sorted(office.rows().values()).count("sent") < 2
    office.clock.pass_(seconds=29)
    worker.drain()
    assert "pending" in office.rows().values()
    office.clock.pass_(seconds=2)
    worker.drain()
    assert len(office.inbox("k1")) == len(office.inbox("k2")) == 1


def test_somebody_removed_meanwhile_gets_nothing(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    with office.database.write() as session:
        gone = session.get(Person, "k1")
        assert gone is not None
        gone.active = False
    worker.drain()
    assert office.inbox("k1") == []
    assert office.rows()["k1"] == "withdrawn"


def test_somebody_switched_off_or_made_a_guest_in_slack_gets_nothing(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    office.slack.change_user(office.users["k1"], deleted=True)
    office.slack.change_user(office.users["k2"], is_restricted=True)
    worker.drain()
    assert office.rows()["k1"] == office.rows()["k2"] == "dead"
    assert office.inbox("k1") == office.inbox("k2") == []


def test_an_account_reassigned_meanwhile_is_in_its_new_kams_digest_only(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    with office.database.write() as session:
        account = session.get(Account, "a1")
        assert account is not None
        account.kam_id = "k2"
    worker.drain()
    assert office.inbox("k1") == []
    assert "North Bikes" in office.inbox("k2")[0]


def test_who_stands_in_gets_the_digest_of_who_is_away(office: Office) -> None:
    with office.database.write() as session:
        session.add(Leave(person_id="k1", start=MONDAY, end=dt.date(2026, 11, 27), stand_in_id="k2"))
    worker = office.worker()
    worker.tick()
    worker.drain()
    assert office.inbox("k1") == []
    assert "North Bikes" in office.inbox("k2")[0]
    assert "stand in for Kim Keller" in office.inbox("k2")[0]


def test_what_is_not_mine_or_sleeps_is_not_told(office: Office) -> None:
    with office.database.write() as session:
        settle_nudge(session, "k1", "account:a1", "not_mine", None, NINE)
    with office.database.write() as session:
        person = session.get(Person, "k2")
        assert person is not None
        person.wants_digest = False
    worker = office.worker()
    worker.tick()
    worker.drain()
    assert "North Bikes" not in " ".join(office.inbox("k1"))
    assert office.inbox("k2") == []


def test_who_saw_which_account_is_on_record(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    worker.drain()
    with office.database.read() as session:
        seen = {(one.person_id, one.accounts, one.place) for one in session.exec(select(AuditEntry)).all()}
    assert {("k1", "a1", "dm"), ("k2", "a2", "dm")} <= seen


def test_an_app_without_a_valid_token_loses_nothing(office: Office) -> None:
    worker = office.worker()
    worker.tick()
    office.slack.faults.add("chat.postMessage", "error:token_revoked")
    worker.drain()
    assert "pending" in office.rows().values()
    office.clock.pass_(minutes=6)
    worker.drain()
    assert len(office.inbox("k1")) == len(office.inbox("k2")) == 1


def test_a_dry_run_shows_all_and_writes_nothing(office: Office) -> None:
    with office.database.read() as session:
        found, _ = preview(session, office.config, job_named("review_digest"), MONDAY)
    assert {one.planned.recipient.key for one in found if one.letter} == {"k1", "k2"}
    assert office.rows() == {}


def test_the_command_shows_the_samples_digests(
    sample: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert sample.path is not None
    sample.path.rename(tmp_path / "kam.sqlite")
    where = ["--data", str(tmp_path), "--today", "2026-11-23"]
    assert main(["jobs", "run", "review_digest", "--dry-run", "--json", *where]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert sum(bool(one["items"]) for one in shown) >= 10
    assert all(len(one["items"]) <= 16 for one in shown)
    assert main(["jobs", "run", "review_digest", *where]) == 1
    assert "Slack is not configured" in capsys.readouterr().err
