"""The six stages of a key account as gates: what must be true to leave each, judged on plain evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STAGES = {
    1: "you have what they need",
    2: "you supply what they need",
    3: "you source and support",
    4: "relationships grow",
    5: "do they still like us?",
    6: "relationship maintenance",
}
"""The stages after P. Kidston, named in our words."""

ADVICE = {
    1: (
        "Find out and record why they buy: price, nearness, people, quality or something else.",
        "Add a reason beyond price early; an account won on price alone stays a talk about price.",
    ),
    2: (
        "Find out why they order more before the next large order, and agree terms for it.",
        "Tell credit control what you know: growth and credit risk come together.",
    ),
    3: (
        "Offer products they do not buy yet, and forecast the ones they do with them.",
        "Plan stock and capacity for them, so that no gap sends them elsewhere.",
    ),
    4: (
        "Introduce the missing pairs, the top executives first.",
        "Have every function that matters know its counterpart; one contact is one resignation from nobody.",
    ),
    5: (
        "Ask what they think they get and what it costs them, and show the value given in money.",
        "Hold every review: needs change, and somebody else will ask about them.",
    ),
    6: (
        "Keep the rhythm, watch the gates, and grow in small steps.",
        "Use what was learned here on the accounts that are still on their way.",
    ),
}
"""What to do in each stage."""


@dataclass(frozen=True, slots=True)
class Check:
    """One piece of evidence. met None = not recorded, so it cannot be told; `fix` closes the gap."""

    stage: int
    name: str
    met: bool | None
    evidence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """stage 1-6; blocking = the checks of that stage's gate that are not met or not known; later = stages beyond it
    with a check that is met already (work done ahead of its turn)."""

    stage: int
    blocking: tuple[Check, ...]
    ahead: tuple[int, ...]

    @property
    def unsure(self) -> bool:
        """True where only missing records hold the account in its stage."""
        return bool(self.blocking) and all(check.met is None for check in self.blocking)


def diagnose(checks: Sequence[Check]) -> Diagnosis:
    """The first stage whose gate has a check that is not met; stage 6 where all five gates are passed."""
    for stage in range(1, 6):
        blocking = tuple(check for check in checks if check.stage == stage and check.met is not True)
        if blocking:
            ahead = sorted({check.stage for check in checks if check.stage > stage and check.met})
            return Diagnosis(stage, blocking, tuple(ahead))
    return Diagnosis(6, (), ())
