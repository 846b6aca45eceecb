"""Sales quotas."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class QuotaFact:
    """A quota for a period, ends included."""

    start: dt.date
    end: dt.date
    amount: Decimal


class QuotaFacts(Protocol):
    def current(self, person: str) -> QuotaFact | None:
        """The quota that runs today. Raises NotPermitted for people the asker does not lead."""
