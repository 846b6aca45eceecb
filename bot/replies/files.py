"""An Answer as a file: its table as CSV or XLSX, the whole of it as a Word document."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.replies.json import number
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


def table_xlsx(*tables: Table) -> bytes:
    """A workbook with a sheet for each table; numbers are numbers, text is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for index, table in enumerate(tables, 1):
        sheet = book.create_sheet(_sheet_name(table.title, index))
        sheet.append([_head(column.label, column.unit) for column in table.columns])
        for row in table.rows:
            sheet.append([_xlsx_value(cell, column.unit) for cell, column in zip(row, table.columns, strict=True)])
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # otherwise a text that begins with = would be stored as a formula
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(answer: Answer) -> bytes:
    """The answer as a Word document."""
    from docx import Document

    made = Document()
    made.add_heading(answer.headline, 1)
    for line in answer.lines:
        made.add_paragraph(line)
    if answer.table is not None:
        _word_table(made, answer.table)
    for section in answer.sections:
        made.add_heading(section.title, 2)
        for line in section.lines:
            made.add_paragraph(line, style="List Bullet")
        if section.table is not None:
            _word_table(made, section.table)
    for one in answer.citations:
        made.add_paragraph(f"“{one.quote}” — {source_name(one.source, one.heading)}", style="Intense Quote")
    for line in closing_lines(answer):
        made.add_paragraph().add_run(line).italic = True
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _word_table(made: object, table: Table) -> None:
    grid = made.add_table(rows=1, cols=len(table.columns), style="Light Grid Accent 1")  # type: ignore[attr-defined]  # docx has no types
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = _head(column.label, column.unit)
    for row in table.rows:
        for cell, value, column in zip(grid.add_row().cells, row, table.columns, strict=True):
            cell.text = show_value(value, column.unit)


def _head(label: str, unit: str) -> str:
    return f"{label} {unit}" if unit else label


def _csv_cell(value: Value, unit: str) -> str:
    if value is None:
        return ""
    return _guarded(value) if isinstance(value, str) else number(value, unit) or ""


def _guarded(text: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx_value(value: Value, unit: str) -> str | int | Decimal | None:
    if isinstance(value, Decimal):
        return rounded(value, places(unit) if is_currency(unit) else 4)
    return value


def _sheet_name(title: str, index: int) -> str:
    kept = "".join(one for one in title if one not in "[]:*?/\\'").strip()[:28]
    return f"{kept} {index}" if kept else f"Table {index}"


def _tables(answer: Answer) -> tuple[Table, ...]:
    own = [answer.table] if answer.table is not None else []
    return (*own, *(section.table for section in answer.sections if section.table is not None))


def _xlsx(answer: Answer) -> bytes:
    return table_xlsx(*_tables(answer))


def _csv(answer: Answer) -> bytes:
    return b"\r\n".join(table_csv(table) for table in _tables(answer))


_MAKERS: Mapping[str, Callable[[Answer], bytes]] = {"xlsx": _xlsx, "csv": _csv, "docx": document}
