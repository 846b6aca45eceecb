"""What visible accounts owe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.receivables import InvoiceFact
from store.questions import receivables


class BookReceivables:
    """Implements bot.tools.facts.receivables.ReceivableFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def open_items(self, accounts: Scope | Sequence[str], on: dt.date) -> Sequence[InvoiceFact]:
        rows = receivables.open_items(self._session, self._context.chosen(accounts), on)
        return [
            InvoiceFact(row.id, row.account_id, row.date, row.due, row.amount, row.amount - row.paid, row.illustrative)
            for row in rows
        ]

    def invoiced_by_month(self, accounts: Sequence[str], until: dt.date) -> Mapping[dt.date, Decimal]:
        rows = receivables.invoiced_by_month(self._session, self._context.chosen(accounts), until)
        return {row.month: row.amount for row in rows}

    def recorded(self, accounts: Scope | Sequence[str]) -> bool:
        return receivables.recorded(self._session, self._context.chosen(accounts))
