"""The one place where a Slack client is made, and where its failures become three plain kinds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.config import Config
from bot.errors import Unavailable
from bot.slack_fence import FencedClient, only_while

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
"""For one call. Shorter than a lease of the inbox and of the outbox, so that nobody else sends meanwhile."""

QUIET: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""What every post says: no previews, which would fetch links that somebody put into a text."""

PERHAPS_DONE = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
"""Answers after which Slack may have done the work all the same."""

DEFAULT_WAIT_SECONDS = 30


class RateLimited(Exception):
    """Slack asks to come back after `seconds`; nothing was done."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"rate limited for {seconds} s")
        self.seconds = seconds


class Unsure(Exception):
    """No usable answer: the work may or may not have been done. Look before doing it again."""


class Refused(Exception):
    """Slack said no, and nothing was done; `code` is its word for why."""

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(f"{code}, needs {needed}" if needed else code)
        self.code = code
        self.needed = needed


def web_client(config: Config) -> WebClient:
    """A client for the configured workspace. It retries nothing by itself: a post that is sent again may be doubled."""
    token = config.secrets.slack_bot_token.get_secret_value()
    return FencedClient(token, config.slack.base_url or WebClient.BASE_URL, TIMEOUT_SECONDS, retry_handlers=[])


def call(method: Callable[..., Any], **arguments: Any) -> Mapping[str, Any]:
    """Call one method of the client. Raises RateLimited, Unsure or Refused instead of the library's errors."""
    try:
        data = method(**arguments).data
    except SlackApiError as error:
        raise _kind(error) from error
    except (OSError, HTTPException, SlackClientError) as error:
        raise Unsure(f"{type(error).__name__}: no answer from Slack") from error
    return data if isinstance(data, Mapping) else {}


def _kind(error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", 200)
    if status == 429:
        return RateLimited(_retry_after(getattr(response, "headers", {})))
    data = getattr(response, "data", response)
    code = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    if code == "ratelimited":
        return RateLimited(_retry_after(getattr(response, "headers", {})))
    if status >= 500 or code in PERHAPS_DONE or not code.replace("_", "").isalnum():
        return Unsure(f"Slack answered {status} {code[:60]}")
    return Refused(code, str(data.get("needed", "")) if isinstance(data, Mapping) else "")


def _retry_after(headers: Mapping[str, Any]) -> int:
    for name, value in headers.items():
        if name.lower() == "retry-after":
            text = value[0] if isinstance(value, (list, tuple)) else value
            return int(text) if str(text).isdecimal() else DEFAULT_WAIT_SECONDS
    return DEFAULT_WAIT_SECONDS


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in the workspace, as auth.test says."""

    team: str
    user: str
    bot: str
    workspace: str
    scopes: frozenset[str] = frozenset()


def who_am_i(client: WebClient) -> Bot:
    """auth.test. Raises Refused for a wrong token, Unsure where Slack does not answer."""
    try:
        response = client.auth_test()
    except SlackApiError as error:
        raise _kind(error) from error
    except (OSError, HTTPException, SlackClientError) as error:
        raise Unsure(f"{type(error).__name__}: no answer from Slack") from error
    granted = next((str(v) for k, v in response.headers.items() if k.lower() == "x-oauth-scopes"), "")
    scopes = frozenset(one.strip() for one in granted.split(",") if one.strip())
    return Bot(
        str(response["team_id"]),
        str(response["user_id"]),
        str(response.get("bot_id") or ""),
        str(response.get("team") or ""),
        scopes,
    )


METADATA_TYPE = "kam_delivery"
"""The event type of our message metadata; its payload is an opaque id, for everybody in a workspace can read it."""


@dataclass(frozen=True)
class SlackSender:
    """Posts messages that carry a delivery id, and finds them again by it."""

    client: WebClient

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        thread_ts: str = "",
        allowed: Callable[[], bool] | None = None,
    ) -> str:
        """Post once; the message's ts. `allowed` is asked once more as the bytes leave: a process that was stopped for
        a while between any check and this one sends nothing. Raises RateLimited, Unsure or Refused; TooLate where it
        was not allowed."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        shown = {"blocks": list(blocks)} if blocks else {}
        with only_while(allowed):
            done = call(
                self.client.chat_postMessage,
                channel=channel,
                text=text,
                metadata={"event_type": METADATA_TYPE, "event_payload": {"delivery_id": delivery_id}},
                **thread,
                **shown,
                **QUIET,
            )
        return str(done["ts"])

    def find(self, channel: str, delivery_id: str, oldest: float = 0, thread_ts: str = "") -> str | None:
        """The ts of the message with this delivery id, if it is there. Raises as `post`."""
        for message in self._messages(channel, oldest, thread_ts):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery_id") == delivery_id:
                return str(message["ts"])
        return None

    def has_file(self, channel: str, file_id: str, oldest: float, thread_ts: str = "") -> bool:
        """Whether a file is shown in a thread, or in a conversation since a moment. Raises as `post`."""
        return any(
            one.get("id") == file_id
            for message in self._messages(channel, oldest, thread_ts)
            for one in message.get("files") or ()
        )

    def _messages(self, channel: str, oldest: float, thread_ts: str) -> Iterator[Mapping[str, Any]]:
        look = self.client.conversations_replies if thread_ts else self.client.conversations_history
        where: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": 200}
        where |= {"ts": thread_ts} if thread_ts else {"oldest": f"{oldest:.6f}"}
        cursor = ""
        while True:
            page = call(look, **where, **({"cursor": cursor} if cursor else {}))
            yield from page.get("messages", ())
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def direct_channel(self, user: str) -> str:
        """The DM with a person. Raises as `post`."""
        return str(call(self.client.conversations_open, users=user)["channel"]["id"])


def unavailable(error: Exception) -> Unavailable:
    """The sentence for a person when Slack itself does not answer."""
    log.warning("slack: %s", error)
    return Unavailable("Slack does not answer me just now. Try again in a minute.")
