"""Plans with gaps, value delivered (agreed or only claimed), and problems that we owe the customers."""

from __future__ import annotations

import datetime as dt
from random import Random

from store.sample.files import shift
from store.sample.illustrative.ledger import Buyer, Ledger, Rows, days_ago, hundreds, per_cent, work_day
from store.tables import CustomerIssue, PlanObjective, ValueDelivered

DUE_MONTHS = {"short": 5, "medium": 18, "long": 40}


def make(ledger: Ledger, rows: Rows) -> None:
    for buyer in ledger.kept():
        _plan(ledger, rows, buyer, ledger.random("plan", buyer.id))
        _value(ledger, rows, buyer, ledger.random("value", buyer.id))
        _issues(ledger, rows, buyer, ledger.random("issues", buyer.id))


def _plan(ledger: Ledger, rows: Rows, buyer: Buyer, random: Random) -> None:
    if random.random() < 0.15:
        return  # nobody wrote a plan
    number = 0
    for objective, horizons in ledger.texts["objectives"].items():
        for horizon, wordings in horizons.items():
            if random.random() < (0.25 if buyer.rank < 4 else 0.55):
                continue  # a gap
            number += 1
            one = random.choice(wordings)
            created = days_ago(ledger.today, random, 40, 420)
            reviewed = days_ago(ledger.today, random, 5, 200)
            rows.add(
                PlanObjective,
                id=f"S-{buyer.id}-{number}",
                account_id=buyer.id,
                objective=objective,
                horizon=horizon,
                text=_worded(one["text"], buyer),
                target=_worded(one["target"], buyer),
                due=shift(created, DUE_MONTHS[horizon]),
                created=created,
                reviewed=reviewed if reviewed > created and random.random() < 0.6 else None,
                done=days_ago(ledger.today, random, 1, 30) if horizon == "short" and random.random() < 0.15 else None,
            )


def _value(ledger: Ledger, rows: Rows, buyer: Buyer, random: Random) -> None:
    for number, one in enumerate(random.sample(ledger.texts["value"], random.choice((0, 1, 2, 3, 4))), 1):
        quantified = one["basis"] != "not put into money" and random.random() < 0.85
        amount = hundreds(buyer.year_sales * per_cent(random, 0.5, 6) / 100) if quantified else None
        confirmed = random.choice((True, True, False, None))
        rows.add(
            ValueDelivered,
            id=f"S-{buyer.id}-{number}",
            account_id=buyer.id,
            date=days_ago(ledger.today, random, 4, 380),
            text=_worded(one["text"], buyer),
            amount=amount,
            confirmed=confirmed,
            confirmed_by="their buyer" if confirmed else "",
            basis=one["basis"] if quantified else "",
            cost=hundreds(amount * per_cent(random, 5, 40) / 100) if amount and random.random() < 0.5 else None,
            entered_by=buyer.kam,
        )


def _issues(ledger: Ledger, rows: Rows, buyer: Buyer, random: Random) -> None:
    for number, one in enumerate(random.sample(ledger.texts["issues"], random.choice((0, 1, 1, 2, 3))), 1):
        raised = days_ago(ledger.today, random, 3, 240)
        closed = work_day(raised + dt.timedelta(days=random.randint(2, 45)))
        is_closed = closed < ledger.today and random.random() < 0.65
        rows.add(
            CustomerIssue,
            id=f"S-{buyer.id}-{number}",
            account_id=buyer.id,
            text=_worded(one["text"], buyer),
            department=one["department"],
            raised=raised,
            due=work_day(raised + dt.timedelta(days=random.choice((7, 14, 21)))),
            closed=closed if is_closed else None,
            resolution=one["resolution"] if is_closed else "",
            raised_by=buyer.kam,
        )


def _worded(text: str, buyer: Buyer) -> str:
    return text.replace("{category}", buyer.category.lower()).replace("{city}", buyer.city)
