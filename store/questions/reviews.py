"""Reviews, their rhythm, the reminders a person put to sleep, and the packs that were given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlmodel import Session, col

from store.tables import Account, Nudge, PackSnapshot, Review, ReviewRhythm
from store.visibility import Accounts


def rhythms(session: Session, chosen: Accounts) -> Sequence[ReviewRhythm]:
    """The active rhythms of active accounts."""
    statement = (
        select(ReviewRhythm)
        .join(Account, col(Account.id) == col(ReviewRhythm.account_id))
        .where(col(ReviewRhythm.active), col(Account.active), chosen.where())
        .order_by(col(ReviewRhythm.account_id), col(ReviewRhythm.cadence))
    )
    return session.scalars(statement).all()


def reviews(session: Session, chosen: Accounts) -> Sequence[Review]:
    """Every recorded review, oldest due first."""
    statement = (
        select(Review)
        .join(Account, col(Account.id) == col(Review.account_id))
        .where(chosen.where())
        .order_by(col(Review.due), col(Review.id))
    )
    return session.scalars(statement).all()


def set_rhythm(session: Session, rhythm: ReviewRhythm) -> None:
    """Make a rhythm the account's only active one."""
    session.execute(update(ReviewRhythm).where(col(ReviewRhythm.account_id) == rhythm.account_id).values(active=False))
    session.merge(rhythm)
    session.flush()


def sleeping(session: Session, person: str, prefix: str, today: dt.date) -> dict[str, dt.date]:
    """Until when a person's nudges sleep, by subject; only those that sleep beyond today."""
    statement = select(Nudge).where(
        col(Nudge.person_id) == person, col(Nudge.subject).startswith(prefix), col(Nudge.snoozed_until) > today
    )
    return {one.subject: one.snoozed_until for one in session.scalars(statement) if one.snoozed_until is not None}


def snooze(session: Session, person: str, subject: str, until: dt.date, at: dt.datetime) -> None:
    """Let one nudge of a person sleep; the rhythm is not touched."""
    session.merge(Nudge(person_id=person, subject=subject, snoozed_until=until, verdict="snoozed", at=at))
    session.flush()


def last_pack(session: Session, account: str, person: str) -> PackSnapshot | None:
    """The newest pack that was given to a person for an account."""
    statement = (
        select(PackSnapshot)
        .where(col(PackSnapshot.account_id) == account, col(PackSnapshot.person_id) == person)
        .order_by(col(PackSnapshot.created_at).desc(), col(PackSnapshot.id).desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def keep_pack(session: Session, pack: PackSnapshot) -> None:
    """Keep a pack as it was given out; never changed afterwards."""
    session.add(pack)
    session.flush()
