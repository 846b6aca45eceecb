"""Contacts: the level comes from the job title where the file does not say it."""

from __future__ import annotations

import re

from store.imports.convert import Chunk
from store.imports.writers.context import Context
from store.imports.writers.rows import Rows

_LEVELS = (
    # A title is read in this order: 'Assistant to the President' is no president, a 'Vice President' is none either.
    ("5", r"assistant|assistenz|secretary|sekret|clerk|sachbearbeiter|operator|technician|intern|trainee|coordinator"),
    ("2", r"vice[ -]?president|\bs?vp\b|\bevp\b|deputy|stellvertret|prokurist"),
    ("1", r"president|owner|founder|chief|\bc[efoitmp]o\b|chair|managing director|geschäftsführ|inhaber|vorstand"),
    ("3", r"director|head of|\bhead\b|direktor|leiter|directeur|principal"),
    ("4", r"manager|buyer|purchas|einkäufer|einkauf|procurement|acheteur|supervisor|lead\b|controller|engineer"),
)


class Contacts(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        if "title" in context.understood.given:
            self._stored["level"] = "level"

    def _complete(self, chunk: Chunk) -> None:
        if "title" not in chunk.columns:
            return
        levels = chunk.get("level")
        derived = [level or level_of(title or "") for level, title in zip(levels, chunk.columns["title"], strict=True)]
        guessed = sum(1 for before, after in zip(levels, derived, strict=True) if after and not before)
        if guessed:
            self._context.note("levels of contacts were taken from their job titles", guessed)
        chunk.columns["level"] = derived


def level_of(title: str) -> str | None:
    """1 president/owner to 5 operations, from the words of a job title; None where they do not say."""
    return next((level for level, words in _LEVELS if re.search(words, title.casefold())), None)
