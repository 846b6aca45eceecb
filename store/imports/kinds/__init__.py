"""The kinds of data an import knows: one YAML file a kind, checked whole when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from store.imports.values import compact

FieldType = Literal[
    "key",  # an id: a text; a number of a workbook loses its '.0'
    "text",
    "long",
    "word",  # a text as lower_case_words
    "email",
    "amount",  # money: converted where its currency is another than the reporting currency
    "number",  # four decimals, no money
    "percent",
    "whole",
    "year",
    "rate",
    "date",
    "month",  # the first day of a month
    "period",  # a day, or a month for its first day
    "yes_no",
    "choice",
    "currency",
]
Ref = Literal["account", "person", "product", "promotion", "contact", "opportunity", "review", "invoice", "group"]
WIDEST = 10**9
"""Bounds of whole numbers where the YAML names none."""

_STRICT = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(BaseModel):
    """A field of a kind. `names`: header words, the best first; `ref`/`by`/`into`: it names a row of another kind."""

    model_config = _STRICT
    type: FieldType = "text"
    names: tuple[str, ...] = ()
    required: bool = False
    column: str = ""  # the table's column, where it is called otherwise; '-' = read, but not stored as it is
    values: Mapping[str, str] = {}  # choice: stored word by synonym
    default: str | None = None  # choice: stored where blank
    least: int = -WIDEST
    most: int = WIDEST
    ref: Ref | None = None
    by: Literal["id", "name", "email", "sku"] = "id"
    into: str = ""  # ref: the column that gets the id
    unless: tuple[tuple[str, ...], ...] = ()  # not read where all fields of one of these lines are given
    spills: str = ""  # the field that takes a second header for this one
    weight: int = 1  # how much finding it speaks for the kind


class KindSpec(BaseModel):
    """A kind of data: which fields, which of them must be found, which table, what makes a row the same row."""

    model_config = _STRICT
    name: str
    title: str
    rank: int  # kinds are loaded in this order: what is referred to comes first
    table: str
    writer: str = "rows"
    needs: tuple[tuple[str, ...], ...]  # of each line at least one field must be found
    key: tuple[str, ...] = ()  # rows without an id get one made from these columns
    dated: str = "date"  # the date field that picks the exchange rate
    creates: tuple[Ref, ...] = ()  # what a file of this kind may bring into being by naming it
    joins: Mapping[str, tuple[str, ...]] = {}  # a text that is put together from others where it is blank
    file_words: tuple[str, ...] = ()
    fields: Mapping[str, Annotated[FieldSpec, Field()]]

    @model_validator(mode="after")
    def _sound(self) -> KindSpec:
        for name in (one for need in self.needs for one in need):
            if name not in self.fields:
                raise ValueError(f"{self.name}: needs the unknown field '{name}'")
        owners: dict[str, set[str]] = {}
        for name, field in self.fields.items():
            for word in (name, *field.names):
                owners.setdefault(compact(word), set()).add(name)
        twice = sorted(word for word, fields in owners.items() if len(fields) > 1)
        if twice:
            raise ValueError(f"{self.name}: header words of two fields: {', '.join(twice)}")
        return self

    def words(self) -> dict[str, tuple[str, int]]:
        """Compacted header word → field and how good the word is (0 = best)."""
        found: dict[str, tuple[str, int]] = {}
        for name, field in self.fields.items():
            for place, word in enumerate((name, *field.names)):
                found.setdefault(compact(word), (name, place))
        return found


class LayoutSpec(BaseModel):
    """A known export: recognised by headers that must all be there; says what cannot be seen in the file."""

    model_config = _STRICT
    name: str
    kind: str
    headers: tuple[str, ...]
    columns: Mapping[str, str] = {}  # header → field; '' = ignore
    currency_is_label: bool = False  # amounts are already in the reporting currency, whatever the label says
    currency: str = ""  # the reporting currency of such files
    fractions: tuple[str, ...] = ()  # per cents that are written as 0.05
    percent_numbers: bool = False  # per cents are written as 5 for 5 %, also where none is above 1
    values: Mapping[str, Mapping[str, str]] = {}  # field → more synonyms of its choices
    several: tuple[str, ...] = ()  # fields of which a cell may hold several, parted by ';'


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where PyYAML has its C part


@lru_cache(maxsize=1)
def kinds() -> dict[str, KindSpec]:
    """Every kind by name, in the order of loading."""
    specs = [KindSpec.model_validate(data) for data in _load("store.imports.kinds")]
    return {one.name: one for one in sorted(specs, key=lambda one: (one.rank, one.name))}


@lru_cache(maxsize=1)
def layouts() -> tuple[LayoutSpec, ...]:
    """Every known layout, the one with most headers first."""
    found = [LayoutSpec.model_validate(one) for data in _load("store.imports.layouts") for one in data]
    return tuple(sorted(found, key=lambda one: -len(one.headers)))


def _load(package: str) -> list[Any]:
    files = [one for one in resources.files(package).iterdir() if one.name.endswith(".yaml")]
    return [yaml.load(one.read_text("utf-8"), Loader=_LOADER) for one in sorted(files, key=lambda one: one.name)]
