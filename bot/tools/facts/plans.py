"""Facts about account plans: objectives by kind and horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class ObjectiveFact:
    """An objective. objective: vision, relationship, business; horizon: short, medium, long; done None = open."""

    id: str
    account_id: str
    objective: str
    horizon: str
    text: str
    target: str
    due: dt.date | None
    created: dt.date
    reviewed: dt.date | None = None
    done: dt.date | None = None
    illustrative: bool = False

    @property
    def looked_at(self) -> dt.date:
        """The day somebody last wrote or reviewed it."""
        return max(self.created, self.reviewed or self.created)


class PlanFacts(Protocol):
    """Plans of visible accounts. What writes needs a session that may write."""

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ObjectiveFact]:
        """Every objective, by kind, horizon and date."""

    def add(self, objective: ObjectiveFact) -> ObjectiveFact:
        """Keep a new one; it comes back with its id."""
