"""A message that shows the steps of a long answer while they are taken, and then becomes the answer."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from bot.replies.pieces import Block
from bot.replies.slack import Message
from bot.slack_client import METADATA_TYPE, RateLimited, Refused, Unsure, call

log = logging.getLogger(__name__)

LIFE_SECONDS = 240.0
"""Slack ends a stream after about five minutes, whatever is added to it: before, it goes on in a new message."""

UNABLE = frozenset(
    {"unknown_method", "feature_not_enabled", "not_allowed_token_type", "missing_scope", "team_not_found"}
)
"""Refusals that hold for the whole workspace: its plan or its cloud has no streams."""

MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A thread in which somebody waits. Without `user` nobody asked, and no steps are shown."""

    channel: str
    thread: str
    direct: bool
    user: str = ""
    team: str = ""


@dataclass
class Step:
    """One thing that is done; the last one of a list is under way, those before it are complete."""

    id: str
    title: str
    details: str = ""


@dataclass
class Stream:
    """A message that is being written; `told` = what it says of each step."""

    ts: str
    begun: float
    told: dict[str, tuple[str, str]] = field(default_factory=dict)


class Streams:
    """Begins, goes on with and ends such messages. What Slack refuses is left alone: the answer comes all the same."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._off_until = 0.0

    def allowed(self, place: Place) -> bool:
        return bool(place.user) and self._clock() >= self._off_until

    def rest(self, stream: Stream) -> float:
        """Seconds for which a stream still lives."""
        return max(0.1, stream.begun + LIFE_SECONDS - self._clock())

    def begin(self, place: Place, steps: Sequence[Step]) -> Stream | None:
        """None where Slack does not stream here, or not now."""
        who = {} if place.direct else {"recipient_user_id": place.user, "recipient_team_id": place.team}
        told: dict[str, tuple[str, str]] = {}
        where = {"channel": place.channel, "thread_ts": place.thread}
        try:
            done = call(self._client.chat_startStream, **where, **who, chunks=_news(steps, told))
        except Refused as error:
            log.info("no stream: %s", error)
            if error.code in UNABLE:
                self._off_until = float("inf")
            return None
        except RateLimited as error:
            self._off_until = self._clock() + error.seconds
            return None
        except Unsure as error:
            log.info("no stream: %s", error)
            return None
        return Stream(str(done["ts"]), self._clock(), told)

    def go_on(self, stream: Stream, place: Place, steps: Sequence[Step]) -> Stream | None:
        """Add what is new; in a new message where the old one is about to die or has died. None where it is over."""
        if self._clock() - stream.begun >= LIFE_SECONDS:
            self.remove(place.channel, stream.ts)
            return self.begin(place, steps)
        chunks = _news(steps, stream.told)
        if not chunks:
            return stream
        try:
            call(self._client.chat_appendStream, channel=place.channel, ts=stream.ts, chunks=chunks)
        except Refused as error:
            log.info("no more steps: %s", error)
            self.remove(place.channel, stream.ts)
            return self.begin(place, steps) if error.code == "message_not_in_streaming_state" else None
        except (RateLimited, Unsure) as error:
            log.info("steps are late: %s", error)
            stream.told.clear()  # told again next time, whole
        return stream

    def end(self, stream: Stream, channel: str, message: Message, delivery_id: str) -> bool:
        """Make the message the answer. False where Slack refuses: then it is gone, and the answer is to be posted.

        Raises Unsure where it may have become the answer.
        """
        headline, blocks = _split(message)
        done: list[dict[str, Any]] = [
            {"type": "task_update", "id": key, "title": title, "status": "complete"}
            for key, (title, _) in stream.told.items()
        ]
        metadata = {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": delivery_id}}
        chunks = [*done, {"type": "markdown_text", "text": headline}]
        try:
            call(
                self._client.chat_stopStream,
                channel=channel,
                ts=stream.ts,
                chunks=chunks,
                metadata=metadata,
                **({"blocks": blocks} if blocks else {}),
            )
        except (Refused, RateLimited) as error:
            log.info("the answer is posted beside its steps: %s", error)
            self.remove(channel, stream.ts)
            return False
        return True

    def remove(self, channel: str, ts: str) -> None:
        """Take the steps away; they have served."""
        try:
            call(self._client.chat_delete, channel=channel, ts=ts)
        except (Refused, RateLimited, Unsure) as error:
            log.info("steps stay: %s", error)


def _news(steps: Sequence[Step], told: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """What has changed since it was told, as chunks; afterwards it is told."""
    chunks: list[dict[str, Any]] = []
    for number, one in enumerate(steps[-MOST_STEPS:], max(0, len(steps) - MOST_STEPS)):
        status = "in_progress" if number == len(steps) - 1 else "complete"
        state = (one.title, f"{status}: {one.details}")
        if told.get(one.id) != state:
            told[one.id] = state
            chunk = {"type": "task_update", "id": one.id, "title": one.title[:256], "status": status}
            chunks.append(chunk | ({"details": one.details} if one.details else {}))
    return chunks


def _split(message: Message) -> tuple[str, list[Block]]:
    """The headline as markdown, and the blocks below it; the whole text where there are no blocks."""
    blocks = list(message.blocks)
    if blocks and blocks[0]["type"] == "rich_text":
        first = "".join(str(leaf.get("text", "")) for part in blocks[0]["elements"] for leaf in part["elements"])
        return f"**{literal(first)}**", blocks[1:]
    return message.text, [one for one in blocks if one["type"] != "section"]


def literal(text: str) -> str:
    """A text in which markdown and Slack's own marks mean nothing."""
    marked = re.sub(r"([\\`*_~\[\]|])", r"\\\1", text)
    return marked.replace("<", "&lt;").replace(">", "&gt;")
