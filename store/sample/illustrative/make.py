"""Makes all illustrative records of a sample ledger and writes them in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlmodel import Session, col

from store.sample.illustrative import (
    contacts,
    costs,
    customers,
    opportunities,
    plans,
    products,
    receivables,
    rhythm,
    team,
)
from store.sample.illustrative.ledger import Rows, read_ledger
from store.tables import Account, Promotion, metadata


def make(session: Session, today: dt.date, seed: str) -> dict[str, int]:
    """Fill what the ledger in this session lacks; returns how many records each table got.

    `account` and `product` count those that got columns filled; their `illustrative_fields` name these.
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
    return _write(session, rows, fields) | {"product": products.fill(session, ledger)}


def _write(session: Session, rows: Rows, fields: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    made = {str(table.__tablename__): records for table, records in rows.made.items()}
    connection = session.connection()  # plain inserts: the ORM's would go row by row wherever values are None
    counts = {}
    for table in metadata.sorted_tables:
        if table.name in made:
            connection.execute(table.insert(), made[table.name])
            counts[table.name] = len(made[table.name])
    _fill_accounts(connection, fields)
    counts["account"] = len(fields)
    session.expire_all()
    return counts


def _fill_accounts(connection: Connection, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """Set the made-up columns of accounts, and name them; one statement for all accounts with the same columns."""
    table = metadata.tables[str(Account.__tablename__)]
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for account, values in fields.items():
        alike.setdefault(tuple(sorted(values)), []).append({**values, "account": account})
    for names, values_list in alike.items():
        statement = (
            table.update()
            .where(table.c.id == bindparam("account"))
            .values({name: bindparam(name) for name in names} | {"illustrative_fields": ",".join(names)})
        )
        connection.execute(statement, values_list)
