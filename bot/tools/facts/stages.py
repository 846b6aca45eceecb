"""What KAMs noted of an account's stage, beside the computed one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StageNoteFact:
    """A KAM's own view: stage 1-6 on a date, with the reason."""

    date: dt.date
    stage: int
    reason: str
    illustrative: bool


class StageFacts(Protocol):
    def last_note(self, account: str) -> StageNoteFact | None:
        """The newest view noted for a visible account."""
