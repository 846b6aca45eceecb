"""Invoices, with the payments that the same lines tell of: a paid amount, an open amount, a clearing date."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.writers.context import Context
from store.imports.writers.rows import Columns, Rows

_PAYMENT = ("id", "invoice_id", "date", "amount", "illustrative")


class Invoices(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._payments: list[tuple[Any, ...]] = []
        self._stored["amount"] = "amount"

    def _complete(self, chunk: Chunk) -> None:
        """An invoice of which only the open amount is known had that amount, and what was paid of it."""
        amounts = zip(chunk.get("amount"), chunk.get("open_amount"), chunk.get("paid_amount"), strict=True)
        chunk.columns["amount"] = [
            amount if amount is not None or left is None else left + (paid or 0) for amount, left, paid in amounts
        ]

    def _stage(self, columns: Columns, chunk: Chunk) -> None:
        super()._stage(columns, chunk)
        told = zip(chunk.get("open_amount"), chunk.get("paid_amount"), chunk.get("paid_date"), strict=True)
        rows = zip(columns["id"], columns["date"], columns["amount"], columns["illustrative"], chunk.lines, strict=True)
        today = self._context.today.isoformat()
        for (left, paid, day), (identity, date, amount, sample, line) in zip(told, rows, strict=True):
            if paid is None:
                paid = amount - left if left is not None else (amount if day else None)
            if not paid:
                continue
            if not day:
                self._context.note("amounts are paid without a date; they were dated with the day of the import")
                day = max(date, today)
            self._payments.append((f"{identity}-paid", identity, day, paid, sample, line))

    def finish(self) -> None:
        if self._payments:
            self._context.open("payment", _PAYMENT, "payment", main=False).add(self._payments)
