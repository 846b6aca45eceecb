"""Opportunities, with what the same lines tell of budget, authority, need and timing."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.values import compact
from store.imports.writers.context import Context
from store.imports.writers.rows import Columns, Rows

LETTERS = ("budget", "authority", "need", "timing")
_EVIDENCE = ("opportunity_id", "letter", "date", "score", "evidence", "amount", "due", "illustrative")


class Opportunities(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stored["status"] = "status"
        self._evidence: list[tuple[Any, ...]] = []

    def _complete(self, chunk: Chunk) -> None:
        told = zip(chunk.get("status"), chunk.text("stage"), chunk.get("is_won"), chunk.get("is_closed"), strict=True)
        chunk.columns["status"] = [_status(*one) for one in told]

    def _stage(self, columns: Columns, chunk: Chunk) -> None:
        super()._stage(columns, chunk)
        today = self._context.today.isoformat()
        blank = [None] * len(chunk.lines)
        days = zip(chunk.get("evidence_date"), columns.get("opened", blank), strict=True)
        dates = [noted or opened or today for noted, opened in days]
        for letter in LETTERS:
            told = zip(
                chunk.get(letter),
                chunk.text(f"{letter}_evidence"),
                chunk.get("budget_amount") if letter == "budget" else blank,
                chunk.get("timing_due") if letter == "timing" else blank,
                strict=True,
            )
            rows = zip(columns["id"], dates, columns["illustrative"], chunk.lines, told, strict=True)
            for identity, day, sample, line, (score, text, amount, due) in rows:
                if score is not None or text or amount is not None or due is not None:
                    self._evidence.append((identity, letter, day, score, text or "", amount, due, sample, line))

    def finish(self) -> None:
        if self._evidence:
            self._context.open("opportunity_evidence", _EVIDENCE, "evidence", main=False).add(self._evidence)


def _status(said: str | None, stage: str | None, won: int | None, closed: int | None) -> str:
    """open, won or lost: as said, by the flags, or by the words of the stage."""
    words = compact(stage or "")
    if won == 1 or (said is None and words.endswith("won")):
        return "won"
    if (closed == 1 and won == 0) or (said is None and words.endswith("lost")):
        return "lost"
    return said or "open"
