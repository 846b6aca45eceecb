"""Ratings of our people's competences."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Competence


def ratings(session: Session, people: Sequence[str]) -> Sequence[Competence]:
    """Every rating of these people, oldest first."""
    statement = (
        select(Competence)
        .where(col(Competence.person_id).in_(people))
        .order_by(col(Competence.date), col(Competence.person_id), col(Competence.competence))
    )
    return session.scalars(statement).all()


def record(session: Session, rating: Competence) -> None:
    """Keep a rating; one of the same person, competence and day is replaced."""
    session.merge(rating)
    session.flush()
