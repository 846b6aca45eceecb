"""Value delivered to customers, and their ratings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from store.tables import Account, PerceivedBenefit, ValueDelivered
from store.visibility import Accounts


def value_delivered(session: Session, chosen: Accounts) -> Sequence[ValueDelivered]:
    """The value given to chosen accounts, newest first."""
    statement = (
        select(ValueDelivered)
        .join(Account, col(Account.id) == col(ValueDelivered.account_id))
        .where(chosen.where())
        .order_by(col(ValueDelivered.date).desc(), col(ValueDelivered.id))
    )
    return session.scalars(statement).all()


def last_rating(session: Session, chosen: Accounts) -> PerceivedBenefit | None:
    """The newest rating of benefit and cost by a chosen account."""
    statement = (
        select(PerceivedBenefit)
        .join(Account, col(Account.id) == col(PerceivedBenefit.account_id))
        .where(chosen.where())
        .order_by(col(PerceivedBenefit.date).desc())
        .limit(1)
    )
    return session.scalars(statement).first()


def last_ratings(session: Session, chosen: Accounts) -> Sequence[PerceivedBenefit]:
    """The newest rating of each chosen account that gave one."""
    newest = (
        select(col(PerceivedBenefit.account_id).label("account_id"), func.max(PerceivedBenefit.date).label("date"))
        .join(Account, col(Account.id) == col(PerceivedBenefit.account_id))
        .where(chosen.where())
        .group_by(col(PerceivedBenefit.account_id))
        .subquery()
    )
    statement = select(PerceivedBenefit).join(
        newest,
        (newest.c.account_id == col(PerceivedBenefit.account_id)) & (newest.c.date == col(PerceivedBenefit.date)),
    )
    return session.scalars(statement).all()
