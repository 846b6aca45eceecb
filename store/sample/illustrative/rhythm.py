"""Reviews in their rhythm, held, due and overdue, and the actions that came out of them."""

from __future__ import annotations

import datetime as dt
from random import Random

from store.sample.files import shift
from store.sample.illustrative.ledger import Buyer, Ledger, Rows, work_day
from store.tables import Action, Review, ReviewRhythm

MONTHLY = 4
"""So many of a KAM's largest accounts are reviewed every month, the other kept ones every quarter."""

PAST_MONTHS = 15
NEXT_DUE = (4, -9, 11, -3, 1, 24, -26, 40, 18, 53, 66, 31)
"""Days from this week's Monday to the open review of the KAM's first, second, … account: this week, overdue, later.

The order is mixed so that monthly and quarterly reviews both have some of each."""

STORIES = {"AW00000697": ("quarterly", 3), "AW00000097": ("monthly", -9)}
"""Two accounts of the demo's first conversation: Brakes and Gears is due on Thursday, Mountain Bike Center is late.

Days from this week's Monday where positive, from today where negative."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def make(ledger: Ledger, rows: Rows) -> None:
    for buyer in ledger.kept():
        random = ledger.random("reviews", buyer.id)
        cadence, due = _open_review(ledger.today, buyer)
        step = 1 if cadence == "monthly" else 3
        week = _week_of_month(due)
        past = [_nth(shift(due.replace(day=1), -back), week, due.weekday()) for back in range(step, PAST_MONTHS, step)]
        rows.add(
            ReviewRhythm,
            account_id=buyer.id,
            cadence=cadence,
            rule=f"FREQ=MONTHLY;INTERVAL={step};BYDAY={week}{_DAYS[due.weekday()]}",
            anchor=min([*past, due]),
        )
        for number, day in enumerate(sorted(past), 1):
            _held(ledger, rows, buyer, cadence, day, number, random)
        rows.add(Review, id=f"S-{buyer.id}-open", account_id=buyer.id, cadence=cadence, due=due)


def _open_review(today: dt.date, buyer: Buyer) -> tuple[str, dt.date]:
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7 if today.weekday() > 4 else 0)
    if buyer.id in STORIES:
        cadence, days = STORIES[buyer.id]
    else:
        cadence, days = "monthly" if buyer.rank < MONTHLY else "quarterly", NEXT_DUE[buyer.rank % len(NEXT_DUE)]
    return cadence, work_day((today if days < 0 else monday) + dt.timedelta(days=days))


def _week_of_month(day: dt.date) -> int:
    """Which of its weekday in the month a day is: 1 to 4, or -1 for a fifth."""
    week = (day.day - 1) // 7 + 1
    return week if week < 5 else -1


def _nth(month: dt.date, week: int, weekday: int) -> dt.date:
    """The nth (or last) such weekday of a month."""
    first = month + dt.timedelta(days=(weekday - month.weekday()) % 7)
    if week > 0:
        return first + dt.timedelta(weeks=week - 1)
    after = shift(month, 1)
    return after - dt.timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)


def _held(ledger: Ledger, rows: Rows, buyer: Buyer, cadence: str, due: dt.date, number: int, random: Random) -> None:
    texts = ledger.texts
    review = f"S-{buyer.id}-{number}"
    if random.random() < 0.07:
        rows.add(Review, id=review, account_id=buyer.id, cadence=cadence, due=due, status="skipped")
        return
    held = min(work_day(due + dt.timedelta(days=random.randint(0, 6))), work_day(ledger.today - dt.timedelta(days=1)))
    rows.add(
        Review,
        id=review,
        account_id=buyer.id,
        cadence=cadence,
        due=due,
        held=max(held, due) if due < ledger.today else held,
        status="held",
        notes=_worded(random.choice(texts["review_notes"]), buyer),
        needs=_worded(random.choice(texts["review_needs"]), buyer) if random.random() < 0.6 else "",
        logged_by=buyer.kam,
    )
    if due >= shift(ledger.today, -7):
        for place, action in enumerate(random.sample(texts["actions"], random.randint(1, 2)), 1):
            _action(ledger, rows, buyer, review, held, place, action, random)


def _action(
    ledger: Ledger,
    rows: Rows,
    buyer: Buyer,
    review: str,
    held: dt.date,
    place: int,
    action: dict[str, object],
    random: Random,
) -> None:
    owner = ledger.manager_of(buyer.kam) if action["owner"] == "manager" else ledger.people[buyer.kam]
    ours = action["owner"] in ("kam", "manager") and owner is not None
    due = work_day(held + dt.timedelta(days=random.choice((14, 21, 30, 45))))
    closed = work_day(held + dt.timedelta(days=random.randint(5, 40)))
    rows.add(
        Action,
        id=f"{review}-{place}",
        account_id=buyer.id,
        review_id=review,
        text=_worded(str(action["text"]), buyer),
        owner=owner.name if ours and owner else str(action["owner"]),
        owner_id=owner.id if ours and owner else None,
        promised_to_customer=bool(action["promised"]),
        created=held,
        due=due,
        closed=closed if closed < ledger.today and random.random() < 0.72 else None,
    )


def _worded(text: str, buyer: Buyer) -> str:
    return text.replace("{category}", buyer.category.lower()).replace("{city}", buyer.city)
