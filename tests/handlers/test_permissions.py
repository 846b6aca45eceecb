"""Who sees which account's figures where: every cell of the table, and what changes while an answer is under way."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from store.tables import Person
from tests.doubles.slack import User
from tests.handlers.world import ACCOUNTS, SECRET, VISIBLE, World

MEMBERS = ("k1", "k2", "k3", "m1", "h1", "f1", "ad1", "o1")
STRANGERS = ("unlinked", "guest", "external", "app", "left the company", "left Slack")
PLACES = ("dm", "all entitled", "a colleague", "a guest", "an app", "shared", "unlinked")


def asker(world: World, role: str) -> User:
    """The Slack user who asks: one of our people, or somebody who must get nothing."""
    slack = world.slack
    if role in MEMBERS:
        return world.user(role)
    if role == "unlinked":
        return slack.add_user("Una Linked", email="una@elsewhere.example")
    if role == "guest":
        return slack.add_user("Gus Guest", email="k1@example.com", is_restricted=True)
    if role == "external":
        return slack.add_user("Ext Ernal", email="k1@example.com", team="T0OTHER")
    if role == "app":
        return slack.add_user("Other App", email="k1@example.com", is_bot=True)
    gone = role == "left Slack"
    if not gone:
        with world.database.write() as session:
            session.add(Person(id="x1", name="Xena Ex", email="x1@example.com", role="head_of_sales", active=False))
    return slack.add_user("Xena Ex", email="k1@example.com" if gone else "x1@example.com", deleted=gone)


def place(world: World, name: str, who: User) -> Any:
    """A channel with the asker, the head of sales and finance, who see everything, and perhaps somebody else."""
    slack = world.slack
    others: dict[str, Callable[[], User]] = {
        "a colleague": lambda: world.user("o1"),
        "a guest": lambda: slack.add_user("Gus", is_restricted=True),
        "an app": lambda: slack.add_user("Appy", is_bot=True),
        "shared": lambda: slack.add_user("Ext", team="T0OTHER"),
        "unlinked": lambda: slack.add_user("Una", email="una@elsewhere.example"),
    }
    members = [who, world.user("h1"), world.user("f1")] + ([others[name]()] if name in others else [])
    return slack.add_channel(name.replace(" ", "-"), members=members, ext_shared=name == "shared")


@pytest.mark.parametrize("role", [*MEMBERS, *STRANGERS])
def test_every_cell_of_the_permission_matrix(one_world: World, role: str, record_property: Any) -> None:
    world = one_world
    who = asker(world, role)
    cells = 0
    for where, (name, account) in product(PLACES, ACCOUNTS.items()):
        may = account in VISIBLE.get(role, ())
        channel = world.slack.dm(who) if where == "dm" else place(world, where, who)
        text = f"profit of {name}?" if where == "dm" else world.mention(f"profit of {name}?")
        act = world.slack.says(who, text, channel=channel)
        world.settle()
        inside = [m for m in world.slack.messages(channel) if m["ts"] > act.ts]
        direct = [m for m in world.slack.messages(who) if m["ts"] > act.ts]
        shown, told = SECRET in str(inside), SECRET in str(direct)
        cell = f"{role} asks for {account} in {where}"
        assert shown == (may and where in ("dm", "all entitled")), cell
        assert told == (may and where != "all entitled"), cell
        assert SECRET not in str(world.slack.ephemerals), cell
        cells += 1
    assert cells == len(PLACES) * len(ACCOUNTS)
    record_property("cells", cells)
    print(f"{role}: {cells} cells right")


def test_the_matrix_has_all_its_cells() -> None:
    assert (len(MEMBERS) + len(STRANGERS)) * len(PLACES) * len(ACCOUNTS) == 294


def test_a_colleague_who_joins_while_it_is_computed_keeps_the_figures_out(world: World) -> None:
    channel = world.channel("team", "k1", "m1")
    act = world.slack.says(world.user("k1"), world.mention("slow profit of North Bikes"), channel=channel)
    act.ack()
    world.slack.wait_until(lambda: world.script.begun)
    world.slack.joins(world.user("o1"), channel)
    world.script.gate.set()
    world.slack.wait_for_message(channel, "in a DM", thread_ts=act.ts)
    world.settle()
    assert SECRET not in str(world.slack.messages(channel))


def test_who_loses_an_account_while_it_is_computed_does_not_get_it(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "slow profit of North Bikes")
    world.slack.wait_until(lambda: world.script.begun)
    with world.database.write() as session:
        person = session.get(Person, "k1")
        assert person is not None
        person.role = "other"
        session.add(person)
    world.script.gate.set()
    world.slack.wait_for_message(kim, "I can't show this any more", thread_ts=act.ts)
    assert SECRET not in str(world.slack.messages(kim))


def test_who_leaves_is_refused_at_once(world: World) -> None:
    kim = world.user("k1")
    first = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_for_message(kim, SECRET, thread_ts=first.ts)
    begun = time.monotonic()
    world.slack.change_user(kim, is_restricted=True).ack()
    act = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_for_message(kim, "Guests of this workspace", thread_ts=act.ts)
    assert time.monotonic() - begun < 60
    with world.database.write() as session:
        person = session.get(Person, "k1")
        assert person is not None
        person.active = False
        session.add(person)
    world.slack.change_user(kim, is_restricted=False).ack()
    act = world.slack.says(kim, "profit of North Bikes")
    world.slack.wait_for_message(kim, "I don't know you yet", thread_ts=act.ts)


def test_buttons_answer_for_who_presses_them(world: World) -> None:
    """The manager and the other KAM press the buttons of Kim's answer in a channel."""
    channel = world.channel("team", "k1", "m1")
    act = world.slack.says(world.user("k1"), world.mention("profit of North Bikes"), channel=channel)
    answer = world.slack.wait_for_message(channel, SECRET, thread_ts=act.ts)
    world.settle()
    world.slack.joins(world.user("k2"), channel)
    before = len(world.slack.messages(channel))
    world.slack.clicks(world.user("k2"), answer, "ask:0").ack()
    world.slack.clicks(world.user("k2"), answer, "working").ack()
    world.settle()
    after = world.slack.messages(channel)[before:]
    assert SECRET not in str(after)
    assert "I can't show accounts that aren't yours." in str(after)
    assert "9,000 − 4,289" not in str(after)


