"""One flat order export is enough to start: other headers, decimal commas and DD.MM.YYYY give the same totals."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from store import rollups
from store.engine import Database
from store.sample.files import LEDGER
from store.tables import Account, OrderLine, Person, Product
from tests.store.imports.making import bring, write

HEADERS = (
    *("Belegnummer", "Position", "Belegdatum", "Kundennummer", "Kundenname", "Verkäufer", "Land", "Artikelnummer"),
    *("Artikel", "Warengruppe", "Menge", "Einzelpreis", "Bruttobetrag", "Rabatt", "Nettobetrag", "Wareneinsatz"),
    *("Fracht", "Steuer"),
)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(LEDGER / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger's order lines in one wide file as a German ERP would write it, in Windows-1252."""
    accounts = {row["account_id"]: row for row in _rows("accounts")}
    people = {row["person_id"]: row["name"] for row in _rows("people")}
    products = {row["sku"]: row["product_name"] for row in _rows("products")}
    path = tmp_path_factory.mktemp("flat") / "Umsätze.csv"
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADERS)
        for row in _rows("orders"):
            account = accounts[row["account_id"]]
            year, month, day = row["order_date"].split("-")
            amounts = ("unit_price", "gross_sales", "discount", "net_sales", "cogs", "freight", "tax")
            writer.writerow(
                [
                    *(row["order_no"], row["line_no"], f"{day}.{month}.{year}", row["account_id"]),
                    *(account["account_name"], people[row["kam_id"]], account["country"], row["sku"]),
                    *(products[row["sku"]], row["category"], row["quantity"]),
                    *(_german(row[name]) for name in amounts),
                ]
            )
    return path


def _german(amount: str) -> str:
    whole, _, fraction = amount.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}".replace(",", ".") + ("," + fraction if fraction else "")


@pytest.mark.timeout(600)
def test_the_flat_export_gives_the_same_totals_and_makes_people_accounts_and_products(
    flat: Path, database: Database
) -> None:
    report = bring(database, flat)
    assert report.problems == ()
    assert report.questions == ()
    assert report.counts["order"].inserted == 60_855
    assert report.counts["account"].inserted == 635
    assert report.counts["person"].inserted == 17
    with database.read() as session:
        columns = ("gross_sales", "discount", "net_sales", "cogs", "freight", "tax", "quantity")
        sums = session.execute(select(*(func.sum(getattr(OrderLine, name)) for name in columns))).one()
        wanted = "80978104.8707 527507.8884 80450596.9823 79980114.3790 2011265.9158 6436047.6066 214378.0000"
        assert " ".join(f"{value:.4f}" for value in sums) == wanted
        assert rollups.check(session) == []
        account = session.get(Account, "AW00000697")
        assert account is not None
        assert (account.name, account.kam_id, account.country) == (
            "Brakes and Gears",
            "linda-mitchell",
            "United States",
        )
        assert session.scalar(select(func.count()).select_from(Product).where(col(Product.category) == "")) == 0
        assert session.scalar(select(func.count()).select_from(Person).where(col(Person.role) == "kam")) == 17


def test_without_cost_of_goods_the_cost_is_unknown_and_not_zero(tmp_path: Path, database: Database) -> None:
    file = write(
        tmp_path, "sales.csv", "Date,Customer,Net Value\n2024-01-31,Acme Inc.,1200.50\n2024-02-29,Bolt AG,80\n"
    )
    report = bring(database, file)
    assert report.written
    with database.read() as session:
        lines = session.scalars(select(OrderLine).order_by(col(OrderLine.order_date))).all()
        assert [one.cogs for one in lines] == [None, None]
        assert [one.account_id for one in lines] == ["acme", "bolt"]
    assert any("no quantity column" in one for one in report.warnings)


def test_the_next_month_of_a_flat_export_finds_the_accounts_it_made(tmp_path: Path, database: Database) -> None:
    january = "Date,Customer,Rep,Net Value\n2024-01-31,Acme Inc.,Ann Lee,1200.50\n"
    february = "Date,Customer,Rep,Net Value\n2024-02-29,ACME,Ann Lee,10\n2024-02-29,Acme Incorporated,Ann Lee,20\n"
    bring(database, write(tmp_path, "january.csv", january))
    report = bring(database, write(tmp_path, "february.csv", february))
    assert "account" not in report.counts
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1
        assert session.scalars(select(col(Account.kam_id))).all() == ["ann-lee"]


def test_rows_made_from_names_take_the_ids_of_the_master_files(tmp_path: Path, database: Database) -> None:
    orders = "Order No,Date,Customer,Rep,Net Value\nA,2024-01-31,Acme Inc.,Ann Lee,1200.50\nB,2024-01-31,Bolt,Bo Ek,9\n"
    bring(database, write(tmp_path, "january.csv", orders))
    people = "Employee ID,Name,Email,Role\n7,Ann Lee,ann@x.com,KAM\n"
    accounts = "Customer No,Customer Name,Account Manager\nC1,ACME,Ann Lee\n"
    report = bring(database, write(tmp_path, "people.csv", people), write(tmp_path, "accounts.csv", accounts))
    assert report.ok, (report.problems, report.questions)
    assert any("ann-lee is now 7" in one for one in report.warnings)
    with database.read() as session:
        assert set(session.scalars(select(col(Person.id)))) == {"7", "bo-ek"}
        assert set(session.scalars(select(col(Account.id)))) == {"C1", "bolt"}
        line = session.get(OrderLine, ("A", 1))
        assert line is not None
        assert (line.account_id, line.kam_id) == ("C1", "7")
        assert rollups.check(session) == []
    february = "Order No,Date,Customer,Rep,Net Value\nC,2024-02-29,Acme,Ann Lee,5\n"
    assert bring(database, write(tmp_path, "february.csv", february)).ok
