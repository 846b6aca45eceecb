"""A long answer: a status at once, its steps in a message that becomes the answer, a plain post where Slack refuses."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from bot.handlers import delivery, patience
from bot.handlers.streams import literal
from tests.doubles.slack import SlackDouble, User, shown_text
from tests.handlers.child import child
from tests.handlers.world import SECRET, World, build, company, running

SLOW = "slow profit of North Bikes"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "STEPS_AFTER", 0.7)
    monkeypatch.setattr(patience, "CHANGE_AFTER", 0.1)
    monkeypatch.setattr(delivery, "UNSURE_WAITS", (0.1, 0.1, 0.1, 0.1))


def bots(slack: SlackDouble, where: Any, thread: str) -> list[dict[str, Any]]:
    return [m for m in slack.messages(where, thread) if m.get("bot_id")]


def steps(slack: SlackDouble, where: Any, thread: str) -> dict[str, Any]:
    """The message with the steps, once it is there."""
    found = slack.wait_until(lambda: bots(slack, where, thread), timeout=15, what="steps")
    return found[0]


def tasks(message: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["title"], one["status"]) for one in message["blocks"] if one["type"] == "task_card"]


def asked(world: World, person: str = "k1") -> tuple[User, str]:
    user = world.user(person)
    return user, world.slack.says(user, SLOW).ts


def test_a_long_answer_shows_its_steps_and_they_become_the_answer(world: World) -> None:
    kim, ts = asked(world)
    world.slack.wait_until(lambda: world.slack.status(kim, ts), timeout=5)
    shown = steps(world.slack, kim, ts)
    assert tasks(shown) == [("Understanding your question", "in_progress")]
    world.script.gate.set()
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=ts)
    world.settle()
    assert answer["ts"] == shown["ts"]
    assert bots(world.slack, kim, ts) == [answer]
    assert {status for _, status in tasks(answer)} == {"complete"}
    assert "table" in [one["type"] for one in answer["blocks"]]
    assert answer["text"] == f"**North Bikes earned us {SECRET} net.**"
    world.slack.clicks(kim, answer, "working").ack()
    world.slack.wait_for_message(kim, "9,000 − 4,289", thread_ts=ts)


def test_a_short_answer_comes_without_status_or_steps(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
    world.settle()
    assert world.slack.calls("chat.startStream") == []


@pytest.mark.parametrize("refusal", ["error:unknown_method", "error:feature_not_enabled", "429", "500"])
def test_where_slack_does_not_stream_the_answer_is_a_plain_post(one_world: World, refusal: str) -> None:
    world = one_world
    world.slack.faults.add("chat.startStream", refusal, retry_after=60)
    kim, ts = asked(world)
    world.slack.wait_until(
        lambda: world.slack.calls("chat.startStream") or not world.slack.faults.waits("chat.startStream")
    )
    world.slack.wait_until(lambda: world.slack.status(kim, ts), timeout=5)
    world.script.gate.set()
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=ts)
    world.settle()
    assert bots(world.slack, kim, ts) == [answer]
    assert "streaming_state" not in answer


@pytest.mark.parametrize("trouble", ["expired", "refused", "limited", "lost"])
def test_whatever_becomes_of_the_steps_the_answer_comes_once(one_world: World, trouble: str) -> None:
    world = one_world
    kim, ts = asked(world)
    steps(world.slack, kim, ts)
    if trouble == "expired":
        world.slack.pass_time(400)
    else:
        mode = {"refused": "error:invalid_blocks", "limited": "429", "lost": "drop_after_accept"}[trouble]
        world.slack.faults.add("chat.stopStream", mode, retry_after=60)
    world.script.gate.set()
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=ts, timeout=10)
    assert world.desk.inbox.idle(10)
    assert bots(world.slack, kim, ts) == [answer]


def test_in_a_channel_the_steps_become_the_stub_and_tell_nothing(world: World) -> None:
    channel = world.channel("mixed", "k1", "o1")
    kim = world.user("k1")
    act = world.slack.says(kim, world.mention(SLOW), channel=channel)
    shown = steps(world.slack, channel, act.ts)
    world.script.gate.set()
    stub = world.slack.wait_for_message(channel, "in a DM", thread_ts=act.ts)
    world.slack.wait_for_message(kim, SECRET)
    world.settle()
    assert stub["ts"] == shown["ts"]
    assert SECRET not in str(world.slack.messages(channel))
    assert "North Bikes" not in shown_text(stub)


def test_who_presses_stop_gets_neither_answer_nor_steps(one_world: World) -> None:
    world = one_world
    kim, ts = asked(world)
    steps(world.slack, kim, ts)
    world.slack.stops(kim, world.slack.dm(kim), ts).ack()
    world.script.gate.set()
    world.settle()
    assert SECRET not in str(bots(world.slack, kim, ts))


def test_killed_in_the_middle_the_steps_go_and_the_answer_comes(
    slack: SlackDouble, transport: str, tmp_path: Path
) -> None:
    database = company(tmp_path)
    kim = slack.add_user("Kim Keller", email="k1@example.com")
    with child(slack, tmp_path, transport, "hang") as process:
        act = slack.says(kim, "profit of North Bikes")
        steps(slack, kim, act.ts)
        slack.wait_until(lambda: slack.calls("chat.startStream"))
        time.sleep(0.5)  # until it has noted which message shows the steps
        process.send_signal(signal.SIGKILL)
        process.wait()
    after = build(slack, database, transport)
    with running(after, transport):
        slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
        after.settle()
    assert len(bots(slack, kim, act.ts)) == 1
    database.close()


def test_an_import_says_how_far_it_is(one_world: World) -> None:
    world = one_world
    hana = world.user("h1")
    world.slack.faults.add("files.info", "slow", seconds=1.5)
    act = world.slack.says(
        hana, "new people", files=[("people.csv", b"id,name,email,role\nn1,New One,n1@example.com,kam\n")]
    )
    assert tasks(steps(world.slack, hana, act.ts))[0][0] == "Fetching what you dropped"
    world.slack.wait_for_message(hana, "Import it?", thread_ts=act.ts, timeout=20)
    world.settle()
    assert len(bots(world.slack, hana, act.ts)) == 1


def test_markdown_and_pings_mean_nothing_in_a_streamed_headline() -> None:
    assert literal("<!channel> *b* [a](x) _i_ `c`") == "&lt;!channel&gt; \\*b\\* \\[a\\](x) \\_i\\_ \\`c\\`"
