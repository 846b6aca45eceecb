"""When orders were due and when they shipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from store.tables import Account, OrderLine
from store.visibility import Accounts


def deliveries(session: Session, chosen: Accounts, start: dt.date, end: dt.date) -> Sequence[Row[Any]]:
    """(account_id, order_no, due, shipped, lines, lines_shipped) of orders due in the days, ends included, or placed
    in them where no due day is known. due = the last line's due day; shipped = the last ship day."""
    line = OrderLine
    day = func.coalesce(col(line.due_date), col(line.order_date))
    statement = (
        select(
            col(line.account_id),
            col(line.order_no),
            func.max(line.due_date).label("due"),
            func.max(line.ship_date).label("shipped"),
            func.count().label("lines"),
            func.count(col(line.ship_date)).label("lines_shipped"),
        )
        .join(Account, col(Account.id) == col(line.account_id))
        .where(chosen.where(), day >= start, day <= end)
        .group_by(col(line.account_id), col(line.order_no))
    )
    return session.execute(statement).all()
