"""Pictures and tables that follow an answer: once each, whatever breaks in between, or their loss is told."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from bot.handlers import delivery
from bot.handlers.inbox import Job
from tests.doubles.slack import SlackDouble, User, shown_text
from tests.handlers.child import child
from tests.handlers.world import SECRET, World, build, company, running

QUESTION = "bridge: profit of North Bikes"


def pictures(slack: SlackDouble, user: User) -> list[dict[str, Any]]:
    return [one for m in slack.messages(user) for one in m.get("files") or () if m.get("bot_id")]


def test_a_picture_follows_in_the_thread_of_its_answer(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, QUESTION)
    world.slack.wait_for_message(kim, lambda m: bool(m.get("files")), thread_ts=act.ts, timeout=20)
    world.settle()
    found = pictures(world.slack, kim)
    assert [one["title"] for one in found] == ["From sales to profit"]
    assert world.slack.file(found[0]["id"]).startswith(b"\x89PNG")


def test_a_picture_whose_receipt_was_lost_is_looked_for_and_not_doubled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "UNSURE_WAITS", (0.1, 0.1, 0.1, 0.1))
    kim = world.user("k1")
    for number, mode in enumerate(("drop_after_accept", "500", "drop"), 1):
        world.slack.faults.add("files.completeUploadExternal", mode)
        world.slack.says(kim, QUESTION)
        world.slack.wait_until(lambda: len(pictures(world.slack, kim)) == number, timeout=20)  # noqa: B023
        assert world.desk.inbox.idle(20)
        assert len(pictures(world.slack, kim)) == number, mode


@pytest.mark.parametrize("killed_in", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
def test_killed_while_a_picture_is_sent_it_comes_once_after_the_restart(
    slack: SlackDouble, transport: str, tmp_path: Path, killed_in: str
) -> None:
    database = company(tmp_path)
    kim = slack.add_user("Kim Keller", email="k1@example.com")
    slack.faults.add(killed_in, "slow" if killed_in == "files.completeUploadExternal" else "hang", seconds=30)
    with child(slack, tmp_path, transport) as process:
        slack.says(kim, QUESTION).ack()
        slack.wait_for_message(kim, SECRET)
        slack.wait_until(lambda: not slack.faults.waits(killed_in), timeout=30)
        process.send_signal(signal.SIGKILL)
        process.wait()
    after = build(slack, database, transport)
    with running(after, transport):
        slack.wait_until(lambda: pictures(slack, kim), timeout=20)
        assert after.desk.inbox.idle(20)
    answers = [m for m in slack.messages(kim) if m.get("bot_id") and SECRET in shown_text(m)]
    assert (len(answers), len(pictures(slack, kim))) == (1, 1)
    database.close()


def test_a_picture_that_slack_refuses_is_told_and_can_be_sent_again(one_world: World) -> None:
    world = one_world
    kim = world.user("k1")
    world.slack.faults.add("files.getUploadURLExternal", "error:storage_limit_reached")
    act = world.slack.says(kim, QUESTION)
    told = world.slack.wait_for_message(kim, "The chart did not get through", thread_ts=act.ts, timeout=20)
    world.slack.clicks(kim, told, "attach:again").ack()
    world.slack.wait_for_message(kim, lambda m: bool(m.get("files")), thread_ts=act.ts, timeout=20)
    world.settle()
    assert len(pictures(world.slack, kim)) == 1


def test_nobody_else_gets_a_picture_by_its_button(one_world: World) -> None:
    world = one_world
    kim = world.user("k1")
    world.slack.faults.add("files.getUploadURLExternal", "error:storage_limit_reached")
    channel = world.channel("team", "k1", "m1")
    act = world.slack.says(kim, world.mention(QUESTION), channel=channel)
    told = world.slack.wait_for_message(channel, "The chart did not get through", thread_ts=act.ts, timeout=20)
    world.slack.joins(world.user("o1"), channel)
    world.slack.clicks(world.user("o1"), told, "attach:again").ack()
    world.slack.wait_for_message(channel, "I don't keep the working", thread_ts=act.ts)
    world.slack.clicks(kim, told, "attach:again").ack()  # Olga sits there now: it goes to Kim alone
    world.slack.wait_until(lambda: pictures(world.slack, kim), timeout=20)
    assert not [m for m in world.slack.messages(channel) if m.get("files")]


def test_a_picture_that_is_too_late_is_told_with_its_button(one_world: World) -> None:
    world = one_world
    kim = world.user("k1")
    act = world.slack.says(kim, QUESTION)
    world.slack.wait_for_message(kim, lambda m: bool(m.get("files")), thread_ts=act.ts, timeout=20)
    world.settle()
    late = Job(
        "attach", world.slack.workspace.team_id, kim.id, channel=world.slack.dm(kim).id, thread=act.ts, lane="files",
        data={"answer": "{}", "receipt": "r", "form": "answer", "message": "0", "file": "0", "name": "chart.png"},
    )  # fmt: skip
    stale = world.desk.inbox._missed["attach"]
    stale(late)
    told = world.slack.wait_for_message(kim, "The chart did not get through", thread_ts=act.ts)
    assert "Send the chart" in shown_text(told)


def test_a_picture_is_not_brought_to_who_may_no_longer_see_it(
    slack: SlackDouble, transport: str, tmp_path: Path
) -> None:
    database = company(tmp_path)
    kim = slack.add_user("Kim Keller", email="k1@example.com")
    slack.faults.add("files.getUploadURLExternal", "hang", seconds=30)
    with child(slack, tmp_path, transport) as process:
        slack.says(kim, QUESTION).ack()
        slack.wait_for_message(kim, SECRET)
        slack.wait_until(lambda: not slack.faults.waits("files.getUploadURLExternal"), timeout=30)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with database.write() as session:
        from store.tables import Person

        person = session.get(Person, "k1")
        assert person is not None
        person.role = "other"
        session.add(person)
    after = build(slack, database, transport)
    with running(after, transport):
        assert after.desk.inbox.idle(20)
    assert pictures(slack, kim) == []
    database.close()
