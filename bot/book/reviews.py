"""Reviews of visible accounts, read and written for the asker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.reviews import ReviewFact, RhythmFact, SentPack
from bot.tools.frozen import thaw
from store.questions import reviews
from store.tables import Account, Review, ReviewRhythm

NUDGE = "review:"
"""The subject of a review's nudge is this and the review's id."""


_REVIEW = [one.name for one in fields(ReviewFact)]
_RHYTHM = [one.name for one in fields(RhythmFact)]


class BookReviews:
    """Implements bot.tools.facts.reviews.ReviewFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def rhythms(self, accounts: Scope | Sequence[str]) -> Sequence[RhythmFact]:
        rows = reviews.rhythms(self._session, self._context.chosen(accounts), _RHYTHM)
        return [RhythmFact(*tuple(row)) for row in rows]

    def reviews(self, accounts: Scope | Sequence[str], since: dt.date | None = None) -> Sequence[ReviewFact]:
        rows = reviews.reviews(self._session, self._context.chosen(accounts), _REVIEW, since)
        return [ReviewFact(*tuple(row)) for row in rows]

    def without_rhythm(self, accounts: Scope | Sequence[str]) -> Sequence[str]:
        return reviews.without_rhythm(self._session, self._context.chosen(accounts))

    def snoozed(self) -> Mapping[str, dt.date]:
        found = reviews.sleeping(self._session, self._context.person.id, NUDGE, self._context.today)
        return {subject.removeprefix(NUDGE): until for subject, until in found.items()}

    def last_pack(self, account: str) -> SentPack | None:
        self._context.visible_account(account)
        pack = reviews.last_pack(self._session, account, self._context.person.id)
        if pack is None:
            return None
        on = pack.created_at.date()
        return SentPack(pack.id, pack.account_id, pack.review_id, pack.person_id, on, thaw(pack.answer))

    def save(self, review: ReviewFact) -> None:
        self._context.visible_account(review.account_id)
        self._session.merge(Review(**asdict(review)))
        self._session.flush()

    def set_rhythm(self, rhythm: RhythmFact) -> None:
        self._context.visible_account(rhythm.account_id)
        reviews.set_rhythm(self._session, ReviewRhythm(**asdict(rhythm), active=True))

    def snooze(self, review: str, until: dt.date) -> None:
        at = dt.datetime.combine(self._context.today, dt.time(), dt.UTC)
        reviews.snooze(self._session, self._context.person.id, NUDGE + review, until, at)

    def note_needs(self, account: str, needs: str, on: dt.date) -> None:
        self._context.visible_account(account)
        found = self._session.get(Account, account)
        if found is not None:
            found.needs, found.needs_noted = needs, on
            kept = set(found.illustrative_fields.split(",")) - {"needs", "needs_noted", ""}
            found.illustrative_fields = ",".join(sorted(kept))
            self._session.flush()
