"""Dropped files that wait for a decision: kept beside the database, so that a restart finds them."""

from __future__ import annotations

import glob
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput
from store.engine import Database
from store.imports.mapping import SheetMapping

KEPT_SECONDS = 14 * 24 * 3600
GONE = "These files were taken care of already. Drop them again to import them once more."


@dataclass(frozen=True, slots=True)
class Drop:
    """One message's files: the files themselves, how each table was understood, and what was chosen for some."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def inbox(self) -> Path:
        """Where the files lie."""
        return self.folder / "files"

    def files(self) -> list[Path]:
        """Raises BadInput where they are gone."""
        if not self.inbox.is_dir():
            raise BadInput(GONE)
        return sorted(self.inbox.iterdir())

    def understand(self, sheets: Sequence[SheetMapping]) -> None:
        """How the tables were understood at the last try."""
        self._write("first.json", [one.model_dump() for one in sheets])
        self.keep(sheets)

    def keep(self, sheets: Sequence[SheetMapping]) -> None:
        """How the tables are understood, or are being chosen in the modal just now."""
        self._write("understood.json", [one.model_dump() for one in sheets])

    def understood(self) -> list[SheetMapping]:
        """Raises BadInput where the files are gone."""
        return self._read("understood.json")

    def choose(self, shown: int, sheet: SheetMapping) -> None:
        """Let the next try go by what was submitted on the page shown, and what was changed on the others or before.
        The rest is recognised as before: a known export knows more about itself than a mapping says."""
        kept = self.understood()
        kept[shown] = sheet
        first, before = self._read("first.json"), {one.file for one in self.chosen()}
        sheets = [
            one for number, one in enumerate(kept) if number == shown or one != first[number] or one.file in before
        ]
        self._write("chosen.json", [one.model_dump() for one in sheets])
        named = [one.model_dump() | {"file": glob.escape(one.file)} for one in sheets]
        self._write("mapping.yaml", {"files": named})  # JSON is YAML, too

    def chosen(self) -> list[SheetMapping]:
        return self._read("chosen.json") if (self.folder / "chosen.json").is_file() else []

    @property
    def mapping(self) -> Path | None:
        """The mapping file for the import, where something was chosen."""
        made = self.folder / "mapping.yaml"
        return made if made.is_file() else None

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, name: str, value: object) -> None:
        if not self.folder.is_dir():
            raise BadInput(GONE)
        (self.folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    def _read(self, name: str) -> list[SheetMapping]:
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise BadInput(GONE) from error
        return [SheetMapping.model_validate(one) for one in json.loads(text)]


def new_drop(database: Database, key: str) -> Drop:
    """The place for the files of a job. Those that nobody decided about for two weeks go."""
    drop = Drop(_base(database) / hashlib.sha256(key.encode()).hexdigest()[:24])
    for old in drop.folder.parent.glob("*") if drop.folder.parent.is_dir() else ():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    drop.inbox.mkdir(parents=True, exist_ok=True)
    return drop


def drop_of(database: Database, name: str) -> Drop:
    """The files that a button names; whether they are still there is asked when they are read."""
    return Drop(_base(database) / (name if name.isalnum() else "none"))


def _base(database: Database) -> Path:
    beside = database.path
    return (beside.parent if beside is not None else Path(tempfile.gettempdir()) / "kam-dropped") / "dropped"
