"""kam doctor: looks at configuration, data, guidance and Slack, and says what to do about each fault."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.cli import Command, Options
from bot.config import SHIPPED, Config
from bot.errors import KamError

MANIFEST = SHIPPED.with_name("manifest.json")
FINE, FAULT, ABSENT = "ok", "fault", "not set up"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. state: ok, fault or 'not set up'; `remedy` is what to do, click or type."""

    name: str
    state: str
    text: str
    remedy: str = ""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    found = [Finding("configuration", FINE, "every setting is valid"), *_data(config), *_slack(config)]
    if parsed.json:
        print(
            json.dumps(
                [{"name": one.name, "state": one.state, "text": one.text, "remedy": one.remedy} for one in found]
            )
        )
    else:
        for one in found:
            mark = {FINE: "✓", FAULT: "✗", ABSENT: "–"}[one.state]
            print(f"{mark} {one.name}: {one.text}")
            if one.remedy:
                print(f"    → {one.remedy}")
    return 1 if any(one.state == FAULT for one in found) else 0


def _data(config: Config) -> Iterator[Finding]:
    """The folder, the database and what is in it, the guidance."""
    from bot.services import open_services
    from store.migrations import needs_upgrade
    from store.questions.people import people

    folder = Path(config.data)
    if not config.database_url and folder.exists() and not os.access(folder, os.W_OK):
        yield Finding(
            "data folder", FAULT, f"{folder} cannot be written to", "chown or chmod it, or choose another: --data DIR"
        )
        return
    if not config.database_url and not (folder / "kam.sqlite").exists():
        yield Finding(
            "database", ABSENT, f"there is none in {folder} yet", "`kam demo` for a sample, or `kam import PATH`"
        )
        return
    try:
        with open_services(config) as services:
            behind = needs_upgrade(services.database)
            with services.database.read() as session:
                known = people(session)
            without = [one.name for one in known if not one.email]
            passages = len(services.knowledge.index.chunks)
    except KamError as error:
        yield Finding("database", FAULT, error.sentence)
        return
    if behind:
        yield Finding("database", FAULT, "it is older than the program", "`kam db upgrade`")
    else:
        yield Finding("database", FINE, f"{services.database.writers.dialect.name}, up to date")
    if not known:
        yield Finding("people", FAULT, "nobody is known", "`kam import` a people file: id, name, email, role, manager")
    elif without:
        names = ", ".join(without[:3])
        yield Finding(
            "people", FAULT, f"{len(without)} of {len(known)} have no address ({names} …)",
            "import the people file again with a column email: Slack people are known by it",
        )  # fmt: skip
    else:
        yield Finding("people", FINE, f"{len(known)} with an address")
    yield Finding("guidance", FINE, f"{passages} passages indexed")


def _slack(config: Config) -> Iterator[Finding]:
    """Tokens, scopes, and the channels that the config names."""
    from bot.app import check_tokens
    from bot.slack_client import Refused, Unsure, web_client, who_am_i

    try:
        check_tokens(config)
    except KamError as error:
        yield Finding("slack", ABSENT, error.sentence)
        return
    client = web_client(config)
    try:
        bot = who_am_i(client)
    except Refused as error:
        yield Finding(
            "bot token", FAULT, f"Slack does not take it ({error.code})",
            "api.slack.com/apps → your app → OAuth & Permissions → copy the Bot User OAuth Token into SLACK_BOT_TOKEN",
        )  # fmt: skip
        return
    except Unsure as error:
        yield Finding("slack", FAULT, f"no answer ({error})", "check the network and slack.base_url in config.yaml")
        return
    yield Finding("bot token", FINE, f"workspace {bot.workspace}")
    yield _scopes(bot.scopes)
    if config.slack.transport == "socket":
        yield _app_token(config)
    yield from _channels(config)


def _scopes(granted: frozenset[str]) -> Finding:
    wanted = set(json.loads(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"])
    missing = sorted(wanted - granted)
    if not granted:
        return Finding("scopes", FAULT, "Slack does not say what is granted", "look at OAuth & Permissions → Scopes")
    if missing:
        return Finding(
            "scopes", FAULT, f"missing: {', '.join(missing)}",
            "App Manifest → paste manifest.json → Save, then Install App → Reinstall to Workspace",
        )  # fmt: skip
    return Finding("scopes", FINE, f"all {len(wanted)} granted")


def _app_token(config: Config) -> Finding:
    from bot.slack_client import RateLimited, Refused, Unsure, call, web_client

    client = web_client(config)
    try:
        call(client.apps_connections_open, app_token=config.secrets.slack_app_token.get_secret_value())
    except Refused as error:
        return Finding(
            "app token", FAULT, f"Slack does not take it ({error.code})",
            "Basic Information → App-Level Tokens → Generate with connections:write → SLACK_APP_TOKEN",
        )  # fmt: skip
    except (RateLimited, Unsure) as error:
        return Finding("app token", FAULT, f"no answer ({error})", "try again")
    return Finding("app token", FINE, "Socket Mode opens")


def _channels(config: Config) -> Iterator[Finding]:
    from bot.slack_client import RateLimited, Refused, Unsure, call, web_client

    client = web_client(config)
    for one in config.slack.portfolio_channels:
        try:
            found = call(client.conversations_info, channel=one.channel)["channel"]
        except (Refused, RateLimited, Unsure) as error:
            yield Finding(f"channel {one.channel}", FAULT, f"not seen ({error})", "invite the bot there: /invite @kam")
            continue
        name = f"#{found.get('name')}"
        if found.get("is_ext_shared"):
            yield Finding(
                name, FAULT, "is shared with another organisation: it gets no figures", "choose an internal channel"
            )
        elif not found.get("is_member", True):
            yield Finding(name, FAULT, "the bot is not in it", f"/invite @kam in {name}")
        else:
            yield Finding(name, FINE, "the bot is in it")


COMMAND = Command("check configuration, data, guidance and Slack; say what to do", _arguments, run)
