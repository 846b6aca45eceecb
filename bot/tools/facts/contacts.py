"""Facts about contacts: people at the customer, and who of ours knows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A person at the customer. level: 1 president … 5 operations, None = not recorded. counterpart: our person who
    knows them, '' = nobody. last_touch None = no contact recorded."""

    id: str
    account_id: str
    name: str
    title: str
    level: int | None
    department: str
    role: str
    counterpart: str
    counterpart_level: int | None
    last_touch: dt.date | None
    strength: int | None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class TeamFact:
    """A colleague of ours on the account, with their level as in ContactFact."""

    account_id: str
    name: str
    role: str
    level: int | None
    illustrative: bool = False


class ContactFacts(Protocol):
    """Contacts of visible accounts."""

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ContactFact]:
        """The active contacts, highest level first, then by name."""

    def team(self, accounts: Scope | Sequence[str]) -> Sequence[TeamFact]:
        """Our people on these accounts, highest level first: those with a role on it, the KAM, and the KAM's line of
        managers (head of sales 2, manager 3, KAM 4)."""
