"""The two ways in: what the filter ahead of Bolt refuses, and a socket that has died unnoticed."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.handlers.http_door import LARGEST_BODY, serve_http
from bot.handlers.socket_door import SILENT_SECONDS, Watchdog
from tests.doubles.slack import SlackDouble, signed
from tests.handlers.world import World, build, company

COMMAND = b"command=%2Fkam&text=help&team_id=T0DOUBLE1&user_id=U1&channel_id=D1&trigger_id=1.2.3"


@pytest.fixture
def port(slack: SlackDouble, tmp_path: Path) -> Iterator[int]:
    world: World = build(slack, company(tmp_path), "http")
    stop, ready, found = threading.Event(), threading.Event(), list[int]()

    def told(one: int) -> None:
        found.append(one)
        ready.set()

    thread = threading.Thread(target=serve_http, args=(world.app.bolt, 0, stop, None, told), daemon=True)
    thread.start()
    assert ready.wait(5)
    yield found[0]
    stop.set()
    thread.join(5)


def post(port: int, body: bytes, headers: dict[str, str], path: str = "/slack/events", verb: str = "POST") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(verb, path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def slack_headers(slack: SlackDouble, body: bytes, kind: str, at: float | None = None) -> dict[str, str]:
    return {"Content-Type": kind} | signed(slack.signing_secret, body, at)


FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def test_a_good_request_is_taken(slack: SlackDouble, port: int) -> None:
    assert post(port, COMMAND, slack_headers(slack, COMMAND, FORM)) == 200
    assert post(port, b"", {}, "/healthz", "GET") == 200


def broken(slack: SlackDouble) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Forged, stale and malformed requests, by what is wrong with them."""
    good = slack_headers(slack, COMMAND, FORM)
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    event = json.dumps({"type": "event_callback", "event": {"type": "message"}}).encode()
    return {
        "no signature": (COMMAND, {"Content-Type": FORM}),
        "another secret": (COMMAND, {"Content-Type": FORM} | signed("other", COMMAND)),
        "another body": (COMMAND + b"1", good),
        "six minutes old": (COMMAND, slack_headers(slack, COMMAND, FORM, time.time() - 360)),
        "six minutes early": (COMMAND, slack_headers(slack, COMMAND, FORM, time.time() + 360)),
        "a timestamp in words": (COMMAND, good | {"X-Slack-Request-Timestamp": "now"}),
        "a timestamp too long": (COMMAND, good | {"X-Slack-Request-Timestamp": "9" * 40}),
        "a signature that is none": (COMMAND, good | {"X-Slack-Signature": "v0=é".encode().decode("latin-1")}),
        "a short signature": (COMMAND, good | {"X-Slack-Signature": good["X-Slack-Signature"][:20]}),
        "no utf-8": (b"\xff\xfe", slack_headers(slack, b"\xff\xfe", JSON)),
        "no json": (b"{", slack_headers(slack, b"{", JSON)),
        "a list": (b"[]", slack_headers(slack, b"[]", JSON)),
        "too deep": (deep, slack_headers(slack, deep, JSON)),
        "a form with a broken payload": (b"payload=%7B", slack_headers(slack, b"payload=%7B", FORM)),
        "a form of nothing": (b"a=b", slack_headers(slack, b"a=b", FORM)),
        "another type": (event, slack_headers(slack, event, "text/plain")),
    }


def test_what_is_forged_stale_or_malformed_is_refused_and_never_an_error_of_ours(slack: SlackDouble, port: int) -> None:
    for name, (body, headers) in broken(slack).items():
        assert post(port, body, headers) in (400, 401), name
    large = b"x" * (LARGEST_BODY + 1)
    with contextlib.suppress(ConnectionError):  # the server may hang up while the rest is being sent
        assert post(port, large, slack_headers(slack, large, FORM)) == 413
    assert post(port, b"", {}, verb="GET") == 405
    assert post(port, b"", {}, "/other") == 404


class FakeClient:
    """As much of a Socket Mode client as the watchdog looks at."""

    def __init__(self) -> None:
        self.on_message_listeners: list[Any] = []
        self.on_error_listeners: list[Any] = []
        self.current_session = SimpleNamespace(last_ping_pong_time=None)
        self.alive, self.connections = True, 0

    def is_connected(self) -> bool:
        return self.alive

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        self.alive = True
        self.connections += 1


def test_the_watchdog_reconnects_a_dead_socket_and_leaves_a_living_one_alone() -> None:
    client, now = FakeClient(), [0.0]
    watchdog = Watchdog(SimpleNamespace(client=client), clock=lambda: now[0])  # type: ignore[arg-type]
    watchdog.look()
    assert client.connections == 0
    client.alive = False
    watchdog.look()
    assert client.connections == 1
    client.on_error_listeners[0](RecursionError())
    watchdog.look()
    assert client.connections == 2
    now[0] += SILENT_SECONDS + 1
    client.on_message_listeners[0]("hello")
    watchdog.look()
    assert client.connections == 2
    now[0] += SILENT_SECONDS + 1
    watchdog.look()
    assert client.connections == 3
    now[0] += SILENT_SECONDS + 1
    client.current_session.last_ping_pong_time = time.time()
    watchdog.look()
    assert client.connections == 3
