"""Getting messages into Slack once: looked up before a second try; rate limits are waited out off the workers."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.handlers.inbox import Inbox, Job, Later
from bot.handlers.patience import Patience
from bot.handlers.streams import Streams
from bot.replies.slack import Message
from bot.slack_client import RateLimited, Refused, SlackSender, Unsure, call

log = logging.getLogger(__name__)

DELIVERIES = uuid.UUID("5b0a1f8e-6a0e-4a44-9d0e-0d3c5e1d7c11")
UNSURE_WAITS = (3, 10, 30, 60)
"""Seconds before looking whether a message arrived whose answer was lost, and trying again."""

MOST_LIMITED = 20
STOP_COUNTS_SECONDS = 3600
CHARTS = "data_visualization"
UNDRAWABLE = frozenset({"invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format", "block_mismatch"})


@dataclass
class Progress:
    """How far a delivery has come; it outlives a pause. `doubtful` = something may have been posted already."""

    done: dict[str, str] = field(default_factory=dict)
    doubtful: bool = False
    unsure: int = 0
    limited: int = 0


@dataclass
class Courier:
    """Posts messages for jobs. `native_charts` turns False once Slack has refused its own chart block."""

    client: WebClient
    inbox: Inbox
    patience: Patience
    native_charts: bool = True
    stopped: dict[tuple[str, str], float] = field(default_factory=dict)

    def stop(self, channel: str, thread: str) -> None:
        """Post nothing more for what was asked in this thread until now."""
        now = time.time()
        self.stopped = {where: at for where, at in self.stopped.items() if now - at < STOP_COUNTS_SECONDS}
        self.stopped[channel, thread] = now

    def __post_init__(self) -> None:
        self.streams = Streams(self.client)

    def is_stopped(self, job: Job, channel: str, thread: str) -> bool:
        """Whether the person has pressed the stop button since asking."""
        return self.stopped.get((channel, thread), 0.0) > job.received

    @property
    def sender(self) -> SlackSender:
        return SlackSender(self.client)

    def post(self, job: Job, name: str, channel: str, thread: str, message: Message, progress: Progress) -> str:
        """Post one message of a job, named among the job's messages; its ts. Does nothing where it is there already.

        Raises RateLimited or Unsure to be turned into a pause by `pausing`; Refused where it will never do.
        """
        if name in progress.done:
            return progress.done[name]
        if self.is_stopped(job, channel, thread):
            return thread
        identity = str(uuid.uuid5(DELIVERIES, f"{job.key}/{name}"))
        found = None
        if progress.doubtful:
            found = self.sender.find(channel, identity, job.received - 60, thread)
        if found is None:
            if not self.inbox.still_mine(job):
                raise Refused("taken_over")
            found = self._end_of_steps(job, channel, thread, message, identity)
            found = found or self._post(channel, message, identity, thread)
        progress.done[name] = found
        return found

    def _end_of_steps(self, job: Job, channel: str, thread: str, message: Message, identity: str) -> str:
        """The ts of the message that showed the job's steps and has now become the answer; '' where there is none."""
        stream = self.patience.taken(job.key, channel, thread)
        if stream is None or not self.streams.end(stream, channel, message, identity):
            return ""
        return stream.ts

    def whisper(self, channel: str, user: str, text: str, thread: str = "") -> None:
        """A note that only one person sees and that may get lost."""
        where = {"thread_ts": thread} if thread else {}
        try:
            call(self.client.chat_postEphemeral, channel=channel, user=user, text=text, **where)
        except (Refused, RateLimited, Unsure) as error:
            log.info("no ephemeral message: %s", error)

    def _post(self, channel: str, message: Message, identity: str, thread: str) -> str:
        try:
            return self.sender.post(channel, message.text, message.blocks, identity, thread)
        except Refused as error:
            if error.code not in UNDRAWABLE or not message.blocks:
                raise
            log.warning("blocks refused: %s", error)
            kinds = {block["type"] for block in message.blocks}
            if CHARTS in kinds:
                self.native_charts = False
                plainer = tuple(block for block in message.blocks if block["type"] != CHARTS)
                return self._post(channel, Message(message.text, plainer), identity, thread)
            return self.sender.post(channel, message.text, (), identity, thread)


def pausing(progress: Progress, work: Callable[[], None]) -> None:
    """Run a delivery; where Slack asks to wait or lost its answer, go on later without holding a worker."""
    try:
        work()
    except RateLimited as limited:
        progress.limited += 1
        if progress.limited > MOST_LIMITED:
            raise
        raise Later(limited.seconds, lambda: pausing(progress, work)) from limited
    except Unsure as unsure:
        progress.doubtful = True
        progress.unsure += 1
        if progress.unsure > len(UNSURE_WAITS):
            raise
        raise Later(UNSURE_WAITS[progress.unsure - 1], lambda: pausing(progress, work)) from unsure
