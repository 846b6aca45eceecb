"""Budget, authority, need and timing: four scores of 0 to 4 into a range, a verdict, and what to ask next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.errors import BadInput

LETTERS = ("budget", "authority", "need", "timing")
MOST = 4
"""The highest score of a letter; four letters make 16."""

BANDS = ((13, "highly qualified"), (9, "qualified"), (5, "to be nurtured"), (0, "unqualified"))
"""The lowest total of each verdict (half-open bands: 0-4, 5-8, 9-12, 13-16), best first."""

BUDGET_CAP = 2
"""The most that a budget below the price may score."""

ASK = {
    "budget": ("Is the money approved, how much, and until when?", "Whose budget does it come from?"),
    "authority": ("Can this contact sign alone, and up to what amount?", "Who else has to agree?"),
    "need": ("What does it cost them to do nothing?", "Who feels the problem most, and have they said so?"),
    "timing": ("When must it be running, and why then?", "When do they decide?"),
}
"""What to ask the customer next, the best question first."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of one letter. score None = unknown, which is not zero. `stale` says why it is out of date."""

    name: str
    score: int | None = None
    evidence: str = ""
    source: str = ""
    date: dt.date | None = None
    amount: Decimal | None = None
    due: dt.date | None = None
    stale: str = ""
    capped: str = ""
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Qualification:
    """`low` counts unknown letters as 0, `high` as 4. `gate` names the reason why no total can qualify it."""

    low: int
    high: int
    gate: str
    unknown: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """disqualified, incomplete, or the band that the whole range lies in."""
        if self.gate:
            return "disqualified"
        return band(self.low) if band(self.low) == band(self.high) else "incomplete"


def band(total: int) -> str:
    """The verdict of a total of 0 to 16."""
    return next(name for lowest, name in BANDS if total >= lowest)


def qualify(scores: Mapping[str, int | None]) -> Qualification:
    """The range and the verdict of the four letters; one that is absent is unknown. Raises BadInput outside 0 to 4.

    Gates: no need at all; or neither budget nor authority. Source of the bands: rubric of 0-4 per letter (Hanna 2009).
    """
    for letter, score in scores.items():
        if letter not in LETTERS:
            raise BadInput(f"BANT has budget, authority, need and timing, but no '{letter}'.")
        if score is not None and not 0 <= score <= MOST:
            raise BadInput(f"A {letter} of {score} does not fit: each letter scores 0 (nothing) to {MOST} (confirmed).")
    known = {letter: scores.get(letter) for letter in LETTERS}
    unknown = tuple(letter for letter, score in known.items() if score is None)
    low = sum(score for score in known.values() if score is not None)
    return Qualification(low, low + MOST * len(unknown), _gate(known), unknown)


def _gate(scores: Mapping[str, int | None]) -> str:
    if scores["need"] == 0:
        return "there is no need"
    if scores["budget"] == 0 and scores["authority"] == 0:
        return "there is neither a budget nor anybody who can decide"
    return ""


def fitted(letter: Letter, price: Decimal | None, today: dt.date, stale_days: int) -> Letter:
    """The letter with its cap and staleness: a budget below the price scores at most 2; evidence older than
    `stale_days` and a decision date that has passed are stale."""
    if letter.name == "budget" and letter.amount is not None and price is not None and letter.amount < price:
        score = None if letter.score is None else min(letter.score, BUDGET_CAP)
        letter = replace(letter, score=score, capped="the budget is below the price")
    if letter.due is not None and letter.due < today:
        return replace(letter, stale=f"the decision date {letter.due} has passed")
    if letter.date is not None and letter.score is not None and (today - letter.date).days > stale_days:
        return replace(letter, stale=f"noted {(today - letter.date).days} days ago")
    return letter


def to_ask(letters: Mapping[str, Letter], most: int = 3) -> tuple[str, ...]:
    """The next questions: for unknown letters first, then stale ones, then the weakest below 3."""

    def order(letter: Letter) -> tuple[int, int]:
        if letter.score is None:
            return (0, 0)
        return (1, letter.score) if letter.stale else (2, letter.score)

    open_ones = [letters.get(name, Letter(name)) for name in ("need", "timing", "authority", "budget")]
    wanted = [one for one in sorted(open_ones, key=order) if one.score is None or one.stale or one.score < 3]
    questions = [ASK[one.name][0] for one in wanted]
    questions += [ASK[one.name][1] for one in wanted]
    return tuple(questions[:most])
