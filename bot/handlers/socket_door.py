"""Slack over Socket Mode: the built-in client with a watchdog that makes a new connection when the old one is dead."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.errors import SlackClientError

log = logging.getLogger(__name__)

BUFFER = 16_384
"""Bytes read at once. The client calls itself for each frame in its buffer: with the default of 1,024 a burst ends
in a RecursionError, after which it hears nothing and says nothing."""

LOOK_SECONDS = 5.0
SILENT_SECONDS = 120.0
"""Slack sends a ping about twice a minute; so long without anything, and the connection is taken for dead."""

ACK_THREADS = 16


class Watchdog:
    """Reconnects where the client itself does not: closed unnoticed, silent for too long, or its reader has died."""

    def __init__(self, handler: SocketModeHandler, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = handler.client
        self._clock = clock
        self._heard = clock()
        self._broken = False
        self.reconnects = 0
        self.client.on_message_listeners.append(lambda message: self._hear())
        self.client.on_error_listeners.append(self._fail)

    def look(self) -> None:
        """Make a new connection if the old one is no good; a failure is tried again at the next look."""
        silent = self._clock() - self._heard > SILENT_SECONDS and not self._answers()
        if not (self._broken or silent or not self.client.is_connected()):
            return
        try:
            self.client.connect_to_new_endpoint(force=True)
        except (OSError, SlackClientError, ValueError) as error:
            log.warning("socket mode: no connection: %s", type(error).__name__)
            return
        self.reconnects += 1
        self._broken = False
        self._hear()
        log.warning("socket mode: connected anew")

    def _hear(self) -> None:
        self._heard = self._clock()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, RecursionError):
            self._broken = True

    def _answers(self) -> bool:
        """Whether the other side answered a ping of ours lately: silence of Slack's events alone is no fault."""
        session = self.client.current_session
        answered = getattr(session, "last_ping_pong_time", None)
        return answered is not None and time.time() - float(answered) < SILENT_SECONDS


def connected(bolt: App, app_token: str, ping_seconds: float = 5) -> SocketModeHandler:
    """A handler with its first connection made. Raises SlackClientError where Slack refuses."""
    handler = SocketModeHandler(
        bolt,
        app_token,
        logger=logging.getLogger("slack_sdk.socket_mode"),
        ping_interval=ping_seconds,
        receive_buffer_size=BUFFER,
        concurrency=ACK_THREADS,
    )
    handler.connect()  # type: ignore[no-untyped-call]  # the library has no types here
    return handler


def serve_socket(bolt: App, app_token: str, stop: threading.Event, ready: Callable[[], None] | None = None) -> None:
    """Listen until `stop` is set."""
    handler = connected(bolt, app_token)
    watchdog = Watchdog(handler)
    if ready is not None:
        ready()
    log.info("connected over Socket Mode")
    while not stop.wait(LOOK_SECONDS):
        watchdog.look()
    handler.client.auto_reconnect_enabled = False
    handler.close()  # type: ignore[no-untyped-call]  # the library has no types here
