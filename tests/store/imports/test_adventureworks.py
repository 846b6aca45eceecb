"""The sample ledger's layout comes in with no mapping file, to the cent of the published reference."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from store import rollups
from store.engine import Database
from store.imports import import_paths
from store.questions.settings import CURRENCY, setting
from store.sample.files import LEDGER
from store.tables import Account, OrderLine, Person, Product, Promotion, Quota, RollupKamMonth
from store.types import from_units

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "adventureworks_reference.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)
SUMMED = ("gross_sales", "discount", "net_sales", "cogs", "freight", "tax", "quantity")


def test_the_folder_comes_in_with_the_reference_totals(database: Database) -> None:
    report = import_paths(database, [LEDGER])
    assert report.ok
    assert report.written
    assert report.counts["order"].inserted == 60_855
    assert report.counts["account"].inserted == 701
    assert {one.kind for one in report.files} >= {
        "order",
        "account",
        "person",
        "product",
        "promotion",
        "quota",
        "account_month",
    }
    assert not any("monthly sums differ" in one for one in report.warnings)
    with database.read() as session:
        total = REFERENCE["total"]
        sums = session.execute(select(*(func.sum(getattr(OrderLine, name)) for name in SUMMED))).one()
        for name, value in zip(SUMMED, sums, strict=True):
            assert value == Decimal(str(total[name])), name
        assert session.scalar(select(func.count(func.distinct(OrderLine.account_id)))) == total["active_accounts"]
        assert setting(session, CURRENCY) == "USD"
        assert rollups.check(session) == []


def test_people_accounts_and_quotas_are_as_the_source_says(adventureworks: Database) -> None:
    with adventureworks.read() as session:
        jose = session.get(Person, "288")
        assert jose is not None
        assert (jose.name, jose.email, jose.role, jose.manager_id) == (
            "José Saraiva",
            "josé1@adventure-works.com",
            "kam",
            "272",
        )
        head = session.get(Person, "277")
        assert head is not None
        assert (head.role, head.manager_id) == ("head_of_sales", None)
        twins = session.scalars(select(Account).where(col(Account.name) == "Friendly Bike Shop")).all()
        assert len({one.id for one in twins}) == 2
        bike = session.get(Account, "AW00000001")
        assert bike is not None
        assert (bike.segment, bike.region, bike.kam_id) == ("Value Added Reseller", "North America", "286")
        assert (str(bike.customer_since), bike.employees) == ("2011-01-29", 2)
        assert bike.customer_annual_sales == Decimal(300_000)
        quota = session.get(Quota, "1")
        assert quota is not None
        assert (quota.person_id, quota.amount, str(quota.end)) == ("272", Decimal(28_000), "2011-03-30")
        promotion = session.get(Promotion, "2")
        assert promotion is not None
        assert promotion.discount_pct == Decimal(2)
        assert len(session.scalars(select(Product).where(col(Product.sku) == "HL-U509-R")).all()) == 3


def test_an_order_line_keeps_its_own_kam_its_label_and_the_list_price_of_its_version(adventureworks: Database) -> None:
    with adventureworks.read() as session:
        line = session.get(OrderLine, ("SO43659", 1))
        assert line is not None
        assert (line.account_id, line.kam_id, line.product_id, line.currency_label) == (
            "AW00000676",
            "285",
            "349",
            "USD",
        )
        assert (line.unit_price, line.list_sales) == (Decimal("2024.9940"), Decimal("3374.9900"))
        labels = session.scalars(select(col(OrderLine.currency_label)).distinct()).all()
        assert set(labels) == {"USD", "CAD", "GBP", "EUR", "AUD"}


def test_totals_by_the_kam_of_the_account_are_the_references(adventureworks: Database) -> None:
    with adventureworks.read() as session:
        rows = session.execute(
            select(col(Account.kam_id), func.sum(OrderLine.net_sales), func.count(func.distinct(OrderLine.order_no)))
            .join(Account, col(Account.id) == col(OrderLine.account_id))
            .group_by(col(Account.kam_id))
        ).all()
    for kam, net, orders in rows:
        wanted = next(value for key, value in REFERENCE["by_kam_account"].items() if key.startswith(f"{kam} "))
        assert (net, orders) == (Decimal(str(wanted["net_sales"])), wanted["orders"])


def test_the_same_folder_twice_changes_nothing(adventureworks: Database) -> None:
    report = import_paths(adventureworks, [LEDGER])
    assert report.total.inserted == report.total.updated == report.total.refused == 0
    assert report.counts["order"].unchanged == 60_855
    assert all(one.already for one in report.files)


def test_a_dry_run_reports_the_same_and_writes_nothing(database: Database) -> None:
    report = import_paths(database, [LEDGER / "people.csv.gz"], dry_run=True)
    assert report.counts["person"].inserted == 18
    assert report.dry_run
    assert not report.written
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_rollups_can_be_rebuilt_for_a_month_and_a_difference_is_found(adventureworks: Database) -> None:
    with adventureworks.write() as session:
        row = session.scalars(select(RollupKamMonth)).first()
        assert row is not None
        month, was = row.month, row.net_sales
        row.net_sales = was + Decimal("0.01")
        session.add(row)
        session.flush()
        found = rollups.check(session)
        assert [(one.table, one.field) for one in found] == [("rollup_kam_month", "net_sales")]
        assert from_units((found[0].rollup or 0) - (found[0].lines or 0)) == Decimal("0.01")
        rollups.rebuild(session, [month])
        assert rollups.check(session) == []
