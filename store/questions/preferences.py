"""What a person wants of the assistant: whether and when it may write by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from store.tables import Nudge, Person

OFF, REQUIRED = "off", "required"
KIND, REQUIRE = "kind:", "require:"
"""What the subjects of such nudges begin with: kinds that a person switched off, or requires of the team."""


def set_digest(session: Session, person: str, wanted: bool) -> None:
    found = session.get(Person, person)
    if found is not None:
        found.wants_digest = wanted
        session.add(found)


def set_hours(session: Session, person: str, start: str | None = None, end: str | None = None) -> None:
    """Local working hours as HH:MM; '' = the company's. None leaves one as it is."""
    found = session.get(Person, person)
    if found is not None:
        found.work_start = found.work_start if start is None else start
        found.work_end = found.work_end if end is None else end
        session.add(found)


def off_kinds(session: Session, person: str) -> frozenset[str]:
    """The kinds of reminders that a person switched off."""
    return _kinds(session, [person], KIND, OFF)


def set_off_kinds(session: Session, person: str, kinds: Collection[str], at: dt.datetime) -> None:
    """Switch off these kinds, and on all others."""
    _set_kinds(session, person, KIND, OFF, kinds, at)


def required_by(session: Session, manager: str) -> frozenset[str]:
    """The kinds that a manager requires of everybody below."""
    return _kinds(session, [manager], REQUIRE, REQUIRED)


def set_required(session: Session, manager: str, kinds: Collection[str], at: dt.datetime) -> None:
    """Require these kinds of everybody below, and no others."""
    _set_kinds(session, manager, REQUIRE, REQUIRED, kinds, at)


def required_of(session: Session, person: str) -> frozenset[str]:
    """The kinds that somebody above a person requires, all the way up."""
    above = select(col(Person.manager_id).label("id")).where(col(Person.id) == person).cte("above", recursive=True)
    above = above.union(select(col(Person.manager_id)).join(above, col(Person.id) == above.c.id))
    return _kinds(session, select(above.c.id).where(above.c.id.is_not(None)), REQUIRE, REQUIRED)


def _kinds(session: Session, people: Any, prefix: str, verdict: str) -> frozenset[str]:
    statement = select(col(Nudge.subject)).where(
        col(Nudge.person_id).in_(people), col(Nudge.verdict) == verdict, col(Nudge.subject).startswith(prefix)
    )
    return frozenset(one.removeprefix(prefix) for one in session.scalars(statement))


def _set_kinds(
    session: Session, person: str, prefix: str, verdict: str, kinds: Collection[str], at: dt.datetime
) -> None:
    session.execute(
        delete(Nudge).where(
            col(Nudge.person_id) == person, col(Nudge.verdict) == verdict, col(Nudge.subject).startswith(prefix)
        )
    )
    for kind in sorted(set(kinds)):
        session.merge(Nudge(person_id=person, subject=prefix + kind, verdict=verdict, at=at))