def test_a_headline_is_not_taken_where_guests_read(world: World) -> None:
    kim = world.user("k1")
    channel = world.channel("bike-retail", "k1", "k2")
    act = world.slack.says(kim, world.mention("profit of North Bikes"), channel=channel)
    world.slack.wait_for_message(channel, "in a DM", thread_ts=act.ts)
    direct = world.slack.wait_for_message(kim, SECRET)
    channel.members.add(world.slack.add_user("Gus", is_restricted=True).id)
    world.slack.clicks(kim, direct, "share").ack()
    world.slack.wait_for_message(kim, "I don't take figures to #bike-retail", thread_ts=direct["ts"])
    world.settle()
    assert SECRET not in str(world.slack.messages(channel))


def test_sums_of_a_team_are_shown_to_colleagues_and_to_nobody_else(world: World) -> None:
    inside = world.channel("sales", "k1", "k2", "o1")
    act = world.slack.says(world.user("k1"), world.mention("totals"), channel=inside)
    world.slack.wait_for_message(inside, SECRET, thread_ts=act.ts)
    outside = world.channel("mixed", "k1")
    outside.members.add(world.slack.add_user("Una", email="una@elsewhere.example").id)
    act = world.slack.says(world.user("k1"), world.mention("totals"), channel=outside)
    world.slack.wait_for_message(outside, "in a DM", thread_ts=act.ts)
    world.settle()
    assert SECRET not in str(world.slack.messages(outside))
