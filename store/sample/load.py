"""Fills a database with the sample ledger, its dates moved so that its last full month is last month."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlmodel import Session

from bot.errors import BadInput, KamError
from store import migrations
from store.engine import Database
from store.questions.settings import CURRENCY, DATA_NAME, DEFAULT_PERSON, SAMPLE, SHIFT_MONTHS, put_setting, setting
from store.sample.files import months_to, write_shifted
from store.tables import Account, Setting, metadata

NAME = "sample ledger (AdventureWorks)"
LINDA_MITCHELL = "282"
SEED = "kam-1"
"""The seed of the illustrative records that ship: the same seed and the same today give the same records."""

LOADING = "loading"


def _silent(_text: str) -> None:
    """Says nothing."""


def ensure_sample(
    database: Database, today: dt.date, *, fresh: bool = False, say: Callable[[str], None] = _silent
) -> bool:
    """Load the sample ledger unless this month's is there already (which one row tells); True where it was loaded.

    In a new month, or when asked for a fresh one, it is made anew: what was typed into the last demo goes with it.
    `say` is told that loading starts. Raises BadInput where the database holds a team's own data.
    """
    migrations.upgrade(database)
    with database.read() as session:
        loaded = setting(session, SAMPLE) == "yes" and setting(session, SHIFT_MONTHS) == str(months_to(today))
    if loaded and not fresh:
        return False
    say("Loading the sample ledger (60,855 order lines) …")
    load_sample(database, today)
    return True


def load_sample(database: Database, today: dt.date, seed: str = SEED) -> dict[str, int]:
    """Replace whatever sample is in the database by a fresh one; returns the illustrative records by table.

    Raises BadInput where the database holds a team's own data: that is never replaced.
    """
    from store.imports import import_paths  # the demo's second start must not pay for the importer
    from store.sample.illustrative import make

    migrations.upgrade(database)
    months = months_to(today)
    with database.write() as session:
        _clear(session)
        put_setting(session, SAMPLE, LOADING)
    with tempfile.TemporaryDirectory(prefix="kam-sample-") as folder:
        report = import_paths(database, write_shifted(Path(folder), months), today=today)
    if not report.written or report.problem_count:
        reason = str(report.problems[0]) if report.problems else "nothing was written"
        raise KamError(f"The sample ledger could not be loaded: {reason}")
    with database.write() as session:
        counts = make(session, today, seed)
        put_setting(session, CURRENCY, "USD")
        put_setting(session, DATA_NAME, NAME)
        put_setting(session, SHIFT_MONTHS, str(months))
        put_setting(session, DEFAULT_PERSON, LINDA_MITCHELL)
        put_setting(session, SAMPLE, "yes")
    return counts


def _clear(session: Session) -> None:
    """Empty every table of an earlier sample, or of one whose loading was cut off."""
    own = session.scalar(select(func.count()).select_from(Account))
    if own and not setting(session, SAMPLE):
        raise BadInput(
            f"This database holds data of your own ({own} accounts), which the sample would replace; "
            "name another data folder with --data."
        )
    session.expunge_all()
    for table in reversed(metadata.sorted_tables):
        if table.name != Setting.__tablename__:
            session.execute(delete(table))
