"""The connection to a model's server: it ends an answer that grows too long or drips too slowly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx2
from openai import DefaultHttpxClient

MOST_BYTES = 2_000_000
"""A reply of 4,000 tokens is about 20 kB; a server that sends a hundred times as much is not answering."""


class _Bounded(httpx2.SyncByteStream):
    """A reply's bytes, until a moment of the monotonic clock or MOST_BYTES; then it raises ReadTimeout."""

    def __init__(self, stream: httpx2.SyncByteStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > MOST_BYTES or time.monotonic() > self._until:
                raise httpx2.ReadTimeout("the reply is too long or too slow")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def bounded_client(seconds: float) -> httpx2.Client:
    """A client whose replies are read for at most so many seconds each."""
    return DefaultHttpxClient(event_hooks={"response": [_bound(seconds)]}, timeout=seconds)


def _bound(seconds: float) -> Callable[[httpx2.Response], None]:
    def hook(response: httpx2.Response) -> None:
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        response.stream = _Bounded(stream, time.monotonic() + seconds)

    return hook
