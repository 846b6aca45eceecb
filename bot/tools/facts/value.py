"""Facts about value: what the customer gained through us, and how they rate benefit against cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class ValueFact:
    """Something the customer gained. amount None = not put into money; confirmed None = nobody asked them yet;
    cost = what it cost us, None = unknown."""

    id: str
    account_id: str
    date: dt.date
    text: str
    amount: Decimal | None
    confirmed: bool | None
    confirmed_by: str = ""
    basis: str = ""
    cost: Decimal | None = None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class RatingFact:
    """How the customer rates working with us: benefit and cost, 0-10 each."""

    date: dt.date
    benefit: Decimal
    cost: Decimal
    rated_by: str
    illustrative: bool


class ValueFacts(Protocol):
    """Value given to visible accounts. What writes needs a session that may write."""

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ValueFact]:
        """Newest first."""

    def last_rating(self, account: str) -> RatingFact | None: ...

    def last_ratings(self, accounts: Scope | Sequence[str]) -> Mapping[str, RatingFact]:
        """The newest rating of each account that gave one."""

    def add(self, value: ValueFact) -> ValueFact:
        """Keep a new one, entered by the asker; it comes back with its id."""

    def confirm(self, value: str, amount: Decimal | None) -> None:
        """The customer agreed; with an amount, to that one."""
