"""Reviews, their rhythm, the reminders a person put to sleep, and the packs that were given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, func, or_, select, update
from sqlmodel import Session, col

from store.tables import Account, Nudge, PackSnapshot, Review, ReviewRhythm
from store.visibility import Accounts


def rhythms(session: Session, chosen: Accounts, names: Sequence[str]) -> Sequence[Row[Any]]:
    """(the named columns) of the active rhythms of active accounts."""
    statement = (
        select(*(getattr(ReviewRhythm, name) for name in names))
        .join(Account, col(Account.id) == col(ReviewRhythm.account_id))
        .where(col(ReviewRhythm.active), col(Account.active), chosen.where())
        .order_by(col(ReviewRhythm.account_id), col(ReviewRhythm.cadence))
    )
    return session.execute(statement).all()


def reviews(
    session: Session, chosen: Accounts, names: Sequence[str], since: dt.date | None = None
) -> Sequence[Row[Any]]:
    """(the named columns) of recorded reviews, oldest due first.

    With `since`: those still to hold, those due or held from that day on, and each account's last settled one by
    cadence and its last held one.
    """
    statement = (
        select(*(getattr(Review, name) for name in names))
        .join(Account, col(Account.id) == col(Review.account_id))
        .where(chosen.where())
        .order_by(col(Review.due), col(Review.id))
    )
    if since is not None:
        last = (
            select(
                col(Review.account_id).label("account_id"),
                col(Review.cadence).label("cadence"),
                func.max(case((col(Review.status).in_(("held", "skipped")), col(Review.due)))).label("due"),
                func.max(Review.held).label("held"),
            )
            .group_by(col(Review.account_id), col(Review.cadence))
            .subquery()
        )
        statement = statement.join(
            last, (last.c.account_id == col(Review.account_id)) & (last.c.cadence == col(Review.cadence))
        ).where(
            or_(
                col(Review.status) == "due",
                col(Review.due) >= since,
                col(Review.held) >= since,
                col(Review.due) == last.c.due,
                col(Review.held) == last.c.held,
            )
        )
    return session.execute(statement).all()


def without_rhythm(session: Session, chosen: Accounts) -> Sequence[str]:
    """Names of active key accounts that have no active rhythm."""
    known = select(col(ReviewRhythm.account_id)).where(col(ReviewRhythm.active))
    statement = (
        select(col(Account.name))
        .where(chosen.where(), col(Account.active), col(Account.is_key).is_(True), col(Account.id).not_in(known))
        .order_by(col(Account.name))
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
