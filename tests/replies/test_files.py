"""Answers as files: whole, exact, and harmless in a spreadsheet."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bot.replies.files import attachment, table_csv, table_xlsx, workbook
from bot.tools.answer import Answer, Attachment, Chart, Citation, Column, Figure, Section, Series, Table

TABLE = Table(
    (Column("what", "what"), Column("amount", "amount", "USD"), Column("days", "days", "days")),
    (("=HYPERLINK(1)", Decimal("1234.5678"), 3), ("plain", None, None)),
)
PACK = Answer(
    "review_pack",
    "Quarterly review with Alpha Bikes",
    ("+one line\x07",),
    (Figure("net_sales", Decimal("1234.565"), "USD", "net sales"), Figure("gap", None, "%", "gap", "unknown")),
    table=TABLE,
    sections=(Section("Their needs", ("firm dates",)), Section("By month", table=TABLE)),
    citations=(Citation("A book", "Chapter", "A sentence."),),
    chart=Chart("bars", "Sales", ("a", "b"), (Series("sales", (Decimal(1), Decimal(2))),), "USD"),
    unknown=("Not recorded yet: their margin.",),
)


def test_the_workbook_holds_what_is_said_the_figures_and_every_table() -> None:
    book = load_workbook(io.BytesIO(workbook(PACK)))
    assert book.sheetnames == ["Summary", "Figures", "Table 1", "By month 2"]
    said = [(row[0].value or "", row[1].value or "") for row in book["Summary"].iter_rows()]
    assert ("Quarterly review with Alpha Bikes", "") in said
    assert ("", "firm dates") in said
    assert ("", "Not recorded yet: their margin.") in said


def test_numbers_are_numbers_and_unknown_is_empty() -> None:
    book = load_workbook(io.BytesIO(workbook(PACK)))
    figures = [[cell.value for cell in row] for row in book["Figures"].iter_rows(min_row=2)]
    assert figures == [["net sales", 1234.57, "USD", None], ["gap", None, "%", "unknown"]]
    rows = [[cell.value for cell in row] for row in book["Table 1"].iter_rows(min_row=2)]
    assert rows[1] == ["plain", None, None]


@pytest.mark.parametrize("kind", ["table", "whole"])
def test_no_text_becomes_a_formula(kind: str) -> None:
    content = table_xlsx(TABLE) if kind == "table" else workbook(PACK)
    for sheet in load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_csv_guards_formulas_and_keeps_numbers_exact() -> None:
    text = table_csv(TABLE).decode("utf-8-sig").splitlines()
    assert text == ["what,amount USD,days days", "'=HYPERLINK(1),1234.57,3", "plain,,"]


def test_the_document_has_headings_tables_the_chart_and_no_invisible_characters() -> None:
    from docx import Document

    made = Document(io.BytesIO(attachment(PACK, Attachment("docx", "pack.docx"))))
    texts = [one.text for one in made.paragraphs]
    assert texts[0] == "Quarterly review with Alpha Bikes"
    assert "+one line" in texts
    assert "“A sentence.” — A book, Chapter" in texts
    assert texts[-1] == "Not recorded yet: their margin."
    assert len(made.tables) == 2
    assert made.tables[0].rows[1].cells[1].text == "1,235"
    assert len(made.inline_shapes) == 1


def test_every_kind_of_attachment_is_made() -> None:
    for kind in ("xlsx", "docx", "csv"):
        assert attachment(PACK, Attachment(kind, f"pack.{kind}"))
