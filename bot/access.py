"""Who may see what: one function decides, for every door, tool, export and nudge."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from bot.errors import NotPermitted
from store.questions.people import accounts_stood_in, people, people_below, person_by_email, person_by_id
from store.tables import Person
from store.visibility import NOTHING, Visible

SEES_ALL = ("head_of_sales", "finance")
SEES_OWN = ("kam", "manager")


def visible_accounts(session: Session, person: Person | None, today: dt.date) -> Visible:
    """A KAM's own accounts and those they stand in for; a manager's whole team's, all the way down; the head of
    sales' all; nobody else's any."""
    if person is None or not person.active:
        return NOTHING
    if person.role in SEES_ALL:
        return Visible(everything=True)
    if person.role not in SEES_OWN:
        return NOTHING
    team = people_below(session, person.id) if person.role == "manager" else frozenset[str]()
    return Visible(kams=team | {person.id}, accounts=accounts_stood_in(session, person.id, today))


def led_people(session: Session, person: Person) -> frozenset[str]:
    """The people whose totals a person may see: everyone for the head of sales, the team for a manager, oneself."""
    if person.role in SEES_ALL:
        return frozenset(one.id for one in people(session))
    team = people_below(session, person.id) if person.role == "manager" else frozenset[str]()
    return team | {person.id}


def identify(session: Session, email: str) -> Person:
    """The active person with this address. Raises NotPermitted in words for anybody else."""
    person = person_by_email(session, email)
    if person is None:
        raise NotPermitted(
            f"I don't know anybody with the address '{email}', so I can't show any account. "
            "Ask whoever runs this assistant to import you with the people file."
        )
    return person


def person_of(session: Session, identity: str) -> Person:
    """The active person with this id. Raises NotPermitted for anybody else."""
    person = person_by_id(session, identity)
    if person is None or not person.active:
        raise NotPermitted("You are no longer in the list of people here, so I can't show any account.")
    return person
