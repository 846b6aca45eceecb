"""What one person's reminders are read from: their accounts, reviews and what they have settled already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.rhythm import Standing, standings

LOOK_BACK = dt.timedelta(days=400)
"""Reviews recorded longer ago than this do not change where an account stands today."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person did with earlier reminders. `asleep`: until when, by subject; `settled`: done or not theirs;
    `keys`: what was told before; `required`: kinds that they cannot switch off."""

    asleep: Mapping[str, dt.date] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    def off(self, kind: str) -> bool:
        """Whether the person switched this kind off, and may."""
        return f"kind:{kind}" in self.settled and kind not in self.required

    def quiet(self, subject: str, account: str, today: dt.date) -> bool:
        """Whether nothing is to be said of it today."""
        if subject in self.settled or (account and f"account:{account}" in self.settled):
            return True
        until = self.asleep.get(subject)
        return until is not None and until > today


@dataclass(frozen=True)
class Situation:
    """One person's accounts on a day. `pack_by` = reviews up to that day have their pack ready in this message;
    `cadences` are config.yaml's defaults by segment, 'other' for the rest."""

    book: Book
    scope: Scope | Sequence[str]
    told: Told
    pack_by: dt.date
    cadences: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.book.today

    @cached_property
    def accounts(self) -> Mapping[str, AccountFact]:
        """Those the person did not say are somebody else's."""
        everything = self.book.people.accounts(self.scope)
        return {one.id: one for one in everything if f"account:{one.id}" not in self.told.settled}

    @cached_property
    def keys(self) -> Sequence[AccountFact]:
        """The key accounts; where none is named, those with a review rhythm."""
        named = [one for one in self.accounts.values() if one.is_key]
        return named or [one for one in self.accounts.values() if one.id in self.reviewed]

    @cached_property
    def reviewed(self) -> frozenset[str]:
        """Accounts with a review rhythm."""
        return frozenset(one.account_id for one in self.standings if one.rhythm is not None)

    @cached_property
    def standings(self) -> Sequence[Standing]:
        rhythms = self.book.reviews.rhythms(self.scope)
        rows = self.book.reviews.reviews(self.scope, self.today - LOOK_BACK)
        return [one for one in standings(rhythms, rows, self.today) if one.account_id in self.accounts]

    def default_cadence(self, account: AccountFact) -> str:
        """monthly, quarterly, or '' where accounts of this segment need no rhythm."""
        by_segment = {name.casefold(): cadence for name, cadence in self.cadences.items()}
        found = by_segment.get(account.segment.casefold(), by_segment.get("other", "quarterly"))
        return "" if found == "none" else found

    def name(self, account: str) -> str:
        found = self.accounts.get(account)
        return found.name if found else "an account"

    def days(self, setting: str, otherwise: int) -> dt.timedelta:
        """A number of days from config.yaml's finance section."""
        found = self.book.settings.get(setting)
        return dt.timedelta(days=int(found) if found is not None else otherwise)
