"""The thread's earlier answers, handed in by the assistant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.answer import Answer
from bot.tools.numbered import items_of


class BookMemory:
    """Implements bot.tools.facts.memory.MemoryFacts."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers

    def last_with_receipt(self) -> Answer | None:
        return next((one for one in self._answers if one.receipt is not None and one.route != "explain"), None)

    def last_list(self, route: str) -> Answer | None:
        return next((one for one in self._answers if one.route == route and items_of(one)), None)
