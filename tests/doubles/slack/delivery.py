"""Getting payloads to the app as Slack does: signed, acknowledged within three seconds, events retried."""

import contextlib
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from .workspace import Json

EVENT, COMMAND, INTERACTION = "events_api", "slash_commands", "interactive"


@dataclass(frozen=True)
class Ack:
    """One attempt the app acknowledged: seconds it took, and what it answered."""

    delivery: "Delivery"
    attempt: int
    latency: float
    body: Json | str


@dataclass(eq=False)
class Delivery:
    """One payload on its way to the app; `acks` and `failures` record what became of each attempt."""

    kind: str
    payload: Json
    acks: list[Ack] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def ack(self, timeout: float = 10.0) -> Ack:
        """Wait until the app has acknowledged; AssertionError when it has not."""
        self.done.wait(timeout)
        assert self.acks, f"{self.kind} was not acknowledged: {self.failures or 'still under way'}"
        return self.acks[-1]


@dataclass(frozen=True)
class Outcome:
    """What one attempt met: an answer, or the reason Slack gives in X-Slack-Retry-Reason."""

    body: Json | str = ""
    failure: str = ""
    no_retry: bool = False


Send = Callable[[Delivery, int, str], Outcome]


class Courier:
    """Delivers in parallel. Events are tried again after each of `retry_delays`; the rest is sent once."""

    def __init__(self, send: Send, acked: Callable[[Ack], None], failed: Callable[[Delivery], None]) -> None:
        self.retry_delays: Sequence[float] = (0.0, 0.2, 0.5)
        self.acks: list[Ack] = []
        self._send, self._acked, self._failed = send, acked, failed
        self._pool = ThreadPoolExecutor(max_workers=32, thread_name_prefix="slack-delivery")
        self._idle = threading.Condition()
        self._open = 0

    def submit(self, delivery: Delivery, attempt: int = 0, reason: str = "") -> None:
        with self._idle:
            self._open += 1
        delivery.done.clear()
        self._pool.submit(self._try, delivery, attempt, reason)

    def wait_idle(self, timeout: float) -> None:
        """Wait until nothing is under way any more, retries included."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._open == 0, timeout), f"{self._open} still under way"

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _try(self, delivery: Delivery, attempt: int, reason: str) -> None:
        started = time.monotonic()
        outcome = self._send(delivery, attempt, reason)
        may_retry = delivery.kind == EVENT and attempt < len(self.retry_delays) and not outcome.no_retry
        if outcome.failure:
            delivery.failures.append(outcome.failure)
        if outcome.failure and may_retry:
            again = (self._try, delivery, attempt + 1, outcome.failure)
            later = threading.Timer(self.retry_delays[attempt], self._later, again)
            later.daemon = True
            later.start()
            return
        try:
            if outcome.failure:
                self._failed(delivery)
            else:
                ack = Ack(delivery, attempt, time.monotonic() - started, outcome.body)
                delivery.acks.append(ack)
                self.acks.append(ack)
                self._acked(ack)
        finally:
            delivery.done.set()
            with self._idle:
                self._open -= 1
                self._idle.notify_all()

    def _later(self, *job: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the double may have been closed in the meantime
            self._pool.submit(*job)


class HttpSender:
    """Posts to the app's endpoint with Slack's signature, over kept connections."""

    def __init__(self, url: str, secret: str, ack_timeout: float) -> None:
        self._url, self._secret, self._timeout = urlsplit(url), secret, ack_timeout
        self._own = threading.local()

    def __call__(self, delivery: Delivery, attempt: int, reason: str) -> Outcome:
        kind, body = _encoded(delivery)
        headers = {"Content-Type": kind} | signed(self._secret, body)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        for kept in (True, False):  # a kept connection may have been closed by the app; then once afresh
            connection = self._connection(kept)
            fresh = connection.sock is None
            try:
                connection.request("POST", self._url.path or "/", body, headers)
                response = connection.getresponse()
                text = response.read().decode()
            except TimeoutError:
                connection.close()
                return Outcome(failure="http_timeout")
            except (OSError, http.client.HTTPException):
                connection.close()
                if fresh:
                    return Outcome(failure="connection_failed")
                continue
            if not 200 <= response.status < 300:
                return Outcome(text, "http_error", response.getheader("X-Slack-No-Retry") == "1")
            return Outcome(json.loads(text) if text.startswith("{") else text)
        return Outcome(failure="connection_failed")

    def _connection(self, kept: bool) -> http.client.HTTPConnection:
        if not kept or not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection(self._url.netloc, timeout=self._timeout)
        connection: http.client.HTTPConnection = self._own.connection
        return connection


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """Slack's v0 signature headers for a body."""
    stamp = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(delivery: Delivery) -> tuple[str, bytes]:
    if delivery.kind == EVENT:
        return "application/json", json.dumps(delivery.payload).encode()
    form = delivery.payload if delivery.kind == COMMAND else {"payload": json.dumps(delivery.payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()
