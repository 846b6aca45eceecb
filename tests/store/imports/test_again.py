"""The same file twice changes nothing; a corrected one updates by its key; an older one can be taken again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from store import rollups
from store.engine import Database
from store.tables import Account, ImportBatch, OrderLine, RollupAccountMonth
from tests.store.imports.making import bring, write

HEAD = "Order No,Line,Date,Customer No,Customer,Qty,Net Value,Cost\n"
FIRST = HEAD + "A,1,2024-01-31,1,Acme,1,10,6\nA,2,2024-01-31,1,Acme,2,20,12\nB,1,2024-02-10,1,Acme,1,5,\n"
CORRECTED = FIRST.replace("2,20,12", "2,25,12").replace("2024-02-10", "2024-03-10")


def test_the_same_file_under_another_name_is_known(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, "one.csv", FIRST))
    report = bring(database, write(tmp_path, "two.csv", FIRST))
    assert report.files[0].already
    assert (report.counts["order"].unchanged, report.total.inserted, report.total.updated) == (3, 0, 0)


def test_a_corrected_file_updates_its_lines_and_the_sums_of_both_months(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, "one.csv", FIRST))
    report = bring(database, write(tmp_path, "one.csv", CORRECTED))
    counts = report.counts["order"]
    assert (counts.inserted, counts.updated, counts.unchanged) == (0, 2, 1)
    with database.read() as session:
        months = session.execute(
            select(col(RollupAccountMonth.month), col(RollupAccountMonth.net_sales)).order_by(
                col(RollupAccountMonth.month)
            )
        ).all()
        assert [(str(month), net) for month, net in months] == [("2024-01-01", Decimal(35)), ("2024-03-01", Decimal(5))]
        assert rollups.check(session) == []


def test_the_older_file_after_its_correction_takes_the_correction_back(database: Database, tmp_path: Path) -> None:
    for content in (FIRST, CORRECTED, FIRST):
        report = bring(database, write(tmp_path, "one.csv", content))
    assert report.counts["order"].updated == 2
    with database.read() as session:
        assert session.scalar(select(func.sum(OrderLine.net_sales))) == Decimal(35)
        assert session.scalar(select(func.count()).select_from(ImportBatch)) == 3


def test_one_bad_line_keeps_everything_out_also_from_sound_files(database: Database, tmp_path: Path) -> None:
    sound = write(tmp_path, "accounts.csv", "Customer No,Customer Name\n1,Acme\n")
    report = bring(database, sound, write(tmp_path, "orders.csv", FIRST.replace("20,12", "twenty,12")))
    assert report.problem_count == 1
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
        assert session.scalar(select(func.count()).select_from(OrderLine)) == 0


def test_a_dry_run_of_a_correction_tells_what_would_change(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, "one.csv", FIRST))
    report = bring(database, write(tmp_path, "one.csv", CORRECTED), dry_run=True)
    assert (report.counts["order"].updated, report.written) == (2, False)
    with database.read() as session:
        assert session.scalar(select(func.sum(OrderLine.net_sales))) == Decimal(35)


def test_two_files_of_one_name_in_two_folders_are_two_files(database: Database, tmp_path: Path) -> None:
    for folder, order in (("january", "A"), ("february", "B")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "orders.csv", HEAD + f"{order},1,2024-01-31,1,Acme,1,10,6\n")
    report = bring(database, tmp_path)
    assert sorted(one.file for one in report.files) == ["february/orders.csv", "january/orders.csv"]
    assert report.counts["order"].inserted == 2


def test_likely_duplicates_of_new_accounts_are_offered(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, "a.csv", "Customer No,Customer Name\n1,Bike World\n2,Velo\n3,Veloo\n"))
    report = bring(database, write(tmp_path, "b.csv", "Customer No,Customer Name\n4,Bikeworld\n"))
    assert [(first, second) for first, second, _ in report.duplicates] == [("1", "4")]


def test_two_imports_at_once_both_come_in(database: Database, tmp_path: Path) -> None:
    content = {name: FIRST.replace("\nA,", f"\n{name}A,").replace("\nB,", f"\n{name}B,") for name in "xy"}
    files = [write(tmp_path, f"{name}.csv", text) for name, text in content.items()]
    bring(database, write(tmp_path, "accounts.csv", "Customer No,Customer Name\n1,Acme\n"))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda file: bring(database, file), files))
    assert [one.counts["order"].inserted for one in reports] == [3, 3]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(OrderLine)) == 6
        assert rollups.check(session) == []
