"""What goes wrong between Slack and us: limits, lost answers, restarts, old messages, edits."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.doubles.slack import SlackDouble, User, shown_text
from tests.handlers.child import child
from tests.handlers.world import SECRET, World, build, company, running


def bots(world: World, user: str) -> list[str]:
    return [shown_text(m) for m in world.slack.messages(world.user(user)) if m.get("bot_id")]


def test_a_rate_limit_delays_the_answer_and_holds_nobody_up(world: World) -> None:
    kim, kai = world.user("k1"), world.user("k2")
    world.slack.faults.add("chat.postMessage", "429", retry_after=1)
    first = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_until(lambda: world.script.begun)
    time.sleep(0.1)
    second = world.slack.says(kai, "profit of South Bikes")
    world.slack.wait_for_message(kai, SECRET, thread_ts=second.ts)
    world.slack.wait_for_message(kim, SECRET, thread_ts=first.ts)
    assert world.script.begun.count("profit of North Bikes") == 1  # computed once, sent later


def test_an_answer_whose_receipt_was_lost_is_looked_for_and_not_doubled(world: World) -> None:
    kim = world.user("k1")
    for mode in ("drop_after_accept", "500", "drop"):
        world.slack.faults.add("chat.postMessage", mode)
        act = world.slack.says(kim, f"profit of North Bikes {mode}")
        world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts, timeout=15)
        assert world.desk.inbox.idle(20)
        assert len([m for m in world.slack.messages(kim, act.ts) if m.get("bot_id")]) == 1, mode


def test_a_chart_that_slack_refuses_becomes_a_picture(world: World) -> None:
    kim = world.user("k1")
    world.slack.faults.add("chat.postMessage", "error:invalid_blocks")
    act = world.slack.says(kim, "profit of North Bikes")
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
    assert "data_visualization" not in [block["type"] for block in answer["blocks"]]
    world.settle()
    again = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_for_message(kim, lambda m: bool(m.get("files")), thread_ts=again.ts)
    picture = next(m["files"][0] for m in world.slack.messages(kim, again.ts) if m.get("files"))
    assert world.slack.file(picture["id"]).startswith(b"\x89PNG")


def test_what_was_acknowledged_before_a_kill_is_answered_after_the_restart(
    slack: SlackDouble, transport: str, tmp_path: Path
) -> None:
    database = company(tmp_path)
    kim = slack.add_user("Kim Keller", email="k1@example.com")
    with child(slack, tmp_path, transport, "hang") as process:
        acts = [slack.says(kim, f"{n} profit of North Bikes") for n in range(5)]
        for act in acts:
            act.ack()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert bot_messages(slack, kim) == []
    after = build(slack, database, transport)
    with running(after, transport):
        for act in acts:
            slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
        after.settle()
        slack.redeliver(acts[0])
        after.settle()
    assert len(bot_messages(slack, kim)) == 5
    database.close()


def bot_messages(slack: SlackDouble, user: User) -> list[str]:
    return [shown_text(m) for m in slack.messages(user) if m.get("bot_id") and "queue" not in m["text"]]


def test_edits_deletions_and_what_apps_write_are_not_answered(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "guidance please")
    world.slack.wait_for_message(kim, "Review key accounts", thread_ts=act.ts)
    world.settle()
    assert act.message is not None
    world.slack.edits(act.message, "profit of North Bikes")
    world.slack.deletes(act.message)
    world.settle()
    assert world.script.begun == ["guidance please"]


def test_a_backlog_is_not_worked_off(world: World) -> None:
    kim = world.user("k1")
    world.slack.says(kim, "profit of North Bikes", sent_ago=3600).ack()
    world.settle()
    assert world.script.begun == []


def test_colleagues_in_a_thread_are_not_interrupted(world: World) -> None:
    channel = world.channel("team", "k1", "m1")
    kim, max_ = world.user("k1"), world.user("m1")
    act = world.slack.says(kim, world.mention("profit of North Bikes"), channel=channel)
    world.slack.wait_for_message(channel, SECRET, thread_ts=act.ts)
    world.slack.says(kim, "thanks, nice weather too", channel=channel, thread_ts=act.ts).ack()  # to nobody
    world.slack.says(max_, "profit of South Bikes", channel=channel, thread_ts=act.ts).ack()  # never asked here
    world.slack.says(kim, f"<@{max_.id}> profit of North Bikes?", channel=channel, thread_ts=act.ts).ack()  # to Max
    world.slack.says(kim, "profit of South Bikes", channel=channel).ack()  # no thread
    world.settle()
    assert len([m for m in world.slack.messages(channel) if m.get("bot_id")]) == 1
    world.slack.says(kim, "what did I ask before?", channel=channel, thread_ts=act.ts).ack()
    world.slack.wait_for_message(channel, "You asked before", thread_ts=act.ts)


def test_the_stop_button_keeps_the_answer_unsaid(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "slow profit of North Bikes")
    world.slack.wait_until(lambda: world.slack.session(kim, act.ts), timeout=5)
    world.slack.stops(kim, world.slack.dm(kim), act.ts).ack()
    world.script.gate.set()
    world.settle()
    assert bots(world, "k1") == []


def test_hostile_text_neither_pings_nor_links_nor_reorders(world: World) -> None:
    kim = world.user("k1")
    text = "<!channel> <@U123|x> \u202eevil\u200b https://evil.example/?q=1 [a](http://evil.example) *b*"
    act = world.slack.says(kim, text)
    answer = world.slack.wait_for_message(kim, "I heard", thread_ts=act.ts)
    shown = str(answer["text"]) + shown_text(answer)
    assert not [bad for bad in ("<!", "<@", "\u202e", "\u200b", "evil.example") if bad in shown]
    assert answer["_unfurl_links"] in (False, "false", "0")


def test_an_app_that_never_saw_the_network_can_be_built(tmp_path: Path) -> None:
    with SlackDouble() as slack:
        slack.faults.add("*", "drop", times=100)
        build(slack, company(tmp_path))
        assert slack.calls() == []
