"""People, accounts and who leads whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Date, Row, and_, bindparam, func, literal, or_, select, union_all
from sqlmodel import Session, col

from store.tables import Account, AccountGroup, Assignment, Leave, Person, PersonCost, RollupAccountMonth
from store.visibility import FEW, Accounts, Visible, visible_where


def person_by_id(session: Session, person: str) -> Person | None:
    return session.get(Person, person)


def person_by_email(session: Session, email: str) -> Person | None:
    """The active person with this address, compared case-folded."""
    wanted = email.strip().casefold()
    return session.scalars(select(Person).where(col(Person.email) == wanted, col(Person.active))).first()


def people(session: Session) -> Sequence[Person]:
    """Everybody active, by name."""
    return session.scalars(select(Person).where(col(Person.active)).order_by(col(Person.name), col(Person.id))).all()


def people_below(session: Session, person: str) -> frozenset[str]:
    """The ids of all who report to a person, all the way down, without the person."""
    below: set[str] = set()
    reports: dict[str, list[str]] = {}
    for identity, boss in session.execute(select(col(Person.id), col(Person.manager_id))):
        reports.setdefault(boss, []).append(identity)
    waiting = list(reports.get(person, ()))
    while waiting:
        one = waiting.pop()
        if one not in below and one != person:
            below.add(one)
            waiting.extend(reports.get(one, ()))
    return frozenset(below)


def accounts(session: Session, chosen: Accounts) -> Sequence[Row[Any]]:
    """(Account, kam_name) by name."""
    statement = (
        select(Account, func.coalesce(Person.name, "").label("kam_name"))
        .outerjoin(Person, col(Person.id) == col(Account.kam_id))
        .where(chosen.where())
        .order_by(col(Account.name), col(Account.id))
    )
    return session.execute(statement).all()


def account_rows(session: Session, chosen: Accounts, names: Sequence[str]) -> Sequence[Row[Any]]:
    """(the named columns of the account, among them kam_name, the name of its KAM or '') by account name; columns, not
    objects, because there may be thousands."""
    few = chosen.ids is None or len(chosen.ids) <= FEW
    build = _account_rows if few else _account_rows.__wrapped__
    return session.execute(build(chosen, tuple(names))).all()


@lru_cache(maxsize=256)
def _account_rows(chosen: Accounts, names: tuple[str, ...]) -> Any:
    """Kept, because writing a statement of so many columns takes longer than asking it."""
    account, person = (table.metadata.tables[str(table.__tablename__)] for table in (Account, Person))
    kam_name = func.coalesce(person.c.name, "").label("kam_name")
    return (
        select(*(kam_name if name == "kam_name" else account.c[name] for name in names))
        .outerjoin_from(account, person, person.c.id == account.c.kam_id)
        .where(chosen.where())
        .order_by(account.c.name, account.c.id)
    )


def owners(session: Session, chosen: Accounts) -> dict[str, str | None]:
    """Today's KAM of each account."""
    statement = select(col(Account.id), col(Account.kam_id)).where(chosen.where())
    return {row[0]: row[1] for row in session.execute(statement)}


_PERSON: BindParameter[str] = bindparam("person")
_TODAY: BindParameter[dt.date] = bindparam("today", type_=Date())
_STOOD_IN = union_all(
    select(literal("account"), col(Assignment.account_id)).where(
        col(Assignment.person_id) == _PERSON,
        col(Assignment.cause) == "stand_in",
        col(Assignment.start) <= _TODAY,
        or_(col(Assignment.end).is_(None), col(Assignment.end) >= _TODAY),
    ),
    select(literal("person"), col(Leave.person_id)).where(
        col(Leave.stand_in_id) == _PERSON, col(Leave.start) <= _TODAY, col(Leave.end) >= _TODAY
    ),
)


def stood_in(session: Session, person: str, today: dt.date) -> tuple[frozenset[str], frozenset[str]]:
    """(accounts, people on leave) that a person stands in for today."""
    rows = session.execute(_STOOD_IN, {"person": person, "today": today}).all()
    return frozenset(one for kind, one in rows if kind == "account"), frozenset(
        one for kind, one in rows if kind == "person"
    )


def planned_groups(session: Session) -> Sequence[tuple[str, str, str]]:
    """(id, name, meeting rule) of the account groups that meet by a rule, by name."""
    statement = (
        select(col(AccountGroup.id), col(AccountGroup.name), col(AccountGroup.meeting_rule))
        .where(col(AccountGroup.meeting_rule) != "")
        .order_by(col(AccountGroup.name))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def accounts_per_kam(session: Session) -> dict[str, int]:
    """How many active accounts each KAM has today."""
    statement = (
        select(col(Account.kam_id), func.count())
        .where(and_(col(Account.active), col(Account.kam_id).is_not(None)))
        .group_by(col(Account.kam_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def person_cost(session: Session, person: str, year: int) -> PersonCost | None:
    """The cost of a person in that year, or in the latest year before it."""
    statement = (
        select(PersonCost)
        .where(col(PersonCost.person_id) == person, col(PersonCost.year) <= year)
        .order_by(col(PersonCost.year).desc())
    )
    return session.scalars(statement).first()


def person_costs(session: Session, persons: Sequence[str], year: int) -> dict[str, PersonCost]:
    """As person_cost, of several people at once."""
    statement = (
        select(PersonCost)
        .where(col(PersonCost.person_id).in_(persons), col(PersonCost.year) <= year)
        .order_by(col(PersonCost.year))
    )
    return {one.person_id: one for one in session.scalars(statement)}


def head_of_sales(session: Session) -> Person | None:
    """The only active head of sales; None where there are none or several."""
    statement = select(Person).where(col(Person.role) == "head_of_sales", col(Person.active)).limit(2)
    found = session.scalars(statement).all()
    return found[0] if len(found) == 1 else None


def largest_accounts(session: Session, visible: Visible, count: int) -> Sequence[str]:
    """The names of the visible accounts with the most net sales in the last year of data, largest first."""
    newest = session.scalar(select(func.max(RollupAccountMonth.month)))
    if newest is None:
        return ()
    statement = (
        select(col(Account.name))
        .join(RollupAccountMonth, col(RollupAccountMonth.account_id) == col(Account.id))
        .where(visible_where(visible), col(RollupAccountMonth.month) > newest - dt.timedelta(days=365))
        .group_by(col(Account.id), col(Account.name))
        .order_by(func.sum(RollupAccountMonth.net_sales).desc())
        .limit(count)
    )
    return session.scalars(statement).all()


def visible_ids(session: Session, visible: Visible) -> frozenset[str]:
    """The ids of all accounts that are visible."""
    return frozenset(session.execute(_visible_ids(visible)).scalars())


@lru_cache(maxsize=256)
def _visible_ids(visible: Visible) -> Any:
    return select(Account.metadata.tables["account"].c.id).where(visible_where(visible))


def account_names(session: Session, ids: Collection[str]) -> Sequence[str]:
    """The names of accounts by their ids."""
    return session.scalars(select(col(Account.name)).where(col(Account.id).in_(sorted(ids)))).all() if ids else ()


def count_accounts(session: Session, chosen: Accounts) -> int:
    """How many accounts are chosen."""
    return session.scalar(select(func.count(col(Account.id))).where(chosen.where())) or 0
