"""The Home tab's choices of reminders: each person's own, and what a manager requires of the team."""

from __future__ import annotations

from store.questions.preferences import off_kinds, required_by
from tests.doubles.slack import shown_text
from tests.handlers.world import World


def test_kinds_are_switched_off_and_what_a_manager_requires_is_not_offered(world: World) -> None:
    kim, boss = world.user("k1"), world.user("m1")
    world.slack.opens_home(kim).ack()
    home = world.slack.wait_until(lambda: world.slack.home(kim))
    assert "My team cannot switch off" not in shown_text(home)
    world.slack.clicks(kim, home, "setting:kinds", ["review", "bant"]).ack()
    world.settle()
    with world.database.read() as session:
        off = off_kinds(session, "k1")
    assert "review" not in off
    assert "bant" not in off
    assert {"flight", "needs", "portfolio"} <= off
    world.slack.opens_home(boss).ack()
    above = world.slack.wait_until(lambda: world.slack.home(boss))
    world.slack.clicks(boss, above, "setting:required", ["flight"]).ack()
    world.settle()
    with world.database.read() as session:
        assert required_by(session, "m1") == {"flight"}
    world.slack.opens_home(kim).ack()
    world.settle()
    again = world.slack.home(kim)
    assert again is not None
    assert "Always sent, your company requires it: accounts that may leave." in shown_text(again)
    menu = next(block["accessory"] for block in again["blocks"] if block.get("accessory"))
    assert "flight" not in [one["value"] for one in menu["options"]]
    assert [one["value"] for one in menu["initial_options"]] == ["review", "bant"]


def test_nobody_requires_anything_of_others_who_leads_nobody(world: World) -> None:
    kim = world.user("k1")
    world.slack.opens_home(kim).ack()
    world.settle()
    from bot.handlers.home import _set
    from bot.handlers.inbox import Job

    job = Job("setting", world.slack.workspace.team_id, kim.id, data={"name": "required", "value": "review"})
    _set(world.app.answering, job)
    with world.database.read() as session:
        assert required_by(session, "k1") == frozenset()
