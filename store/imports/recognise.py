"""What a sheet holds: the kind and its columns, from the headers, from a known layout, or from the mapping file."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.errors import BadInput
from store.imports.across import months_across
from store.imports.kinds import KindSpec, LayoutSpec, kinds, layouts
from store.imports.mapping import SheetMapping
from store.imports.reading.sheet import Sheet
from store.imports.units import without_unit
from store.imports.values import compact

_ENOUGH = 6
"""So many columns that fit are enough for a wide export, of which most columns mean nothing to us."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A sheet's kind and which header position gives which field. kind None = not recognised."""

    kind: KindSpec | None
    columns: Mapping[str, int] = field(default_factory=dict)  # field → header position
    layout: LayoutSpec | None = None
    mapping: SheetMapping | None = None
    doubts: tuple[str, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()  # needs of the kind that no header gives
    constants: Mapping[str, str] = field(default_factory=dict)  # field → the same cell for every line
    months: bool = False  # there are columns of months, and it is not said what they hold

    @property
    def given(self) -> frozenset[str]:
        """The fields that have values."""
        return frozenset(self.columns) | frozenset(self.constants)

    def header_fields(self, sheet: Sheet) -> dict[str, str]:
        return {sheet.headers[position]: name for name, position in self.columns.items()}

    def unused(self, sheet: Sheet) -> tuple[str, ...]:
        used = set(self.columns.values())
        return tuple(one for position, one in enumerate(sheet.headers) if position not in used and one)


def recognise(sheet: Sheet, mapping: SheetMapping | None) -> Understood:
    """The best reading of a sheet. A mapping wins over a layout, a layout over the words of the headers."""
    if mapping is not None:
        return _mapped(sheet, mapping)
    layout = _layout(sheet)
    if layout is not None:
        columns, doubts = match(sheet.headers, kinds()[layout.kind], layout.columns)
        return Understood(kinds()[layout.kind], columns, layout, doubts=doubts)
    readings = _readings(sheet)
    best, other = readings[:2]
    if best.lacking:
        return _unknown(readings)
    if (months := _months(sheet, best)) is not None:
        return months
    doubts = best.doubts + _weak(sheet, best)
    nearest = max(readings, key=_nearness)
    if doubts and nearest.lacking and nearest.score > best.score:
        return _unknown(readings)
    if not other.lacking and other.score == best.score:
        doubts += (f"It may hold {best.kind.title} or {other.kind.title}; say which in the mapping file.",)
    return Understood(best.kind, best.columns, doubts=doubts, constants=best.constants)


def match(
    headers: Sequence[str], kind: KindSpec, fixed: Mapping[str, str] | None = None
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Fields of a kind by header position, and what is doubtful. `fixed`: header → field, '' = ignore."""
    given = {compact(header): name for header, name in (fixed or {}).items()}
    words = kind.words()
    found: dict[str, tuple[int, int]] = {}
    doubts = []
    for position, header in enumerate(headers):
        word = compact(header)
        name, place = (given[word], -1) if word in given else words.get(word, ("", 0))
        if not name and word not in given and (bare := without_unit(header)[0]) != header:
            name, place = words.get(compact(bare), ("", 0))
        if not name:
            continue
        spill = kind.fields[name].spills
        if name not in found or place < found[name][1]:
            if name in found and spill:
                found.setdefault(spill, found[name])
            found[name] = (position, place)
        elif spill and spill not in found and place > found[name][1]:
            found[spill] = (position, place)
        elif place == found[name][1]:
            first = found[name][0]
            doubts.append(f"Columns {first + 1} ('{headers[first]}') and {position + 1} ('{header}') both mean {name}.")
    needed = {name: position for name, (position, _) in found.items() if not _spare(kind, name, found)}
    return needed, tuple(doubts)


def _spare(kind: KindSpec, name: str, found: Container[str]) -> bool:
    """True for a field that the others make superfluous."""
    return any(all(other in found for other in group) for group in kind.fields[name].unless)


def missing(kind: KindSpec, columns: Container[str]) -> tuple[tuple[str, ...], ...]:
    """The needs of a kind that the columns do not meet."""
    return tuple(need for need in kind.needs if not any(name in columns for name in need))


def _layout(sheet: Sheet) -> LayoutSpec | None:
    words = {compact(header) for header in sheet.headers}
    for layout in layouts():
        if all(compact(header) in words for header in layout.headers):
            return layout
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sheet read as one kind. score: the weight of what was found; sound: every need is met."""

    kind: KindSpec
    columns: dict[str, int]
    doubts: tuple[str, ...]
    constants: Mapping[str, str]
    lacking: tuple[tuple[str, ...], ...]
    score: float


def _readings(sheet: Sheet) -> list[_Reading]:
    """The sheet as each kind, the best first."""
    found = [_reading(sheet, kind) for kind in kinds().values()]
    return sorted(found, key=lambda one: (bool(one.lacking), -one.score))


def _reading(sheet: Sheet, kind: KindSpec) -> _Reading:
    columns, doubts = match(sheet.headers, kind)
    constants = _said_by_name(sheet, kind) if missing(kind, columns) else {}
    score = float(sum(kind.fields[name].weight for name in columns))
    name = compact(PurePath(sheet.file).name)
    if any(compact(word) in name for word in kind.file_words):
        score += 1.5
    return _Reading(kind, columns, doubts, constants, missing(kind, {*columns, *constants}), score)


def _weak(sheet: Sheet, reading: _Reading) -> tuple[str, ...]:
    """A doubt where most of the columns say nothing to this kind: the file may well hold something else."""
    all_headers = sum(1 for header in sheet.headers if header)
    if len(reading.columns) >= _ENOUGH or len(reading.columns) * 2 >= all_headers:
        return ()
    return (f"Only {len(reading.columns)} of {all_headers} columns fit {reading.kind.title}; is that what it holds?",)


def _said_by_name(sheet: Sheet, kind: KindSpec) -> Mapping[str, str]:
    """What the file's name says of all its lines: 'rebates_2024.csv' holds rebates."""
    if kind.name != "cost":
        return {}
    words = re.findall(r"[^\W\d_]+", PurePath(sheet.file).name.casefold())
    said = {one for word in words if (one := kind.fields["kind"].values.get(word))}
    return {"kind": said.pop()} if len(said) == 1 else {}


def _months(sheet: Sheet, best: _Reading) -> Understood | None:
    """The question what columns of months hold, where nothing that was recognised takes them; else None."""
    months = set(months_across(sheet.headers)) - set(best.columns.values())
    if not months:
        return None
    first, last = sheet.headers[min(months)], sheet.headers[max(months)]
    kind = kinds()["order"]
    found, _ = match(sheet.headers, kind)
    columns = {name: place for name, place in found.items() if kind.fields[name].type not in ("amount", "number")}
    doubt = (
        f"The columns '{first}' to '{last}' are months. What do they hold? Write it in the mapping file: "
        "'months: net_sales' for sales, or another kind and field (cost: rebate, effort: hours …)."
    )
    return Understood(kind, columns, doubts=(doubt,), months=True)


def _nearness(one: _Reading) -> float:
    return one.score - 3 * len(one.lacking)


def _unknown(readings: Sequence[_Reading]) -> Understood:
    """The nearest kind, as a proposal to be completed."""
    nearest = max(readings, key=_nearness)
    return Understood(None, nearest.columns, missing=nearest.lacking, doubts=(nearest.kind.name,))


def _mapped(sheet: Sheet, mapping: SheetMapping) -> Understood:
    kind = kinds()[mapping.kind]
    positions: dict[str, int] = {}
    for header, name in mapping.columns.items():
        if name:
            positions[name] = _position(sheet.headers, header)
    lacking = missing(kind, {*positions, *mapping.constants})
    return Understood(kind, positions, mapping=mapping, missing=lacking, constants=mapping.constants)


def _position(headers: Sequence[str], header: str) -> int:
    """The place of a header: by its text, or 'text#2' for the second of that name."""
    if header in headers:
        return headers.index(header)
    name, _, number = header.rpartition("#")
    places = [position for position, one in enumerate(headers) if one == name]
    if number.isdigit() and 0 < int(number) <= len(places):
        return places[int(number) - 1]
    raise BadInput(f"The mapping file names a column '{header}', but the file has: {', '.join(headers)}.")
