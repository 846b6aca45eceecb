"""The thread's earlier answers, handed in by the assistant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.answer import Answer


class BookMemory:
    """Implements bot.tools.facts.memory.MemoryFacts."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers

    def last_with_receipt(self) -> Answer | None:
        return next((one for one in self._answers if one.receipt is not None and one.route != "explain"), None)
