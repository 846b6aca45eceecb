"""XLSX workbooks as sheets: values by calamine; errors, formulas, hidden parts and per cents from the XML beneath."""

from __future__ import annotations

import datetime as dt
import html
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.errors import BadInput
from store.imports.reading.cells import DAY, ERROR, NUMBER, PERCENT, YES_NO, shown
from store.imports.reading.files import Source
from store.imports.reading.footer import records_above_footer
from store.imports.reading.sheet import Fault, Record, Sheet
from store.imports.reading.text import header_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGEST_PART = 400 * 1024**2
"""A part of a workbook that unpacks to more is refused: as CSV the same rows are read in a stream."""

LARGEST_RATIO = 1000
"""A part beyond 10 MB that unpacks by more than this was made to do harm; spreadsheets reach about 20."""

_HEADER_ROWS = 50
_TALLEST = 10_000  # rows of merged cells that are still a group of lines
_PERCENT_FORMATS = frozenset({9, 10})
_NO_RESULT = "formula without a stored result"


@dataclass
class _Below:
    """What the values do not tell, by (row, column) from 0."""

    marks: dict[tuple[int, int], str] = field(default_factory=dict)  # cells to replace: errors, empty formulas
    percents: set[tuple[int, int]] = field(default_factory=set)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # cell → the first cell of its group
    formulas: int = 0
    hidden_rows: int = 0
    hidden_columns: bool = False


