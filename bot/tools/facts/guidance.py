"""Guidance: what the knowledge holds on a question, as far as the asker may read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PassageFact:
    """A passage found. `quote` are its sentences that answer, whole; `source` names the text and whom it follows.

    `opposite` is the id of a passage, found with it, whose source says otherwise. owner and date are those of a
    team's own document; restricted = not everyone may read it.
    """

    id: str
    source: str
    heading: str
    text: str
    quote: str
    score: float
    topic: str = ""
    stage: str = ""
    related_tools: tuple[str, ...] = ()
    opposite: str = ""
    owner: str = ""
    date: dt.date | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class GuidanceFound:
    """Passages, best first. answered False = none of them answers; nearest_topics say what there is near it."""

    passages: tuple[PassageFact, ...]
    answered: bool
    nearest_topics: tuple[str, ...]
    version: str


class GuidanceFacts(Protocol):
    def search(self, question: str, top: int = 8) -> GuidanceFound:
        """The passages that fit the question best, at most `top`, of what the asker may read."""
