"""CSV and its relatives as sheets: encoding, delimiter, header line, records with the line they start on."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from bot.errors import BadInput
from store.imports.dates import month_of
from store.imports.reading.cells import shown
from store.imports.reading.files import Source
from store.imports.reading.footer import records_above_footer
from store.imports.reading.sheet import Fault, Record, Sheet

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 1_000_000
_SAMPLE_BYTES = 256 * 1024
_SAMPLE_RECORDS = 200
_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = frozenset(range(32)) - {9, 10, 12, 13, 27} | {127}
_RULE = re.compile(r"(?m)^[ \t|+]*[-=_]{6,}[-=_|+ \t]*$")  # a ruled line of a printed list


@dataclass(frozen=True, slots=True)
class _Dialect:
    path: Path
    encoding: str
    delimiter: str
    first: int  # lines above the header (sep= line, titles)
    ruled: bool = False  # lines are ruled off with dashes, as lists of an ERP are


def read_text(source: Source) -> Sheet:
    """The one table of a text file. Raises BadInput where the content is no table."""
    encoding = _encoding(source)
    notes: tuple[str, ...] = ()
    if not encoding.startswith("utf"):
        notes = (f"{source.name} is not UTF-8; it was read as Windows-1252.",)
    sample = _sample(source.path, encoding)
    if not sample.strip():
        raise BadInput(f"{source.name} is empty; export it again.")
    ruled = len(_RULE.findall(sample)) > 1
    delimiter, above = _delimiter(_RULE.sub("", sample) if ruled else sample, source)
    dialect = _Dialect(source.path, encoding, delimiter, above, ruled)
    header_line, headers = _header(dialect, source.name)
    titles = header_line - 1 - above
    if titles > 0:
        notes += (f"{source.name}: the {titles} lines above the headers in line {header_line} were skipped.",)
    return Sheet(
        file=source.name,
        sha256=source.sha256,
        headers=headers,
        header_line=header_line,
        records=partial(records_above_footer, partial(_records, dialect, header_line, len(headers)), len(headers)),
        above="\n".join(sample.splitlines()[above : header_line - 1]),
        notes=notes,
        bytes=source.path.stat().st_size,
    )


def _encoding(source: Source) -> str:
    with source.path.open("rb") as stream:
        head = stream.read(_SAMPLE_BYTES)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _checked(source, name)
    if head[:4] == b"PK\x03\x04" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or head[:5] == b"%PDF-":
        raise BadInput(f"{source.name} is no text file, whatever its name says; save it as CSV or XLSX.")
    zeros = head.count(0)
    if zeros and zeros >= len(head) // 3:
        return _checked(source, "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be")
    junk = sum(1 for byte in head if byte in _NO_TEXT)
    if junk:
        line = head[: next(i for i, byte in enumerate(head) if byte in _NO_TEXT)].count(b"\n") + 1
        raise BadInput(
            f"{source.name} holds bytes that are no text (the first in line {line}); export it again as CSV or XLSX."
        )
    return _checked(source, "utf-8")


def _checked(source: Source, encoding: str) -> str:
    """The encoding if the whole file decodes in it; else Windows-1252 if that reads it; else BadInput."""
    place = _undecodable(source.path, encoding)
    if place is None:
        return encoding
    if encoding == "utf-8" and _undecodable(source.path, "cp1252") is None:
        return "cp1252"
    raise BadInput(f"{source.name} is not {encoding} throughout (line {place}); save it as UTF-8 and try again.")


def _undecodable(path: Path, encoding: str) -> int | None:
    """The line where decoding fails, None where it does not."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as stream:
        while True:
            block = stream.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + block[: error.start].count(b"\n")
            if "\x00" in text:
                return line + text[: text.index("\x00")].count("\n")
            line += text.count("\n")
            if not block:
                return None


