"""The sign that somebody is at it: a status when an answer takes longer than a moment, its steps when it takes long."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.handlers.inbox import Job
from bot.handlers.streams import Place, Step, Stream, Streams
from bot.slack_client import RateLimited, Refused, Unsure, call

log = logging.getLogger(__name__)

FIRST_AFTER, AGAIN_AFTER, LONGEST = 0.5, 90.0, 600.0
"""Seconds. An answer within half a second needs no status, Slack drops one after two minutes, and an answer that is
owed for ten will not come."""

STEPS_AFTER, CHANGE_AFTER = 3.0, 2.0
"""Seconds. From so long on the steps are shown, and told anew no oftener than this."""

READING = "Reading your question"


@dataclass
class _Wait:
    place: Place
    begun: float
    next_at: float
    job: Job | None = None
    shown: bool = False
    steps: list[Step] = field(default_factory=list)
    changed: bool = True
    stream: Stream | None = None
    streamed: bool = False
    settled: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)  # held while Slack is told something

    def is_long(self, now: float) -> bool:
        return self.job is not None and now - self.begun >= STEPS_AFTER


class Patience:
    """Watches what takes long. One thread; a status that does not get through is not worth an error.

    `begun` is told the ts of the message in which a job's steps are shown, so that a later process can remove it.
    """

    def __init__(
        self,
        client: WebClient,
        begun: Callable[[Job, str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._begun, self._clock = client, begun, clock
        self._streams = Streams(client, clock)
        self._waits: dict[str, _Wait] = {}
        self._changed = threading.Condition()
        self._stopping = False

    def start(self) -> None:
        threading.Thread(target=self._watch, name="patience", daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def expect(self, key: str, place: Place, job: Job | None = None) -> None:
        """An answer is owed in this thread from now on; with `job`, it is being worked on."""
        with self._changed:
            now = self._clock()
            wait = self._waits.setdefault(key, _Wait(place, now, now + FIRST_AFTER))
            wait.job = wait.job or job
            if len(self._waits) == 1:  # otherwise the watcher wakes for an earlier one
                self._changed.notify_all()

    def step(self, key: str, title: str, details: str = "") -> None:
        """What is being done now; the same title again brings new details."""
        with self._changed:
            wait = self._waits.get(key)
            if wait is None:
                return
            if wait.steps and wait.steps[-1].title == title:
                if wait.steps[-1].details == details:
                    return
                wait.steps[-1].details = details
            else:
                wait.steps.append(Step(str(len(wait.steps) + 1), title, details))
            wait.changed = True
            if wait.shown:
                wait.next_at = min(wait.next_at, self._clock() + CHANGE_AFTER)
                self._changed.notify_all()

    def taken(self, key: str, channel: str, thread: str) -> Stream | None:
        """The message with the steps, to become the answer in this thread; nothing more is shown in it."""
        with self._changed:
            wait = self._waits.get(key)
        if wait is None or (wait.place.channel, wait.place.thread) != (channel, thread):
            return None
        with wait.lock:
            stream, wait.stream, wait.settled = wait.stream, None, True
        return stream

    def settled(self, key: str) -> None:
        """The answer is out. Its message has cleared the status; a session goes back to active."""
        with self._changed:
            wait = self._waits.pop(key, None)
        if wait is None:
            return
        with wait.lock:
            stream, wait.stream, wait.settled = wait.stream, None, True
        if stream is not None:
            self._streams.remove(wait.place.channel, stream.ts)
        if wait.shown and wait.place.direct:
            self._try(lambda: self._session(wait, "active"))

    def remove(self, channel: str, ts: str) -> None:
        """Take away the steps that another process has left."""
        self._streams.remove(channel, ts)

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                now = self._clock()
                self._waits = {key: wait for key, wait in self._waits.items() if now - wait.begun < LONGEST}
                due = [(key, wait) for key, wait in self._waits.items() if wait.next_at <= now]
                if not due:
                    soonest = min((wait.next_at for wait in self._waits.values()), default=now + 60)
                    self._changed.wait(max(0.02, soonest - now))
            for key, wait in due:
                if key in self._waits:
                    self._look_at(wait)

    def _look_at(self, wait: _Wait) -> None:
        """Show a status first, then the steps; plan the next look."""
        with wait.lock:
            if not wait.settled:
                self._show(wait)
        with self._changed:
            now = self._clock()
            if wait.changed:
                wait.next_at = now + CHANGE_AFTER
            elif wait.stream is not None:
                wait.next_at = now + self._streams.rest(wait.stream)
            elif not wait.streamed and wait.job is not None and self._streams.allowed(wait.place):
                wait.next_at = max(now + 0.1, wait.begun + STEPS_AFTER)
            else:
                wait.next_at = now + AGAIN_AFTER

    def _show(self, wait: _Wait) -> None:
        wait.changed = False
        steps = list(wait.steps)
        if wait.stream is not None:
            wait.stream = self._streams.go_on(wait.stream, wait.place, steps)
            return
        if not wait.streamed and steps and wait.is_long(self._clock()) and self._streams.allowed(wait.place):
            wait.streamed = True
            wait.stream = self._streams.begin(wait.place, steps)
            if wait.stream is not None and wait.job is not None:
                self._begun(wait.job, wait.stream.ts)
                return
        status = _status(steps[-1].title if steps else READING)
        self._try(
            lambda: call(
                self._client.assistant_threads_setStatus,
                channel_id=wait.place.channel,
                thread_ts=wait.place.thread,
                status=status,
                loading_messages=[f"{one.title}…" for one in steps[-10:]] or [f"{READING}…"],
            )
        )
        if wait.place.direct and not wait.shown:
            self._try(lambda: self._session(wait, "processing"))
        wait.shown = True

    def _session(self, wait: _Wait, status: str) -> object:
        return call(
            self._client.agents_sessions_setStatus,
            channel_id=wait.place.channel,
            thread_ts=wait.place.thread,
            status=status,
        )

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except (Refused, RateLimited, Unsure) as error:
            log.debug("no status: %s", error)


def _status(title: str) -> str:
    return f"is {title[:1].lower()}{title[1:]}…"
