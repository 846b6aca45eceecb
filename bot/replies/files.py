"""An Answer as a file: its tables as CSV, the whole of it as a workbook or a Word document."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.replies.charts import WIDTH, png
from bot.replies.json import number
from bot.replies.safe import clean
from bot.replies.text import closing_lines, source_name
from bot.tools.answer import Answer, Attachment, Table, Value
from bot.tools.money import is_currency, places, rounded, show_value

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def attachment(answer: Answer, wanted: Attachment) -> bytes:
    """The content of a file that goes with an answer."""
    return _MAKERS[wanted.kind](answer)


def table_csv(table: Table) -> bytes:
    """UTF-8 with a mark that Excel knows; exact numbers; no text cell can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_guarded(_head(column.label, column.unit)) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(cell, column.unit) for cell, column in zip(row, table.columns, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def answer_tables(answer: Answer) -> list[tuple[str, list[str], list[list[str | int | Decimal | None]]]]:
    """Title, column titles and values of each table of an answer, amounts rounded as they are shown."""
    found = []
    for index, table in enumerate(_tables(answer), 1):
        heads = [clean(_head(column.label, column.unit)) for column in table.columns]
        units = [column.unit for column in table.columns]
        rows = [[_xlsx_value(cell, unit) for cell, unit in zip(row, units, strict=True)] for row in table.rows]
        found.append((_sheet_name(table.title, index), heads, rows))
    return found


def table_xlsx(*tables: Table) -> bytes:
    """A workbook with a sheet for each table; numbers are numbers, text is text."""
    book = _Workbook()
    for index, table in enumerate(tables, 1):
        book.table(table, _sheet_name(table.title, index))
    return book.saved()


def workbook(answer: Answer) -> bytes:
    """The whole answer as a workbook: what it says, its figures, then a sheet for each table."""
    book = _Workbook()
    said = [(answer.headline, ""), *(("", line) for line in answer.lines)]
    for section in answer.sections:
        said += [(section.title, ""), *(("", line) for line in section.lines)]
    said += [("Not known, and notes", "")] if closing_lines(answer) else []
    said += [("", line) for line in closing_lines(answer)]
    book.text(said, "Summary")
    figures = [(one.label or one.name, one.value, one.unit, one.note) for one in answer.figures]
    if figures:
        book.figures(figures, "Figures")
    titled = [("", answer.table), *((section.title, section.table) for section in answer.sections)]
    for index, (title, table) in enumerate(((title, one) for title, one in titled if one is not None), 1):
        book.table(table, _sheet_name(table.title or title, index))
    return book.saved()


class _Workbook:
    """A workbook being filled, sheet by sheet."""

    def __init__(self) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font

        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._bold = Font(bold=True)
        self._wrapped = Alignment(wrap_text=True, vertical="top")

    def table(self, table: Table, name: str) -> None:
        """A heading row that stays in sight, then the rows."""
        sheet = self._sheet(name)
        sheet.append([clean(_head(column.label, column.unit)) for column in table.columns])
        for row in table.rows:
            sheet.append([_xlsx_value(cell, column.unit) for cell, column in zip(row, table.columns, strict=True)])
        self._finish(sheet)

    def figures(self, rows: Sequence[tuple[str, Value, str, str]], name: str) -> None:
        sheet = self._sheet(name)
        sheet.append(["figure", "value", "unit", "note"])
        for label, value, unit, note in rows:
            sheet.append([clean(label), _xlsx_value(value, unit), unit, clean(note)])
        self._finish(sheet)

    def text(self, rows: Sequence[tuple[str, str]], name: str) -> None:
        """Titles in the first column, lines in the second."""
        sheet = self._sheet(name)
        for title, line in rows:
            sheet.append([clean(title), clean(line)])
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 110
        for title, line in sheet.iter_rows():
            title.font, line.alignment = self._bold, self._wrapped
        self._as_text(sheet)

    def _sheet(self, name: str) -> Any:
        return self._book.create_sheet(name)

    def _finish(self, sheet: Any) -> None:
        self._as_text(sheet)
        for cell in sheet[1]:
            cell.font = self._bold
        for column in sheet.iter_cols():
            longest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, 10), 60)
        sheet.freeze_panes = "A2"

    def _as_text(self, sheet: Any) -> None:
        """A text that begins with = would otherwise be stored as a formula."""
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"

    def saved(self) -> bytes:
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()


def document(answer: Answer) -> bytes:
    """The answer as a Word document, with its chart as a picture."""
    from docx import Document
    from docx.shared import Inches

    made = Document()
    made.add_heading(clean(answer.headline), 1)
    for line in answer.lines:
        made.add_paragraph(clean(line))
    if answer.table is not None:
        _word_table(made, answer.table)
    for section in answer.sections:
        made.add_heading(clean(section.title), 2)
        for line in section.lines:
            made.add_paragraph(clean(line), style="List Bullet")
        if section.table is not None:
            _word_table(made, section.table)
    for one in answer.citations:
        quote = f"“{one.quote}” — {source_name(one.source, one.heading)}"
        made.add_paragraph(clean(quote), style="Intense Quote")
    if answer.chart is not None:
        made.add_picture(io.BytesIO(png(answer.chart)), width=Inches(WIDTH))
    for line in closing_lines(answer):
        made.add_paragraph().add_run(clean(line)).italic = True
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _word_table(made: Any, table: Table) -> None:
    if table.title:
        made.add_paragraph(clean(table.title))
    grid = made.add_table(rows=1, cols=len(table.columns), style="Light Grid Accent 1")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = clean(_head(column.label, column.unit))
    for row in table.rows:
        for cell, value, column in zip(grid.add_row().cells, row, table.columns, strict=True):
            cell.text = clean(show_value(value, column.unit))


def _head(label: str, unit: str) -> str:
    return f"{label} {unit}" if unit else label


def _csv_cell(value: Value, unit: str) -> str:
    if value is None:
        return ""
    return _guarded(clean(value)) if isinstance(value, str) else number(value, unit) or ""


def _guarded(text: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx_value(value: Value, unit: str) -> str | int | Decimal | None:
    if isinstance(value, Decimal):
        return rounded(value, places(unit) if is_currency(unit) else 4)
    return clean(value) if isinstance(value, str) else value


def _sheet_name(title: str, index: int) -> str:
    kept = "".join(one for one in title if one not in "[]:*?/\\'").strip()[:28]
    return f"{kept} {index}" if kept else f"Table {index}"


def _tables(answer: Answer) -> tuple[Table, ...]:
    own = [answer.table] if answer.table is not None else []
    return (*own, *(section.table for section in answer.sections if section.table is not None))


def _csv(answer: Answer) -> bytes:
    return b"\r\n".join(table_csv(table) for table in _tables(answer))


_MAKERS: Mapping[str, Callable[[Answer], bytes]] = {"xlsx": workbook, "csv": _csv, "docx": document}
