"""The questions of the money tools give the same on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from store import rollups
from store.engine import Database
from store.questions import margins, promotions, results, sales
from store.tables import (
    Account,
    CostLine,
    CustomerFinancial,
    IndustryBenchmark,
    OrderLine,
    Person,
    Product,
    Promotion,
)
from store.visibility import Accounts, Visible

D = Decimal
ALL = Accounts(Visible(everything=True))
OWN = Accounts(Visible(kams=frozenset({"k1"})))
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAYS = (dt.date(2026, 1, 2), dt.date(2026, 12, 30))


def line(number: int, account: str, day: dt.date, product: str, net: int, **more: Any) -> OrderLine:
    values: dict[str, Any] = {
        "cogs": D(net) / 2,
        "freight": D(1),
        "list_sales": D(net * 2),
        "discount": D(0),
        "gross_sales": D(net),
    }
    fields: dict[str, Any] = {
        "order_no": f"O{number}",
        "line_no": 1,
        "order_date": day,
        "account_id": account,
        "product_id": product,
    }
    amounts: dict[str, Any] = {"quantity": D(1), "unit_price": D(net), "net_sales": D(net)}
    return OrderLine(**(fields | amounts | values | more))


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        session.add_all([Person(id="k1", name="Kim"), Person(id="k2", name="Kai")])
        session.flush()
        session.add_all(
            [
                Account(id="A1", name="Acme", kam_id="k1", industry="Retail"),
                Account(id="A2", name="Bolt", kam_id="k1"),
                Account(id="B1", name="Other", kam_id="k2"),
                Product(id="P1", sku="P", name="Pump", category="Parts"),
                Product(id="P2", sku="P", name="Pump", category="Parts"),
                Promotion(id="M", name="March", start=dt.date(2026, 3, 1)),
                Promotion(id="N", name="Never"),
            ]
        )
        session.flush()
        session.add_all(
            [
                line(1, "A1", dt.date(2026, 2, 5), "P1", 100),
                line(2, "A1", dt.date(2026, 3, 5), "P2", 200, promotion_id="M", discount=D(20), gross_sales=D(220)),
                line(3, "A2", dt.date(2026, 3, 6), "P1", 50, cogs=None, freight=None, list_sales=None),
                line(4, "B1", dt.date(2026, 3, 7), "P1", 900),
                CostLine(id="C1", account_id="A1", date=dt.date(2026, 3, 1), kind="rebate", amount=D("7.5")),
                CostLine(
                    id="C2", account_id="A1", date=dt.date(2026, 3, 1), kind="service", amount=D(3), illustrative=True
                ),
                CostLine(
                    id="C3", account_id="A1", date=dt.date(2026, 3, 1), kind="promotion", amount=D(9), promotion_id="M"
                ),
                CustomerFinancial(account_id="A1", year=2024, gross_margin_pct=D(30)),
                CustomerFinancial(account_id="A1", year=2025, gross_margin_pct=D(31)),
                IndustryBenchmark(industry="Retail", metric="gross_margin_pct", year=2025, value=D(33)),
            ]
        )
        session.flush()
        rollups.rebuild(session)
    return database


@pytest.fixture
def session(filled: Database) -> Iterator[Session]:
    with filled.read() as open_session:
        yield open_session


@pytest.mark.parametrize("days", [YEAR, DAYS])
def test_results_by_account(session: Session, days: tuple[dt.date, dt.date]) -> None:
    found = {row[0]: tuple(int(one) for one in row[1:]) for row in results.sales(session, OWN, days)}
    assert found == {"A1": (3_000_000, 1_500_000, 20_000, 2, 0, 0), "A2": (500_000, 0, 0, 1, 1, 1)}
    assert len(results.sales(session, ALL, days)) == 3


def test_costs_by_account(session: Session) -> None:
    rows = results.costs(session, OWN, YEAR, ("rebate", "service"))
    assert [(row[0], *(int(one) for one in row[1:])) for row in rows] == [("A1", 75_000, 30_000, 0, 1)]


@pytest.mark.parametrize("days", [YEAR, DAYS])
def test_standing_in_the_company(session: Session, days: tuple[dt.date, dt.date]) -> None:
    row = sales.standing(session, "A1", *days)
    assert row is not None
    assert (row.of, row.sales_rank, row.margin_rank, row.unknown) == (3, 2, 2, 1)
    assert sales.standing(session, "A9", *days) is None


def test_products_by_sku_whatever_the_version(session: Session) -> None:
    (row,) = sales.by_product(session, OWN, *YEAR)
    assert (row.key, row.name, row.net_sales, row.lines) == ("P", "Pump", D(350), 3)
    assert (row.list_sales, row.lines_without_list) == (D(600), 1)
    (everything,) = sales.by_product(session, ALL, *YEAR)
    assert everything.net_sales == D(1250)


def test_promotions_and_what_was_bought_under_them(session: Session) -> None:
    assert [one.id for one in promotions.promotions(session)] == ["N", "M"]
    (taken,) = promotions.taken(session, OWN, YEAR)
    assert (taken.key, taken.net_sales, taken.discount) == ("M", D(200), D(20))
    (cost,) = promotions.costs(session, OWN, YEAR)
    assert (cost.promotion_id, cost.amount, cost.illustrative) == ("M", D(9), 0)
    (product,) = promotions.promoted(session, "M", OWN, YEAR)
    assert (product.key, product.name, product.quantity) == ("P", "Pump", D(1))


def test_the_same_buyers_around_the_run(session: Session) -> None:
    march = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    (before,) = promotions.same_buyers(session, "M", OWN, march, (dt.date(2026, 1, 1), dt.date(2026, 2, 28)))
    assert (before.key, before.net_sales) == ("P", D(100))


def test_margins_newest_first_and_only_of_visible_accounts(session: Session) -> None:
    assert [one.year for one in margins.customer_years(session, OWN)] == [2025, 2024]
    others = Accounts(Visible(kams=frozenset({"k2"})))
    assert margins.customer_years(session, others) == []
    assert [one.value for one in margins.industry_figures(session, "Retail")] == [D(33)]


def test_first_and_last_day(session: Session) -> None:
    assert sales.data_days(session) == (dt.date(2026, 2, 5), dt.date(2026, 3, 7))
