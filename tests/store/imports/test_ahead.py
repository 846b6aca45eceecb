"""A long file that another process reads gives the same report and the same rows as a short one read here."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from store.imports import ImportReport, ahead
from store.tables import OrderLine
from tests.store.imports.making import bring, fresh, write
from tests.store.imports.test_reports import NETSUITE, WIDE

HEAD = "Order No,Line,Date,Customer No,Customer,Net Value\n"
GOOD = HEAD + "".join(
    f"S{number},1,2024-01-{number % 28 + 1:02},C{number % 7},Acme {number % 7},{number}.12345\n"
    for number in range(5000)
)
BAD = GOOD + "Total,,,,,9\nS1,2,2024-01-99,C1,Acme 1,5\nS2,2,2024-01-01,,,5\nS3,2,2024-01-01,C1,Acme 1,x\nS4,2,short\n"


def _both(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mapping: Path | None = None
) -> list[ImportReport]:
    reports = []
    for name, long in (("here", ahead.LONG), ("there", 1)):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setattr(ahead, "LONG", long)
        database = fresh(folder)
        reports.append(bring(database, write(folder, "orders.csv", content), mapping=mapping))
        database.close()
    return reports


def test_good_lines_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = _both(GOOD, tmp_path, monkeypatch)
    assert here.written
    assert (there.counts, there.warnings, there.files) == (here.counts, here.warnings, here.files)
    rows = []
    for name in ("here", "there"):
        database = fresh(tmp_path / name)
        with database.read() as session:
            rows.append(
                [one.model_dump() for one in session.scalars(select(OrderLine).order_by(col(OrderLine.order_no)))]
            )
        database.close()
    assert len(rows[0]) == 5000
    assert rows[0] == rows[1]


def test_bad_lines_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = _both(BAD, tmp_path, monkeypatch)
    assert here.problem_count == 4
    assert there.to_json() == here.to_json()


def test_a_report_with_groups_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = _both(NETSUITE, tmp_path, monkeypatch)
    assert here.written
    assert there.to_json() == here.to_json()


def test_months_across_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = write(
        tmp_path,
        "map.yaml",
        "files:\n- {file: o*.csv, kind: order, columns: {Customer: account_name}, months: net_sales}",
    )
    here, there = _both(WIDE, tmp_path, monkeypatch, mapping=mapping)
    assert here.counts["order"].inserted == 4
    assert there.to_json() == here.to_json()
