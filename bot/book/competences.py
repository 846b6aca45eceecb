"""Ratings of oneself and of the people one leads, read and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.book.context import BookContext
from bot.errors import NotPermitted
from bot.tools.facts.competences import RatingFact
from store.questions import competences
from store.tables import Competence


class BookCompetences:
    """Implements bot.tools.facts.competences.CompetenceFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def ratings(self, people: Sequence[str]) -> Mapping[str, Sequence[RatingFact]]:
        self._may(people)
        found: dict[str, list[RatingFact]] = {}
        for row in competences.ratings(self._session, people):
            fact = RatingFact(row.competence, row.date, row.score, row.rated_by, row.illustrative)
            found.setdefault(row.person_id, []).append(fact)
        return found

    def record(self, person: str, ratings: Sequence[RatingFact]) -> None:
        self._may([person])
        for one in ratings:
            row = Competence(
                person_id=person, competence=one.competence, date=one.date, score=one.score, rated_by=one.rated_by
            )
            competences.record(self._session, row)

    def _may(self, people: Sequence[str]) -> None:
        if not set(people) <= self._context.led():
            raise NotPermitted("I can only show and keep competences of yourself and of people in your team.")
