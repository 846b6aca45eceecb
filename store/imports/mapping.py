"""The mapping file: what a person says about files whose headers do not say it all."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from bot.errors import BadInput
from store.imports.kinds import kinds

_STRICT = ConfigDict(extra="forbid", frozen=True)


class SheetMapping(BaseModel):
    """One entry: which file (a name or pattern), which kind, which header is which field ('' = ignore)."""

    model_config = _STRICT
    file: str
    kind: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = {}  # field → what holds for every line of the file
    decimal: Literal["", ".", ","] = ""
    dates: Literal["", "day", "month"] = ""
    fractions: bool | None = None  # per cents are written as 0.05
    scale: Literal[0, 1, 1000, 1_000_000] = 0  # what a written 1 is worth in amount columns; 0 = as the headers say
    currency: str = ""  # the currency of all amounts of this file
    currency_is_label: bool = False
    months: str = ""  # the field that the columns of months hold, where they stand side by side
    skip: bool = False

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in kinds():
            raise ValueError(f"there is no kind '{kind}'; use one of {', '.join(kinds())}")
        return kind

    @model_validator(mode="after")
    def _known_fields(self) -> SheetMapping:
        fields = kinds()[self.kind].fields
        used = [name for name in (*self.columns.values(), *self.constants, self.months) if name]
        unknown = sorted({name for name in used if name not in fields})
        if unknown:
            raise ValueError(f"'{self.kind}' has no field {', '.join(unknown)}; it has {', '.join(fields)}")
        twice = sorted({name for name in used if used.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is given by two columns; leave one of them blank")
        return self


class MappingFile(BaseModel):
    """All entries of a mapping file."""

    model_config = _STRICT
    files: tuple[SheetMapping, ...]
    reporting_currency: str = ""  # where the database has none yet

    def of(self, name: str) -> SheetMapping | None:
        """The entry for a file, the first whose pattern fits its name, with or without its folders."""
        bare = name.rpartition("/")[2]
        return next((one for one in self.files if fnmatch(name, one.file) or fnmatch(bare, one.file)), None)


def load_mapping(path: Path) -> MappingFile:
    """The mapping file. Raises BadInput that names every fault."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return MappingFile.model_validate(data)
    except FileNotFoundError as error:
        raise BadInput(f"There is no mapping file '{path}'; run the import without --map to get a proposal.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is no valid YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        )
        raise BadInput(f"{path.name} cannot be used: {faults}.") from error
