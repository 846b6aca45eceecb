"""What a person wants of the assistant: whether and when it may write by itself."""

from __future__ import annotations

from sqlmodel import Session

from store.tables import Person


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
