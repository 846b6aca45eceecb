"""The thread's earlier answers, handed in by the assistant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.tools.answer import Answer
from bot.tools.frozen import thaw
from bot.tools.numbered import items_of


class BookMemory:
    """Implements bot.tools.facts.memory.MemoryFacts."""

    def __init__(self, frozen: Sequence[str]) -> None:
        self._frozen = frozen

    @property
    def _answers(self) -> Iterator[Answer]:
        return map(thaw, self._frozen)  # a few milliseconds each, and few questions look back

    def last_with_receipt(self) -> Answer | None:
        return next((one for one in self._answers if one.receipt is not None and one.route != "explain"), None)

    def last_list(self, route: str) -> Answer | None:
        return next((one for one in self._answers if one.route == route and items_of(one)), None)
