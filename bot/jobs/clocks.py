"""What makes the outbox tick: APScheduler in one process on SQLite, procrastinate in many on PostgreSQL.

Both are clocks and nothing more: what is due, sent or waiting stands in our own tables.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.config import Config
from bot.errors import BadInput
from bot.jobs.outbox import Mailroom
from store.engine import Database

log = logging.getLogger(__name__)

STOP_SECONDS = 20
"""How long a stop waits for what is being sent; what is left is finished after the next start."""


@contextmanager
def ticking(mailroom: Mailroom, database: Database, config: Config) -> Iterator[None]:
    """Scheduled messages leave inside this block; at its end what is being sent is finished."""
    if database.is_sqlite:
        with _one_process(mailroom, config):
            yield
        return
    from bot.jobs.many import sharing

    with sharing(mailroom, database.url):
        yield


@contextmanager
def _one_process(mailroom: Mailroom, config: Config) -> Iterator[None]:
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    quiet = logging.getLogger("apscheduler")
    quiet.setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.add_job(mailroom.tick, "interval", seconds=config.jobs.tick_seconds, id="tick")
    scheduler.add_job(mailroom.drain, "interval", seconds=config.jobs.drain_seconds, id="drain")
    mailroom.tick()
    scheduler.start()
    try:
        yield
    finally:
        mailroom.stopping.set()
        closer = threading.Thread(target=scheduler.shutdown, name="clock-stop", daemon=True)
        closer.start()
        closer.join(STOP_SECONDS)


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Nobody else serves this SQLite database while the block runs. Raises BadInput where somebody does.

    Only serving needs it: asking, importing and the jobs by hand share the database through its own locks.
    """
    path = database.path
    if path is None:
        yield
        return
    with path.with_name("serve.lock").open("a+", encoding="utf-8") as file:
        _lock(file, path)
        yield


def _lock(file: IO[str], path: Path) -> None:
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BadInput(
            f"Another `kam serve` already works on {path}. One process serves a SQLite database; for several, set "
            "KAM_DATABASE_URL to a PostgreSQL database (docs/operations.md)."
        ) from error
