"""Facts about reviews: their rhythm, what was held, what was moved or snoozed, and the packs that were sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.tools.answer import Answer
from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class RhythmFact:
    """How often an account is reviewed: an RFC 5545 rule from `anchor` on. cadence: monthly, quarterly or custom."""

    account_id: str
    cadence: str
    rule: str
    anchor: dt.date
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One recorded review. due = the rhythm's date; planned = where it was moved to; status as in store.tables.Review.

    cadence 'extra' = held outside the rhythm, which it leaves as it is.
    """

    id: str
    account_id: str
    cadence: str
    due: dt.date
    planned: dt.date | None = None
    held: dt.date | None = None
    status: str = "due"
    notes: str = ""
    needs: str = ""
    logged_by: str | None = None
    illustrative: bool = False

    @property
    def when(self) -> dt.date:
        """The day it is expected on: where it was moved to, else the rhythm's."""
        return self.planned or self.due


@dataclass(frozen=True, slots=True)
class SentPack:
    """A review pack as it was given to somebody, unchanged."""

    id: str
    account_id: str
    review_id: str | None
    person_id: str
    on: dt.date
    answer: Answer


class ReviewFacts(Protocol):
    """Reviews of visible accounts. What writes needs a session that may write."""

    def rhythms(self, accounts: Scope | Sequence[str]) -> Sequence[RhythmFact]:
        """The active rhythms."""

    def reviews(self, accounts: Scope | Sequence[str], since: dt.date | None = None) -> Sequence[ReviewFact]:
        """Every recorded review, oldest due first. With `since`, only those still to hold, those due from that day
        on, and the last settled one of each rhythm: enough to say where many accounts stand."""

    def without_rhythm(self, accounts: Scope | Sequence[str]) -> Sequence[str]:
        """Names of the key accounts that have no active rhythm."""

    def snoozed(self) -> Mapping[str, dt.date]:
        """Until when the asker's own reminders sleep, by review id; only those still asleep today."""

    def last_pack(self, account: str) -> SentPack | None:
        """The newest pack that was given to the asker for this account."""

    def save(self, review: ReviewFact) -> None:
        """Add the review, or change the one with this id."""

    def set_rhythm(self, rhythm: RhythmFact) -> None:
        """Make this the account's only active rhythm."""

    def snooze(self, review: str, until: dt.date) -> None:
        """Let the asker's reminder of one review sleep until a day; the review itself stays."""

    def note_needs(self, account: str, needs: str, on: dt.date) -> None:
        """Keep what the customer needs now, with the day it was heard."""
