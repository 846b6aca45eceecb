"""The sign that somebody is at it: shown when an answer takes longer than a moment, kept while it takes long."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.slack_client import RateLimited, Refused, Unsure, call

log = logging.getLogger(__name__)

FIRST_AFTER, AGAIN_AFTER, LONGEST = 0.5, 90.0, 600.0
"""Seconds. An answer within half a second needs no status, Slack drops one after two minutes, and an answer that is
owed for ten will not come."""

STEPS = ("is reading your question…", "is computing from your ledger…", "is checking who may see it…")


@dataclass
class _Wait:
    channel: str
    thread: str
    direct: bool
    next_at: float
    until: float
    shown: bool = False


class Patience:
    """Watches what takes long. One thread; a status that does not get through is not worth an error."""

    def __init__(self, client: WebClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._waits: dict[str, _Wait] = {}
        self._changed = threading.Condition()
        self._stopping = False

    def start(self) -> None:
        threading.Thread(target=self._watch, name="patience", daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def expect(self, key: str, channel: str, thread: str, direct: bool) -> None:
        """An answer is owed in this thread from now on; asked for the same key again, nothing changes."""
        with self._changed:
            now = self._clock()
            self._waits.setdefault(key, _Wait(channel, thread, direct, now + FIRST_AFTER, now + LONGEST))
            if len(self._waits) == 1:  # otherwise the watcher wakes for an earlier one
                self._changed.notify_all()

    def settled(self, key: str) -> None:
        """The answer is out. Its message has cleared the status; a session goes back to active."""
        with self._changed:
            wait = self._waits.pop(key, None)
        if wait is not None and wait.shown and wait.direct:
            self._try(lambda: self._session(wait, "active"))

    @contextmanager
    def over(self, key: str, channel: str, thread: str, direct: bool) -> Iterator[None]:
        self.expect(key, channel, thread, direct)
        try:
            yield
        finally:
            self.settled(key)

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                now = self._clock()
                self._waits = {key: wait for key, wait in self._waits.items() if wait.until > now}
                due = [(key, wait) for key, wait in self._waits.items() if wait.next_at <= now]
                for _key, wait in due:
                    wait.next_at = now + AGAIN_AFTER
                if not due:
                    soonest = min((wait.next_at for wait in self._waits.values()), default=now + 60)
                    self._changed.wait(max(0.02, soonest - now))
            for key, wait in due:
                if key in self._waits:
                    self._show(wait)

    def _show(self, wait: _Wait) -> None:
        self._try(
            lambda: call(
                self._client.assistant_threads_setStatus,
                channel_id=wait.channel,
                thread_ts=wait.thread,
                status=STEPS[0],
                loading_messages=list(STEPS),
            )
        )
        if wait.direct and not wait.shown:
            self._try(lambda: self._session(wait, "processing"))
        wait.shown = True

    def _session(self, wait: _Wait, status: str) -> object:
        return call(
            self._client.agents_sessions_setStatus, channel_id=wait.channel, thread_ts=wait.thread, status=status
        )

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except (Refused, RateLimited, Unsure) as error:
            log.debug("no status: %s", error)
