"""SlackDouble: a local Slack for tests. People act through it, and it shows what the app answered."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, TypeVar

from . import chat, conversations, payloads, views
from .delivery import COMMAND, EVENT, Ack, Courier, Delivery, HttpSender, Outcome
from .faults import Faults
from .people import Act, People, Where
from .server import Server
from .socket_mode import SocketMode
from .web_api import OPTIONAL_SCOPES, REQUIRED_SCOPES, Args, Call, Tokens
from .workspace import STATUS_LIFE, Channel, Json, SlackError, User

T = TypeVar("T")

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "user_change": "users:read",
}
BOT_EVENTS = frozenset(EVENT_SCOPES) | {
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "member_left_channel",
    "tokens_revoked",
}


class SlackDouble(People):
    """A context manager. Give the app `base_url` and the tokens; then let people act.

    `scopes` and `bot_events` are what the app was granted and subscribed to (pass the manifest's).
    Without `listen_http` the payloads go to Socket Mode connections.
    """

    bot_token, app_token, signing_secret = "xoxb-double", "xapp-double", "double-signing-secret"

    def __init__(
        self,
        scopes: Iterable[str] = REQUIRED_SCOPES | OPTIONAL_SCOPES,
        bot_events: Iterable[str] = BOT_EVENTS,
        ack_timeout: float = 3.0,
    ) -> None:
        super().__init__()
        w = self.workspace
        w.scopes, w.bot_events = set(scopes), set(bot_events)
        self.faults = Faults()
        self._ack_timeout = ack_timeout
        self._server = Server(w, Tokens(self.bot_token, self.app_token), self.faults)
        self.socket = SocketMode(w.app_id, ack_timeout)
        self._send: HttpSender | SocketMode = self.socket
        self.courier = Courier(self._deliver, self._acked, self._unanswered)
        self._held: list[Delivery] | None = None
        w.new_socket_url, w.emit = self.socket.new_url, self._emit
        self.base_url = w.base_url

    def __enter__(self) -> "SlackDouble":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.closing.set()
        self.courier.close()
        self.socket.close()
        self._server.shutdown()
        self._server.server_close()

    # ---- the workspace --------------------------------------------------------------------------------

    def add_user(
        self,
        name: str,
        email: str = "",
        tz: str = "Europe/London",
        is_admin: bool = False,
        is_restricted: bool = False,
        team: str | None = None,
        is_bot: bool = False,
        deleted: bool = False,
    ) -> User:
        """A person; `team` is another workspace's id for someone from outside, is_restricted a guest."""
        w = self.workspace
        address = email or f"{name.lower().replace(' ', '.')}@example.com"
        flags = {"is_admin": is_admin, "is_restricted": is_restricted, "is_bot": is_bot, "deleted": deleted}
        user = User(w.new_id("U"), name, address, team or w.team_id, tz, **flags)
        w.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        members: Iterable[User] = (),
        private: bool = False,
        ext_shared: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        w = self.workspace
        inside = {m.id for m in members} | ({w.bot_user.id} if with_bot else set())
        channel = Channel(w.new_id("C"), name, "group" if private else "channel", inside, ext_shared)
        w.channels[channel.id] = channel
        return channel

    def change_user(self, user: User, **fields: Any) -> Act:
        """Change a person (tz, deleted, is_restricted, …) and send user_change."""
        for name, value in fields.items():
            setattr(user, name, value)
        changed = user.wire(self.workspace.team_id, "users:read.email" in self.workspace.scopes)
        return self._event({"type": "user_change", "user": changed})

    def joins(self, user: User, channel: Channel) -> Act:
        channel.members.add(user.id)
        event = {"type": "member_joined_channel", "user": user.id, "channel": channel.id, "team": user.team_id}
        return self._event(event, channel)

    def leaves(self, user: User, channel: Channel) -> Act:
        channel.members.discard(user.id)
        event = {"type": "member_left_channel", "user": user.id, "channel": channel.id, "team": user.team_id}
        return self._event(event, channel)

    def pass_time(self, seconds: float) -> None:
        """Let triggers, streams, statuses and response URLs age."""
        self.workspace.skew += seconds

    # ---- what the app did -----------------------------------------------------------------------------

    def dm(self, user: User) -> Channel:
        return self.workspace.dm(user)

    def messages(self, channel: Where, thread_ts: str | None = None) -> list[Json]:
        """All messages of a conversation, or of one thread with its root, oldest first."""
        with self.workspace.changed:
            every = conversations.sorted_messages(self._place(channel))
        return [m for m in every if thread_ts in (None, m["ts"], m.get("thread_ts"))]

    def views(self, user: User) -> list[Json]:
        """The person's open modals, the top one last."""
        with self.workspace.changed:
            return [self.workspace.views[v] for v in self.workspace.stacks.get(user.id, [])]

    def home(self, user: User) -> Json | None:
        """The person's Home tab as last published."""
        return self.workspace.homes.get(user.id)

    @property
    def ephemerals(self) -> list[Json]:
        """Messages shown to one person (`shown_to`), oldest first."""
        return list(self.workspace.ephemerals)

    @property
    def warnings(self) -> list[str]:
        """What Slack would let pass, but should not be done."""
        return self.workspace.warnings

    @property
    def acks(self) -> list[Ack]:
        return self.courier.acks

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of one Web API method, or of all, with arguments and answers."""
        with self.workspace.changed:
            return [c for c in self._server.calls if method in (None, c.method)]

    def status(self, channel: Where, thread_ts: str) -> str:
        """The assistant status shown in a thread now; it goes with the next message or after two minutes."""
        shown = self.workspace.statuses.get((self._place(channel).id, thread_ts))
        return str(shown["status"]) if shown and self.workspace.now() - shown["at"] < STATUS_LIFE else ""

    def session(self, channel: Where, thread_ts: str) -> Json | None:
        return self.workspace.sessions.get((self._place(channel).id, thread_ts))

    def prompts(self, channel: Where) -> Json | None:
        """The suggested prompts of a conversation: title, prompts, thread_ts."""
        return self.workspace.prompts.get(self._place(channel).id)

    def file(self, file_id: str) -> bytes:
        """The content of an uploaded file."""
        return self.workspace.file_bytes[file_id]

    def wait_until(self, check: Callable[[], T | None], timeout: float = 5.0, what: str = "") -> T:
        """Wait until `check` returns something true, looking often; its result."""
        end = time.monotonic() + timeout
        with self.workspace.changed:
            while not (found := check()):
                assert time.monotonic() < end, f"waited {timeout} s for {what or 'something'} in vain"
                self.workspace.changed.wait(0.02)
        return found

    def wait_for_message(
        self,
        channel: Where,
        wanted: str | Callable[[Json], bool] = "",
        timeout: float = 5.0,
        thread_ts: str | None = None,
        after: str = "",
    ) -> Json:
        """The bot's first message (finished, if streamed) that contains a text or fulfils a predicate."""
        place = self._place(channel)

        def check() -> Json | None:
            for message in self.messages(place, thread_ts):
                whole = message.get("bot_id") == self.workspace.bot_id and message["ts"] > after
                if not whole or message.get("streaming_state") == "in_progress":
                    continue
                if wanted(message) if callable(wanted) else wanted in shown_text(message):
                    return message
            return None

        sofar = [shown_text(m) for m in self.messages(place, thread_ts)]
        return self.wait_until(check, timeout, f"a message {wanted!r} in {place.name} (at first: {sofar})")

    # ---- delivery -------------------------------------------------------------------------------------

    def listen_http(self, url: str, verify: bool = False) -> None:
        """Send payloads to this endpoint; with `verify`, first Slack's url_verification challenge."""
        self._send = HttpSender(url, self.signing_secret, self._ack_timeout)
        if verify:
            asked = {"type": "url_verification", "challenge": "c0ffee", "token": "verification"}
            outcome = self._send(Delivery(EVENT, asked), 0, "")
            echoed = outcome.body.get("challenge") if isinstance(outcome.body, dict) else outcome.body
            assert echoed == "c0ffee", f"the endpoint did not echo the challenge: {outcome}"

    def redeliver(self, acts: Act | Iterable[Act], times: int = 1, shuffle: int | None = None) -> None:
        """Send the same payloads again, marked as retries; `shuffle` is the seed of a random order."""
        every = [acts] if isinstance(acts, Act) else list(acts)
        again = [(d, n) for n in range(1, times + 1) for act in every for d in act.deliveries]
        if shuffle is not None:
            random.Random(shuffle).shuffle(again)
        for delivery, n in again:
            self.courier.submit(delivery, min(n, 3), "http_timeout")

    def hold(self) -> None:
        """Keep payloads back until `release`."""
        self._held = []

    def release(self, times: int = 1, shuffle: int | None = None) -> list[Delivery]:
        """Send everything held, each payload `times` times; `shuffle` is the seed of a random order."""
        held, self._held = self._held or [], None
        queue = [(d, n) for n in range(times) for d in held]
        if shuffle is not None:
            random.Random(shuffle).shuffle(queue)
        for delivery, n in queue:
            self.courier.submit(delivery, min(n, 3), "http_timeout" if n else "")
        return held

    def wait_idle(self, timeout: float = 30.0) -> None:
        """Wait until every payload has been acknowledged or given up."""
        self.courier.wait_idle(timeout)

    def _deliver(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        return self._send(delivery, attempt, reason)

    def _submit(self, delivery: Delivery) -> None:
        if self._held is not None:
            self._held.append(delivery)
        else:
            self.courier.submit(delivery)

    def _emit(self, event: Json, channel: Channel | None) -> None:
        """Send an event if the app is subscribed to it, may read it and is in the channel."""
        w, name = self.workspace, event["type"]
        if name == "message" and channel:
            name = f"message.{channel.kind}" + ("s" if channel.kind in ("channel", "group") else "")
        needed = EVENT_SCOPES.get(name)
        outside = channel is not None and w.bot_user.id not in channel.members
        if name not in w.bot_events or (needed and needed not in w.scopes) or outside:
            return
        delivery = Delivery(EVENT, payloads.event_envelope(w, event, channel, self._ago))
        self._made.append(delivery)
        self._submit(delivery)

    def _acked(self, ack: Ack) -> None:
        try:
            self._obey(ack)
        except SlackError as refused:
            self.workspace.warnings.append(f"the answer in an ack was refused: {refused.answer}")

    def _obey(self, ack: Ack) -> None:
        """Do what an answer in the ack asks for."""
        w, payload, body = self.workspace, ack.delivery.payload, ack.body
        with w.changed:
            if ack.delivery.kind == COMMAND and body:
                said = Args({"text": body} if isinstance(body, str) else body)
                place, made = w.channels[payload["channel_id"]], chat.content(w, said, payload["command"])
                if said.get("response_type") == "in_channel":
                    w.add_message(place, w.bot_user, made)
                else:
                    chat.show_ephemeral(w, place, payload["user_id"], made)
            if payload.get("type") == "view_submission":
                self._view_answer(payload, body if isinstance(body, dict) else {})
            w.changed.notify_all()

    def _view_answer(self, payload: Json, body: Json) -> None:
        w, user, view = self.workspace, payload["user"]["id"], payload["view"]
        action = body.get("response_action")
        if action == "update":
            views.replace(w, w.views[view["id"]], body["view"])
        elif action == "push":
            views.place(w, user, views.make_view(w, body["view"]))
        elif action == "clear":
            views.close_all(w, user)
        elif action == "errors":
            inputs = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
            if not set(body["errors"]) <= inputs:
                w.warnings.append(f"view errors for blocks that are no inputs: {sorted(body['errors'])}")
        else:
            views.close_top(w, user)

    def _unanswered(self, delivery: Delivery) -> None:
        """Given up: for anything but an event the person saw an error."""
        if delivery.kind != EVENT:
            what = delivery.payload.get("command") or delivery.payload.get("type")
            self.workspace.warnings.append(f"{what} was not acknowledged: {delivery.failures[-1]}")


def shown_text(message: Json) -> str:
    """Everything readable in a message or view, one piece a line."""
    return "\n".join(_strings({n: message[n] for n in ("text", "title", "blocks") if n in message}))


def _strings(value: Any) -> Iterator[str]:
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(item, str):
            yield item
        yield from _strings(item)
