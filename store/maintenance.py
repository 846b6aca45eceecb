"""Is the database whole? What can be recomputed is repaired on request; the rest is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col

from store import migrations, rollups
from store.backups import Backup, backup, restore
from store.engine import Database
from store.tables import AuditEntry, InboundEvent, Outbox, metadata

OUTBOX_STATES = ("pending", "sending", "sent", "dead", "skipped_late", "withdrawn")
INBOUND_STATES = ("new", "working", "done", "failed")
SHOWN = 5
"""So many cases of one fault are named; the count has them all."""

__all__ = ["Backup", "CheckReport", "Finding", "backup", "check", "restore"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. subject: file, revision, reference, index, rollup, outbox, inbound or audit."""

    subject: str
    text: str
    cases: int = 1
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at (subject → rows), and what was wrong."""

    looked_at: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Nothing wrong, or everything repaired."""
        return all(one.repaired for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "looked_at": self.looked_at,
            "findings": [
                {"subject": one.subject, "text": one.text, "cases": one.cases, "repaired": one.repaired}
                for one in self.findings
            ],
        }


def check(database: Database, repair: bool = False, now: dt.datetime | None = None) -> CheckReport:
    """Look through the whole database; with `repair`, sums are made anew from their lines.

    `now` lets messages be found whose sending was cut off long ago. Nothing that people entered is ever changed:
    a broken reference or a damaged file is for a backup to mend.
    """
    wanted = migrations.head()
    try:
        found = migrations.current(database)
    except DatabaseError as error:
        return CheckReport({}, (_damaged([str(error.orig)]),))
    if found != wanted:
        state = f"revision {found}" if found else "no tables of this program"
        return CheckReport({}, (Finding("revision", f"The database has {state}; run kam db upgrade ({wanted})."),))
    with _one_moment(database) as session:
        connection = session.connection()
        damage = _damage(connection)
        if damage:
            return CheckReport({}, (damage,))  # whatever else a damaged file says cannot be relied on
        findings = [*_references(connection), *_indexes(connection)]
        findings += [*_outbox(session, now), *_inbound(session), *_audit(session)]
        rows = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
        differences = rollups.check(session)
    if differences:
        findings.append(_rollups(database, differences, repair))
    return CheckReport(rows, tuple(findings))


@contextmanager
def _one_moment(database: Database) -> Iterator[Session]:
    """A session that sees one state of the database throughout, whatever others write meanwhile."""
    level = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with database.readers.connect().execution_options(**level) as connection, Session(connection) as session:
        yield session


def _damage(connection: Connection) -> Finding | None:
    """SQLite reads every page here; PostgreSQL checks its pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return None
    try:
        verdict = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(100)"))]
    except DatabaseError as error:
        verdict = [str(error.orig)]
    if verdict == ["ok"]:
        return None
    return _damaged(verdict)


def _damaged(verdict: Sequence[str]) -> Finding:
    return Finding("file", f"The file is damaged: {'; '.join(verdict[:SHOWN])}. Restore a backup.", len(verdict))


def _references(connection: Connection) -> Iterator[Finding]:
    """Rows that refer to rows that are not there, on either engine."""
    for name, table in metadata.tables.items():
        for reference in table.foreign_keys:
            parent = reference.column.table.alias("parent")
            here, there = reference.parent, parent.c[reference.column.name]
            statement = (
                select(here, func.count())
                .select_from(table.outerjoin(parent, here == there))
                .where(here.is_not(None), there.is_(None))
                .group_by(here)
            )
            missing = connection.execute(statement).all()
            if missing:
                named = ", ".join(f"'{row[0]}'" for row in missing[:SHOWN])
                yield Finding(
                    "reference",
                    f"In '{name}', {here.name} names {named}, which '{reference.column.table.name}' does not have; "
                    "import the missing rows or restore a backup.",
                    sum(row[1] for row in missing),
                )


def _indexes(connection: Connection) -> Iterator[Finding]:
    """Indexes that the tables ask for and the database lacks."""
    inspector = inspect(connection)
    for name, table in metadata.tables.items():
        present = {one["name"] for one in inspector.get_indexes(name)}
        for index in table.indexes:
            if index.name not in present:
                yield Finding("index", f"The index {index.name} of '{name}' is missing; restore a backup.")


def _outbox(session: Session, now: dt.datetime | None) -> Iterator[Finding]:
    table = Outbox
    yield from _odd(
        session, "outbox", select(col(table.id)).where(col(table.status).not_in(OUTBOX_STATES)), "have no known status"
    )
    sent = select(col(table.id)).where(col(table.status) == "sent", col(table.message_ts) == "")
    yield from _odd(session, "outbox", sent, "are marked as sent but have no message")
    held = select(col(table.id)).where(col(table.status) == "sending", col(table.lease_until).is_(None))
    yield from _odd(session, "outbox", held, "are being sent by nobody; the next run looks them up in Slack first")
    if now is not None:
        day_ago = now - dt.timedelta(days=1)
        stuck = select(col(table.id)).where(col(table.status) == "sending", col(table.lease_until) < day_ago)
        yield from _odd(session, "outbox", stuck, "were left in sending for a day; is the assistant running?")


def _inbound(session: Session) -> Iterator[Finding]:
    table = InboundEvent
    yield from _odd(
        session,
        "inbound",
        select(col(table.key)).where(col(table.status).not_in(INBOUND_STATES)),
        "have no known status",
    )


def _audit(session: Session) -> Iterator[Finding]:
    """Each entry must name the hash of the entry before it: one that was removed leaves a gap."""
    table = AuditEntry
    before = func.lag(table.hash).over(order_by=col(table.id)).label("before")
    chain = select(col(table.id).label("id"), col(table.previous).label("previous"), before).subquery()
    torn = select(chain.c.id).where(chain.c.before.is_not(None), chain.c.previous != chain.c.before)
    yield from _odd(session, "audit", torn, "do not follow the entry before them: the audit was changed")


def _odd(session: Session, subject: str, statement: Any, complaint: str) -> Iterator[Finding]:
    keys = [str(one) for one in session.scalars(statement)]
    if keys:
        yield Finding(subject, f"{len(keys)} rows {complaint}: {', '.join(keys[:SHOWN])}.", len(keys))


def _rollups(database: Database, differences: Sequence[rollups.Difference], repair: bool) -> Finding:
    shown = "; ".join(str(one) for one in differences[:SHOWN])
    if not repair:
        wording = f"Monthly sums differ from their lines: {shown}. Run kam db check --repair."
        return Finding("rollup", wording, len(differences))
    with database.write() as session:
        rollups.rebuild(session)
        left = rollups.check(session)
    return Finding("rollup", f"Monthly sums differed from their lines: {shown}.", len(differences), not left)