def read_workbook(source: Source) -> list[Sheet]:
    """The visible sheets that hold a table. Raises BadInput where the file is no sound workbook."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with zipfile.ZipFile(source.path) as archive:
            _refuse_bomb(archive, source.name)
            parts, serial_1904 = _parts(archive)
            percents = _percent_styles(archive)
            workbook = CalamineWorkbook.from_path(str(source.path))
            sheets, notes = [], []
            visible = [one for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
            hidden = [one.name for one in workbook.sheets_metadata if one.visible != SheetVisibleEnum.Visible]
            if hidden:
                notes.append(f"{source.name}: the hidden sheets {', '.join(hidden)} were left out.")
            for one in visible:
                values = workbook.get_sheet_by_name(one.name)
                below = _scan(archive, parts.get(one.name, ""), percents)
                sheet = _sheet(source, one.name, len(visible) > 1, values, below, serial_1904)
                sheets += [sheet] if sheet else []
    except (zipfile.BadZipFile, CalamineError, KeyError, OSError, RuntimeError, ValueError) as error:
        raise BadInput(f"{source.name} is no sound XLSX workbook; open it and save it again.") from error
    if not sheets:
        raise BadInput(f"{source.name} holds no table: no visible sheet has a header line with rows below.")
    return [_with_notes(sheets[0], notes), *sheets[1:]]


def _with_notes(sheet: Sheet, notes: list[str]) -> Sheet:
    from dataclasses import replace

    return replace(sheet, notes=(*notes, *sheet.notes))


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    for part in archive.infolist():
        blown_up = part.file_size > 10 * 1024**2 and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
        if part.file_size > LARGEST_PART or blown_up:
            raise BadInput(
                f"{name} unpacks to {part.file_size // 1024**2} MB in '{part.filename}', which is too much for a "
                "workbook; save the sheet as CSV."
            )
        if part.flag_bits & 1:
            raise BadInput(f"{name} is locked with a password; save it without one.")


def _parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Sheet name → its file in the archive, and whether dates count from 1904."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        target = _attribute(tag, "Target").lstrip("/")
        targets[_attribute(tag, "Id")] = target if target.startswith("xl/") else f"xl/{target}"
    parts = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        parts[html.unescape(_attribute(tag, "name"))] = targets.get(_attribute(tag, r"\w+:id"), "")
    return parts, bool(re.search(r'date1904\s*=\s*"(?:1|true)"', book))


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return (found.group(1) or found.group(2) or "") if found else ""


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The cell styles that show a number as per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    text = archive.read("xl/styles.xml").decode("utf-8", "replace")
    own = {
        int(_attribute(tag, "numFmtId") or 0)
        for tag in re.findall(r"<(?:\w+:)?numFmt\b[^>]*>", text)
        if "%" in _attribute(tag, "formatCode")
    }
    block = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", text, re.DOTALL)
    styles = re.findall(r"<(?:\w+:)?xf\b[^>]*>", block.group()) if block else []
    formats = _PERCENT_FORMATS | own
    return frozenset(place for place, tag in enumerate(styles) if int(_attribute(tag, "numFmtId") or 0) in formats)


_TOKEN = re.compile(rb"<(?:\w+:)?(?:(row)\b([^>]*)>|(c)\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL)
_PLACE = re.compile(rb'\sr="([A-Z]+)(\d+)"')
_ROW = re.compile(rb'\sr="(\d+)"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_STORED = re.compile(rb"<(?:\w+:)?v>([^<]+)</|<(?:\w+:)?t\b[^>]*>[^<]")
_SPECIAL = re.compile(rb'<(?:\w+:)?f\b|\st="e"|hidden="(?:1|true)"')


def _scan(archive: zipfile.ZipFile, part: str, percents: frozenset[int]) -> _Below:
    """Errors, formulas, per cents and hidden rows and columns of one sheet."""
    below = _Below()
    if not part:
        return below
    xml = archive.read(part)
    head = xml[: max(xml.find(b"sheetData"), 0)]
    below.hidden_columns = bool(re.search(rb'<(?:\w+:)?col\b[^>]*hidden="(?:1|true)"', head))
    if not percents and not _SPECIAL.search(xml):
        return below
    row = column = -1
    for found in _TOKEN.finditer(xml):
        is_row, row_tag, _, tag, inside = found.groups()
        if is_row:
            place = _ROW.search(row_tag)
            row, column = int(place.group(1)) - 1 if place else row + 1, -1
            below.hidden_rows += int(b'hidden="1"' in row_tag or b'hidden="true"' in row_tag)
            continue
        place = _PLACE.search(tag)
        column = _column(place.group(1)) if place else column + 1
        _look_at(below, (row, column), tag, inside or b"", percents)
    return below


def _look_at(below: _Below, place: tuple[int, int], tag: bytes, inside: bytes, percents: frozenset[int]) -> None:
    stored = _STORED.search(inside)
    if b"<f" in inside or b":f" in inside:
        below.formulas += 1
        if not stored:
            below.marks[place] = ERROR + _NO_RESULT
    if b't="e"' in tag and stored:
        below.marks[place] = ERROR + (stored.group(1) or b"").decode("ascii", "replace")
    style = _STYLE.search(tag)
    if style and int(style.group(1)) in percents and inside and b't="s"' not in tag:
        below.percents.add(place)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet(
    source: Source, name: str, many: bool, values: CalamineSheet, below: _Below, serial_1904: bool
) -> Sheet | None:
    """The sheet as a table; None where it holds none."""
    below.merged = _merged_downwards(values)
    rows = partial(_rows, values, below)
    first = []
    for row in rows():
        first.append(row)
        if len(first) >= _HEADER_ROWS:
            break
    found = header_of(first)
    if found is None or (len(first) == 1 and values.total_height <= found[0]):
        return None
    line, headers = found
    file = f"{source.name} · {name}" if many else source.name
    return Sheet(
        file=file,
        sha256=f"{source.sha256}:{name}" if many else source.sha256,
        headers=headers,
        header_line=line,
        records=partial(records_above_footer, partial(_records, values, below, line, len(headers)), len(headers)),
        above="\n".join(shown(cell) for row, cells in first if row < line for cell in cells if cell),
        book=source.name,
        size=values.total_height,
        serial_1904=serial_1904,
        notes=tuple(f"{file}: {text}" for text in _notes(values, below, line, len(first))),
    )


def _notes(values: CalamineSheet, below: _Below, header_line: int, rows_seen: int) -> list[str]:
    notes = []
    if below.formulas:
        notes.append(f"{below.formulas} cells are formulas; the results stored in the file were read.")
    if below.hidden_rows or below.hidden_columns:
        what = " and ".join(
            ([f"{below.hidden_rows} hidden rows"] if below.hidden_rows else [])
            + (["hidden columns"] if below.hidden_columns else [])
        )
        notes.append(f"{what} were read like the others.")
    merged = [one for one in values.merged_cell_ranges or () if one[1][0] >= header_line]
    if merged:
        notes.append(
            f"{len(merged)} groups of merged cells: a text or a date holds for all rows of its group, a number for the "
            "first alone."
        )
    return notes


def _merged_downwards(values: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells below the first of each group of merged cells one column wide, and that first cell."""
    return {
        (row, left): (top, left)
        for (top, left), (bottom, right) in values.merged_cell_ranges or ()
        if left == right and bottom - top < _TALLEST
        for row in range(top + 1, bottom + 1)
    }


