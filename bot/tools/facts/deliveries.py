"""Facts about deliveries: orders shipped by the day they were due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope
from bot.tools.money import percent
from bot.tools.periods import Period


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Orders with a due day in a period. An order is on time where its last line shipped on the due day or before;
    late where it shipped after it or has not shipped though the day is past; else still running. unknown = orders of
    the period without a due day, or without any ship days in the data."""

    on_time: int = 0
    late: int = 0
    running: int = 0
    unknown: int = 0
    worst_days: int = 0  # days past the due day of the latest one

    @property
    def on_time_pct(self) -> Decimal | None:
        """On time of on time + late, in per cent; None where there are none."""
        return percent(Decimal(self.on_time), Decimal(self.on_time + self.late))


class DeliveryFacts(Protocol):
    def punctuality(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, Punctuality]:
        """By account, for orders due in the period (or ordered in it, where no due day is known)."""
