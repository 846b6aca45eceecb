"""Ratings of people name no account, yet they are no public answer: they never stand in a channel."""

from __future__ import annotations

import pytest

from tests.handlers.world import SECRET, World


@pytest.mark.parametrize("members", [("m1", "h1"), ("m1", "k1"), ("m1", "h1", "o1")])
def test_ratings_asked_for_in_a_channel_come_by_direct_message(world: World, members: tuple[str, ...]) -> None:
    max_manager = world.user("m1")
    channel = world.channel("sales", *members)
    act = world.slack.says(max_manager, world.mention("Kim's competences"), channel=channel)
    world.slack.wait_for_message(channel, "in a DM", thread_ts=act.ts)
    world.slack.wait_for_message(max_manager, SECRET)
    world.settle()
    assert SECRET not in str(world.slack.messages(channel))
    assert SECRET not in str(world.slack.ephemerals)


def test_ratings_are_not_taken_to_a_channel_by_a_button(world: World) -> None:
    max_manager = world.user("m1")
    channel = world.channel("sales", "m1", "h1")
    world.slack.says(max_manager, world.mention("Kim's competences"), channel=channel)
    direct = world.slack.wait_for_message(max_manager, SECRET)
    world.settle()
    if "share" in str(direct["blocks"]):
        world.slack.clicks(max_manager, direct, "share").ack()
        world.settle()
    assert SECRET not in str(world.slack.messages(channel))


def test_ratings_beside_an_answer_that_may_be_shown_keep_both_out(world: World) -> None:
    hana = world.user("h1")
    channel = world.channel("sales", "h1", "f1")
    act = world.slack.says(hana, world.mention("profit of North Bikes and Kim's competences"), channel=channel)
    world.slack.wait_for_message(channel, "in a DM", thread_ts=act.ts)
    world.settle()
    assert SECRET not in str(world.slack.messages(channel))
