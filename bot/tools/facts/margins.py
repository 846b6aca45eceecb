"""Facts about the customer's own margins and those of its industry, as published or told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CustomerYear:
    """The customer's own figures of a fiscal year; None = not known. Margins in per cent of its sales."""

    year: int
    sales: Decimal | None
    gross_margin_pct: Decimal | None
    net_margin_pct: Decimal | None
    source: str
    date: dt.date | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class IndustryFigure:
    """A figure of an industry's peers in a year. metric: gross_margin_pct or net_margin_pct."""

    metric: str
    year: int
    value: Decimal
    source: str
    date: dt.date | None
    illustrative: bool


class MarginFacts(Protocol):
    def of_customer(self, account: str) -> Sequence[CustomerYear]:
        """The customer's years, newest first; empty where nothing is recorded."""

    def of_industry(self, industry: str) -> Sequence[IndustryFigure]:
        """The industry's figures, newest first; empty where nothing is recorded."""
