"""Actions: promised tasks of accounts and of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, true
from sqlmodel import Session, col

from store.tables import Account, Action, Person
from store.visibility import Accounts


def actions(session: Session, chosen: Accounts, open_only: bool) -> Sequence[Row[Any]]:
    """(Action, account_name) of chosen accounts; earliest due first, those without a date last."""
    statement: Any = (
        select(Action, col(Account.name).label("account_name"))
        .join(Account, col(Account.id) == col(Action.account_id))
        .where(chosen.where(), col(Action.closed).is_(None) if open_only else true())
        .order_by(*_order())
    )
    return session.execute(statement).all()


def own_actions(session: Session, person: str, open_only: bool) -> Sequence[Action]:
    """A person's actions that belong to no account, in the same order."""
    statement = (
        select(Action)
        .where(
            col(Action.account_id).is_(None),
            col(Action.owner_id) == person,
            col(Action.closed).is_(None) if open_only else true(),
        )
        .order_by(*_order())
    )
    return session.scalars(statement).all()


def people_named(session: Session, name: str) -> Sequence[Person]:
    """Active people whose name, or a word of it, is this one, case-folded."""
    wanted = name.strip().casefold()
    statement = select(Person).where(col(Person.active), col(Person.name).icontains(wanted, autoescape=True))
    found = session.scalars(statement.order_by(col(Person.name), col(Person.id))).all()
    return [one for one in found if wanted == one.name.casefold() or wanted in one.name.casefold().split()]


def _order() -> tuple[Any, ...]:
    return (col(Action.due).is_(None), col(Action.due), col(Action.created), col(Action.id))
