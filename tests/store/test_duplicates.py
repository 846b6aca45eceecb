"""Likely duplicates are offered, branches and numbered stores are not; a merge loses no row and no money."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.errors import BadInput
from store import rollups
from store.duplicates import likely_duplicates, merge_accounts
from store.engine import Database
from store.tables import Account, AccountAlias, Effort, OrderLine, Person, RollupAccountMonth
from tests.store.imports.making import bring, write

ACCOUNTS = (
    "Customer No,Customer Name,City\n"
    "1,Bike World Ltd.,Leeds\n2,Bikeworld,Leeds\n3,BIKE WORLD,Hull\n4,Store 12,Bonn\n5,Store 13,Bonn\n"
    "6,Café Vélo,Lyon\n7,Cafe Velo,Lyon\n8,Wheel Works,Bern\n9,Works Wheel,Bern\n10,Nothing Alike,Bern\n"
)


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    assert bring(database, write(tmp_path, "accounts.csv", ACCOUNTS)).ok
    return database


def test_names_that_are_nearly_one_are_offered(filled: Database) -> None:
    with filled.read() as session:
        pairs = {(one.first_id, one.second_id) for one in likely_duplicates(session)}
    assert pairs == {("1", "2"), ("6", "7"), ("8", "9")}


def test_only_pairs_with_a_new_account_are_offered_after_an_import(filled: Database) -> None:
    with filled.read() as session:
        assert [(one.first_id, one.second_id) for one in likely_duplicates(session, among={"9"})] == [("8", "9")]


def test_a_merge_keeps_every_line_and_sum_and_both_names(filled: Database, tmp_path: Path) -> None:
    orders = (
        "Order No,Date,Customer No,Customer,Qty,Net Value\n"
        "A,2024-01-31,1,Bike World,1,10\nB,2024-01-31,2,Bikeworld,1,5.5\n"
    )
    bring(filled, write(tmp_path, "orders.csv", orders))
    with filled.write() as session:
        session.add(Person(id="ann", name="Ann"))
        session.flush()
        for account, hours in (("1", 2), ("2", 3)):
            month = dt.date(2024, 1, 1)
            session.add(Effort(account_id=account, person_id="ann", month=month, hours=Decimal(hours), visits=1))
    with filled.write() as session:
        moved = merge_accounts(session, "1", "2")
        assert moved == {"order_line": 1}
    with filled.read() as session:
        assert session.get(Account, "2") is None
        assert session.scalar(select(func.sum(OrderLine.net_sales))) == Decimal("15.5")
        assert session.scalars(select(col(RollupAccountMonth.net_sales))).all() == [Decimal("15.5")]
        assert session.scalars(select(col(AccountAlias.alias)).order_by(col(AccountAlias.alias))).all() == [
            "2",
            "Bikeworld",
        ]
        effort = session.scalars(select(Effort)).one()
        assert (effort.account_id, effort.hours, effort.visits) == ("1", Decimal(5), 2)
        assert rollups.check(session) == []


def test_orders_of_a_merged_account_find_it_by_its_old_number(filled: Database, tmp_path: Path) -> None:
    with filled.write() as session:
        merge_accounts(session, "1", "2")
    orders = "Order No,Date,Customer No,Customer,Qty,Net Value\nB,2024-01-31,2,Bikeworld,1,5.5\n"
    assert bring(filled, write(tmp_path, "orders.csv", orders)).ok
    with filled.read() as session:
        assert session.scalars(select(col(OrderLine.account_id))).all() == ["1"]


def test_unknown_and_equal_ids_are_refused(filled: Database) -> None:
    with filled.read() as session:
        _refused(session, "1", "99", "no account '99'")
        _refused(session, "1", "1", "with itself")


def _refused(session: Session, keep: str, drop: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        merge_accounts(session, keep, drop)
