"""Makes all illustrative records of a sample ledger and writes them in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from store.sample.illustrative import (
    contacts,
    costs,
    customers,
    opportunities,
    plans,
    receivables,
    rhythm,
    team,
)
from store.sample.illustrative.ledger import Rows, read_ledger
from store.tables import Account, Promotion, metadata


def make(session: Session, today: dt.date, seed: str) -> dict[str, int]:
    """Fill what the ledger in this session lacks; returns how many records each table got.

    `account` counts the accounts that got columns filled; their `illustrative_fields` name these.
    """
    ledger = read_ledger(session, today, seed)
    rows = Rows()
    promotions = list(session.scalars(select(Promotion).order_by(col(Promotion.id))))
    costs.make(ledger, rows, promotions)
    contacts.make(ledger, rows)
    fields = customers.make(ledger, rows)
    rhythm.make(ledger, rows)
    opportunities.make(ledger, rows)
    receivables.make(ledger, rows, fields)
    plans.make(ledger, rows)
    team.make(ledger, rows)
    return _write(session, rows, fields)


def _write(session: Session, rows: Rows, fields: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    by_table = {str(table.__tablename__): (table, made) for table, made in rows.made.items()}
    counts = {}
    for parent in metadata.sorted_tables:
        if parent.name in by_table:
            table, made = by_table[parent.name]
            session.execute(insert(table), made)
            counts[parent.name] = len(made)
    for account, values in fields.items():
        session.execute(
            update(Account)
            .where(col(Account.id) == account)
            .values(**values, illustrative_fields=",".join(sorted(values)))
        )
    counts["account"] = len(fields)
    return counts
