"""Accounts: as rows; a second number becomes another name; a change of KAM ends one assignment, begins another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from store.imports.convert import Chunk
from store.imports.writers.context import Context
from store.imports.writers.rows import Columns, Rows

_ASSIGNMENT = ("account_id", "person_id", "start", "end", "cause")
_ALIAS = ("account_id", "alias")


class Accounts(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._changes: list[tuple[Any, ...]] = []
        self._aliases: dict[tuple[str, str], int] = {}

    def _complete(self, chunk: Chunk) -> None:
        """An account without the one number is known by the other."""
        numbers = zip(chunk.text("account_id"), chunk.text("other_id"), strict=True)
        chunk.columns["account_id"] = [one or other for one, other in numbers]

    def _stage(self, columns: Columns, chunk: Chunk) -> None:
        super()._stage(columns, chunk)
        for account, other, line in zip(columns["id"], chunk.text("other_id"), chunk.lines, strict=True):
            if other and other != account:
                self._aliases[account, other] = line
                self._context.registry.account.also.setdefault(other, account)
        if "kam_id" in columns:
            self._assign(columns, chunk)

    def _assign(self, columns: Columns, chunk: Chunk) -> None:
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
            self._context.open("assignment", _ASSIGNMENT, "assignment", main=False).add(self._changes)
        if self._aliases:
            rows = [(*key, line) for key, line in self._aliases.items()]
            self._context.open("account_alias", _ALIAS, "alias", main=False).add(rows)
