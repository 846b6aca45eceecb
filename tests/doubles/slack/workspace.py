"""What the pretend workspace holds: people, channels, messages, files, views, streams and the clock."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]

TRIGGER_LIFE = 3.0
STATUS_LIFE = 120.0
HOOK_LIFE = 1800.0
HOOK_USES = 5


class SlackError(Exception):
    """An `ok: false` answer; `messages` are the sentences Slack adds in response_metadata."""

    def __init__(self, code: str, *messages: str, **more: Any) -> None:
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code, **more}
        if messages:
            self.answer["errors"] = list(messages)
            self.answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in messages]}


@dataclass(eq=False)
class User:
    """A person or bot. Fields may be changed at any time; `SlackDouble.change_user` also tells the app."""

    id: str
    name: str
    email: str
    team_id: str
    tz: str = "Europe/London"
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False

    def wire(self, home_team: str, with_email: bool) -> Json:
        """The user object of users.info. People of another team are strangers, without an address."""
        stranger = self.team_id != home_team
        profile: Json = {"real_name": self.name, "display_name": self.name}
        if with_email and not stranger and not self.is_bot:
            profile["email"] = self.email
        flags = {n: getattr(self, n) for n in ("is_admin", "is_restricted", "is_bot", "deleted")}
        names = {"name": self.name.lower().replace(" ", "."), "real_name": self.name}
        places = {"team_id": self.team_id, "tz": self.tz, "is_stranger": stranger}
        return {"id": self.id, **names, **places, **flags, "is_ultra_restricted": False, "profile": profile}


@dataclass(eq=False)
class Channel:
    """A conversation. `kind` is channel (public), group (private), im or mpim."""

    id: str
    name: str
    kind: str
    members: set[str]
    ext_shared: bool = False
    archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)

    def wire(self) -> Json:
        base: Json = {"id": self.id, "is_archived": self.archived, f"is_{self.kind}": True}
        if self.kind == "im":
            return base | {"user": next(m for m in self.members if not m.startswith("UBOT"))}
        shared = {"is_ext_shared": self.ext_shared, "is_shared": self.ext_shared}
        return base | {"name": self.name, "is_private": self.kind != "channel", **shared}


@dataclass
class Trigger:
    user: str
    born: float
    view: str | None = None
    used: bool = False


@dataclass
class Stream:
    born: float
    mode: str | None = None  # "text" or "chunks", fixed by the first content
    state: str = "streaming"


@dataclass
class Hook:
    """A response_url: who may be answered where, and which message it may replace."""

    channel: Channel
    user: str
    born: float
    message: Json | None
    uses: int = 0


class Workspace:
    """All state, guarded by one condition that is notified whenever something changes."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.team_id, self.app_id, self.bot_id = "T0DOUBLE1", "A0DOUBLE1", "B0DOUBLE1"
        self.bot_user = User("UBOT00001", "kam", "", self.team_id, is_bot=True)
        self.users: dict[str, User] = {self.bot_user.id: self.bot_user}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.files: dict[str, Json] = {}
        self.file_bytes: dict[str, bytes] = {}
        self.views: dict[str, Json] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, Json] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.streams: dict[tuple[str, str], Stream] = {}
        self.statuses: dict[tuple[str, str], Json] = {}
        self.sessions: dict[tuple[str, str], Json] = {}
        self.prompts: dict[str, Json] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.warnings: list[str] = []
        self.scopes: set[str] = set()
        self.bot_events: set[str] = set()
        self.base_url = ""
        self.new_socket_url: Callable[[], str] = lambda: ""
        self.emit: Callable[[Json, Channel | None], None] = lambda event, channel: None
        self.stream_life = 300.0
        self.echo_own_messages = True
        self.history_lag = 0.0
        self.skew = 0.0
        self._ids = count(1)
        self._last_ts = 0

    def now(self) -> float:
        """Seconds since the epoch, moved by `SlackDouble.pass_time`; expiries are judged by it."""
        return time.time() + self.skew

    def next_ts(self, ago: float = 0.0) -> str:
        """A new message ts: unique, and growing except for messages said to be older."""
        micros = int((self.now() - ago) * 1e6) if ago else max(int(self.now() * 1e6), self._last_ts + 1)
        self._last_ts = max(self._last_ts, micros)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):08X}"

    def channel(self, channel_id: Any) -> Channel:
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def dm(self, user: User) -> Channel:
        """The direct conversation of the bot with one person, opened when needed."""
        with self.changed:
            for channel in self.channels.values():
                if channel.kind == "im" and user.id in channel.members:
                    return channel
            channel = Channel(self.new_id("D"), "directmessage", "im", {user.id, self.bot_user.id})
            self.channels[channel.id] = channel
            return channel

    def visible(self, channel_id: Any, *, member: bool = True) -> Channel:
        """The channel if the bot may see it, and, with `member`, act in it."""
        channel = self.channel(channel_id)
        inside = self.bot_user.id in channel.members
        if not inside and channel.kind != "channel":
            raise SlackError("channel_not_found")
        if not inside and member:
            raise SlackError("not_in_channel")
        return channel

    def writable(self, channel_id: Any) -> Channel:
        channel = self.visible(channel_id)
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: Channel, ts: Any) -> Json:
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def live_stream(self, channel: Channel, ts: Any) -> Stream | None:
        """The stream of this message while it still takes text."""
        stream = self.streams.get((channel.id, ts))
        young = stream is not None and self.now() - stream.born <= self.stream_life
        return stream if stream and young and stream.state == "streaming" else None

    def thread_root(self, channel: Channel, ts: str | None) -> str | None:
        """The root of the thread that `ts` names; a reply's ts is taken for its root's, with a warning."""
        if ts is None:
            return None
        if ts not in channel.messages:
            raise SlackError("thread_not_found")
        root = str(channel.messages[ts].get("thread_ts", ts))
        if root != ts:
            self.warnings.append(f"thread_ts {ts} is a reply; Slack asks for its parent {root}")
        return root

    def add_message(self, channel: Channel, user: User, content: Json, ago: float = 0.0) -> Json:
        """Store a message and tell the app's subscriptions about it."""
        ts = self.next_ts(ago)
        message = {"type": "message", "user": user.id, "team": user.team_id, "ts": ts, **content}
        message["channel"] = channel.id
        if user is self.bot_user:
            message |= {"bot_id": self.bot_id, "app_id": self.app_id}
            self.statuses.pop((channel.id, message.get("thread_ts", ts)), None)
        channel.messages[ts] = message
        root = channel.messages.get(message.get("thread_ts", ""))
        if root is not None and root is not message:
            message["parent_user_id"] = root.get("user")
            root["thread_ts"] = root["ts"]
            root["reply_count"] = root.get("reply_count", 0) + 1
            root["latest_reply"] = ts
        self.tell(channel, message)
        self.changed.notify_all()
        return message

    def tell(self, channel: Channel, about: Json, subtype: str | None = None, **more: Any) -> None:
        """Send the message event for a new message, or for its change or deletion."""
        if about.get("bot_id") and not self.echo_own_messages:
            return
        event = wire(about) if subtype is None else {"type": "message", "subtype": subtype, "hidden": True}
        ts = about["ts"] if subtype is None else self.next_ts()
        event |= {"channel": channel.id, "channel_type": channel.kind, "ts": ts, "event_ts": ts, **more}
        self.emit(event, channel)

    def new_trigger(self, user: str, view: str | None = None) -> str:
        trigger_id = f"{next(self._ids)}.{int(time.time())}.{self.team_id.lower()}"
        self.triggers[trigger_id] = Trigger(user, self.now(), view)
        return trigger_id

    def new_hook(self, channel: Channel, user: str, message: Json | None = None) -> str:
        hook_id = self.new_id("H")
        self.hooks[hook_id] = Hook(channel, user, self.now(), message)
        return f"{self.base_url.removesuffix('api/')}hooks/{hook_id}"


def wire(message: Json, with_metadata: bool = True) -> Json:
    """A message as the Web API shows it."""
    hidden = {"channel"} if with_metadata else {"channel", "metadata"}
    return {k: v for k, v in message.items() if k not in hidden and not k.startswith("_")}
