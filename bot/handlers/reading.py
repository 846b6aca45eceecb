"""What Slack sends, read once at the door into a job; what is nobody's question becomes None."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.handlers.inbox import Job, message_keys
from bot.handlers.places import is_direct
from bot.replies.safe import clean, unescape

TAKEN_SUBTYPES = (None, "file_share", "thread_broadcast")
"""Messages by people. Edits, deletions, joins and messages of apps come with other subtypes."""

MOST_TEXT = 4000
"""Characters of a question that are read; nobody asks longer ones, and pasted documents are no questions."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_PLACE = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!(?:subteam\^[A-Z0-9]+\|)?([^>]*)>")
_LINK = re.compile(r"<((?:https?|mailto):[^>|]*)(?:\|([^>]*))?>")

Body = Mapping[str, Any]


def message(body: Body, bot: str) -> tuple[Job, Sequence[str]] | None:
    """A message event, or the mention that is its twin, as a job with its keys. None for what people did not write.

    A message in a channel counts as asked where it names the bot; otherwise it is a remark.
    """
    event = body.get("event") or {}
    if (
        event.get("subtype") not in TAKEN_SUBTYPES
        or event.get("bot_id")
        or not event.get("user")
        or event.get("hidden")
    ):
        return None
    channel, ts, user = str(event.get("channel", "")), str(event.get("ts", "")), str(event["user"])
    if not channel or not ts or user == bot:
        return None
    text = str(event.get("text") or "")
    direct = is_direct(channel)
    asked = direct or f"<@{bot}" in text or event.get("type") == "app_mention"
    team = str(body.get("team_id") or event.get("team") or "")
    files = [str(one.get("id")) for one in event.get("files") or () if one.get("id")]
    job = Job(
        "question" if asked else "remark",
        team,
        user,
        actor_team=str(event.get("user_team") or event.get("source_team") or event.get("team") or ""),
        channel=channel,
        thread=str(event.get("thread_ts") or ""),
        ts=ts,
        text=text[:MOST_TEXT],
        place="dm" if direct else "channel",
        external=bool(body.get("is_ext_shared_channel")),
        data=({"files": json.dumps(files)} if files and direct else {}) | looked_at(event.get("app_context")),
    )
    return job, message_keys(team, channel, ts, str(event.get("client_msg_id") or ""))


def looked_at(context: Any) -> dict[str, str]:
    """The channel that the person looks at meanwhile, where Slack says so."""
    for entity in (context or {}).get("entities") or ():
        if entity.get("type") == "slack#/types/channel_id":
            return {"looking_at": str(entity.get("value", ""))}
    return {}


def spoken(text: str, bot: str, name_of: Mapping[str, str]) -> str:
    """The words of a message without Slack's markup; people that are known by their names."""

    def person(found: re.Match[str]) -> str:
        return "" if found[1] == bot else name_of.get(found[1], found[2] or "somebody")

    text = _MENTION.sub(person, text)
    text = _PLACE.sub(lambda found: found[1] or "this channel", text)
    text = _GROUP.sub(lambda found: found[1].lstrip("@"), text)
    text = _LINK.sub(lambda found: found[2] or found[1].removeprefix("mailto:"), text)
    return " ".join(clean(unescape(text), ("http://", "https://")).split())


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of the people named in a message."""
    return tuple(dict.fromkeys(found[1] for found in _MENTION.finditer(text)))


def command(body: Body) -> Job:
    """A slash command."""
    return Job(
        "question",
        str(body["team_id"]),
        str(body["user_id"]),
        actor_team=str(body["team_id"]),
        channel=str(body.get("channel_id", "")),
        text=str(body.get("text") or "").strip()[:MOST_TEXT],
        place="command",
    )


def pressed(body: Body, kind: str, text: str = "", **data: str) -> Job:
    """A button or menu on a message; the answer goes into the thread of that message."""
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    ts = str(container.get("message_ts") or "")
    user = body["user"]
    direct = is_direct(channel)
    return Job(
        kind,
        team_of(body),
        str(user["id"]),
        actor_team=str(user.get("team_id") or team_of(body)),
        channel=channel,
        thread=str(container.get("thread_ts") or ts),
        ts=ts,
        text=text,
        place="dm" if direct else "channel" if channel else "command",
        data={name: value for name, value in data.items() if value},
    )


def from_view(body: Body, kind: str, text: str = "", **data: str) -> Job:
    """Something done in a modal or on the Home tab; the answer goes to the DM."""
    user = body["user"]
    actor_team = str(user.get("team_id") or team_of(body))
    return Job(kind, team_of(body), str(user["id"]), actor_team, text=text, place="command", data=data)


def presser(body: Body) -> tuple[str, str]:
    """The user who pressed or chose something, and their team."""
    user = body["user"]
    return str(user["id"]), str(user.get("team_id") or team_of(body))


def team_of(body: Body) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")


def trigger_key(body: Body) -> str:
    """The key of a command or press: Slack gives each one trigger of its own."""
    return f"t:{body.get('trigger_id') or body.get('action_ts') or json.dumps(body, sort_keys=True)[:200]}"


def value_of(body: Body) -> dict[str, str]:
    """The value of the pressed button, as we wrote it; empty where it is not ours."""
    actions = body.get("actions") or [{}]
    try:
        value = json.loads(actions[0].get("value") or "{}")
    except ValueError:
        return {}
    return {str(name): str(one) for name, one in value.items()} if isinstance(value, dict) else {}
