"""The audit of who saw which account, oldest first; it is only ever appended to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import AuditEntry


def last_entry(session: Session) -> AuditEntry | None:
    return session.scalars(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)).first()


def entries(session: Session) -> Sequence[AuditEntry]:
    return session.scalars(select(AuditEntry).order_by(col(AuditEntry.id))).all()
