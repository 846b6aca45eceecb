"""XLSX: typed cells, both date systems; formulas, errors, hidden and merged cells, bombs: never in silence."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from store.imports import ImportReport
from store.imports.reading import workbook as reader
from store.tables import Account, OrderLine, Promotion
from tests.store.imports.making import bring, fresh, rewritten, workbook, write

HEAD: list[Any] = ["Order No", "Line", "Date", "Customer No", "Customer", "Net Value"]
ROW: list[Any] = ["SO1", 1, dt.date(2024, 1, 31), 4711, "Acme", 10.5]


def _lines(folder: Path) -> list[tuple[str, str, Decimal]]:
    database = fresh(folder)
    with database.read() as session:
        lines = session.scalars(select(OrderLine).order_by(col(OrderLine.order_no), col(OrderLine.line_no))).all()
        found = [(one.account_id, one.order_date.isoformat(), one.net_sales) for one in lines]
    database.close()
    return found


def _bring(folder: Path, *files: Path) -> ImportReport:
    database = fresh(folder)
    report = bring(database, *files)
    database.close()
    return report


def _sheet(change: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda book: change(book.active)


def test_typed_cells_are_read_as_they_are(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 2, 1, 9, 30)  # noqa: DTZ001 - a workbook has no zones
    rows = [HEAD, ROW, ["SO1", 2, moment, 4711, "Acme", 0.1 + 0.2]]
    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", rows))
    assert report.ok, (report.problems, report.questions)
    assert _lines(tmp_path) == [("4711", "2024-01-31", Decimal("10.5")), ("4711", "2024-02-01", Decimal("0.3"))]
    assert not any("four decimals" in one for one in report.warnings)


def test_dates_that_count_from_1904_are_the_same_days(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    def mac(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    serial = (dt.date(2024, 2, 29) - dt.date(1904, 1, 1)).days
    rows = [HEAD, ROW, ["SO1", 2, serial, 4711, "Acme", 1]]
    file = workbook(tmp_path, "o.xlsx", [HEAD], None)

    def fill(book: Any) -> None:
        mac(book)
        for row in rows[1:]:
            book.active.append(row)

    file = workbook(tmp_path, "o.xlsx", [HEAD], fill)
    assert _bring(tmp_path, file).ok
    assert [day for _, day, _ in _lines(tmp_path)] == ["2024-01-31", "2024-02-29"]


def test_a_table_that_begins_further_down_and_right_keeps_its_line_numbers(tmp_path: Path) -> None:
    rows = [
        [],
        ["", "", "Sales report"],
        [],
        ["", "", *HEAD],
        ["", "", *ROW],
        ["", "", "SO1", 2, "never", 4711, "Acme", 1],
    ]
    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", rows))
    assert [(one.line, one.column, one.value) for one in report.problems] == [(6, "Date", "never")]


def test_stored_results_of_formulas_are_read_and_it_is_said(tmp_path: Path) -> None:
    file = workbook(tmp_path, "o.xlsx", [HEAD, [*ROW[:5], "=5*2"]])
    file = rewritten(
        file,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v></v>", b"<v>10</v>").replace(b"<v/>", b"<v>10</v>"),
    )
    report = _bring(tmp_path, file)
    assert any("1 cells are formulas" in one for one in report.warnings)
    assert _lines(tmp_path)[0][2] == Decimal(10)


def test_a_formula_without_a_stored_result_is_refused(tmp_path: Path) -> None:
    report = _bring(
        tmp_path, workbook(tmp_path, "o.xlsx", [HEAD, ROW, ["SO1", 2, dt.date(2024, 1, 1), 4711, "Acme", "=5*2"]])
    )
    assert [(one.line, one.column) for one in report.problems] == [(3, "Net Value")]
    assert "formula without a stored result" in report.problems[0].value


def test_an_error_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    def break_cell(sheet: Any) -> None:
        sheet["F3"] = "#REF!"
        sheet["F3"].data_type = "e"

    file = workbook(tmp_path, "o.xlsx", [HEAD, ROW, [*ROW[:1], 2, *ROW[2:]]], _sheet(break_cell))
    report = _bring(tmp_path, file)
    assert [(one.line, one.column, one.value) for one in report.problems] == [(3, "Net Value", "#REF!")]


def test_hidden_sheets_are_left_out_and_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        other = book.create_sheet("Old")
        other.append(HEAD)
        other.append(ROW)
        other.sheet_state = "hidden"
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["B"].hidden = True

    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", [HEAD, ROW, ["SO2", *ROW[1:]]], hide))
    assert report.ok
    assert len(_lines(tmp_path)) == 2
    assert any("hidden sheets Old" in one for one in report.warnings)
    assert any("1 hidden rows and hidden columns" in one for one in report.warnings)


def test_a_merged_date_holds_for_all_its_rows_and_is_told(tmp_path: Path) -> None:
    rows = [HEAD, ROW, ["SO1", 2, None, 4711, "Acme", 1]]
    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", rows, _sheet(lambda sheet: sheet.merge_cells("C2:C3"))))
    assert any("merged cells" in one for one in report.warnings)
    assert report.written
    database = fresh(tmp_path)
    with database.read() as session:
        assert len(set(session.scalars(select(col(OrderLine.order_date))))) == 1
    database.close()


def test_a_merged_amount_is_never_counted_twice(tmp_path: Path) -> None:
    rows = [HEAD, ROW, ["SO1", 2, dt.date(2024, 1, 31), 4711, "Acme", None]]
    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", rows, _sheet(lambda sheet: sheet.merge_cells("F2:F3"))))
    assert any("merged cells" in one for one in report.warnings)
    assert [(one.line, one.reason) for one in report.problems] == [(3, "the line has no amount")]


def test_cells_shown_as_per_cent_are_per_cents(tmp_path: Path) -> None:
    def show(sheet: Any) -> None:
        sheet["D2"].number_format = "0.0%"

    rows: list[list[Any]] = [
        ["Promotion", "Start Date", "End Date", "Discount %"],
        ["Spring", dt.date(2024, 3, 1), None, 0.075],
    ]
    report = _bring(tmp_path, workbook(tmp_path, "promotions.xlsx", rows, _sheet(show)))
    assert report.ok, report.questions
    database = fresh(tmp_path)
    with database.read() as session:
        assert session.scalars(select(col(Promotion.discount_pct))).all() == [Decimal("7.5")]
    database.close()


def test_two_sheets_are_two_tables_and_a_sheet_of_notes_is_left_out(tmp_path: Path) -> None:
    def more(book: Any) -> None:
        accounts = book.create_sheet("Accounts")
        accounts.append(["Customer No", "Customer Name", "City"])
        accounts.append([4711, "Acme", "Bern"])
        notes = book.create_sheet("Notes")
        notes.append(["Written by", "On"])
        notes.append(["me", "Monday"])

    report = _bring(tmp_path, workbook(tmp_path, "book.xlsx", [HEAD, ROW], more))
    assert report.ok, (report.problems, report.questions)
    assert {one.file: one.kind for one in report.files} == {
        "book.xlsx · Data": "order",
        "book.xlsx · Accounts": "account",
    }
    assert any("book.xlsx · Notes" in one for one in report.warnings)
    database = fresh(tmp_path)
    with database.read() as session:
        assert session.scalars(select(col(Account.city))).all() == ["Bern"]
    database.close()


def test_a_value_beyond_the_last_header_is_refused(tmp_path: Path) -> None:
    report = _bring(tmp_path, workbook(tmp_path, "o.xlsx", [HEAD, ROW, [*ROW, 7]]))
    assert [(one.line, one.value) for one in report.problems] == [(3, "7")]


def test_a_workbook_made_to_blow_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGEST_PART", 1024 * 1024)
    file = rewritten(
        workbook(tmp_path, "o.xlsx", [HEAD, ROW]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 2**21
    )
    report = _bring(tmp_path, file)
    assert "too much for a workbook" in report.problems[0].reason


def test_a_part_that_unpacks_by_more_than_a_thousand_is_refused(tmp_path: Path) -> None:
    file = rewritten(
        workbook(tmp_path, "o.xlsx", [HEAD, ROW]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 2**25
    )
    assert "too much for a workbook" in _bring(tmp_path, file).problems[0].reason


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_that_lacks_a_part_is_refused(part: str, tmp_path: Path) -> None:
    file = workbook(tmp_path, "o.xlsx", [HEAD, ROW])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != part}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "no sound XLSX workbook" in _bring(tmp_path, file).problems[0].reason


def test_a_cut_off_workbook_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, "o.xlsx", [HEAD, ROW]).read_bytes()
    assert "no sound XLSX" in _bring(tmp_path, write(tmp_path, "cut.xlsx", whole[: len(whole) // 2])).problems[0].reason
    assert "holds no table" in _bring(tmp_path, workbook(tmp_path, "empty.xlsx", [])).problems[0].reason


def test_xml_entities_do_not_unfold(tmp_path: Path) -> None:
    def laugh(xml: bytes) -> bytes:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        start = xml.index(b"<worksheet")
        return xml[:start] + bomb + xml[start:].replace(b">Acme<", b">&b;<")

    report = _bring(tmp_path, rewritten(workbook(tmp_path, "o.xlsx", [HEAD, ROW]), "xl/worksheets/sheet1.xml", laugh))
    assert report.problems
    assert not report.written
