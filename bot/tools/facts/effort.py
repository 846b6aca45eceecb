"""Effort facts: hours and visits spent on accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope
from bot.tools.periods import Period


@dataclass(frozen=True, slots=True)
class EffortFact:
    """What all our people logged on an account."""

    hours: Decimal
    visits: int
    illustrative: bool = False


class EffortFacts(Protocol):
    """Effort on visible accounts; it is logged by month, so a period counts with every month it touches."""

    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, EffortFact]:
        """Only accounts with something logged."""

    def months(self) -> tuple[dt.date, dt.date] | None:
        """The first days of the first and the last month with anything logged; None where nothing ever was."""
