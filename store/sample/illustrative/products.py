"""How much products help the customers compete: judged by kind of product, and made up here."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlmodel import Session

from store.sample.illustrative.ledger import Ledger
from store.tables import Product, metadata

JUDGEMENTS = (0, 1, 2, 2, 3, 3, 4)


def fill(session: Session, ledger: Ledger) -> int:
    """Set `helps_compete` on every product, alike within a subcategory; returns how many products."""
    table = metadata.tables[str(Product.__tablename__)]
    kinds = session.execute(select(table.c.subcategory).distinct().order_by(table.c.subcategory)).scalars().all()
    judged = [{"kind": kind, "helps": ledger.random("product", kind).choice(JUDGEMENTS)} for kind in kinds]
    if not judged:
        return 0
    statement = (
        table.update()
        .where(table.c.subcategory == bindparam("kind"))
        .values(helps_compete=bindparam("helps"), illustrative_fields="helps_compete")
    )
    return session.connection().execute(statement, judged).rowcount
