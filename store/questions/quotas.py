"""Sales quotas of people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Quota


def quota_on(session: Session, person: str, day: dt.date) -> Quota | None:
    """The person's quota whose period holds the day; one without an end does not."""
    statement = (
        select(Quota)
        .where(col(Quota.person_id) == person, col(Quota.start) <= day, col(Quota.end) >= day)
        .order_by(col(Quota.start).desc())
        .limit(1)
    )
    return session.scalars(statement).first()
