"""The door of the Web API: the token, the scope, the arguments, then the method."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .workspace import Json, SlackError, Workspace

_KIND = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_READ = "channels:read|groups:read|im:read|mpim:read"

# {kind} stands for channels, groups, im or mpim after the conversation asked for; | separates alternatives.
SCOPES: dict[str, str] = {
    "agents.sessions.rename": "chat:write",
    "agents.sessions.setStatus": "chat:write",
    "apps.connections.open": "connections:write",
    "assistant.threads.setStatus": "assistant:write|chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "auth.test": "",
    "blocks.validate": "",
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.getPermalink": "",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "{kind}:history",
    "conversations.info": "{kind}:read",
    "conversations.list": _READ,
    "conversations.members": "{kind}:read",
    "conversations.open": "im:write",
    "conversations.replies": "{kind}:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "users.conversations": _READ,
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": "",
    "views.publish": "",
    "views.push": "",
    "views.update": "",
}

# The manifest's list, and what it may add where an administrator agrees.
_REQUIRED = """app_mentions:read assistant:write chat:write commands im:history im:read im:write
channels:history groups:history channels:read groups:read users:read users:read.email reactions:write
files:write"""
_OPTIONAL = "mpim:history mpim:read reactions:read files:read chat:write.customize team:read"
REQUIRED_SCOPES = frozenset(_REQUIRED.split())
OPTIONAL_SCOPES = frozenset(_OPTIONAL.split())


class Args(dict[str, Any]):
    """The arguments of one call, from a form or from JSON."""

    def need(self, *names: str) -> None:
        missing = [n for n in names if self.get(n) in (None, "")]
        if missing:
            raise SlackError("invalid_arguments", *(f"missing required field: {n}" for n in missing))

    def data(self, name: str, fault: str = "invalid_arguments") -> Any:
        """A structured argument, which a form carries as JSON text."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(fault, f"{name} is not JSON") from None

    def flag(self, name: str) -> bool:
        return str(self.get(name, "")).lower() in ("1", "true")


Handler = Callable[[Workspace, Args], Json]
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of one Web API method."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = handler
        return handler

    return register


@dataclass(frozen=True)
class Call:
    """One call that reached the Web API, for assertions."""

    method: str
    args: Json
    answer: Json
    at: float


@dataclass(frozen=True)
class Tokens:
    bot: str
    app: str


def answer(w: Workspace, tokens: Tokens, name: str, args: Args, bearer: str | None) -> Json:
    """Check the caller and run the method; the answer is always an object with `ok`."""
    token = args.pop("token", None) or bearer
    try:
        if name not in METHODS:
            raise SlackError("unknown_method", req_method=name)
        _check_token(tokens, name, token)
        with w.changed:
            _check_scope(w, name, args)
            result = METHODS[name](w, args)
            w.changed.notify_all()
        return {"ok": True, **result}
    except SlackError as refused:
        return refused.answer


def _check_token(tokens: Tokens, name: str, token: str | None) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in (tokens.bot, tokens.app):
        raise SlackError("invalid_auth")
    if (name == "apps.connections.open") != (token == tokens.app):
        raise SlackError("not_allowed_token_type")


def _check_scope(w: Workspace, name: str, args: Args) -> None:
    needed = SCOPES[name]
    if "{kind}" in needed:
        needed = needed.format(kind=_KIND[w.channel(args.get("channel")).kind])
    granted = w.scopes | {"connections:write"}
    if needed and not granted & set(needed.split("|")):
        provided = ",".join(sorted(w.scopes))
        raise SlackError("missing_scope", needed=needed.replace("|", ","), provided=provided)
