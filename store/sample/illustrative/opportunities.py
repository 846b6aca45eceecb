"""Opportunities with what is known of budget, authority, need and timing; some of it stale, some unknown."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from store.sample.illustrative.ledger import Buyer, Ledger, Rows, days_ago, hundreds, per_cent, work_day
from store.tables import Opportunity, OpportunityEvidence

LETTERS = ("budget", "authority", "need", "timing")


def make(ledger: Ledger, rows: Rows) -> None:
    for buyer in ledger.kept():
        random = ledger.random("opportunities", buyer.id)
        for number, name in enumerate(random.sample(ledger.texts["opportunities"], random.choice((1, 1, 2, 3))), 1):
            _opportunity(ledger, rows, buyer, number, name)


def _opportunity(ledger: Ledger, rows: Rows, buyer: Buyer, number: int, name: str) -> None:
    random = ledger.random("opportunity", buyer.id, number)
    identity = f"S-{buyer.id}-{number}"
    status = "open" if number == 1 else random.choice(("open", "won", "lost"))
    opened = days_ago(ledger.today, random, 40, 320)
    closing = ledger.today + dt.timedelta(days=random.randint(-20, 200))
    amount = hundreds(buyer.year_sales * per_cent(random, 6, 45) / 100, 500)
    rows.add(
        Opportunity,
        id=identity,
        account_id=buyer.id,
        name=name.replace("{category}", buyer.category),
        amount=None if random.random() < 0.08 else amount,
        margin_pct=None if random.random() < 0.15 else per_cent(random, 2, 14),
        stage=random.choice(ledger.texts["stages"]) if status == "open" else status.capitalize(),
        status=status,
        opened=opened,
        close_date=work_day(closing) if status == "open" else days_ago(ledger.today, random, 1, 30),
    )
    for letter in LETTERS:
        _evidence(ledger, rows, identity, letter, opened, amount, closing)


def _evidence(
    ledger: Ledger, rows: Rows, opportunity: str, letter: str, opened: dt.date, amount: Decimal, closing: dt.date
) -> None:
    """A note on one letter, or none at all; where it is old, it was never asked again."""
    random = ledger.random("evidence", opportunity, letter)
    if random.random() < 0.15:
        return
    found = random.choice(ledger.texts["evidence"][letter])
    age = (ledger.today - opened).days
    known = found["score"] is not None and found["score"] >= 2
    rows.add(
        OpportunityEvidence,
        opportunity_id=opportunity,
        letter=letter,
        date=ledger.today - dt.timedelta(days=random.randint(min(5, age), age)),
        score=found["score"],
        evidence=found["text"].replace("{city}", "town"),
        source=found["source"],
        amount=amount if letter == "budget" and known else None,
        due=work_day(closing) if letter == "timing" and known else None,
    )
