"""Facts about the competences of our own people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

COMPETENCES = ("consulting", "financial", "interpersonal", "project_management", "influencing")


@dataclass(frozen=True, slots=True)
class RatingFact:
    """A rating of one competence, 0 to 5, on a date. rated_by: a name or 'self'."""

    competence: str
    date: dt.date
    score: Decimal
    rated_by: str
    illustrative: bool = False


class CompetenceFacts(Protocol):
    """Ratings of oneself and the people one leads."""

    def ratings(self, people: Sequence[str]) -> Mapping[str, Sequence[RatingFact]]:
        """Every rating by person, oldest first. Raises NotPermitted for people the asker does not lead."""

    def record(self, person: str, ratings: Sequence[RatingFact]) -> None:
        """Keep new ratings; one of the same competence and day is replaced. Needs a session that may write."""
