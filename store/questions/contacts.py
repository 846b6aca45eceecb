"""People at the customer, and our people on the account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Account, Contact, Person, TeamRole
from store.visibility import Accounts


def contacts(session: Session, chosen: Accounts) -> Sequence[Contact]:
    """The active contacts of chosen accounts, highest level first, unknown levels last."""
    statement = (
        select(Contact)
        .join(Account, col(Account.id) == col(Contact.account_id))
        .where(chosen.where(), col(Contact.active))
        .order_by(
            col(Contact.account_id),
            col(Contact.level).is_(None),
            col(Contact.level),
            col(Contact.name),
            col(Contact.id),
        )
    )
    return session.scalars(statement).all()


def team_roles(session: Session, chosen: Accounts) -> Sequence[TeamRole]:
    """Our people on chosen accounts besides the KAM, highest level first."""
    statement = (
        select(TeamRole)
        .join(Account, col(Account.id) == col(TeamRole.account_id))
        .where(chosen.where())
        .order_by(
            col(TeamRole.account_id), col(TeamRole.level).is_(None), col(TeamRole.level), col(TeamRole.person_name)
        )
    )
    return session.scalars(statement).all()


def line_of_managers(session: Session, kam: str) -> Sequence[Person]:
    """A KAM and everybody above, from the KAM up."""
    found: list[Person] = []
    person = session.get(Person, kam)
    while person is not None and person not in found:
        found.append(person)
        person = session.get(Person, person.manager_id) if person.manager_id else None
    return found
