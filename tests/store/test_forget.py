"""Forgetting: nothing that names the person or the customer is left, the sums are, and the report says what went."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.errors import BadInput
from store.engine import Database
from store.forget import FORGOTTEN, forget_account, forget_person
from store.maintenance import check
from store.questions.settings import DEFAULT_PERSON, put_setting, setting
from store.rollups import rebuild
from store.tables import (
    Account,
    AccountAlias,
    Action,
    Assignment,
    AuditEntry,
    BuyerKpi,
    Contact,
    Leave,
    OrderLine,
    Person,
    PersonCost,
    Receipt,
    Review,
    RollupAccountMonth,
    RollupKamMonth,
    SlackLink,
    TeamRole,
    ThreadTurn,
    metadata,
)

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 10, 5)


def _fill(session: Session, person: str, account: str) -> None:
    """José Saraiva has Nordwind, whose buyer is Dana Sample; Linda Mitchell has a customer with a buyer so named."""
    session.add(Person(id=person, name="José Saraiva", email="josé1@kam.example"))
    session.add(Person(id="282", name="Linda Mitchell", email="linda@kam.example"))
    session.flush()
    session.add(Account(id=account, name="Nordwind Räder", kam_id=person, needs="Nordwind Räder wants frames"))
    session.add(Account(id="B", name="Brakes and Gears", kam_id="282"))
    session.flush()
    session.add_all(
        [
            AccountAlias(account_id=account, alias="Nowi"),
            Assignment(account_id=account, person_id=person, start=DAY),
            PersonCost(person_id=person, year=2026, salary=Decimal(90_000), total=Decimal(120_000)),
            SlackLink(team_id="T", user_id="U", person_id=person, linked_at=NOON, checked_at=NOON),
            Leave(person_id="282", start=DAY, end=DAY, stand_in_id=person),
            TeamRole(account_id="B", person_name="José Saraiva", role="sponsor"),
            Contact(id="c1", account_id=account, name="Dana Sample", email="dana@nordwind.example"),
            Contact(id="c2", account_id="B", name="Dana Sample", counterpart="José Saraiva"),
            Review(
                id="r", account_id=account, cadence="monthly", due=DAY, notes="Dana Sample is content", logged_by=person
            ),
            Review(id="s", account_id="B", cadence="monthly", due=DAY, notes="José Saraiva helped with Nordwind Räder"),
            Receipt(
                id="x",
                person_id="282",
                at=NOON,
                today=DAY,
                route="account_ranking",
                args="{}",
                answer=json.dumps({"rows": ["Nordwind Räder", "Brakes and Gears"]}),
            ),
            Receipt(
                id="y",
                person_id=person,
                at=NOON,
                today=DAY,
                route="account_brief",
                args=json.dumps({"account": account}),
                answer=json.dumps({"text": "Nordwind Räder"}),
            ),
            AuditEntry(at=NOON, person_id=person, place="dm", route="help", accounts=account),
        ]
    )
    session.flush()
    session.add_all(
        [
            BuyerKpi(id="k", account_id=account, contact_id="c1", kpi="stock turns"),
            Action(id="a", account_id="B", text="call", owner="José Saraiva", owner_id=person, created=DAY),
            ThreadTurn(
                id="t",
                thread="1",
                person_id=person,
                at=NOON,
                question="Nordwind?",
                route="account_brief",
                receipt_id="y",
            ),
            ThreadTurn(id="u", thread="2", person_id="282", at=NOON, question="is Nordwind Räder mine?", route="help"),
            OrderLine(
                order_no="SO1",
                line_no=1,
                order_date=DAY,
                account_id=account,
                kam_id=person,
                quantity=Decimal(2),
                unit_price=Decimal(5),
                gross_sales=Decimal(10),
                discount=Decimal(0),
                net_sales=Decimal(10),
            ),
        ]
    )
    session.flush()
    rebuild(session)
    put_setting(session, DEFAULT_PERSON, person)


@pytest.fixture(params=["codes", "names"])
def filled(request: pytest.FixtureRequest, database: Database) -> tuple[Database, str, str]:
    """The same records under ids that are codes, and under ids made from the names."""
    person, account = ("288", "AW1") if request.param == "codes" else ("jose-saraiva", "nordwind-rader")
    with database.write() as session:
        _fill(session, person, account)
    return database, person, account


def _text(database: Database) -> str:
    """Everything in the database that a person could read, but for the audit."""
    with database.readers.connect() as connection:
        tables = [table for name, table in metadata.tables.items() if name != "audit_entry"]
        return "\n".join(repr(tuple(row)) for table in tables for row in connection.execute(select(table)))


def _sums(database: Database) -> tuple[object, ...]:
    with database.read() as session:
        return tuple(
            session.scalar(select(func.sum(column)))
            for column in (
                OrderLine.net_sales,
                RollupAccountMonth.net_sales,
                RollupKamMonth.net_sales,
                PersonCost.total,
            )
        )


def test_a_person_is_gone_and_the_sums_are_not(filled: tuple[Database, str, str]) -> None:
    database, person, _ = filled
    before = _sums(database)
    done = forget_person(database, person)
    text = _text(database)
    for trace in ("Saraiva", "saraiva", "josé1", "Jos\\\\u00e9"):
        assert trace not in text
    assert "Linda Mitchell" in text
    assert _sums(database) == before
    assert done.removed["slack_link"] == 1
    assert done.removed["team_role"] == 1
    assert done.removed["contact"] == 1
    assert done.next_steps[0].startswith("1 accounts still have this KAM")
    with database.read() as session:
        kept = session.get(Person, done.id)
        cost = session.get(PersonCost, (done.id, 2026))
        assert kept is not None
        assert (kept.name, kept.email, kept.active) == (FORGOTTEN, "", False)
        assert cost is not None
        assert (cost.total, cost.salary) == (Decimal(120_000), None)
        assert setting(session, DEFAULT_PERSON) == ""
    assert check(database).ok


def test_an_account_is_gone_and_the_sums_are_not(filled: tuple[Database, str, str]) -> None:
    database, _, account = filled
    before = _sums(database)
    done = forget_account(database, account)
    text = _text(database)
    for trace in ("Nordwind", "nordwind", "Nowi", "R\\\\u00e4der", "stock turns", "wants frames"):
        assert trace not in text
    assert "Brakes and Gears" in text
    assert _sums(database) == before
    assert done.removed["contact"] == 1
    with database.read() as session:
        kept = session.get(Account, done.id)
        namesake = session.get(Contact, "c2")
        assert kept is not None
        assert (kept.name, kept.active, kept.needs) == (FORGOTTEN, False, "")
        assert namesake is not None
        assert namesake.name == "Dana Sample"  # another customer's, who only has the same name
    assert check(database).ok


def test_an_id_that_is_a_code_stays(database: Database) -> None:
    with database.write() as session:
        _fill(session, "288", "AW1")
    assert forget_person(database, "288").id == "288"
    assert forget_account(database, "AW1").id == "AW1"


def test_an_id_made_from_the_name_is_replaced_everywhere(database: Database) -> None:
    with database.write() as session:
        _fill(session, "jose-saraiva", "nordwind-rader")
    assert forget_person(database, "jose-saraiva").id == "forgotten-person"
    assert forget_account(database, "nordwind-rader").id == "forgotten-account"
    with database.read() as session:
        line = session.scalars(select(OrderLine)).one()
        assert (line.account_id, line.kam_id) == ("forgotten-account", "forgotten-person")
        assert session.scalars(select(col(RollupKamMonth.kam_id))).one() == "forgotten-person"
        assert session.scalars(select(col(Assignment.person_id))).one() == "forgotten-person"


def test_forgetting_twice_does_no_harm(filled: tuple[Database, str, str]) -> None:
    database, person, account = filled
    again = forget_person(database, forget_person(database, person).id)
    assert again.id
    assert forget_account(database, forget_account(database, account).id).id
    assert check(database).ok


def test_an_unknown_one_is_refused_in_words(database: Database) -> None:
    with pytest.raises(BadInput, match="no person with the id '7'"):
        forget_person(database, "7")
    with pytest.raises(BadInput, match="no account with the id '7'"):
        forget_account(database, "7")
