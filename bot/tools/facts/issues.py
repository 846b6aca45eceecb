"""Facts about customer issues: problems that we owe the customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class IssueFact:
    """A problem. department = who of us has to mend it, '' = nobody named; closed None = open."""

    id: str
    account_id: str
    account_name: str
    text: str
    department: str
    raised: dt.date
    due: dt.date | None
    closed: dt.date | None
    resolution: str = ""
    illustrative: bool = False

    def age(self, today: dt.date) -> int:
        """Days from raised to closed, or to today where it is open."""
        return ((self.closed or today) - self.raised).days


class IssueFacts(Protocol):
    """Issues of visible accounts. What writes needs a session that may write."""

    def of(self, accounts: Scope | Sequence[str], open_only: bool = True) -> Sequence[IssueFact]:
        """Their issues, oldest first."""

    def departments(self) -> Sequence[str]:
        """The departments named in any issue so far, most frequent first."""

    def add(self, issue: IssueFact) -> IssueFact:
        """Keep a new one, raised by the asker; it comes back with its id."""

    def close(self, issue: str, on: dt.date, resolution: str) -> None: ...
