"""Whole conversations through the real app, over both transports."""

from __future__ import annotations

from tests.doubles.slack import shown_text
from tests.handlers.world import SECRET, World


def test_a_question_in_the_dm_is_answered_in_its_thread(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "profit of North Bikes?")
    assert act.ack().latency < 1
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
    assert answer["thread_ts"] == act.ts
    assert SECRET in answer["text"]  # the fallback says it as well
    kinds = [block["type"] for block in answer["blocks"]]
    assert kinds[0] == "rich_text"
    assert {"table", "data_visualization", "actions", "context_actions"} <= set(kinds)
    world.settle()
    assert world.slack.warnings == []


def test_a_follow_up_knows_what_was_said_in_the_thread_and_just_before_it(world: World) -> None:
    kim = world.user("k1")
    first = world.slack.says(kim, "profit of North Bikes?")
    world.slack.wait_for_message(kim, SECRET, thread_ts=first.ts)
    world.slack.says(kim, "what came before?", thread_ts=first.ts)
    world.slack.wait_for_message(kim, "You asked before: profit of North Bikes?", thread_ts=first.ts)
    world.settle()
    second = world.slack.says(kim, "and before that?")  # a new message in the timeline, not in the thread
    world.slack.wait_for_message(kim, "You asked before: what came before?", thread_ts=second.ts)


def test_a_mention_is_answered_once_in_its_thread(world: World) -> None:
    channel = world.channel("north", "k1", "m1")
    act = world.slack.says(world.user("k1"), world.mention("profit of North Bikes?"), channel=channel)
    act.ack()
    world.slack.wait_for_message(channel, SECRET, thread_ts=act.ts)
    world.settle()
    replies = [m for m in world.slack.messages(channel, act.ts) if m.get("bot_id")]
    assert len(replies) == 1  # app_mention and message.channels are one question


def test_who_may_not_see_an_account_keeps_its_figures_out_of_the_channel(world: World) -> None:
    channel = world.channel("bike-retail", "k1", "k2")
    act = world.slack.says(world.user("k1"), world.mention("profit of North Bikes?"), channel=channel)
    world.slack.wait_for_message(channel, "I've answered Kim in a DM", thread_ts=act.ts)
    direct = world.slack.wait_for_message(world.user("k1"), SECRET)
    world.settle()
    assert SECRET not in str(world.slack.messages(channel))
    world.slack.clicks(world.user("k1"), direct, "share").ack()
    shared = world.slack.wait_for_message(channel, SECRET)
    assert "Shared by Kim Keller" in shown_text(shared)
    assert [block["type"] for block in shared["blocks"]] == ["rich_text", "context"]


def test_the_command_is_answered_in_the_dm_and_with_here_in_the_channel(world: World) -> None:
    channel = world.channel("team", "k1", "m1")
    kim = world.user("k1")
    act = world.slack.command(kim, "/kam", "profit of North Bikes", channel=channel)
    act.ack()
    world.slack.wait_for_message(kim, SECRET)
    world.settle()
    assert world.slack.messages(channel) == []
    world.slack.command(kim, "/kam", "totals here", channel=channel).ack()
    world.slack.wait_for_message(channel, SECRET)


def test_the_command_without_words_helps(world: World) -> None:
    world.slack.command(world.user("k1"), "/kam").ack()
    world.slack.wait_for_message(world.user("k1"), "I heard: help")


def test_a_follow_up_below_a_commands_answer_belongs_to_it(world: World) -> None:
    kim = world.user("k1")
    world.slack.command(kim, "/kam", "profit of North Bikes").ack()
    answer = world.slack.wait_for_message(kim, SECRET)
    world.settle()
    world.slack.says(kim, "before?", thread_ts=answer["ts"])
    world.slack.wait_for_message(kim, "You asked before: profit of North Bikes", thread_ts=answer["ts"])


def test_a_second_delivery_is_not_answered_again(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "profit of North Bikes?")
    act.ack()
    world.slack.redeliver(act, times=3)
    world.settle()
    assert len([m for m in world.slack.messages(kim, act.ts) if m.get("bot_id")]) == 1


def test_a_failure_gives_a_reference_and_no_traceback(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "boom")
    told = world.slack.wait_for_message(kim, "Reference", thread_ts=act.ts)
    assert "on fire" not in str(told)
    assert "Traceback" not in str(told)
    world.slack.clicks(kim, told, "ask:again").ack()
    world.settle()
    assert world.script.begun == ["boom", "boom"]


def test_two_people_at_once_are_both_answered(world: World) -> None:
    kim, kai = world.user("k1"), world.user("k2")
    first = world.slack.says(kim, "slow profit of North Bikes")
    second = world.slack.says(kai, "profit of South Bikes")
    first.ack()
    world.slack.wait_for_message(kai, SECRET, thread_ts=second.ts)  # while Kim's still runs
    assert world.slack.wait_until(lambda: world.slack.status(kim, first.ts))
    world.script.gate.set()
    world.slack.wait_for_message(kim, SECRET, thread_ts=first.ts)


def test_beyond_two_questions_one_is_told_ones_place(world: World) -> None:
    kim = world.user("k1")
    acts = [world.slack.says(kim, f"slow {n} North Bikes") for n in range(3)]
    for act in acts:
        act.ack()
    world.slack.wait_for_message(kim, "no. 1 in your queue")
    world.script.gate.set()
    for act in acts:
        world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)


def test_buttons_ask_choose_and_show_the_working(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "profit of North Bikes?")
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
    world.slack.clicks(kim, answer, "ask:0").ack()
    world.slack.clicks(kim, answer, "working").ack()
    world.slack.wait_for_message(kim, "9,000 − 4,289", thread_ts=act.ts)
    world.settle()
    assert "why did North Bikes fall?" in world.script.begun
    asked = world.slack.says(kim, "which?")
    choice = world.slack.wait_for_message(kim, "Which one?", thread_ts=asked.ts)
    world.slack.clicks(kim, choice, "choose:0").ack()
    world.slack.wait_for_message(kim, SECRET, thread_ts=asked.ts)


def test_only_the_asker_chooses(world: World) -> None:
    channel = world.channel("team", "k1", "m1")
    act = world.slack.says(world.user("k1"), world.mention("which?"), channel=channel)
    choice = world.slack.wait_for_message(channel, "Which one?", thread_ts=act.ts)
    world.slack.clicks(world.user("m1"), choice, "choose:0").ack()
    world.slack.wait_until(lambda: world.slack.ephemerals)
    world.settle()
    assert world.script.begun == ["which?"]


def test_a_review_button_logs_the_review(world: World) -> None:
    from bot.replies.pieces import Link, actions, do_button

    kim = world.user("k1")
    buttons = actions([do_button(Link(), 0, "Done", "log_review", account="a1", date="2026-11-20")])
    sent = world.desk.client.chat_postMessage(channel=world.slack.dm(kim).id, text="Review due", blocks=buttons)
    digest = world.slack.messages(kim)[0]
    assert digest["ts"] == sent["ts"]
    world.slack.clicks(kim, digest, "do:0").ack()
    world.slack.wait_for_message(kim, "Done:", thread_ts=digest["ts"])
    world.settle()
    assert "North Bikes" in str(world.slack.messages(kim))
