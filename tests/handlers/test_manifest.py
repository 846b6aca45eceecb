"""manifest.json, the listeners and the Web API methods that are called belong together."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.handlers.command import COMMAND
from bot.handlers.shortcuts import MESSAGE_FORMS
from tests.doubles.slack import SCOPES, SlackDouble
from tests.doubles.slack.double import EVENT_SCOPES
from tests.handlers.world import World, build, company

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(ROOT / "bot").glob("*.py"),
    *(ROOT / "bot" / "handlers").glob("*.py"),
    *(ROOT / "bot" / "jobs").glob("*.py"),
]


@pytest.fixture
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def listened(tmp_path: Path) -> set[str]:
    """What the app has listeners for, as they were registered."""
    names: set[str] = set()
    with SlackDouble() as slack:
        world: World = build(slack, company(tmp_path))
        for source in (ROOT / "bot" / "handlers").glob("*.py"):
            names |= set(re.findall(r'app\.event\("([a-z_]+)"\)', source.read_text(encoding="utf-8")))
        assert world.app.bolt is not None
    return names


def scopes(manifest: dict[str, Any]) -> set[str]:
    return set(manifest["oauth_config"]["scopes"]["bot"])


def test_each_event_has_a_listener_and_each_listener_its_event(manifest: dict[str, Any], listened: set[str]) -> None:
    subscribed = {name.partition(".")[0] for name in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == listened


def test_each_event_has_its_scope(manifest: dict[str, Any]) -> None:
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert EVENT_SCOPES.get(event) is None or EVENT_SCOPES[event] in scopes(manifest), event


def test_the_command_and_shortcuts_are_those_of_the_code(manifest: dict[str, Any]) -> None:
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == [COMMAND]
    shortcuts = {one["callback_id"] for one in manifest["features"]["shortcuts"]}
    assert shortcuts == {"ask_kam", *MESSAGE_FORMS}
    assert "commands" in scopes(manifest)


def test_each_method_that_is_called_has_a_scope_and_no_scope_is_asked_for_nothing(manifest: dict[str, Any]) -> None:
    called: set[str] = set()
    for source in SOURCES:
        if source.name != "socket_door.py":  # its client is not the Web API's
            called |= set(
                re.findall(r"(?<!prometheus_)client\.([a-z]+_[a-zA-Z0-9_]+)\b", source.read_text(encoding="utf-8"))
            )
    methods = {one for name in called - {"base_url"} for one in METHODS.get(name, (name.replace("_", "."),))}
    unknown = {one for one in methods if one not in SCOPES}
    assert not unknown, "the double does not know these methods"
    needed: set[str] = {"commands", "app_mentions:read"}
    for method in methods:
        for kind in ("channels", "groups", "im") if "{kind}" in SCOPES[method] else ("",):
            wanted = set(SCOPES[method].format(kind=kind).split("|")) - {"", "connections:write"}
            assert not wanted or wanted & scopes(manifest), method
            needed |= wanted
    assert scopes(manifest) <= needed | {"assistant:write"}


METHODS = {
    "assistant_threads_setStatus": ("assistant.threads.setStatus",),
    "assistant_threads_setSuggestedPrompts": ("assistant.threads.setSuggestedPrompts",),
    "agents_sessions_setStatus": ("agents.sessions.setStatus",),
    "apps_connections_open": ("apps.connections.open",),
    "chat_postMessage": ("chat.postMessage",),
    "chat_postEphemeral": ("chat.postEphemeral",),
    "users_info": ("users.info", "users.lookupByEmail"),
}
"""users_info is there for the address as well: users:read.email."""


def test_names_and_prompts_are_within_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    agent = manifest["features"]["agent_view"]
    assert len(agent["agent_description"]) <= 300
    assert len(agent["suggested_prompts"]) <= 4
    for one in manifest["features"]["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150


def test_the_app_works_with_nothing_but_the_manifests_scopes(manifest: dict[str, Any], tmp_path: Path) -> None:
    from tests.handlers.world import SECRET, running

    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    with SlackDouble(scopes=scopes(manifest), bot_events=events) as slack:
        world = build(slack, company(tmp_path))
        with running(world, "socket"):
            channel = world.channel("team", "k1", "m1")
            act = slack.says(world.user("k1"), world.mention("slow profit of North Bikes"), channel=channel)
            slack.wait_until(lambda: slack.status(channel, act.ts))
            world.script.gate.set()
            slack.wait_for_message(channel, SECRET, thread_ts=act.ts)
            slack.opens_home(world.user("k1")).ack()
            slack.opens_home(world.user("k1"), tab="messages").ack()
            world.settle()
        refused = [call.method for call in slack.calls() if call.answer.get("error") == "missing_scope"]
    assert refused == []
