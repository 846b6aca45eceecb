"""Exports: numbers stay numbers, text stays text, nobody's accounts but one's own, and all of it reads back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

import store.imports
from bot.errors import BadInput, Unavailable
from store import migrations
from store.engine import Database, open_database
from store.export_kinds import KINDS
from store.exports import Exported, export, export_tables, harmless, kind_named, unguarded
from store.imports import import_paths
from store.questions.settings import CURRENCY, put_setting
from store.tables import metadata
from store.visibility import NOTHING, Accounts, Visible
from tests.store.everything import rows

EVERYTHING = Accounts(Visible(everything=True))
LINDA = Accounts(Visible(kams=frozenset({"282"})))
THREE = Accounts(Visible(everything=True), ids=frozenset({"AW00000697", "AW00000097", "AW00000546"}))

NOT_EXPORTED = {
    "audit_entry",
    "feedback",
    "import_batch",
    "inbound_event",
    "nudge",
    "outbox",
    "pack_snapshot",
    "receipt",
    "rollup_account_month",
    "rollup_category_month",
    "rollup_company_category_month",
    "rollup_kam_month",
    "rollup_product_month",
    "setting",
    "slack_link",
    "thread_turn",
    "usage",
}
"""What the program keeps for itself, or computes."""


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _empty(tmp_path: Path) -> Database:
    database = open_database(f"sqlite:///{tmp_path / 'back.sqlite'}")
    migrations.upgrade(database)
    with database.write() as session:
        put_setting(session, CURRENCY, "USD")
    return database


def export_table(columns: list[str], rows: Iterable[Sequence[object]], path: Path, format: str) -> Exported:
    return export_tables([("Answer", columns, rows)], path, format)


def _data(database: Database) -> dict[str, Any]:
    return {name: one for name, one in rows(database).items() if name not in NOT_EXPORTED}


def test_every_table_of_the_team_can_be_exported() -> None:
    exported = {kind.table.name for kind in KINDS.values()}
    assert exported == set(metadata.tables) - NOT_EXPORTED


def test_what_was_exported_imports_to_the_same_rows(sample: Database, tmp_path: Path) -> None:
    exported = export(sample, "all", tmp_path / "out", "csv", EVERYTHING)
    assert exported.rows["orders"] == 60_855
    back = _empty(tmp_path)
    report = import_paths(back, [exported.path])
    assert report.written
    assert _data(back) == _data(sample)
    assert [rows(back)[name] == rows(sample)[name] for name in rows(back) if name.startswith("rollup")] == [True] * 5
    back.close()


def test_importing_an_export_into_the_same_database_changes_nothing(sample: Database, tmp_path: Path) -> None:
    before = _data(sample)
    for what in KINDS:
        if what not in ("orders", "effort"):  # large, and covered by the test above
            export(sample, what, tmp_path / "out" / f"{what}.csv", "csv", EVERYTHING)
    report = import_paths(sample, [tmp_path / "out"])
    assert report.ok
    assert {kind: one.inserted + one.updated for kind, one in report.counts.items() if one.inserted + one.updated} == {}
    assert _data(sample) == before


def test_a_workbook_reads_back_too(sample: Database, tmp_path: Path) -> None:
    exported = export(sample, "all", tmp_path / "out.xlsx", "xlsx", THREE)
    back, again = _empty(tmp_path), tmp_path / "again"
    report = import_paths(back, [exported.path])
    assert report.written, report.problems[:3]
    export(sample, "all", tmp_path / "first", "csv", THREE)
    export(back, "all", again, "csv", THREE)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_text("utf-8-sig") == (again / path.name).read_text("utf-8-sig"), path.name
    back.close()


def test_the_importers_layouts_of_our_exports_are_what_is_exported() -> None:
    path = Path(store.imports.__file__).parent / "layouts" / "own.yaml"
    for layout in yaml.safe_load(path.read_text("utf-8")):
        kind = KINDS[layout["name"].split()[0]]
        assert layout["headers"] == list(kind.headers)


def test_a_kam_exports_their_own_accounts_alone(sample: Database, tmp_path: Path) -> None:
    exported = export(sample, "all", tmp_path / "out", "csv", LINDA)
    mine = {one["account_id"] for one in _csv(tmp_path / "out" / "accounts.csv")}
    assert len(mine) == 75
    for path in (tmp_path / "out").iterdir():
        for row in _csv(path):
            assert row.get("account_id", next(iter(mine))) in {*mine, ""}, path.name
    assert [one["person_id"] for one in _csv(tmp_path / "out" / "people.csv")] == ["282"]
    assert {one["person_id"] for one in _csv(tmp_path / "out" / "person_costs.csv")} == {"282"}
    assert {one["person_id"] for one in _csv(tmp_path / "out" / "quotas.csv")} == {"282"}
    assert 0 < exported.rows["payments"] <= exported.rows["invoices"] * 2
    opportunities = {one["opportunity_id"] for one in _csv(tmp_path / "out" / "opportunities.csv")}
    assert {one["opportunity_id"] for one in _csv(tmp_path / "out" / "evidence.csv")} <= opportunities
    assert len(_csv(tmp_path / "out" / "groups.csv")) == 1


def test_who_may_see_nothing_exports_nothing(sample: Database, tmp_path: Path) -> None:
    for what, kind in KINDS.items():
        if kind.whose != "everybody":
            exported = export(sample, what, tmp_path / "x.csv", "csv", Accounts(NOTHING))
            assert exported.rows == {what: 0}
            assert len(exported.path.read_text("utf-8-sig").splitlines()) == 1  # the titles stay


def test_figures_in_a_csv_are_bare_and_exact(sample: Database, tmp_path: Path) -> None:
    export(sample, "orders", tmp_path / "o.csv", "csv", LINDA)
    lines = (tmp_path / "o.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith('"SO43663",1,"2023-11-29",')
    assert ",419.4589,419.4589,0,419.4589,413.1463,10.4865," in lines[1]


FORMULAS = [
    "=1+1",
    "+49 170 555",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_text_becomes_a_formula(text: str, format: str, tmp_path: Path) -> None:
    path = export_table(["account", "sales"], [[text, Decimal("-5.50")]], tmp_path / f"t.{format}", format).path
    if format == "csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cell, number = list(csv.reader(stream))[1]
        assert cell[0] == "'"
        assert unguarded(cell) == text
        assert number == "-5.50"
        return
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet["A2"].data_type in ("s", "inlineStr")
    assert sheet["B2"].data_type == "n"
    assert sheet["B2"].value == -5.5


@given(st.text())
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(harmless(text)) == text
    assert harmless(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_csv_text_survives_quoting(text: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC).writerow([harmless(text), Decimal("1.5")])
    (row,) = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert unguarded(row[0]) == text


def test_error_words_and_control_characters_are_plain_text_in_a_workbook(tmp_path: Path) -> None:
    path = export_table(["note"], [["#N/A"], ["a\x0bb"], ["#REF!"]], tmp_path / "t.xlsx", "xlsx").path
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["#N/A", "ab", "#REF!"]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}


def test_amounts_too_long_for_a_spreadsheet_are_written_as_text(tmp_path: Path) -> None:
    long, short = Decimal("123456789012345.6789"), Decimal("12345678901.2345")
    path = export_table(["a"], [[long], [short], [-short]], tmp_path / "t.xlsx", "xlsx").path
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [str(long), 12345678901.2345, -12345678901.2345]


def test_dates_yes_and_unknown_are_readable(tmp_path: Path) -> None:
    table: list[list[object]] = [
        [dt.date(2024, 2, 29), True, None, 7],
        [dt.date(2024, 3, 1), False, "", Decimal("0.1")],
    ]
    plain = export_table(["day", "key", "cost", "count"], table, tmp_path / "t.csv", "csv").path.read_text("utf-8-sig")
    assert plain.splitlines()[1:] == ['"2024-02-29","yes","",7', '"2024-03-01","no","",0.1']
    sheet = load_workbook(export_table(["a", "b", "c", "d"], table, tmp_path / "t.xlsx", "xlsx").path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [dt.datetime(2024, 2, 29), "yes", None, 7]  # noqa: DTZ001


def test_a_long_table_goes_on_in_a_second_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.workbooks.SHEET_ROWS", 4)
    path = export_table(["n"], [[number] for number in range(7)], tmp_path / "t.xlsx", "xlsx").path
    book = load_workbook(path)
    assert book.sheetnames == ["Answer", "Answer (2)", "Answer (3)"]
    assert [len(list(sheet.iter_rows(min_row=2))) for sheet in book] == [3, 3, 1]


@pytest.mark.parametrize(
    ("word", "name"),
    [("orders", "orders"), ("Order", "orders"), ("cost-lines", "costs"), ("person", "people"), ("BANT", "evidence")],
)
def test_kinds_are_named_singular_or_plural(word: str, name: str) -> None:
    assert kind_named(word).name == name


def test_an_unknown_kind_or_format_is_refused_with_what_there_is(sample: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'secrets'; choose one of: all, people"):
        export(sample, "secrets", tmp_path / "x.csv", "csv", EVERYTHING)
    with pytest.raises(BadInput, match="'pdf' is not known"):
        export(sample, "orders", tmp_path / "x.pdf", "pdf", EVERYTHING)
    with pytest.raises(BadInput, match="'pdf' is not known"):
        export_table([], [], tmp_path / "x.pdf", "pdf")


def test_a_place_that_cannot_be_written_is_said(sample: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="could not be written"):
        export(sample, "people", tmp_path / "file" / "x.csv", "csv", EVERYTHING)


def test_a_failed_export_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    export_table(["a"], [[1]], path, "csv")

    def broken() -> Any:
        yield [2]
        raise OSError("disk full")

    with pytest.raises(Unavailable, match="disk full"):
        export_table(["a"], broken(), path, "csv")
    assert path.read_text("utf-8-sig").splitlines() == ['"a"', "1"]
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]


def test_both_engines_export_the_same(database: Database, tmp_path: Path) -> None:
    from tests.store.everything import fill

    fill(database)
    export(database, "all", tmp_path / "out", "csv", EVERYTHING)
    assert len(list((tmp_path / "out").iterdir())) == len(KINDS)
    with database.readers.connect() as connection:
        account = connection.execute(select(metadata.tables["account"].c.name)).scalar_one()
    assert unguarded(_csv(tmp_path / "out" / "accounts.csv")[0]["name"]) == account
