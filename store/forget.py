"""Takes a person or a customer out of the database, and leaves the sums that others rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, Table, func, literal, or_, select
from sqlmodel import Session, SQLModel, col

from bot.errors import BadInput
from store.engine import Database
from store.imports.names import slug, unused
from store.questions.settings import DEFAULT_PERSON
from store.tables import (
    Account,
    AccountAlias,
    AccountGroup,
    Action,
    AuditEntry,
    BuyerKpi,
    Competence,
    Contact,
    CostLine,
    CustomerFinancial,
    CustomerIssue,
    CustomerSegment,
    CustomerStrategy,
    Feedback,
    Leave,
    Nudge,
    Opportunity,
    OpportunityEvidence,
    Outbox,
    PackSnapshot,
    PerceivedBenefit,
    Person,
    PersonCost,
    PlanObjective,
    Receipt,
    Review,
    RollupKamMonth,
    Setting,
    SlackLink,
    StageNote,
    TeamRole,
    ThreadTurn,
    Usage,
    ValueDelivered,
    metadata,
)

FORGOTTEN = "(forgotten)"

KEPT_OF_PERSON = "orders, quotas, hours and the yearly cost as one sum; the audit of who saw which account"
KEPT_OF_ACCOUNT = "orders, cost lines, invoices, payments and hours; the audit of who saw the account"
AGAIN = "An import of a file that still has the name brings it back; correct the source too."
BACKUPS = "Backups made before still hold it; delete them when they are no longer needed."


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed (table → rows deleted or cleared), what was kept, under which id, and what is left to do."""

    id: str
    removed: Mapping[str, int]
    kept: str
    next_steps: tuple[str, ...] = (AGAIN, BACKUPS)


def forget_person(database: Database, person: str) -> Forgotten:
    """Remove one of our own people: name, address, Slack link, conversations, ratings, leave, parts of the pay.

    Raises BadInput where there is no such person.
    """
    with database.write() as session:
        found = session.get(Person, person)
        if found is None:
            raise BadInput(f"There is no person with the id '{person}'; kam export people lists them.")
        removed = _Count()
        words = [one for one in (found.name, found.email) if one]
        for table in (SlackLink, Leave, Competence, ThreadTurn, PackSnapshot, Feedback, Receipt, Nudge):
            removed.delete(session, table, col(table.person_id) == person)
        removed.delete(session, Outbox, col(Outbox.recipient) == person)
        removed.delete(session, TeamRole, col(TeamRole.person_name) == found.name)
        removed.delete(session, Setting, col(Setting.key) == DEFAULT_PERSON, col(Setting.value) == person)
        removed.clear(session, Leave, {"stand_in_id": None}, col(Leave.stand_in_id) == person)
        parts = {"salary": None, "expenses": None, "overhead": None}
        removed.clear(session, PersonCost, parts, col(PersonCost.person_id) == person)
        removed.clear(session, Usage, {"person_id": ""}, col(Usage.person_id) == person)
        removed.clear(session, Person, _BLANK_PERSON, col(Person.id) == person)
        identity = _rekeyed(session, Person, person, words, removed)
        _scrub(session, words if identity == person else [*words, person], removed)
        left = session.scalar(select(func.count()).select_from(Account).where(col(Account.kam_id) == identity)) or 0
    steps = (f"{left} accounts still have this KAM; assign them to somebody else.",) if left else ()
    return Forgotten(identity, removed.rows, KEPT_OF_PERSON, (*steps, AGAIN, BACKUPS))


def forget_account(database: Database, account: str) -> Forgotten:
    """Remove a customer: its name, its people, everything noted of it; its figures stay, without a name.

    Raises BadInput where there is no such account.
    """
    with database.write() as session:
        found = session.get(Account, account)
        if found is None:
            raise BadInput(f"There is no account with the id '{account}'; kam export accounts lists them.")
        removed = _Count()
        contacts = session.scalars(select(Contact).where(col(Contact.account_id) == account)).all()
        words = [found.name, *_aliases(session, account), *(one.name for one in contacts)]
        words += [one.email for one in contacts if one.email]
        about = select(col(Receipt.id)).where(_mentions(Receipt.args, account))
        removed.delete(
            session, ThreadTurn, or_(_mentions(ThreadTurn.args, account), col(ThreadTurn.receipt_id).in_(about))
        )
        removed.delete(session, Receipt, _mentions(Receipt.args, account))
        theirs = select(col(Opportunity.id)).where(col(Opportunity.account_id) == account)
        removed.delete(session, OpportunityEvidence, col(OpportunityEvidence.opportunity_id).in_(theirs))
        for table in _NOTED:
            removed.delete(session, table, col(table.account_id) == account)  # type: ignore[attr-defined]
        removed.clear(session, Review, {"notes": "", "needs": ""}, col(Review.account_id) == account)
        removed.clear(session, CostLine, {"note": ""}, col(CostLine.account_id) == account)
        removed.clear(session, Account, _BLANK_ACCOUNT, col(Account.id) == account)
        members = select(col(Account.group_id)).where(col(Account.group_id).is_not(None))
        removed.delete(
            session, AccountGroup, col(AccountGroup.id) == found.group_id, col(AccountGroup.id).not_in(members)
        )
        identity = _rekeyed(session, Account, account, words, removed)
        _scrub(session, words if identity == account else [*words, account], removed)
    return Forgotten(identity, removed.rows, KEPT_OF_ACCOUNT)


