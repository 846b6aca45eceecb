"""The sample ledger: moved by whole months, illustrative where the source says nothing, the same every time."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from bot.errors import BadInput
from store import migrations
from store.engine import Database, open_database
from store.questions.settings import CURRENCY, DATA_NAME, DEFAULT_PERSON, SAMPLE, put_setting, setting
from store.sample.files import months_to, shift, shift_last
from store.sample.illustrative import make
from store.sample.load import ensure_sample
from store.tables import (
    Account,
    Action,
    Assignment,
    Contact,
    CostCoverage,
    CostLine,
    CustomerSegment,
    Effort,
    Invoice,
    Opportunity,
    OpportunityEvidence,
    OrderLine,
    Payment,
    Person,
    PersonCost,
    PlanObjective,
    Product,
    Promotion,
    Quota,
    Review,
    ReviewRhythm,
    RollupAccountMonth,
    ValueDelivered,
    metadata,
)
from tests.conftest import SAMPLE_TODAY
from tests.doubles.postgres import PostgresServer

FROM_THE_SOURCE = {Account, OrderLine, Person, Product, Promotion, Quota}


def _count(session: Session, table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (dt.date(2013, 12, 2), 0),
        (dt.date(2014, 1, 1), 1),
        (dt.date(2014, 1, 31), 1),
        (dt.date(2026, 11, 21), 155),
        (dt.date(2013, 11, 30), -1),
    ],
)
def test_the_last_full_month_becomes_last_month(today: dt.date, months: int) -> None:
    assert months_to(today) == months


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (dt.date(2013, 1, 31), 1, dt.date(2013, 2, 28)),
        (dt.date(2013, 10, 29), 155, dt.date(2026, 9, 29)),
        (dt.date(2011, 12, 31), 2, dt.date(2012, 2, 29)),
        (dt.date(2013, 3, 15), -3, dt.date(2012, 12, 15)),
    ],
)
def test_the_last_days_of_a_month_clamp(day: dt.date, months: int, moved: dt.date) -> None:
    assert shift(day, months) == moved


@given(st.dates(dt.date(2010, 1, 1), dt.date(2014, 12, 30)), st.integers(0, 400))
def test_a_period_still_ends_the_day_before_the_next_begins(end: dt.date, months: int) -> None:
    assert shift_last(end, months) + dt.timedelta(days=1) == shift(end + dt.timedelta(days=1), months)


def test_sums_are_those_of_the_source_a_month_at_a_time(sample: Database, adventureworks: Database) -> None:
    def by_month(database: Database) -> list[tuple[dt.date, Decimal, Decimal, int]]:
        table = RollupAccountMonth
        statement = (
            select(col(table.month), func.sum(table.net_sales), func.sum(table.cogs), func.sum(table.lines))
            .group_by(col(table.month))
            .order_by(col(table.month))
        )
        with database.read() as session:
            return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]

    moved, still = by_month(sample), by_month(adventureworks)
    assert [(shift(month, months_to(SAMPLE_TODAY)), *rest) for month, *rest in still] == moved
    assert moved[-1][0] == dt.date(2026, 10, 1)
    assert sum(row[1] for row in moved) == Decimal("80450596.9823")


def test_the_database_says_that_it_is_a_sample(sample: Database) -> None:
    with sample.read() as session:
        assert setting(session, SAMPLE) == "yes"
        assert setting(session, CURRENCY) == "USD"
        assert "AdventureWorks" in setting(session, DATA_NAME)
        asker = session.get(Person, setting(session, DEFAULT_PERSON))
        assert asker is not None
        assert asker.name == "Linda Mitchell"


def test_what_the_source_has_is_not_marked_and_the_rest_is(sample: Database) -> None:
    marked = {name: table for name, table in metadata.tables.items() if "illustrative" in table.columns}
    source = {str(table.__tablename__) for table in FROM_THE_SOURCE}  # type: ignore[attr-defined]
    with sample.read() as session:
        for name, table in marked.items():
            flags = set(session.scalars(select(table.c.illustrative).distinct()))
            if name in source:
                assert flags == {False}, name
            elif name != "assignment":
                assert flags <= {True}, name
        assert _count(session, Assignment, col(Assignment.cause) == "stand_in", ~col(Assignment.illustrative)) == 0


def test_an_account_names_the_columns_that_were_made_up(sample: Database) -> None:
    with sample.read() as session:
        account = session.get(Account, "AW00000697")
    assert account is not None
    fields = account.illustrative_fields.split(",")
    assert {"credit_limit", "payment_days", "potential", "is_key", "buy_reason"} <= set(fields)
    assert all(getattr(account, name) is not None for name in fields)
    assert not {"name", "kam_id", "segment", "territory"} & set(fields)


def test_products_are_judged_alike_within_a_subcategory_and_say_so(sample: Database) -> None:
    with sample.read() as session:
        products = session.scalars(select(Product)).all()
    assert {one.illustrative_fields for one in products} == {"helps_compete"}
    judged = {(one.subcategory, one.helps_compete) for one in products}
    assert len(judged) == len({one.subcategory for one in products})
    assert {helps for _, helps in judged} >= {0, 2, 4}


def test_every_kam_has_a_plausible_yearly_cost_whose_parts_add_up(sample: Database) -> None:
    with sample.read() as session:
        costs = session.scalars(select(PersonCost).where(col(PersonCost.year) == SAMPLE_TODAY.year)).all()
        kams = set(session.scalars(select(col(Account.kam_id)).distinct()))
    assert {one.person_id for one in costs} >= kams
    for one in costs:
        assert Decimal(85_000) <= one.total <= Decimal(225_000)
        assert one.salary is not None
        assert one.expenses is not None
        assert one.overhead is not None
        assert one.salary + one.expenses + one.overhead == one.total


def test_cost_lines_cover_the_whole_history_and_stay_small(sample: Database) -> None:
    with sample.read() as session:
        first = session.scalar(select(func.min(OrderLine.order_date)))
        covered = {one.kind: one for one in session.scalars(select(CostCoverage))}
        costs = session.scalar(select(func.sum(CostLine.amount)))
        sales = session.scalar(select(func.sum(OrderLine.net_sales)))
        early = _count(session, CostLine, col(CostLine.date) > SAMPLE_TODAY)
    assert set(covered) == {"rebate", "return", "service", "promotion"}
    assert all(first and one.start <= first and one.end >= SAMPLE_TODAY for one in covered.values())
    assert costs is not None
    assert sales is not None
    assert Decimal("0.005") < costs / sales < Decimal("0.04")
    assert early == 0


def test_reviews_are_held_due_this_week_overdue_and_to_come(sample: Database) -> None:
    week_end = SAMPLE_TODAY + dt.timedelta(days=9)
    with sample.read() as session:
        linda = select(Review).join(Account, col(Account.id) == col(Review.account_id))
        reviews = session.scalars(linda.where(col(Account.kam_id) == "282")).all()
        rhythms = session.scalars(select(ReviewRhythm)).all()
    opened = [one for one in reviews if one.status == "due"]
    assert len(opened) == 12
    assert any(one.due < SAMPLE_TODAY for one in opened)
    assert any(SAMPLE_TODAY <= one.due <= week_end for one in opened)
    assert any(one.due > week_end for one in opened)
    assert all(one.held and one.held <= SAMPLE_TODAY and one.notes for one in reviews if one.status == "held")
    assert {one.cadence for one in rhythms} == {"monthly", "quarterly"}


def test_a_rhythms_rule_gives_the_recorded_reviews_days(sample: Database) -> None:
    from dateutil.rrule import rrulestr

    with sample.read() as session:
        days: dict[str, set[dt.date]] = {}
        for account, due in session.execute(select(col(Review.account_id), col(Review.due))):
            days.setdefault(account, set()).add(due)
        for rhythm in session.scalars(select(ReviewRhythm)):
            start = dt.datetime.combine(rhythm.anchor, dt.time())
            last = dt.datetime.combine(max(days[rhythm.account_id]), dt.time())
            ruled = {one.date() for one in rrulestr(rhythm.rule, dtstart=start).between(start, last, inc=True)}
            assert ruled == days[rhythm.account_id]


def test_nothing_recorded_lies_in_the_future(sample: Database) -> None:
    with sample.read() as session:
        for table, day in (
            (Action, Action.created),
            (Contact, Contact.last_touch),
            (Effort, Effort.month),
            (Invoice, Invoice.date),
            (Opportunity, Opportunity.opened),
            (OpportunityEvidence, OpportunityEvidence.date),
            (Payment, Payment.date),
            (PlanObjective, PlanObjective.created),
            (ValueDelivered, ValueDelivered.date),
        ):
            assert _count(session, table, col(day) > SAMPLE_TODAY) == 0, table


def test_gaps_are_left_for_the_tools_to_find(sample: Database) -> None:
    with sample.read() as session:
        assert _count(session, Contact, col(Contact.counterpart) == "") > 50
        assert _count(session, OpportunityEvidence, col(OpportunityEvidence.score).is_(None)) > 50
        planned = set(session.scalars(select(col(PlanObjective.account_id)).distinct()))
        kept = set(session.scalars(select(col(ReviewRhythm.account_id)).distinct()))
        assert kept - planned
        assert _count(session, ValueDelivered, col(ValueDelivered.confirmed).is_(None)) > 20
        assert _count(session, Action, col(Action.closed).is_(None), col(Action.due) < SAMPLE_TODAY) > 20


def test_invoices_are_an_order_each_and_payments_never_exceed_them(sample: Database) -> None:
    with sample.read() as session:
        sums = select(col(Payment.invoice_id), func.sum(Payment.amount)).group_by(col(Payment.invoice_id))
        paid = {row[0]: row[1] for row in session.execute(sums)}
        invoices = session.scalars(select(Invoice)).all()
    assert 1500 < len(invoices) < 4000
    assert all(paid.get(one.id, 0) <= one.amount for one in invoices)
    overdue = [one for one in invoices if one.due_date < SAMPLE_TODAY and paid.get(one.id, 0) < one.amount]
    assert overdue
    assert len(overdue) < len(invoices) / 4


def test_a_customers_lines_of_business_add_up_to_a_hundred(sample: Database) -> None:
    with sample.read() as session:
        rows = session.execute(
            select(func.sum(CustomerSegment.sales_pct), func.sum(CustomerSegment.profit_pct)).group_by(
                col(CustomerSegment.account_id)
            )
        ).all()
    assert rows
    assert {tuple(row) for row in rows} == {(Decimal(100), Decimal(100))}


def test_placeholder_names_and_addresses_cannot_be_taken_for_real(sample: Database) -> None:
    with sample.read() as session:
        emails = set(session.scalars(select(col(Contact.email))))
    assert all(one.endswith(".example") for one in emails)


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.readers.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
            if name != "import_batch"
        }


def test_another_seed_makes_others(sample: Database) -> None:
    with sample.readers.connect() as connection, Session(connection) as session:
        contacts = set(session.scalars(select(col(Contact.name))))
        session.execute(update(Account).values(group_id=None))
        for table in reversed(metadata.sorted_tables):
            if "illustrative" in table.columns:
                session.execute(table.delete().where(table.c.illustrative))
        make(session, SAMPLE_TODAY, "another")
        assert set(session.scalars(select(col(Contact.name)))) != contacts
        session.rollback()


def test_a_second_call_in_the_same_month_does_nothing_and_at_once(sample: Database) -> None:
    start = time.perf_counter()
    assert not ensure_sample(sample, SAMPLE_TODAY + dt.timedelta(days=5))
    assert time.perf_counter() - start < 0.1


def test_a_load_that_was_cut_off_is_done_again_and_a_new_month_moves_it_on(sample: Database) -> None:
    with sample.write() as session:
        put_setting(session, SAMPLE, "loading")
    assert ensure_sample(sample, dt.date(2026, 12, 1))
    with sample.read() as session:
        assert session.scalar(select(func.max(OrderLine.order_date))) == dt.date(2026, 11, 29)
        assert setting(session, SAMPLE) == "yes"


def test_a_teams_own_data_is_never_replaced(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'own.sqlite'}")
    migrations.upgrade(database)
    with database.write() as session:
        session.add(Account(id="1", name="Ours"))
    with pytest.raises(BadInput, match="data of your own"):
        ensure_sample(database, SAMPLE_TODAY)
    with database.read() as session:
        assert session.get(Account, "1") is not None
    database.close()


def test_the_same_seed_and_day_make_the_same_rows_on_postgres_too(postgres: PostgresServer, sample: Database) -> None:
    url = postgres.fresh()
    database = open_database(url)
    assert ensure_sample(database, SAMPLE_TODAY)
    assert not ensure_sample(database, SAMPLE_TODAY)
    assert _rows(database) == _rows(sample)
    database.close()
    postgres.drop(url)
