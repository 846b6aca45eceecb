"""Cells that name rows of other kinds: found in the registry, or made where a flat file may make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from store.imports.convert import Chunk
from store.imports.creation import Creator
from store.imports.kinds import KindSpec
from store.imports.registry import Registry, version_at
from store.imports.values import BadCell

_ORDER = {"id": 0, "sku": 1, "email": 2, "name": 3}


@dataclass(frozen=True, slots=True)
class _Reference:
    into: str
    kind: str
    ways: tuple[tuple[str, str], ...]  # (by, field), the surest first


class References:
    """Resolves the references of one sheet. Remembers what it resolved."""

    def __init__(self, kind: KindSpec, given: frozenset[str], registry: Registry, creator: Creator) -> None:
        self._registry = registry
        self._creator = creator
        self._creates = frozenset(kind.creates)
        found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        for name, field in kind.fields.items():
            if field.ref and name in given:
                found.setdefault(field.into, (field.ref, []))[1].append((field.by, name))
        self._references = [
            _Reference(into, ref, tuple(sorted(ways, key=lambda way: _ORDER[way[0]])))
            for into, (ref, ways) in found.items()
        ]
        self._memory: dict[str, dict[tuple[Any, ...], Any]] = {one.into: {} for one in self._references}

    def resolve(self, chunk: Chunk) -> dict[int, list[tuple[str, str, BadCell]]]:
        """Put the ids into the chunk (None where nothing is named); returns what could not be resolved, by index."""
        bad: dict[int, list[tuple[str, str, BadCell]]] = {}
        for one in self._references:
            found = self._column(one, chunk)
            if any(isinstance(value, BadCell) for value in set(found)):
                for index, value in enumerate(found):
                    if isinstance(value, BadCell):
                        field = next((name for _, name in one.ways if chunk.columns[name][index]), one.ways[0][1])
                        bad.setdefault(index, []).append((field, str(chunk.columns[field][index]), value))
            chunk.columns[one.into] = found
        return bad

    def _column(self, one: _Reference, chunk: Chunk) -> list[Any]:
        """The ids of one reference: by the surest way alone where that finds all, else by all that is said."""
        by, field = one.ways[0]
        if by == "id":
            found = list(map(self._registry.of(one.kind).known_ids.get, chunk.columns[field]))
            if None not in found:
                return found
        memory = self._memory[one.into]
        said = [chunk.columns[name] for _, name in one.ways]
        if by == "sku" and "order_date" in chunk.columns:
            said.append(chunk.columns["order_date"])  # the day picks the version
        keys = list(zip(*said, strict=True))
        unknown = set(keys) - memory.keys()
        if unknown:
            first = {key: index for index, key in reversed(list(enumerate(keys)))}
            for key in sorted(unknown, key=lambda key: first[key]):
                memory[key] = self._find(one, key, chunk, first[key])
        return list(map(memory.__getitem__, keys))

    def _find(self, one: _Reference, key: tuple[Any, ...], chunk: Chunk, index: int) -> str | BadCell | None:
        said = {by: str(value) for (by, _), value in zip(one.ways, key, strict=False) if value}
        if not said:
            return None
        directory = self._registry.of(one.kind)
        may_create = one.kind in self._creates
        try:
            for by, value in said.items():
                if by == "sku" and len(key) > len(one.ways):
                    found = version_at(self._registry, value, str(key[-1]))
                else:
                    found = directory.find(by, value)
                if found is not None:
                    return found
                if by in ("id", "sku") and may_create:
                    break
            if may_create and (made := self._creator.make(one.kind, said, chunk, index)):
                return made
        except BadCell as error:
            return error
        named = next(iter(said.values()))
        return BadCell(f"no {one.kind} '{named}' is known", f"Import the {directory.title} first, or correct the cell.")
