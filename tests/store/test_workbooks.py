"""The workbooks we write: every reader finds the same cells, and no text is taken for anything else."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from store.workbooks import WorkbookWriter

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)


def _written(path: Path, *tables: tuple[str, list[list[object]]]) -> bytes:
    book = WorkbookWriter(path)
    for title, rows in tables:
        book.table(title, ["a", "b"], rows)
    book.finish()
    return path.read_bytes()


@given(st.lists(st.tuples(TEXTS, st.integers(-(10**10), 10**10)), max_size=5))
def test_two_readers_find_what_was_written(rows: list[tuple[str, int]]) -> None:
    made = io.BytesIO()
    book = WorkbookWriter(made)  # type: ignore[arg-type]  # a stream in place of a path: zipfile takes both
    assert book.table("T", ["a", "b"], rows) == len(rows)
    book.finish()
    sheet = load_workbook(made).active
    assert sheet is not None
    assert [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)] == rows
    made.seek(0)
    found = CalamineWorkbook.from_filelike(made).get_sheet_by_index(0).to_python()
    assert [(row[0], row[1]) for row in found[1:]] == [(text, float(number)) for text, number in rows]


def test_days_numbers_and_yes_are_what_they_are(tmp_path: Path) -> None:
    day, early = dt.date(2024, 2, 29), dt.date(1899, 5, 1)
    _written(
        tmp_path / "t.xlsx",
        ("One", [[day, Decimal("0.0001")], [early, Decimal("1E+3")]]),
        ("Two & <more>: a title of more than 31 letters", [[True, None]]),
        ("Empty", []),
    )
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["One", "Two & <more>  a title of more t", "Empty"]
    one, two, empty = book.worksheets
    assert [[cell.value for cell in row] for row in one.iter_rows(min_row=2)] == [
        [dt.datetime(2024, 2, 29), 0.0001],  # noqa: DTZ001 - a reader's own form of a day
        ["1899-05-01", 1000],
    ]
    assert one["A2"].number_format == "yyyy\\-mm\\-dd"
    assert one.freeze_panes == "A2"
    assert [cell.value for cell in two[2]][:1] == ["yes"]
    assert empty.max_row == 1


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "a\nb", "a\rb", " spaces ", "a&b<c>\"d'", "_x0041_"])
def test_a_text_stays_the_text_that_it_is(text: str, tmp_path: Path) -> None:
    _written(tmp_path / "t.xlsx", ("T", [[text, 1]]))
    found = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()
    assert found[1][0] == text
    sheet = load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    assert sheet["A2"].data_type in ("s", "inlineStr")