def _sample(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        return stream.read(_SAMPLE_BYTES // 4)


def _delimiter(sample: str, source: Source) -> tuple[str, int]:
    """The delimiter, and the lines to skip for a 'sep=' line."""
    named = re.match(r"sep=(.)\r?\n", sample)
    if named:
        return named.group(1), 1
    scores = {mark: _fit(sample, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    if scores[best] > (0.0, 0):
        return best, 0
    return ("\t" if source.suffix in (".tsv", ".tab") else ","), 0


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter explains the sample: share of records of the usual width, and that width."""
    widths: Counter[int] = Counter()
    try:
        for cells in islice(csv.reader(sample.splitlines(keepends=True), delimiter=delimiter), _SAMPLE_RECORDS):
            if any(cells):
                widths[len(cells)] += 1
    except csv.Error:
        pass
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width = max(wide, key=lambda one: (wide[one], one))
    return round(wide[width] / widths.total(), 1), width


def _header(dialect: _Dialect, name: str) -> tuple[int, tuple[str, ...]]:
    """The header record: the first of the usual width that is all words."""
    with _open(dialect) as stream:
        reader = csv.reader(_lines(dialect, stream), delimiter=dialect.delimiter)
        start, seen = dialect.first + 1, []
        csv.field_size_limit(LONGEST_CELL)
        try:
            for cells in islice(reader, _SAMPLE_RECORDS):
                seen.append((start, cells))
                start = dialect.first + reader.line_num + 1
        except csv.Error as error:
            raise BadInput(f"{name}, line {start}: {error}; look for a stray quotation mark.") from error
    found = header_of(seen)
    if found is None:
        raise BadInput(f"{name} has no header line: the first lines hold no column names.")
    return found


def header_of(seen: list[tuple[int, list[str]]]) -> tuple[int, tuple[str, ...]] | None:
    """The header among the first records (line, cells): of the usual width, with names and no amounts."""
    widths = Counter(_width(cells) for _, cells in seen if _width(cells))
    if not widths:
        return None
    usual = max(widths, key=lambda one: (widths[one], one))
    for line, cells in seen:
        if _width(cells) >= max(1, usual * 0.6) and _is_header(cells):
            return line, tuple(shown(cell).strip() for cell in cells[: _width(cells)])
    return None


def _width(cells: list[str]) -> int:
    """Cells up to the last that is not blank."""
    return next((index for index in range(len(cells), 0, -1) if cells[index - 1].strip()), 0)


def _is_header(cells: list[str]) -> bool:
    filled = [shown(cell).strip() for cell in cells if cell.strip()]
    words = [cell for cell in filled if any(letter.isalpha() for letter in cell) and len(cell) < 120]
    if words and len(filled) > 3:
        words += [cell for cell in filled if cell not in words and month_of(cell)]  # months across
    return len(words) >= max(1, round(len(filled) * 0.8)) and len(filled) >= _width(cells) * 0.5


def _open(dialect: _Dialect):  # type: ignore[no-untyped-def]  # the stream type of Path.open is private to io
    stream = dialect.path.open(encoding=dialect.encoding, newline="")
    for _ in range(dialect.first):
        stream.readline()
    return stream


def _lines(dialect: _Dialect, stream: Iterable[str]) -> Iterable[str]:
    """The stream's lines, ruled ones as blank ones: so every line keeps its number."""
    if not dialect.ruled:
        return stream
    return ("\n" if _RULE.fullmatch(line.rstrip("\r\n")) else line for line in stream)


def _records(dialect: _Dialect, header_line: int, width: int) -> Iterator[Record | Fault | None]:
    """Every record after the header; blank ones come as None, misshapen ones as faults."""
    with _open(dialect) as stream:
        reader = csv.reader(_lines(dialect, stream), delimiter=dialect.delimiter, strict=True)
        above = dialect.first
        start = above + 1
        while True:
            try:
                for cells in reader:
                    line, start = start, above + reader.line_num + 1
                    if line <= header_line:
                        continue
                    if len(cells) == width:
                        yield (line, cells) if any(cells) else None
                    elif not any(cell.strip() for cell in cells):
                        yield None
                    else:
                        yield _fitted(line, cells, width)
            except csv.Error as error:
                yield Fault(start, "", f"the line is no valid CSV ({error})", "Look for a stray quotation mark.")
                return
            return


def _fitted(line: int, cells: list[str], width: int) -> Record | Fault:
    """A record with blank cells to spare, cut to width; a fault where cells are missing or too many."""
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return line, cells[:width]
    return Fault(
        line,
        str(len(cells)),
        f"the line has {len(cells)} cells where the headers have {width}",
        "Check for a missing quotation mark or delimiter.",
    )
