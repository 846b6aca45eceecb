"""What people do in the pretend workspace, each act sending the app what Slack would send."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from . import agent, chat, conversations, payloads, views
from . import files as shared_files
from .delivery import COMMAND, INTERACTION, Ack, Delivery
from .workspace import Channel, Json, User, Workspace

Where = Channel | User | str


@dataclass(eq=False)
class Act:
    """Something a person did: the payloads it sent to the app, and the message when it was one."""

    deliveries: list[Delivery]
    message: Json | None = None

    @property
    def ts(self) -> str:
        assert self.message is not None, "this was not a message"
        return str(self.message["ts"])

    def ack(self, timeout: float = 10.0) -> Ack:
        """Wait until the app has acknowledged all of it; the last ack."""
        assert self.deliveries, "the app is not subscribed to this, or may not see it"
        return [d.ack(timeout) for d in self.deliveries][-1]


class People:
    """The acts. The double itself adds how payloads are sent and what can be seen."""

    def __init__(self) -> None:
        self.workspace = Workspace()
        self._made: list[Delivery] = []
        self._ago = 0.0

    def _submit(self, delivery: Delivery) -> None:
        raise NotImplementedError

    def says(
        self,
        user: User,
        text: str,
        channel: Where | None = None,
        thread_ts: str | None = None,
        files: Iterable[tuple[str, bytes]] | None = None,
        sent_ago: float = 0.0,
        context: Where | None = None,
    ) -> Act:
        """Write to the bot's DM, or in a channel; a text that names the bot there sends app_mention as well.

        `files` are (name, bytes); `sent_ago` dates the message back, as in a backlog after an outage;
        `context` is the channel the person is looking at meanwhile (app_context).
        """
        w, place = self.workspace, self._place(channel or user)
        assert user.id in place.members, f"{user.name} is not in {place.name}"
        made: Json = {"text": text, "client_msg_id": w.new_id("m")}
        if root := w.thread_root(place, thread_ts):
            made["thread_ts"] = root
        if files:
            dropped = [shared_files.new_file(w, name, user, data, len(data)) for name, data in files]
            made |= {"files": dropped, "subtype": "file_share", "upload": False}
        if user.is_bot:
            made |= {"subtype": "bot_message", "bot_id": f"B{user.id}"}
        if user.team_id != w.team_id:
            made |= {"user_team": user.team_id, "source_team": user.team_id}
        if context:
            made["app_context"] = _looking_at(self._place(context))
        with self._sending(sent_ago) as sent:
            message = chat.person_says(w, place, user, made, sent_ago)
        return Act(sent, message)

    def edits(self, message: Json, text: str) -> Act:
        """The author edits a message."""
        w = self.workspace
        with self._sending() as sent:
            chat.change(w, w.channel(message["channel"]), message, {"text": text})
        return Act(sent, message)

    def deletes(self, message: Json) -> Act:
        w = self.workspace
        with self._sending() as sent:
            chat.remove(w, w.channel(message["channel"]), message)
        return Act(sent, message)

    def reacts(self, user: User, message: Json, name: str) -> Act:
        conversations.react(message, name, user.id)
        item = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        event: Json = {"type": "reaction_added", "user": user.id, "reaction": name, "item": item}
        event["item_user"] = message.get("user")
        return self._event(event, self.workspace.channel(message["channel"]))

    def command(self, user: User, name: str, text: str = "", channel: Where | None = None) -> Act:
        """Type a slash command; its answer in the ack is shown as an ephemeral message."""
        assert "commands" in self.workspace.scopes, "without the scope commands there are no slash commands"
        with self.workspace.changed:
            payload = payloads.command(self.workspace, user, name, text, self._place(channel or user))
        return self._post(COMMAND, payload)

    def clicks(self, user: User, source: Json, action_id: str, value: Any = None) -> Act:
        """Press a button or choose in a menu of a message, ephemeral message, modal or Home tab."""
        w = self.workspace
        self._check_sees(user, source)
        block, element = payloads.find_element(source.get("blocks", []), action_id, value)
        assert user.id in element.get("visible_to_user_ids", [user.id]), f"{user.name} does not see {action_id}"
        with w.changed:
            view, block_id = source.get("id"), block.get("block_id", "")
            payload = payloads.placed(w, payloads.interaction(w, "block_actions", user, view), user, source)
            action = payloads.given(element, value)
            if "button" not in element["type"]:
                state = {"values": {block_id: {action_id: action}}}
                payload |= {"view": source | {"state": state}} if view else {"state": state}
            place = {"action_id": action_id, "block_id": block_id, "action_ts": payload.pop("action_ts")}
            payload["actions"] = [action | place]
        return self._post(INTERACTION, payload)

    def suggests(self, user: User, source: Json, action_id: str, typed: str) -> Act:
        """Type in an external select; the options come in `ack().body`."""
        block, _element = payloads.find_element(source["blocks"], action_id, None)
        with self.workspace.changed:
            base = payloads.interaction(self.workspace, "block_suggestion", user)
            payload = payloads.placed(self.workspace, base, user, source)
        asked = {"action_id": action_id, "block_id": block["block_id"], "value": typed}
        return self._post(INTERACTION, payload | asked)

    def submits(self, view: Json, values: Json | None = None, user: User | None = None) -> Act:
        """Submit a modal with values by action_id or block_id; errors come in `ack().body["errors"]`."""
        w, person = self.workspace, user or self._owner(view)
        filled = view | {"state": {"values": payloads.form_values(view, values or {})}}
        with w.changed:
            payload = payloads.interaction(w, "view_submission", person, view["id"])
        return self._post(INTERACTION, payload | {"view": filled, "response_urls": []})

    def closes(self, view: Json) -> Act:
        """Close a modal; the app hears of it when it asked to (notify_on_close)."""
        w, person = self.workspace, self._owner(view)
        with w.changed:
            views.close_top(w, person.id)
            payload = payloads.interaction(w, "view_closed", person) | {"view": view, "is_cleared": False}
        return self._post(INTERACTION, payload) if view.get("notify_on_close") else Act([])

    def shortcut(self, user: User, callback_id: str, message: Json | None = None) -> Act:
        """A global shortcut, or with `message` a message shortcut."""
        w = self.workspace
        with w.changed:
            payload = payloads.interaction(w, "message_action" if message else "shortcut", user)
            if message:
                payload = payloads.placed(w, payload, user, message) | {"message_ts": message["ts"]}
        return self._post(INTERACTION, payload | {"callback_id": callback_id})

    def opens_home(self, user: User, tab: str = "home", context: Where | None = None) -> Act:
        """Open the app: its Home tab, or with tab="messages" the conversation."""
        w = self.workspace
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": w.dm(user).id, "tab": tab}
        if tab == "home" and user.id in w.homes:
            event["view"] = w.homes[user.id]
        if context:
            event["context"] = _looking_at(self._place(context))
        return self._event(event)

    def looks_at(self, user: User, place: Where) -> Act:
        """Move on to another channel while the app is open: app_context_changed."""
        context = _looking_at(self._place(place))
        event: Json = {"type": "app_context_changed", "user": user.id, "context": context}
        return self._event(event | {"channel": self.workspace.dm(user).id})

    def stops(self, user: User, channel: Where, thread_ts: str) -> Act:
        """Press Slack's stop button while the session is processing."""
        place = self._place(channel)
        with self.workspace.changed:
            event = agent.stop_session(self.workspace, place, thread_ts, user.id)
        return self._event(event, place)

    # ---- how ------------------------------------------------------------------------------------------

    def _place(self, where: Where) -> Channel:
        """A channel, a channel's id, or a person's conversation with the bot."""
        if isinstance(where, User):
            return self.workspace.dm(where)
        return where if isinstance(where, Channel) else self.workspace.channel(where)

    @contextmanager
    def _sending(self, ago: float = 0.0) -> Iterator[list[Delivery]]:
        """Collect the deliveries of one act."""
        with self.workspace.changed:
            self._ago, self._made = ago, []
            try:
                yield self._made
            finally:
                self._ago, self._made = 0.0, []

    def _event(self, event: Json, channel: Channel | None = None) -> Act:
        with self._sending() as made:
            self.workspace.emit({"event_ts": self.workspace.next_ts()} | event, channel)
        return Act(made)

    def _post(self, kind: str, payload: Json) -> Act:
        delivery = Delivery(kind, payload)
        self._submit(delivery)
        return Act([delivery])

    def _owner(self, view: Json) -> User:
        """The person who has this modal open."""
        for user, stack in self.workspace.stacks.items():
            if view["id"] in stack:
                return self.workspace.users[user]
        raise AssertionError("nobody has this view open")

    def _check_sees(self, user: User, source: Json) -> None:
        if "root_view_id" in source:
            return
        assert user.id in self.workspace.channel(source["channel"]).members, f"{user.name} is not there"
        assert source.get("shown_to") in (None, user.id), f"only {source['shown_to']} sees this message"


def _looking_at(channel: Channel) -> Json:
    return {"entities": [{"type": "slack#/types/channel_id", "value": channel.id}]}