def _rows(values: CalamineSheet, below: _Below) -> Iterator[Record]:
    """(row number from 1, marked texts), without blank rows."""
    # The rows are given from the first of the sheet on, the columns from the first that holds something.
    pad = [""] * (values.start or (0, 0))[1]
    firsts = set(below.merged.values())
    held: dict[tuple[int, int], str] = {}
    for index, cells in enumerate(values.iter_rows()):
        texts = pad + [_marked(cell) for cell in cells]
        if below.marks or below.percents:
            _replace(texts, index, below)
        if firsts:
            _fill_merged(texts, index, below, firsts, held)
        if any(texts):
            yield index + 1, texts


def _fill_merged(
    texts: list[str],
    row: int,
    below: _Below,
    firsts: set[tuple[int, int]],
    held: dict[tuple[int, int], str],
) -> None:
    """Texts and dates of merged cells in every row of the group; a number, which may be a sum, in the first alone."""
    for column, text in enumerate(texts):
        place = (row, column)
        if place in firsts and not text.startswith((NUMBER, PERCENT, ERROR)):
            held[place] = text
        elif not text and (first := below.merged.get(place)) in held and first is not None:
            texts[column] = held[first]


def _replace(texts: list[str], row: int, below: _Below) -> None:
    for column, text in enumerate(texts):
        place = (row, column)
        if place in below.marks:
            texts[column] = below.marks[place]
        elif place in below.percents and text.startswith(NUMBER):
            texts[column] = PERCENT + text[len(NUMBER) :]


def _records(values: CalamineSheet, below: _Below, header_line: int, width: int) -> Iterator[Record | Fault | None]:
    last = header_line
    for line, cells in _rows(values, below):
        if line <= header_line:
            continue
        if line > last + 1:
            yield None  # blank rows
        last = line
        if any(cells[width:]):
            beyond = shown(next(cell for cell in cells[width:] if cell))
            yield Fault(line, beyond, "there is a value beyond the last header", "Give its column a header.")
        elif any(cell.strip() for cell in cells[:width]):
            yield line, (cells[:width] + [""] * (width - len(cells)))


def _marked(cell: Any) -> str:
    """A cell as a text that keeps its type."""
    if isinstance(cell, str):
        return cell.replace("\x00", "\ufffd")
    if isinstance(cell, bool):
        return YES_NO + str(int(cell))
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ERROR + str(cell)
        if cell.is_integer() and abs(cell) < 1e15:
            return NUMBER + str(int(cell))
        return NUMBER + format(Decimal(repr(cell)), "f")
    if isinstance(cell, int):
        return NUMBER + str(cell)
    if isinstance(cell, dt.date):  # a datetime is one too
        return DAY + cell.isoformat()[:10]
    return str(cell)