_BLANK_PERSON: Mapping[str, Any] = {
    "name": FORGOTTEN,
    "email": "",
    "title": "",
    "territory": "",
    "timezone": "",
    "work_start": "",
    "work_end": "",
    "active": False,
    "wants_digest": False,
}

_NOTED: tuple[type[SQLModel], ...] = (
    Opportunity,
    BuyerKpi,
    Contact,
    AccountAlias,
    Action,
    CustomerFinancial,
    CustomerIssue,
    CustomerSegment,
    CustomerStrategy,
    PackSnapshot,
    PerceivedBenefit,
    PlanObjective,
    StageNote,
    TeamRole,
    ValueDelivered,
)
"""What was noted of an account, referring rows first."""

_BLANK_ACCOUNT: Mapping[str, Any] = {
    "name": FORGOTTEN,
    "city": "",
    "needs": "",
    "needs_noted": None,
    "strategic_reason": "",
    "buy_reason": "",
    "employees": None,
    "customer_annual_sales": None,
    "credit_limit": None,
    "potential": None,
    "group_id": None,
    "is_key": None,
    "active": False,
}


class _Count:
    """Removes, and keeps the count by table."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def delete(self, session: Session, model: type[SQLModel], *conditions: Any) -> None:
        table = _table(model)
        self.add(table, session.execute(table.delete().where(*conditions)))

    def clear(self, session: Session, model: type[SQLModel], values: Mapping[str, Any], *conditions: Any) -> None:
        table = _table(model)
        self.add(table, session.execute(table.update().where(*conditions).values(values)))

    def add(self, table: Table, result: Any) -> None:
        if result.rowcount:
            self.rows[table.name] = self.rows.get(table.name, 0) + result.rowcount


def _table(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


def _aliases(session: Session, account: str) -> Sequence[str]:
    return session.scalars(select(col(AccountAlias.alias)).where(col(AccountAlias.account_id) == account)).all()


def _mentions(column: Any, word: str) -> Any:
    """Whether a JSON text holds a word in quotes."""
    return func.replace(column, json.dumps(word), "") != column


def _scrub(session: Session, words: Iterable[str], removed: _Count) -> None:
    """Replace names and addresses wherever they were written: notes, counterparts, answers that are kept.

    Names and addresses of others are left, also of namesakes; so are words of three letters and less.
    """
    spellings = {form for word in words for form in (word, json.dumps(word)[1:-1]) if len(word) > 3}
    for table in metadata.tables.values():
        if table.name == AuditEntry.__tablename__:
            continue  # append-only
        columns = [one for one in table.columns if _is_text(one) and not _names_somebody(one)]
        for word in sorted(spellings, key=lambda one: (-len(one), one)):
            holds = [func.replace(one, word, "") != one for one in columns]
            if holds:
                values = {one.name: func.replace(one, word, FORGOTTEN) for one in columns}
                removed.add(table, session.execute(table.update().where(or_(*holds)).values(values)))


def _is_text(column: Any) -> bool:
    return isinstance(getattr(column.type, "impl_instance", column.type), String)


def _names_somebody(column: Any) -> bool:
    """Keys, and the names and addresses of others."""
    return bool(column.primary_key or column.foreign_keys or column.name in ("name", "email"))


def _rekeyed(session: Session, model: type[SQLModel], identity: str, words: Iterable[str], removed: _Count) -> str:
    """The id to go on with: another one where the old one was made from the name."""
    revealing = [slug(word) for word in words if len(slug(word)) > 2]
    if not any(word in identity.casefold() for word in revealing):
        return identity
    table = _table(model)
    fresh = unused(f"forgotten-{table.name}", set(session.scalars(select(table.c.id))))
    copy = [literal(fresh) if one.name == "id" else one for one in table.columns]
    names = [one.name for one in table.columns]
    session.execute(table.insert().from_select(names, select(*copy).where(table.c.id == identity)))
    for other in metadata.tables.values():
        for column in other.columns:
            if any(one.column is table.c.id for one in column.foreign_keys) or (
                table.name == "person" and other.name == RollupKamMonth.__tablename__ and column.name == "kam_id"
            ):
                result = session.execute(other.update().where(column == identity).values({column.name: fresh}))
                removed.add(other, result)
    session.execute(table.delete().where(table.c.id == identity))
    return fresh
