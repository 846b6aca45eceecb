"""Cost-to-serve facts: cost lines by kind, what is known and what is not, and the KAM's own cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope
from bot.tools.periods import Period

KINDS = ("rebate", "return", "freight", "service", "promotion", "other")


@dataclass(frozen=True, slots=True)
class Cost:
    """An amount of one kind of cost; None = this kind is not recorded for the period, so unknown."""

    amount: Decimal | None
    illustrative: bool = False


UNKNOWN = Cost(None)


@dataclass(frozen=True, slots=True)
class AccountCosts:
    """An account's cost lines of a period by kind (see KINDS), and its share of its KAM's cost."""

    by_kind: Mapping[str, Cost]
    kam: Cost
    kam_basis: str = ""  # how the KAM's cost was shared: by logged hours, or equally over n accounts

    def kind(self, name: str) -> Cost:
        return self.by_kind.get(name, UNKNOWN)


@dataclass(frozen=True, slots=True)
class KamCost:
    """What a person costs in a year, with the parts that are known."""

    person_id: str
    year: int
    total: Decimal
    salary: Decimal | None
    expenses: Decimal | None
    overhead: Decimal | None
    illustrative: bool


class CostFacts(Protocol):
    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, AccountCosts]:
        """For every account asked for, with or without cost lines."""

    def kam_cost(self, person: str, year: int) -> KamCost | None:
        """The yearly cost of a KAM, from the year asked or the latest before it; None = unknown."""

    def accounts_of(self, person: str) -> int:
        """How many active accounts the person has today (a count, no names)."""
