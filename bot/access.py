"""Who may see what: one function decides, for every door, tool, export and nudge."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence

from sqlmodel import Session

from bot.errors import NotPermitted
from store.questions.audit import last_hash, lock
from store.questions.people import (
    count_accounts,
    people,
    people_below,
    person_by_email,
    person_by_id,
    stood_in,
)
from store.rows import add_row
from store.tables import AuditEntry, Person
from store.visibility import NOTHING, Accounts, Visible

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
    accounts, away = stood_in(session, person.id, today)
    return Visible(kams=team | {person.id} | away, accounts=accounts)


def led_people(session: Session, person: Person) -> frozenset[str]:
    """The people whose totals a person may see: everyone for the head of sales, the team for a manager, oneself."""
    if person.role in SEES_ALL:
        return frozenset(one.id for one in people(session))
    team = people_below(session, person.id) if person.role == "manager" else frozenset[str]()
    return team | {person.id}


def reader_groups(session: Session, person: Person | None) -> frozenset[str]:
    """The groups of documents a person may read: everyone's, those of the teams they belong to or lead, all the way
    up and down, and the managers' for those who lead."""
    if person is None or not person.active:
        return frozenset()
    teams = {person.id}
    boss = person.manager_id
    while boss is not None and boss not in teams:
        teams.add(boss)
        above = person_by_id(session, boss)
        boss = above.manager_id if above else None
    leads = person.role in ("manager", "head_of_sales")
    if leads:
        teams |= led_people(session, person)
    return frozenset({"everyone", *(f"team:{one}" for one in teams), *(("managers",) if leads else ())})


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


def record(
    session: Session, now: dt.datetime, person: str, place: str, route: str, accounts: Sequence[str], outcome: str = ""
) -> None:
    """Append who saw which accounts; each entry's hash covers the one before, so that a gap shows."""
    lock(session)
    previous = last_hash(session)
    listed = ",".join(accounts)
    moment = now.astimezone(dt.UTC).isoformat()
    digest = audit_hash(previous, moment, person, place, route, listed, outcome)
    add_row(
        session,
        AuditEntry(
            at=now,
            person_id=person,
            place=place,
            route=route,
            accounts=listed,
            outcome=outcome,
            previous=previous,
            hash=digest,
        ),
    )


def audit_hash(*parts: str) -> str:
    """The hash of one audit entry over the entry before and its own parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def broken_chain(entries: Sequence[AuditEntry]) -> str:
    """Where the audit was changed, as a sentence; '' where every hash fits its entry and the one before."""
    previous = ""
    for one in entries:
        moment = one.at.astimezone(dt.UTC).isoformat()
        parts = (previous, moment, one.person_id, one.place, one.route, one.accounts, one.outcome)
        if one.previous != previous or one.hash != audit_hash(*parts):
            return f"The audit does not fit at entry {one.id}: it, or one before it, was changed or removed."
        previous = one.hash
    return ""


def may_all_see(session: Session, people: Collection[Person | None], accounts: Collection[str], today: dt.date) -> bool:
    """True where every one of these people may see every one of these accounts; None is somebody unknown."""
    wanted = frozenset(accounts)
    for person in people:
        visible = visible_accounts(session, person, today)
        if not wanted:
            if person is None:
                return False
            continue
        if count_accounts(session, Accounts(visible, ids=wanted)) != len(wanted):
            return False
    return True
