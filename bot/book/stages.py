"""Stages as KAMs noted them, of visible accounts."""

from __future__ import annotations

from bot.book.context import BookContext
from bot.tools.facts.stages import StageNoteFact
from store.questions import stages


class BookStages:
    """Implements bot.tools.facts.stages.StageFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context

    def last_note(self, account: str) -> StageNoteFact | None:
        note = stages.last_note(self._context.session, self._context.chosen([account]))
        return None if note is None else StageNoteFact(note.date, note.stage, note.reason, note.illustrative)
