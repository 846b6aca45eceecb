"""The usual writer: a record is a row of the kind's table, field by field as its YAML says."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.kinds import KindSpec
from store.imports.names import normal, slug
from store.imports.stage import Batch, models
from store.imports.writers.context import Context, Occurrences, digest, texts

Columns = dict[str, list[Any]]

_BY_NAME = frozenset({"account", "person", "group"})
"""Kinds whose rows are the same row where their names are equal; others get an id from their natural key."""

ADOPTING = ("account", "person")
"""Kinds of which flat files make rows that have no id but their name."""

_REFERRED = _BY_NAME | {"promotion", "contact", "opportunity", "review", "invoice"}
"""Kinds that other rows refer to."""


class Rows:
    def __init__(self, context: Context) -> None:
        kind = context.understood.kind
        assert kind is not None
        self._context = context
        self._kind: KindSpec = kind
        self._table = models()[kind.table].__table__  # type: ignore[attr-defined]  # every model is a table
        self._fields = models()[kind.table].model_fields
        self._stored = self._stored_columns()
        self._batch: Batch | None = None
        self._seen = Occurrences()

    def announce(self, chunk: Chunk) -> None:
        columns = {column: chunk.get(name) for column, name in self._stored.items()}
        columns["id"] = self._ids(columns, chunk)
        self._register(columns)

    def take(self, chunk: Chunk) -> None:
        self._complete(chunk)
        columns = {column: self._values(column, name, chunk) for column, name in self._stored.items()}
        if "id" in self._table.c:
            columns["id"] = self._ids(columns, chunk)
        lacking = self._lacking(columns, chunk)
        if lacking:
            chunk = chunk.without(lacking)
            columns = {name: [v for i, v in enumerate(one) if i not in lacking] for name, one in columns.items()}
        self._register(columns)
        self._stage(columns, chunk)

    def finish(self) -> None:
        """Nothing waits."""

    def _complete(self, chunk: Chunk) -> None:
        """For kinds that derive fields from others, before the columns are taken."""

    def _stage(self, columns: Columns, chunk: Chunk) -> None:
        if self._batch is None:
            names = tuple(columns)
            self._batch = self._context.open(self._kind.table, names, self._kind.name)
        self._batch.add(list(zip(*columns.values(), chunk.lines, strict=True)))

    def _stored_columns(self) -> dict[str, str]:
        """Table column → chunk column: what the sheet gives, what is put together, and what has a default."""
        found: dict[str, str] = {}
        given = {*self._context.understood.given, *self._kind.joins}
        for name, field in self._kind.fields.items():
            if field.ref and name in given:
                found[field.into] = field.into
            elif field.column != "-" and not field.ref and (name in given or field.default is not None):
                found[field.column or name] = name
        for own in ("id", "illustrative"):
            if own in self._table.c:
                found.setdefault(own, own)
        return found

    def _values(self, column: str, name: str, chunk: Chunk) -> list[Any]:
        """A column's values, with the default where a cell is blank and the column cannot be."""
        values = chunk.get(name)
        if column == "id":
            return values
        if self._table.c[column].foreign_keys:
            return [value or None for value in values]
        default = self._default(column, name)
        if default is None or None not in values:
            return values
        return [default if value is None else value for value in values]

    def _default(self, column: str, name: str) -> Any:
        """What a blank cell means: the kind's default, else the table's; None = unknown, or refused later."""
        spec = self._kind.fields.get(name)
        if spec is not None and spec.default is not None:
            return self._context.today.isoformat() if spec.default == "today" else spec.default
        if self._table.c[column].nullable or self._fields[column].is_required():
            return None
        default = self._fields[column].get_default(call_default_factory=False)
        return int(default) if isinstance(default, bool) else default

    def _ids(self, columns: Columns, chunk: Chunk) -> list[str]:
        if self._kind.name in ADOPTING and "name" in columns:
            self._adopt(columns)
        return [str(said) if said else self._made_id(columns, index) for index, said in enumerate(columns["id"])]

    def _adopt(self, columns: Columns) -> None:
        """Rows that a flat file made from a name alone become the rows that a master file gives an id."""
        directory = self._context.registry.of(self._kind.name)
        adopted = self._context.registry.adopted[self._kind.name]
        for identity, name in zip(columns["id"], columns["name"], strict=True):
            if not identity or not name or identity in directory.ids:
                continue
            made = [one for one in directory.names.get(normal(name), ()) if one == slug(name)]
            if made and made[0] not in directory.fresh:
                directory.adopt(made[0], identity)
                adopted[made[0]] = identity

    def _made_id(self, columns: Columns, index: int) -> str:
        if self._kind.name in _BY_NAME:
            return self._named_id(columns, index)
        key = tuple(texts(columns[name][index] if name in columns else "" for name in self._kind.key))
        return digest(self._kind.name, *key, self._seen.next(key))

    def _named_id(self, columns: Columns, index: int) -> str:
        directory = self._context.registry.of(self._kind.name)
        email = str(columns["email"][index] or "") if "email" in columns else ""
        name = str(columns["name"][index] or "") if "name" in columns else ""
        found = (directory.find("email", email) if email else None) or (directory.find("name", name) if name else None)
        if found is None:
            found = directory.new_id(name or email)
            directory.add(found, name, email)
        return found

    def _lacking(self, columns: Columns, chunk: Chunk) -> set[int]:
        """The rows that lack what the table must have; each is refused."""
        lacking: set[int] = set()
        for name, values in columns.items():
            column = self._table.c[name]
            if column.nullable:
                continue
            must = bool(column.foreign_keys) or self._fields[name].is_required()
            if None not in values and not (must and "" in values):
                continue
            for index, value in enumerate(values):
                if index not in lacking and (value is None or (must and value == "")):
                    lacking.add(index)
                    words = name.removesuffix("_id").replace("_", " ")
                    self._context.refuse(chunk.lines[index], name, "", f"the {words} is missing", "Fill it in.")
        return lacking

    def _register(self, columns: Columns) -> None:
        """Make the rows known to those that refer to them."""
        name = self._kind.name
        if name == "rate":
            for currency, day, rate in zip(columns["currency"], columns["date"], columns["rate"], strict=True):
                self._context.exchange.add(currency, day, rate)
        if name not in _REFERRED:
            return
        directory = self._context.registry.of(name)
        blank = [""] * len(columns["id"])
        emails = columns.get("email", blank) if name == "person" else blank
        for identity, called, email in zip(columns["id"], columns.get("name", blank), emails, strict=True):
            directory.add(identity, called or "", email or "")
            directory.fresh.add(identity)
