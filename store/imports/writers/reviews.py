"""Reviews and their rhythms."""

from __future__ import annotations

from store.imports.convert import Chunk
from store.imports.writers.context import Context
from store.imports.writers.rows import Rows

_RULES = {"monthly": "FREQ=MONTHLY;INTERVAL=1", "quarterly": "FREQ=MONTHLY;INTERVAL=3"}


class Reviews(Rows):
    """A review with a day on which it was held is held; one without a due date was due that day."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stored |= {"status": "status", "due": "due"}

    def _complete(self, chunk: Chunk) -> None:
        held = chunk.get("held")
        chunk.columns["due"] = [due or done for due, done in zip(chunk.get("due"), held, strict=True)]
        told = zip(chunk.get("status"), held, strict=True)
        chunk.columns["status"] = [status or ("held" if done else "due") for status, done in told]


class Rhythms(Rows):
    """A rhythm without a calendar rule gets the usual one of its name."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stored["rule"] = "rule"

    def _complete(self, chunk: Chunk) -> None:
        rules = zip(chunk.get("rule"), chunk.columns["cadence"], strict=True)
        chunk.columns["rule"] = [rule or _RULES.get(cadence, "") for rule, cadence in rules]
