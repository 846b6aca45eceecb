"""conversations.*, users.*, reactions.*, auth.test and apps.connections.open."""

from collections.abc import Sequence

from .web_api import Args, method
from .workspace import Channel, Json, SlackError, Workspace, wire


def _page(a: Args, items: Sequence[Json | str], name: str, default: int = 100) -> Json:
    """One page of a list and the cursor of the next."""
    start, size = int(a.get("cursor") or 0), int(a.get("limit") or default)
    following = str(start + size) if start + size < len(items) else ""
    more = {"has_more": bool(following), "response_metadata": {"next_cursor": following}}
    return {name: list(items[start : start + size]), **more}


def _within(a: Args, messages: list[Json]) -> list[Json]:
    oldest, latest = str(a.get("oldest") or "0"), str(a.get("latest") or "9")
    edges = a.flag("inclusive")
    return [m for m in messages if oldest < m["ts"] < latest or (edges and m["ts"] in (oldest, latest))]


@method("conversations.history")
def _history(w: Workspace, a: Args) -> Json:
    channel = w.visible(a.get("channel"))
    shown = f"{w.now() - w.history_lag:.6f}" if w.history_lag else "9"
    tops = [m for m in sorted_messages(channel) if m.get("thread_ts", m["ts"]) == m["ts"] and m["ts"] < shown]
    return _page(a, [wire(m, a.flag("include_all_metadata")) for m in reversed(_within(a, tops))], "messages")


@method("conversations.replies")
def _replies(w: Workspace, a: Args) -> Json:
    a.need("channel", "ts")
    channel = w.visible(a["channel"])
    root = channel.messages.get(a["ts"])
    if root is None:
        raise SlackError("thread_not_found")
    thread = [m for m in sorted_messages(channel) if m.get("thread_ts", m["ts"]) == root.get("thread_ts", a["ts"])]
    return _page(a, [wire(m, a.flag("include_all_metadata")) for m in _within(a, thread)], "messages", 1000)


def sorted_messages(channel: Channel) -> list[Json]:
    return [channel.messages[ts] for ts in sorted(channel.messages)]


@method("conversations.info")
def _info(w: Workspace, a: Args) -> Json:
    channel = w.visible(a.get("channel"), member=False)
    made = channel.wire() | {"is_member": w.bot_user.id in channel.members}
    return {"channel": made | ({"num_members": len(channel.members)} if a.flag("include_num_members") else {})}


@method("conversations.members")
def _members(w: Workspace, a: Args) -> Json:
    return _page(a, sorted(w.visible(a.get("channel"), member=False).members), "members")


@method("conversations.list")
@method("users.conversations")
def _list(w: Workspace, a: Args) -> Json:
    asked = str(a.get("types") or "public_channel").split(",")
    kinds = {{"public_channel": "channel", "private_channel": "group"}.get(t, t) for t in asked}
    found = [c for c in w.channels.values() if c.kind in kinds]
    seen = [c.wire() for c in found if c.kind == "channel" or w.bot_user.id in c.members]
    return _page(a, seen, "channels")


@method("conversations.open")
def _open(w: Workspace, a: Args) -> Json:
    if a.get("channel"):
        return {"channel": {"id": w.visible(a["channel"]).id}}
    names = [n for n in str(a.get("users") or "").split(",") if n]
    if not names:
        raise SlackError("users_list_not_supplied")
    if len(names) > 1:
        raise SlackError("missing_scope", needed="mpim:write", provided=",".join(sorted(w.scopes)))
    if names[0] not in w.users or w.users[names[0]].is_bot:
        raise SlackError("user_not_found")
    if w.users[names[0]].deleted:
        raise SlackError("user_disabled")
    return {"channel": {"id": w.dm(w.users[names[0]]).id}}


@method("users.info")
def _user(w: Workspace, a: Args) -> Json:
    if a.get("user") not in w.users:
        raise SlackError("user_not_found")
    return {"user": w.users[a["user"]].wire(w.team_id, "users:read.email" in w.scopes)}


@method("users.list")
def _users(w: Workspace, a: Args) -> Json:
    people = [u.wire(w.team_id, "users:read.email" in w.scopes) for u in w.users.values()]
    return _page(a, people, "members", 1000)


@method("users.lookupByEmail")
def _by_email(w: Workspace, a: Args) -> Json:
    for user in w.users.values():
        known = user.team_id == w.team_id and not user.deleted and not user.is_bot
        if known and user.email.lower() == str(a.get("email", "")).lower():
            return {"user": user.wire(w.team_id, True)}
    raise SlackError("users_not_found")


@method("reactions.add")
def _react(w: Workspace, a: Args) -> Json:
    a.need("channel", "timestamp", "name")
    message = w.message(w.visible(a["channel"]), a["timestamp"])
    react(message, a["name"], w.bot_user.id)
    return {}


def react(message: Json, name: str, user: str) -> None:
    """Add one person's reaction to a message."""
    reactions = message.setdefault("reactions", [])
    for known in reactions:
        if known["name"] == name and user in known["users"]:
            raise SlackError("already_reacted")
        if known["name"] == name:
            known["users"].append(user)
            return
    reactions.append({"name": name, "users": [user], "count": 1})


@method("reactions.remove")
def _unreact(w: Workspace, a: Args) -> Json:
    a.need("channel", "timestamp", "name")
    message = w.message(w.visible(a["channel"]), a["timestamp"])
    for known in message.get("reactions", []):
        if known["name"] == a["name"] and w.bot_user.id in known["users"]:
            known["users"].remove(w.bot_user.id)
            message["reactions"] = [r for r in message["reactions"] if r["users"]]
            return {}
    raise SlackError("no_reaction")


@method("reactions.get")
def _reactions(w: Workspace, a: Args) -> Json:
    a.need("channel", "timestamp")
    return {"type": "message", "message": wire(w.message(w.visible(a["channel"]), a["timestamp"]))}


@method("auth.test")
def _auth(w: Workspace, a: Args) -> Json:
    team = {"team": "Double", "team_id": w.team_id, "url": "https://double.slack.com/"}
    return team | {"user": w.bot_user.name, "user_id": w.bot_user.id, "bot_id": w.bot_id}


@method("apps.connections.open")
def _connections(w: Workspace, a: Args) -> Json:
    return {"url": w.new_socket_url()}
