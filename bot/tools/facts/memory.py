"""What the thread has already answered."""

from __future__ import annotations

from typing import Protocol

from bot.tools.answer import Answer


class MemoryFacts(Protocol):
    def last_with_receipt(self) -> Answer | None:
        """The thread's newest answer that has a working; None at its start."""

    def last_list(self, route: str) -> Answer | None:
        """The thread's newest answer of a tool that numbered its items; None where there is none."""
