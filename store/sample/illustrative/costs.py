"""What serving the accounts costs: the people, the lines that no order shows, and the hours."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal

from store.sample.files import shift
from store.sample.illustrative.ledger import Buyer, Ledger, Rows, cents, hundreds, per_cent
from store.tables import CostCoverage, CostLine, Effort, PersonCost, Promotion

KINDS = ("rebate", "return", "service", "promotion")
HOURS_A_MONTH = 110
"""So many hours of a month a KAM spends on accounts; the rest is inside work and travel."""


def make(ledger: Ledger, rows: Rows, promotions: list[Promotion]) -> None:
    _people(ledger, rows)
    for kind in KINDS:
        rows.add(CostCoverage, kind=kind, start=ledger.first_day.replace(month=1, day=1), end=_end(ledger.today))
    running = {month: _running(promotions, month) for month in ledger.months()}
    for buyer in ledger.buyers:
        _lines(ledger, rows, buyer, running)
    _hours(ledger, rows)


def _running(promotions: list[Promotion], month: dt.date) -> list[Promotion]:
    """The promotions with a discount that ran on any day of a month."""
    after = shift(month, 1)
    return [
        one
        for one in promotions
        if one.discount_pct and one.start and one.end and one.start < after and one.end >= month
    ]


def _end(today: dt.date) -> dt.date:
    """The lines are recorded as far as this month's end, so that a month to date is covered too."""
    return shift(today.replace(day=1), 1) - dt.timedelta(days=1)


def _people(ledger: Ledger, rows: Rows) -> None:
    """A yearly cost between about 90,000 and 220,000 for everybody who has accounts, up two to four per cent a year."""
    most = max((_sold(ledger, kam) for kam in ledger.kams), default=Decimal(1)) or Decimal(1)
    for kam in ledger.kams:
        random = ledger.random("cost", kam)
        lead = ledger.people[kam].role != "kam"
        base = Decimal(62_000 if not lead else 88_000) + 58_000 * _sold(ledger, kam) / most
        salary = hundreds(base * (100 + per_cent(random, -6, 6)) / 100, 500)
        for year in range(ledger.first_day.year, ledger.today.year + 1):
            expenses = hundreds(salary * per_cent(random, 14, 24) / 100)
            overhead = hundreds(salary * per_cent(random, 22, 30) / 100)
            rows.add(
                PersonCost,
                person_id=kam,
                year=year,
                salary=salary,
                expenses=expenses,
                overhead=overhead,
                total=salary + expenses + overhead,
            )
            salary = hundreds(salary * (100 + per_cent(random, 2, 4)) / 100)


def _sold(ledger: Ledger, kam: str) -> Decimal:
    return sum((one.year_sales for one in ledger.buyers if one.kam == kam), Decimal(0))


def _lines(ledger: Ledger, rows: Rows, buyer: Buyer, running: Mapping[dt.date, list[Promotion]]) -> None:
    random = ledger.random("lines", buyer.id)
    year = max((sum(net for month, (_, net) in _year(buyer, back)) for back in range(3)), default=Decimal(0))
    rebate = per_cent(random, 0.3, 1.2) if year > 60_000 else Decimal(0)
    returns, service, push = per_cent(random, 0.2, 1.4), per_cent(random, 0.2, 1.1), per_cent(random, 0.1, 0.6)
    number = 0

    def add(day: dt.date, kind: str, amount: Decimal, note: str, promotion: str | None = None) -> None:
        nonlocal number
        number += 1
        rows.add(
            CostLine,
            id=f"S-{buyer.id}-{number}",
            account_id=buyer.id,
            date=day,
            kind=kind,
            amount=cents(amount),
            promotion_id=promotion,
            note=note,
        )

    for month, (_, net) in sorted(buyer.months.items()):
        last = shift(month, 1) - dt.timedelta(days=1)
        if net <= 0 or last >= ledger.today:
            continue
        if random.random() < 0.45:
            add(last, "return", net * returns / 50, "goods taken back")
        add(last.replace(day=20), "service", net * service / 100, "service desk and warranty")
        if rebate and last.month % 3 == 0:
            add(last, "rebate", net * rebate / 100 * 3, "quarterly rebate")
        here = running.get(month, [])
        if here and random.random() < 0.3:
            one = random.choice(here)
            add(last.replace(day=10), "promotion", net * push / 30, f"support for {one.name}", one.id)


def _year(buyer: Buyer, back: int) -> list[tuple[dt.date, tuple[Decimal, Decimal]]]:
    """The months of one of the ledger's years, counted back from the account's last month."""
    if not buyer.months:
        return []
    after = shift(max(buyer.months), 1 - 12 * back)
    first = shift(after, -12)
    return [(month, sums) for month, sums in buyer.months.items() if first <= month < after]


def _hours(ledger: Ledger, rows: Rows) -> None:
    """Each KAM's hours of a month over the accounts that buy around then; some get more than their sales earn."""
    weights = {(one.kam, one.id): _weights(ledger, one) for one in ledger.buyers if one.months}
    kept = {one.id for one in ledger.buyers if one.kept}
    for month in ledger.months():
        here: dict[str, list[tuple[str, float]]] = {}
        for (kam, account), by_month in weights.items():
            if month in by_month:
                here.setdefault(kam, []).append((account, by_month[month]))
        for kam, shares in here.items():
            random = ledger.random("hours", kam, month)
            drawn = [(account, weight * random.uniform(0.7, 1.3)) for account, weight in shares]
            total = sum(weight for _, weight in drawn)
            for account, weight in drawn:
                share = HOURS_A_MONTH * weight / total
                if share < 0.5 and account not in kept:
                    continue
                hours = max(Decimal("0.5"), Decimal(round(share * 2)) / 2)
                visits = 1 if hours >= 4 and random.random() < 0.6 else 0
                rows.add(Effort, account_id=account, person_id=kam, month=month, hours=hours, visits=visits)


def _weights(ledger: Ledger, buyer: Buyer) -> dict[dt.date, float]:
    """How much an account draws in the months around its orders: by the root of its sales, and by taste."""
    near: dict[dt.date, float] = {}
    for month, (_, net) in buyer.months.items():
        for away in range(-3, 4):
            reached = shift(month, away)
            near[reached] = near.get(reached, 0.0) + float(net)
    taste = ledger.random("effort", buyer.id).choice((0.4, 0.8, 1.0, 1.2, 3.0))  # some are worked on far too much
    return {month: taste * math.sqrt(max(sales, 1.0)) for month, sales in near.items() if sales > 0}
