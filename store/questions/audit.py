"""The audit of who saw which account, oldest first and only ever appended to, and what answering took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlmodel import Session, col

from store.tables import AuditEntry, Usage

AUDIT_LOCK = 0x6B616D
"""A number of our own for PostgreSQL's advisory lock."""


_LAST = select(col(AuditEntry.hash)).order_by(col(AuditEntry.id).desc()).limit(1)


def last_hash(session: Session) -> str:
    """The hash of the newest entry; '' before the first."""
    return session.execute(_LAST).scalar() or ""


def entries(session: Session) -> Sequence[AuditEntry]:
    return session.scalars(select(AuditEntry).order_by(col(AuditEntry.id))).all()


def lock(session: Session) -> None:
    """One writer of the audit at a time until the transaction ends, so that its chain has no forks. SQLite has only
    one writer anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": AUDIT_LOCK})


def questions_by_route(session: Session) -> Sequence[tuple[str, int, int]]:
    """(route, answers, milliseconds) of everything answered so far."""
    statement = select(col(Usage.route), func.count(), func.sum(Usage.milliseconds)).group_by(col(Usage.route))
    rows = session.execute(statement.order_by(col(Usage.route)))
    return [(str(row[0]), int(row[1]), int(row[2] or 0)) for row in rows]


def usage(session: Session, since: dt.datetime) -> Sequence[Row[Any]]:
    """(at, route, milliseconds, person_id, model, input_tokens, output_tokens, cost) of every answer since then."""
    statement = (
        select(
            col(Usage.at),
            col(Usage.route),
            col(Usage.milliseconds),
            col(Usage.person_id),
            col(Usage.model),
            col(Usage.input_tokens),
            col(Usage.output_tokens),
            col(Usage.cost),
        )
        .where(col(Usage.at) >= since)
        .order_by(col(Usage.at))
    )
    return session.execute(statement).all()
