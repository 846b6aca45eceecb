"""Facts about what customers owe: invoices with what was paid on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """An invoice as it stood on a day: open = amount less what was paid by then (negative = a credit)."""

    id: str
    account_id: str
    date: dt.date
    due: dt.date
    amount: Decimal
    open: Decimal
    illustrative: bool


class ReceivableFacts(Protocol):
    def open_items(self, accounts: Scope | Sequence[str], on: dt.date) -> Sequence[InvoiceFact]:
        """The invoices of up to that day that were not fully paid on it, oldest due first."""

    def invoiced_by_month(self, accounts: Sequence[str], until: dt.date) -> Mapping[dt.date, Decimal]:
        """Invoiced up to a day by month (key = its first day), all these accounts together."""

    def recorded(self, accounts: Scope | Sequence[str]) -> bool:
        """Whether any invoice of theirs is in the data: without, what they owe is unknown, not zero."""
