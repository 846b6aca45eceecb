"""Who knows whom, level by level: pairs that are there, pairs that are missing, and how thin the thread is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.tools.facts.contacts import ContactFact, TeamFact

LEVELS = {1: "president or owner", 2: "vice president", 3: "director or head", 4: "manager or buyer", 5: "operations"}

TOUCH_DAYS = 180
"""A contact spoken to within half a year is in touch."""

ENOUGH_CONTACTS = 3
ENOUGH_DEPARTMENTS = 2
"""Fewer contacts in touch, or fewer departments, make an account hang on a thread: a rule of practice."""

PairState = Literal["paired", "not by a peer", "nobody of ours", "nobody recorded"]


@dataclass(frozen=True, slots=True)
class LevelPair:
    """One level. theirs = contacts of that level; ours = our people of that level; paired = a contact there is known
    by somebody of ours on the same level."""

    level: int
    state: PairState
    theirs: tuple[ContactFact, ...]
    ours: tuple[str, ...]

    @property
    def name(self) -> str:
        return LEVELS[self.level]


def in_touch(contact: ContactFact, today: dt.date) -> bool:
    """Known by one of ours who spoke to them lately."""
    touched = contact.last_touch
    return bool(contact.counterpart) and touched is not None and (today - touched).days <= TOUCH_DAYS


def level_pairs(contacts: Sequence[ContactFact], team: Sequence[TeamFact]) -> tuple[LevelPair, ...]:
    """The five levels from the top; contacts without a level belong to none."""
    pairs = []
    for level in LEVELS:
        theirs = tuple(one for one in contacts if one.level == level)
        ours = [one.name for one in team if one.level == level]
        ours += [one.counterpart for one in contacts if one.counterpart and one.counterpart_level == level]
        pairs.append(LevelPair(level, _state(theirs), theirs, tuple(dict.fromkeys(ours))))
    return tuple(pairs)


def _state(theirs: Sequence[ContactFact]) -> PairState:
    if not theirs:
        return "nobody recorded"
    if any(one.counterpart and one.counterpart_level == one.level for one in theirs):
        return "paired"
    return "not by a peer" if any(one.counterpart for one in theirs) else "nobody of ours"


def missing(pairs: Sequence[LevelPair]) -> tuple[LevelPair, ...]:
    """Levels without a pair of equals, from the top."""
    return tuple(one for one in pairs if one.state != "paired")


@dataclass(frozen=True, slots=True)
class Thread:
    """How the account hangs together. contacts = theirs in touch; ours = who of ours is in touch with them;
    departments = theirs among these. `risks` are sentences, empty where it is held by enough threads."""

    contacts: tuple[ContactFact, ...]
    ours: tuple[str, ...]
    departments: tuple[str, ...]
    risks: tuple[str, ...]


def thread(contacts: Sequence[ContactFact], today: dt.date) -> Thread:
    """Single-thread risk: named reasons, never a score."""
    touched = tuple(one for one in contacts if in_touch(one, today))
    ours = tuple(dict.fromkeys(one.counterpart for one in touched))
    departments = tuple(dict.fromkeys(one.department for one in touched if one.department))
    return Thread(touched, ours, departments, _risks(touched, ours, departments))


def _risks(touched: Sequence[ContactFact], ours: Sequence[str], departments: Sequence[str]) -> tuple[str, ...]:
    if not touched:
        return (f"Nobody of ours has been in touch with anybody there in {TOUCH_DAYS} days.",)
    if len(touched) == 1:
        one = touched[0]
        return (f"It hangs on one thread: {one.counterpart} and {one.name}. If either leaves, nobody is left.",)
    risks = []
    if len(ours) == 1:
        risks.append(f"All {len(touched)} contacts run through {ours[0]} alone.")
    if len(touched) < ENOUGH_CONTACTS:
        risks.append(f"Only {len(touched)} contacts are in touch; three are the least by practice.")
    if len(departments) < ENOUGH_DEPARTMENTS and all(one.department for one in touched):
        risks.append(f"All are in one department, {departments[0]}.")
    if all((one.level or 5) >= 4 for one in touched):
        risks.append("Nobody above the daily contact is in touch.")
    return tuple(risks)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A pair to bring together: who of theirs, who of ours ('' = not recorded), and who there could open the door."""

    level: LevelPair
    theirs: str
    ours: str
    door: str


def introductions(pairs: Sequence[LevelPair], contacts: Sequence[ContactFact], today: dt.date) -> list[Introduction]:
    """One for each level without a pair of equals, from the top."""
    found = []
    for pair in missing(pairs):
        them = pair.theirs[0].name if pair.theirs else ""
        near = [one for one in contacts if in_touch(one, today) and one.level is not None and one.name != them]
        near.sort(key=lambda one: (abs((one.level or 9) - pair.level), -(one.strength or 0), one.name))
        found.append(Introduction(pair, them, pair.ours[0] if pair.ours else "", near[0].name if near else ""))
    return found
