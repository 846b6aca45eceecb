"""Accounts: as rows; a change of KAM ends one assignment and begins another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from store.imports.convert import Chunk
from store.imports.writers.context import Context
from store.imports.writers.rows import Columns, Rows

_COLUMNS = ("account_id", "person_id", "start", "end", "cause")


class Accounts(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._changes: list[tuple[Any, ...]] = []

    def _stage(self, columns: Columns, chunk: Chunk) -> None:
        super()._stage(columns, chunk)
        if "kam_id" not in columns:
            return
        registry, today = self._context.registry, self._context.today
        yesterday = (today - dt.timedelta(days=1)).isoformat()
        for account, kam, line in zip(columns["id"], columns["kam_id"], chunk.lines, strict=True):
            before = registry.kams.get(account)
            if before is None or before == kam:
                continue
            open_since = registry.owned.get((account, before))
            if open_since is not None and open_since <= yesterday:
                self._changes.append((account, before, open_since, yesterday, "owner", line))
            if kam is not None:
                self._changes.append((account, kam, today.isoformat(), None, "owner", line))

    def finish(self) -> None:
        if self._changes:
            self._context.note("the KAM of accounts changed", len(self._changes))
            self._context.open("assignment", _COLUMNS, "assignment", main=False).add(self._changes)
