"""Accounts, people, products … that a flat file brings into being by naming them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.imports.convert import Chunk
from store.imports.names import look_alike, skeleton
from store.imports.registry import Registry, Version
from store.imports.stage import Batch, Stage
from store.imports.values import BadCell

_COLUMNS = {
    "account": ("id", "name", "segment", "channel", "territory", "country", "region", "city", "industry"),
    "person": ("id", "name", "email", "role"),
    "product": ("id", "sku", "name", "category", "subcategory"),
    "promotion": ("id", "name"),
    "group": ("id", "name"),
}
_TABLES = {"group": "account_group"}


class Creator:
    """Makes rows for one sheet. Existing rows are never changed by it."""

    def __init__(self, stage: Stage, registry: Registry, file: str) -> None:
        self._stage = stage
        self._registry = registry
        self._file = file
        self._batches: dict[str, Batch] = {}
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._skeletons: dict[str, list[str]] | None = None

    def make(self, kind: str, said: Mapping[str, str], chunk: Chunk, index: int) -> str | None:
        """A new row of the kind and its id; None where too little is said. Raises BadCell for a look-alike name."""
        directory = self._registry.of(kind)
        name = said.get("name") or said.get("email", "").partition("@")[0].replace(".", " ").title()
        if kind == "product":
            name = name or said.get("sku") or said.get("id", "")
        if not name and not (kind == "account" and not directory.ids - directory.fresh):
            return None
        if kind == "account":
            name = name or said["id"]
            self._refuse_look_alike(name)
        identity = said.get("id") or said.get("sku") or directory.new_id(name)
        directory.add(identity, name, said.get("email", ""), said.get("sku", identity) if kind == "product" else "")
        directory.fresh.add(identity)
        if kind == "product":
            self._registry.versions[identity] = Version(None, "", "")
        self._add(kind, (*self._values(kind, identity, name, said, chunk, index), chunk.lines[index]))
        return identity

    def finish(self) -> None:
        """Stage what waits."""
        for kind, rows in self._waiting.items():
            if kind not in self._batches:
                table = _TABLES.get(kind, kind)
                self._batches[kind] = self._stage.open(table, _COLUMNS[kind], kind=kind, file=self._file, create=True)
            self._batches[kind].add(rows)
        self._waiting.clear()

    def _add(self, kind: str, row: tuple[Any, ...]) -> None:
        self._waiting.setdefault(kind, []).append(row)

    def _values(
        self, kind: str, identity: str, name: str, said: Mapping[str, str], chunk: Chunk, index: int
    ) -> tuple[Any, ...]:
        def cell(field: str) -> str:
            column = chunk.columns.get(field)
            return str(column[index] or "") if column is not None else ""

        if kind == "account":
            return identity, name, *(cell(f"account_{column}") for column in _COLUMNS["account"][2:])
        if kind == "person":
            return identity, name, said.get("email", ""), "kam"
        if kind == "product":
            return identity, said.get("sku") or identity, name, cell("category"), cell("subcategory")
        return identity, name

    def _refuse_look_alike(self, name: str) -> None:
        directory = self._registry.account
        if self._skeletons is None:
            self._skeletons = {}
            for other in directory.called.values():
                self._skeletons.setdefault(skeleton(other), []).append(other)
        for other in self._skeletons.get(skeleton(name), ()):
            if look_alike(name, other):
                raise BadCell(
                    f"the name looks like '{other}' but is written with letters of another script",
                    "Correct the name, or give the account an id of its own in an accounts file.",
                )
        self._skeletons.setdefault(skeleton(name), []).append(name)
