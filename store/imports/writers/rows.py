"""The usual writer: a record is a row of the kind's table, field by field as its YAML says."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.kinds import KindSpec
from store.imports.stage import Batch, models
from store.imports.writers.context import Context, Occurrences, digest, texts

_NAMED = {"account": "account", "person": "person", "group": "group"}
"""Kinds whose rows are the same row where their names are equal; others get an id from their natural key."""


class Rows:
    def __init__(self, context: Context) -> None:
        kind = context.understood.kind
        assert kind is not None
        self._context = context
        self._kind: KindSpec = kind
        self._table = models()[kind.table].__table__  # type: ignore[attr-defined]  # every model is a table
        self._fields = models()[kind.table].model_fields
        self._columns = self._stored_columns()
        self._batch: Batch | None = None
        self._seen = Occurrences()

    def _stored_columns(self) -> dict[str, str]:
        """Table column → chunk column, for what the sheet gives."""
        found: dict[str, str] = {}
        for name in self._context.understood.columns:
            field = self._kind.fields[name]
            if field.ref:
                found[field.into] = field.into
            elif field.column != "-":
                found[field.column or name] = name
        for name, field in self._kind.fields.items():
            if field.default is not None and (field.column or name) not in found:
                found[field.column or name] = name
        if "id" in self._table.c:
            found.setdefault("id", "id")
        return found

    def announce(self, chunk: Chunk) -> None:
        columns = {column: chunk.get(name) for column, name in self._columns.items()}
        columns["id"] = self._ids(columns, chunk)
        self._register(columns)

    def take(self, chunk: Chunk) -> None:
        columns = {column: self._values(column, name, chunk) for column, name in self._columns.items()}
        if "id" in self._table.c:
            columns["id"] = self._ids(columns, chunk)
        good = self._good(columns, chunk)
        if self._batch is None:
            self._batch = self._context.stage.open(
                self._kind.table, tuple(columns), kind=self._kind.name, file=self._context.sheet.file
            )
        rows = list(zip(*columns.values(), chunk.lines, strict=True))
        rows = rows if good is None else [row for row, sound in zip(rows, good, strict=True) if sound]
        self._batch.add(rows)
        self._register(columns)

    def finish(self) -> None:
        """Nothing waits."""

    def _values(self, column: str, name: str, chunk: Chunk) -> list[Any]:
        """A column's values, with the table's default where a cell is blank and the column cannot be."""
        values = chunk.columns.get(name)
        spec = self._kind.fields.get(name)
        if values is None:
            default = spec.default if spec else None
            values = [self._context.today.isoformat() if default == "today" else default] * len(chunk.lines)
        if self._table.c[column].nullable or column == "id":
            return [value if value != "" else None for value in values] if self._is_reference(column) else values
        default = self._default(column)
        if spec is not None and spec.default == "today":
            default = self._context.today.isoformat()
        if default is None:
            return values
        return [default if value is None else value for value in values]

    def _is_reference(self, column: str) -> bool:
        return bool(self._table.c[column].foreign_keys)

    def _default(self, column: str) -> Any:
        if self._fields[column].is_required():
            return None
        default = self._fields[column].get_default(call_default_factory=False)
        return int(default) if isinstance(default, bool) else default

    def _ids(self, columns: dict[str, list[Any]], chunk: Chunk) -> list[str]:
        given = columns["id"]
        made = []
        for index, said in enumerate(given):
            made.append(str(said) if said else self._made_id(columns, chunk, index))
        return made

    def _made_id(self, columns: dict[str, list[Any]], chunk: Chunk, index: int) -> str:
        if self._kind.name in _NAMED:
            return self._named_id(columns, index)
        key = tuple(texts(columns[name][index] if name in columns else "" for name in self._kind.key))
        return digest(self._kind.name, *key, self._seen.next(key))

    def _named_id(self, columns: dict[str, list[Any]], index: int) -> str:
        directory = self._context.registry.of(_NAMED[self._kind.name])
        email = str(columns["email"][index] or "") if "email" in columns else ""
        name = str(columns["name"][index] or "") if "name" in columns else ""
        found = (directory.find("email", email) if email else None) or (directory.find("name", name) if name else None)
        if found is None:
            found = directory.new_id(name or email)
            directory.add(found, name, email)
        return found

    def _good(self, columns: dict[str, list[Any]], chunk: Chunk) -> list[bool] | None:
        """Which rows have all that the table must have; None where all do."""
        musts = [name for name in columns if not self._table.c[name].nullable]
        good: list[bool] | None = None
        for name in musts:
            values = columns[name]
            empty = self._is_reference(name) or self._fields[name].is_required()
            if None not in values and not (empty and "" in values):
                continue
            for index, value in enumerate(values):
                if value is None or (empty and value == ""):
                    good = good or [True] * len(chunk.lines)
                    if good[index]:
                        self._context.refuse(
                            chunk.lines[index], name, "", f"the {name.removesuffix('_id')} is missing", "Fill it in."
                        )
                    good[index] = False
        return good

    def _register(self, columns: dict[str, list[Any]]) -> None:
        if self._kind.name not in ("account", "person", "promotion", "contact", "opportunity", "review", "invoice", "group"):
            return
        directory = self._context.registry.of(self._kind.name)
        blank = [""] * len(columns["id"])
        for identity, name, email in zip(
            columns["id"], columns.get("name", blank), columns.get("email", blank), strict=True
        ):
            directory.add(identity, name or "", (email or "") if self._kind.name == "person" else "")
            directory.fresh.add(identity)
