"""Slack over HTTP: a strict filter ahead of Bolt, behind a real server."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs

from slack_bolt import App, BoltRequest

log = logging.getLogger(__name__)

PATH = "/slack/events"
LARGEST_BODY = 1_000_000  # bytes
DEEPEST = 60  # levels of a JSON body
TIMESTAMP = re.compile(r"\d{1,12}\Z", re.ASCII)
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}\Z", re.ASCII)
_BRACKET_OR_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]]', re.DOTALL)
ACK_THREADS = 16
LOOK_SECONDS = 0.2  # how soon a stop is noticed

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def door(bolt: App, extra: Wsgi | None = None) -> Wsgi:
    """The WSGI application: Slack's requests to Bolt, everything else to `extra` or nowhere."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            if extra is not None:
                return extra(environ, start_response)
            return _say(start_response, "200 OK" if environ.get("PATH_INFO") == "/healthz" else "404 Not Found")
        if environ.get("REQUEST_METHOD") != "POST":
            return _say(start_response, "405 Method Not Allowed")
        body, fault = _checked(environ)
        if fault:
            return _say(start_response, fault)
        done = bolt.dispatch(BoltRequest(body=body, headers=_headers(environ)))
        headers = [(name, one) for name, values in done.headers.items() for one in values]
        start_response(f"{done.status} {_REASONS.get(done.status, 'Answer')}", headers)
        return [(done.body or "").encode()]

    return application


def _checked(environ: dict[str, Any]) -> tuple[str, str]:
    """(body, '') of a request that may go to Bolt, else ('', status). Bolt raises on some of what is refused here,
    and a body must not be parsed before its headers look right."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return "", "400 Bad Request"
    if not 0 <= length <= LARGEST_BODY:
        return "", "413 Content Too Large"
    stamp, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
    if not TIMESTAMP.match(stamp) or not SIGNATURE.match(signature):
        return "", "401 Unauthorized"
    try:
        body = environ["wsgi.input"].read(length).decode("utf-8", "strict")
    except UnicodeDecodeError:
        return "", "401 Unauthorized"
    kind = str(environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
    if kind == FORM:
        return (body, "") if _good_form(body) else ("", "401 Unauthorized")
    return (body, "") if kind == JSON and _good_json(body) else ("", "401 Unauthorized")


def _good_form(body: str) -> bool:
    """A form with one payload of JSON, or a command."""
    try:
        fields = parse_qs(body, strict_parsing=True, keep_blank_values=True, max_num_fields=60)
    except ValueError:
        return False
    payload = fields.get("payload")
    return "command" in fields if payload is None else len(payload) == 1 and _good_json(payload[0])


def _good_json(text: str) -> bool:
    """An object, not too deep. The depth is counted before parsing, for a deep body breaks the parser."""
    if text.count("{") + text.count("[") > DEEPEST and _depth(text) > DEEPEST:
        return False
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _depth(text: str) -> int:
    """How deep brackets are nested outside of strings."""
    depth = deepest = 0
    for found in _BRACKET_OR_STRING.finditer(text):
        if found[0] in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "}]":
            depth -= 1
    return deepest


def _headers(environ: dict[str, Any]) -> dict[str, str | Sequence[str]]:
    found: dict[str, str | Sequence[str]] = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return found | {"content-type": str(environ.get("CONTENT_TYPE") or "")}


def _say(start_response: StartResponse, status: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [status.partition(" ")[2].encode()]


_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 500: "Internal Server Error", 503: "Service Unavailable"}


def serve_http(
    bolt: App, port: int, stop: threading.Event, extra: Wsgi | None = None, ready: Callable[[int], None] | None = None
) -> None:
    """Serve on all interfaces until `stop` is set; `ready` is told the port."""
    from waitress import wasyncore
    from waitress.server import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a burst that waits for a moment is no news
    sockets: dict[int, Any] = {}
    server = create_server(
        door(bolt, extra),
        map=sockets,
        host="0.0.0.0",
        port=port,
        threads=ACK_THREADS,
        max_request_body_size=LARGEST_BODY,
        channel_timeout=30,
        ident="",
        clear_untrusted_proxy_headers=True,
    )
    if ready is not None:
        ready(int(server.effective_port))
    log.info("listening on port %s", server.effective_port)
    while not stop.is_set():
        wasyncore.loop(timeout=LOOK_SECONDS, map=sockets, count=1)
    server.task_dispatcher.shutdown(timeout=5)  # first what is in hand, then the connections and the socket
    wasyncore.close_all(sockets, ignore_all=True)
