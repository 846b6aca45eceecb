"""What a sheet holds: the kind and its columns, from the headers, from a known layout, or from the mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from store.imports.kinds import KindSpec, LayoutSpec, kinds, layouts
from store.imports.mapping import SheetMapping
from store.imports.reading.sheet import Sheet
from store.imports.values import compact


@dataclass(frozen=True, slots=True)
class Understood:
    """A sheet's kind and which header position gives which field. kind None = not recognised."""

    kind: KindSpec | None
    columns: Mapping[str, int] = field(default_factory=dict)  # field → header position
    layout: LayoutSpec | None = None
    mapping: SheetMapping | None = None
    doubts: tuple[str, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()  # needs of the kind that no header gives

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
    best, runner_up = _ranked(sheet)[:2]
    if best[0] <= 0:
        return _unknown(sheet)
    doubts = best[3]
    if runner_up[0] == best[0] and runner_up[1] is not best[1]:
        doubts += (f"It may hold {best[1].title} or {runner_up[1].title}.",)
    return Understood(best[1], best[2], doubts=doubts)


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
        if not name:
            continue
        if name not in found or place < found[name][1]:
            found[name] = (position, place)
        elif place == found[name][1]:
            doubts.append(f"The columns '{headers[found[name][0]]}' ({found[name][0] + 1}) and '{header}' ({position + 1}) both mean {name}.")
    return {name: position for name, (position, _) in found.items()}, tuple(doubts)


def missing(kind: KindSpec, columns: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """The needs of a kind that the columns do not meet."""
    return tuple(need for need in kind.needs if not any(name in columns for name in need))


def _layout(sheet: Sheet) -> LayoutSpec | None:
    words = {compact(header) for header in sheet.headers}
    for layout in layouts():
        if all(compact(header) in words for header in layout.headers):
            return layout
    return None


_Ranked = tuple[float, KindSpec, dict[str, int], tuple[str, ...]]


def _ranked(sheet: Sheet) -> list[_Ranked]:
    """All kinds with their score, best first; below or at 0 = a need is not met."""
    found = []
    for kind in kinds().values():
        columns, doubts = match(sheet.headers, kind)
        score = float(sum(kind.fields[name].weight for name in columns))
        name = compact(PurePath(sheet.file).name)
        if any(compact(word) in name for word in kind.file_words):
            score += 1.5
        if missing(kind, columns):
            score -= 1000
        found.append((score, kind, columns, doubts))
    return sorted(found, key=lambda one: -one[0])


def _unknown(sheet: Sheet) -> Understood:
    """The nearest kind, as a proposal to be completed."""
    nearest = max(_ranked(sheet), key=lambda one: (len(one[2]) - 2 * len(missing(one[1], one[2]))))
    return Understood(None, nearest[2], missing=missing(nearest[1], nearest[2]), doubts=(nearest[1].name,))


def _mapped(sheet: Sheet, mapping: SheetMapping) -> Understood:
    kind = kinds()[mapping.kind]
    positions: dict[str, int] = {}
    for header, name in mapping.columns.items():
        if name:
            positions[name] = _position(sheet.headers, header)
    return Understood(kind, positions, mapping=mapping, missing=missing(kind, positions))


def _position(headers: Sequence[str], header: str) -> int:
    """The place of a header: by its text, or 'text#2' for the second of that name."""
    if header in headers:
        return headers.index(header)
    name, _, number = header.rpartition("#")
    places = [position for position, one in enumerate(headers) if one == name]
    return places[int(number) - 1]
