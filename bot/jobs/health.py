"""Whether this process is well, for whoever runs it: /healthz, /readyz and /metrics, without figures or names."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.jobs.outbox import Mailroom
from store.engine import Database
from store.questions import outbox
from store.questions.audit import questions_by_route

log = logging.getLogger(__name__)

STALE = dt.timedelta(minutes=5)
"""A clock that has not ticked for so long has stopped."""

StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
TEXT = ("Content-Type", "text/plain; charset=utf-8")
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Health:
    """What is looked at. `depth` = questions waiting or in hand in this process."""

    database: Database
    mailroom: Mailroom
    now: Callable[[], dt.datetime]
    depth: Callable[[], int]
    started: dt.datetime

    def alive(self) -> str:
        """'' while the process does its work, else what has stopped. On PostgreSQL another replica may tick."""
        ticked = self.mailroom.ticked_at or self.started
        if self.database.is_sqlite and self.now() - ticked > STALE:
            return f"the clock has not ticked since {ticked.isoformat(timespec='seconds')}"
        return ""

    def ready(self) -> str:
        """'' where questions can be answered now, else why not."""
        if self.mailroom.stopping.is_set():
            return "stopping"
        try:
            with self.database.read() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return "the database does not answer"
        return ""


def wsgi(health: Health) -> Wsgi:
    """The WSGI application: mounted beside Slack's door over HTTP, or served on a port of its own."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/healthz":
            return _say(start_response, health.alive())
        if path == "/readyz":
            return _say(start_response, health.ready())
        if path == "/metrics":
            return _metrics(health, start_response)
        start_response("404 Not Found", [TEXT])
        return [b"not found"]

    return application


def _say(start_response: StartResponse, fault: str) -> list[bytes]:
    start_response("503 Service Unavailable" if fault else "200 OK", [TEXT])
    return [(fault or "ok").encode()]


def _metrics(health: Health, start_response: StartResponse) -> list[bytes]:
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST
    from prometheus_client.platform_collector import PlatformCollector
    from prometheus_client.process_collector import ProcessCollector

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Collector(health))
    try:
        body = generate_latest(registry)
    except SQLAlchemyError:
        return _say(start_response, "the database does not answer")
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [body]


class _Collector:
    """Counts read from the tables when they are asked for, so that every replica says the same."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def describe(self) -> Iterable[Any]:
        return ()

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        with self._health.database.read() as session:
            by_status = outbox.counts(session)
            oldest = outbox.oldest_open(session)
            asked = questions_by_route(session)
        messages = GaugeMetricFamily("kam_outbox_messages", "Scheduled messages by state", labels=["status"])
        for status in ("pending", "sending", "sent", "dead", "skipped_late", "withdrawn"):
            messages.add_metric([status], by_status.get(status, 0))
        yield messages
        waited = (self._health.now() - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("kam_outbox_oldest_seconds", "Age of the oldest open message", max(waited, 0.0))
        yield GaugeMetricFamily("kam_inbox_depth", "Questions waiting or in hand here", self._health.depth())
        answered = CounterMetricFamily("kam_answers", "Answers given", labels=["route"])
        seconds = CounterMetricFamily("kam_answer_seconds", "Time spent on answers", labels=["route"])
        for route, number, milliseconds in asked:
            answered.add_metric([route], number)
            seconds.add_metric([route], milliseconds / 1000)
        yield answered
        yield seconds


@contextmanager
def served(application: Wsgi, port: int) -> Iterator[int]:
    """The application on a port of its own while the block runs (Socket Mode has no door of its own); the port.

    A port that is taken is said in the log and in the way of nothing else.
    """
    from waitress import wasyncore
    from waitress.server import create_server

    sockets: dict[int, Any] = {}
    try:
        server = create_server(application, map=sockets, host="0.0.0.0", port=port, threads=2, ident="")
    except OSError as error:
        log.warning("no health check on port %d: %s", port, error.strerror)
        yield 0
        return
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            wasyncore.loop(timeout=LOOK_SECONDS, map=sockets, count=1)

    thread = threading.Thread(target=loop, name="health", daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        stop.set()
        thread.join(5)
        server.task_dispatcher.shutdown(timeout=2)
        wasyncore.close_all(sockets, ignore_all=True)
