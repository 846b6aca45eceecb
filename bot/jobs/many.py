"""Many processes on one PostgreSQL: procrastinate wakes them and shares out what is to be sent.

An optional extra (`pip install kam-assistant[postgres]`), imported only here, never on SQLite.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import make_url
from sqlmodel import Session

from bot.errors import Unavailable
from bot.jobs.outbox import Mailroom
from store.questions import outbox as rows

log = logging.getLogger(__name__)

TICK, SWEEP = "* * * * *", "* * * * * */15"
"""Each minute; every 15 seconds (the sixth field)."""

QUEUE, DRAIN = "kam", "kam.drain"
CLOCK_FIRST = 10
"""The priority of tick and sweep: they do not wait behind a morning's messages."""

AT_ONCE = 4
LANES = 8
"""Jobs that deliver at the same time, over all processes; each takes a few messages and then makes way."""

FEW = 10
START_SECONDS, STOP_SECONDS = 30, 20


@contextmanager
def sharing(mailroom: Mailroom, url: str, sweep: str = SWEEP) -> Iterator[None]:
    """This process works with the others inside this block; at its end what is being sent is finished."""
    worker = _Worker(mailroom, url, sweep)
    worker.start()
    try:
        yield
    finally:
        mailroom.stopping.set()
        worker.stop()


class _Worker:
    """An event loop in a thread of its own, with procrastinate in it."""

    def __init__(self, mailroom: Mailroom, url: str, sweep: str) -> None:
        from procrastinate import App, PsycopgConnector, SyncPsycopgConnector

        self._mailroom, self._sweep = mailroom, sweep
        conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = App(connector=PsycopgConnector(conninfo=conninfo))
        # The worker lives in an event loop; what joins our own transactions does not, so it has its own connector.
        self._defers = App(connector=SyncPsycopgConnector(conninfo=conninfo))
        self._tasks()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="procrastinate", daemon=True)
        logging.getLogger("procrastinate").setLevel(logging.WARNING)

    def start(self) -> None:
        """Raises Unavailable where the worker does not come up."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or not self._thread.is_alive():
            raise Unavailable("The scheduled jobs did not start: PostgreSQL did not answer the worker in time.")

    def stop(self) -> None:
        task = self._task
        if task is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(task.cancel)
        self._thread.join(STOP_SECONDS)

    def _tasks(self) -> None:
        app, mailroom = self._app, self._mailroom

        @app.task(name=DRAIN, queue=QUEUE)
        def drain(lane: int) -> None:
            if mailroom.drain(FEW) and not mailroom.is_paused():
                self._again(lane)

        @app.periodic(cron=TICK)
        @app.task(name="kam.tick", queue=QUEUE, queueing_lock="tick", priority=CLOCK_FIRST, pass_context=False)
        def tick(timestamp: int) -> None:
            mailroom.tick(self._hand_over)

        @app.periodic(cron=self._sweep)
        @app.task(name="kam.sweep", queue=QUEUE, queueing_lock="sweep", priority=CLOCK_FIRST, pass_context=False)
        def sweep(timestamp: int) -> None:
            """What a worker left behind, whatever procrastinate thinks of its job: our own table knows."""
            if mailroom.is_paused():
                return
            with mailroom.database.write() as session:
                self._hand_over(session, rows.ready(session, mailroom.now(), LANES * FEW))

    def _hand_over(self, session: Session, ids: Sequence[str]) -> None:
        """As many lanes as the messages fill begin to move, in the same transaction."""
        for lane in range(min(-(-len(ids) // FEW), LANES)):
            self._wake(session, lane)

    def _again(self, lane: int) -> None:
        """Go on with this lane where more is waiting; the clock's jobs come first."""
        with self._mailroom.database.write() as session:
            if rows.ready(session, self._mailroom.now(), 1):
                self._wake(session, lane)

    def _wake(self, session: Session, lane: int) -> None:
        """Queue a lane; one that waits in the queue already is left there. Which messages it takes, the table says."""
        from procrastinate.exceptions import AlreadyEnqueued

        raw: Any = session.connection().connection.driver_connection
        try:
            with session.begin_nested():
                job = self._defers.configure_task(DRAIN, queue=QUEUE, queueing_lock=f"lane:{lane}", connection=raw)
                job.defer(lane=lane)
        except AlreadyEnqueued:
            return

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._task = self._loop.create_task(self._work())
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except Exception:  # the last door of this thread: the log gets the traceback
            log.exception("the worker of the scheduled jobs ended")
        finally:
            self._loop.close()

    async def _work(self) -> None:
        async with self._app.open_async():
            await self._prepare()
            self._ready.set()
            await self._app.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_SECONDS,
                delete_jobs="always",
            )

    async def _prepare(self) -> None:
        """procrastinate's own tables, made by whoever comes first; another process may be doing the same."""
        if not await self._app.check_connection_async():
            from procrastinate.exceptions import ConnectorException

            try:
                await self._app.schema_manager.apply_schema_async()
            except ConnectorException:
                if not await self._app.check_connection_async():
                    raise
