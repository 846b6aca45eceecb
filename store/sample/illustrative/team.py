"""Our own people: ratings of their competences, and who is away."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from store.sample.files import shift
from store.sample.illustrative.ledger import Ledger, Rows
from store.tables import Assignment, Competence, Leave

COMPETENCES = ("consulting", "financial", "interpersonal", "project_management", "influencing")

LEAVES = (("296", -5, 9, "294"), ("282", 33, 47, "287"), ("291", -120, -106, "290"))
"""Person, first and last day from today, stand-in: one is away now, one soon, one was."""


def make(ledger: Ledger, rows: Rows) -> None:
    for kam in ledger.kams:
        for competence in COMPETENCES:
            random = ledger.random("competence", kam, competence)
            score = random.randint(3, 9)
            for back in (13, 1):
                rows.add(
                    Competence,
                    person_id=kam,
                    competence=competence,
                    date=shift(ledger.today, -back),
                    score=Decimal(score) / 2,
                    rated_by="their manager",
                )
                score = min(10, score + random.choice((-1, 0, 1, 1)))
    for person, first, last, stand_in in LEAVES:
        if person in ledger.people and stand_in in ledger.people:
            _leave(ledger, rows, person, first, last, stand_in)


def _leave(ledger: Ledger, rows: Rows, person: str, first: int, last: int, stand_in: str) -> None:
    start, end = (ledger.today + dt.timedelta(days=days) for days in (first, last))
    rows.add(Leave, person_id=person, start=start, end=end, stand_in_id=stand_in)
    for buyer in ledger.buyers:
        if buyer.kam == person:
            rows.add(Assignment, account_id=buyer.id, person_id=stand_in, start=start, end=end, cause="stand_in")
