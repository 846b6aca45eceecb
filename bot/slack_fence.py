"""A Slack client that asks once more whether it may send, at the moment the bytes leave.

A process may be stopped for longer than its lease at any instruction: between a check and the request that follows it
another worker may have sent the same message. So the last check belongs as near to the socket as it can be.
"""

from __future__ import annotations

import http.client
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from typing import Any

from slack_sdk import WebClient

_allowed: ContextVar[Callable[[], bool] | None] = ContextVar("allowed", default=None)


class TooLate(Exception):
    """The time in which a message may be sent was over before it left: Slack got no whole request."""


@contextmanager
def only_while(allowed: Callable[[], bool] | None) -> Iterator[None]:
    """Requests of this thread raise TooLate inside the block where `allowed` says no; None = always allowed."""
    token = _allowed.set(allowed)
    try:
        yield
    finally:
        _allowed.reset(token)


def _check() -> None:
    allowed = _allowed.get()
    if allowed is not None and not allowed():
        raise TooLate


class _Http(http.client.HTTPConnection):
    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _check()
        super().send(data)


class _Https(_Http, http.client.HTTPSConnection):
    """The same check, its connect() and port those of HTTPS."""


class _HttpHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Http, req)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Https, req, context=self._context)  # type: ignore[attr-defined]  # set by the constructor


class FencedClient(WebClient):
    """As its parent, but inside `only_while` requests leave through connections that check."""

    def _perform_urllib_http_request_internal(self, url: str, req: urllib.request.Request) -> dict[str, Any]:
        if _allowed.get() is None:
            return super()._perform_urllib_http_request_internal(url, req)
        way = [urllib.request.ProxyHandler({"http": self.proxy, "https": self.proxy})] if self.proxy else []
        opener = urllib.request.build_opener(*way, _HttpHandler(), _HttpsHandler(context=self.ssl))
        with opener.open(req, timeout=self.timeout) as answer:
            body = answer.read().decode(answer.headers.get_content_charset() or "utf-8")
            return {"status": answer.status, "headers": answer.headers, "body": body}
