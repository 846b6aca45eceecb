"""Facts about opportunities and what is known of their budget, authority, need and timing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class OpportunityFact:
    """A deal that may come. status: open, won, lost; amount in the reporting currency, margin_pct per cent of it."""

    id: str
    account_id: str
    account_name: str
    name: str
    amount: Decimal | None
    margin_pct: Decimal | None
    stage: str
    status: str
    opened: dt.date | None
    close_date: dt.date | None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """What was noted of one letter (budget, authority, need, timing) on a date; score 0-4, None = unknown.

    amount: of a budget; due: the customer's decision date."""

    letter: str
    date: dt.date
    score: int | None
    evidence: str = ""
    source: str = ""
    amount: Decimal | None = None
    due: dt.date | None = None
    illustrative: bool = False


class OpportunityFacts(Protocol):
    """Opportunities of visible accounts."""

    def opportunity(self, opportunity: str) -> OpportunityFact:
        """Raises NotPermitted where the asker may not see its account, also where there is none."""

    def open_of(self, accounts: Scope | Sequence[str]) -> Sequence[OpportunityFact]:
        """The open ones, by account and name."""

    def evidence(self, opportunities: Sequence[str]) -> Mapping[str, Sequence[EvidenceFact]]:
        """What was noted, oldest first, by opportunity."""
