"""Facts about actions: tasks that somebody promised, for a customer or for themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class ActionFact:
    """A task. owner is a name; owner_id where it is one of our people; closed None = open; account_id None = it
    belongs to no customer."""

    id: str
    account_id: str | None
    account_name: str
    text: str
    owner: str
    owner_id: str | None
    promised_to_customer: bool
    created: dt.date
    due: dt.date | None
    closed: dt.date | None
    review_id: str | None = None  # the review it came out of
    illustrative: bool = False

    def days_late(self, today: dt.date) -> int:
        return max((today - self.due).days, 0) if self.due and self.closed is None else 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of our people, by name alone."""

    id: str
    name: str


class ActionFacts(Protocol):
    """Actions of visible accounts. What writes needs a session that may write."""

    def of(self, accounts: Scope | Sequence[str], open_only: bool = True) -> Sequence[ActionFact]:
        """Their actions; earliest due first, those without a date last."""

    def own(self, open_only: bool = True) -> Sequence[ActionFact]:
        """The asker's actions that belong to no account, in the same order."""

    def colleagues(self, name: str) -> Sequence[Colleague]:
        """Our people whose name, first name or last name this is."""

    def add(self, action: ActionFact) -> ActionFact:
        """Keep a new one; it comes back with its id."""

    def close(self, action: str, on: dt.date) -> None: ...
