"""Invoices of the last months, an order each, and how they were paid: in time, late, in parts, or not yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from store.sample.illustrative.ledger import Ledger, Order, Rows, cents, work_day
from store.tables import Invoice, Payment

HABITS = (("prompt", -4, 3), ("usual", -1, 12), ("slow", 8, 35), ("bad", 25, 95))
"""How an account pays: days after the due date, from and to."""

LEAST = Decimal("0.01")


def make(ledger: Ledger, rows: Rows, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """Invoiced are net sales, without tax and freight, so that they compare with the ledger's sales."""
    for order in ledger.orders:
        if order.net_sales < LEAST or order.shipped > ledger.today:
            continue
        due = order.shipped + dt.timedelta(days=int(fields.get(order.account, {}).get("payment_days", 30)))
        amount = cents(order.net_sales)
        rows.add(
            Invoice,
            id=f"INV-{order.number}",
            account_id=order.account,
            order_no=order.number,
            date=order.shipped,
            due_date=due,
            amount=amount,
        )
        _payments(ledger, rows, order, due, amount)


def _payments(ledger: Ledger, rows: Rows, order: Order, due: dt.date, amount: Decimal) -> None:
    habit = ledger.random("habit", order.account).choices(HABITS, weights=(40, 38, 15, 7))[0]
    random = ledger.random("payment", order.number)
    _, low, high = habit
    day = max(work_day(due + dt.timedelta(days=random.randint(low, high))), order.shipped)
    first = cents(amount * random.choice((40, 50, 60)) / 100) if random.random() < 0.12 else amount
    parts = [(day, first)]
    if first < amount:
        parts.append((work_day(day + dt.timedelta(days=random.randint(10, 40))), amount - first))
    for number, (paid, part) in enumerate(parts, 1):
        if paid <= ledger.today and part > 0:
            rows.add(
                Payment,
                id=f"PAY-{order.number}-{number}",
                invoice_id=f"INV-{order.number}",
                date=max(paid, order.shipped),
                amount=part,
            )
