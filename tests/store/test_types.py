"""Amounts and times: what goes in comes out, and what could not is refused at the door."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError
from sqlmodel import col

from bot.errors import BadInput
from store.engine import Database
from store.tables import Account, CostLine, InboundEvent
from store.types import LARGEST, from_units, to_units

amounts = st.decimals(-LARGEST, LARGEST, allow_nan=False, allow_infinity=False, places=4)


@given(amounts)
def test_units_and_back_is_the_same_amount(amount: Decimal) -> None:
    assert from_units(to_units(amount)) == amount


@given(amounts, amounts)
def test_order_and_sums_are_those_of_the_amounts(one: Decimal, other: Decimal) -> None:
    assert (to_units(one) < to_units(other)) == (one < other)
    assert to_units(one) + to_units(other) == (one + other) * 10_000


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(amounts.filter(lambda one: abs(one) < LARGEST / 1000), min_size=1, max_size=30))
def test_amounts_round_trip_through_the_database_and_sum_exactly(
    database: Database, given_amounts: list[Decimal]
) -> None:
    with database.write() as session:
        session.execute(CostLine.__table__.delete())  # type: ignore[attr-defined]
        if session.get(Account, "A") is None:
            session.add(Account(id="A", name="Acme"))
            session.flush()
        for number, amount in enumerate(given_amounts):
            day = dt.date(2026, 1, 1)
            session.add(CostLine(id=str(number), account_id="A", date=day, kind="other", amount=amount))
    with database.read() as session:
        rows = {row.id: row.amount for row in session.scalars(select(CostLine))}
        assert [rows[str(number)] for number in range(len(given_amounts))] == given_amounts
        assert session.scalar(select(func.sum(CostLine.amount))) == sum(given_amounts)
        largest = session.scalars(select(col(CostLine.amount)).order_by(col(CostLine.amount).desc())).first()
        assert largest == max(given_amounts)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+400", "900000000000001", "0.00001"])
def test_what_would_not_come_back_is_refused(value: str) -> None:
    with pytest.raises(BadInput):
        to_units(Decimal(value))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "0.12345"])
def test_the_database_never_gets_it_either(database: Database, value: str) -> None:
    with pytest.raises((StatementError, BadInput)), database.write() as session:
        session.add(Account(id="A", name="Acme", potential=Decimal(value)))
    with database.read() as session:
        assert session.get(Account, "A") is None


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = dt.datetime(2026, 11, 21, 12)  # noqa: DTZ001  # that is the point
    with pytest.raises(StatementError, match="timezone"), database.write() as session:
        session.add(InboundEvent(key="k", received_at=naive, payload="{}"))
    with database.read() as session:
        assert session.get(InboundEvent, "k") is None


@pytest.mark.parametrize("hours", [-11, 0, 5.5, 14])
def test_times_come_back_as_the_same_moment_in_utc(database: Database, hours: float) -> None:
    zone = dt.timezone(dt.timedelta(hours=hours))
    moment = dt.datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=zone)
    with database.write() as session:
        session.add(InboundEvent(key="k", received_at=moment, payload="{}"))
    with database.read() as session:
        event = session.get(InboundEvent, "k")
        assert event is not None
        assert event.received_at == moment
        assert event.received_at.utcoffset() == dt.timedelta(0)


def test_unknown_is_not_zero(database: Database) -> None:
    with database.write() as session:
        session.add(Account(id="A", name="Acme"))
        session.add(Account(id="B", name="Bolts", potential=Decimal(0)))
    with database.read() as session:
        known = dict(session.execute(select(col(Account.id), col(Account.potential))).all())
    assert known == {"A": None, "B": Decimal(0)}
