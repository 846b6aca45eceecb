"""How long the morning's digests take: `python -m tests.bench.digests [--kams N] [--accounts N]`; prints JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal

from bot.config import load_config
from bot.jobs.composing import letter
from bot.jobs.job import Recipient, job_named
from store import migrations
from store.engine import Database, open_database
from store.questions.outbox import recipients
from store.tables import Account, Action, Contact, Person, ReviewRhythm, RollupAccountMonth

TODAY = dt.date(2026, 11, 23)
POSTS_PER_SECOND = 5
"""Several hundred messages a minute is what Slack allows a workspace; one a second in each channel."""


def company(database: Database, kams: int, accounts: int) -> None:
    """So many KAMs with their accounts: a review rhythm each, a contact, two tasks, two years of monthly sales."""
    first = dt.date(2026, 10, 1)
    with database.write() as session:
        session.add_all(Person(id=f"k{one}", name=f"Kam {one}", role="kam", timezone="UTC") for one in range(kams))
        session.flush()
        for one in range(accounts):
            identity = f"a{one}"
            session.add(Account(id=identity, name=f"Account {one}", kam_id=f"k{one % kams}", is_key=one % 4 == 0))
            if one % 1000 == 999:
                session.flush()
        session.flush()
        for one in range(accounts):
            identity = f"a{one}"
            day = one % 28 + 1
            rule = f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={day}"
            anchor = dt.date(2026, 1 + one % 3, day)
            session.add(ReviewRhythm(account_id=identity, cadence="quarterly", rule=rule, anchor=anchor))
            session.add(Contact(id=f"c{one}", account_id=identity, name="Buyer", level=1 + one % 5))
            session.add(Action(id=f"t{one}", account_id=identity, text="Call", created=TODAY, due=TODAY))
            for month in range(0, 24, 3):
                when = (first - dt.timedelta(days=31 * month)).replace(day=1)
                sales = Decimal(1000 + one % 700)
                session.add(month_of_sales(identity, when, sales))
            if one % 1000 == 999:
                session.flush()


def month_of_sales(account: str, month: dt.date, sales: Decimal) -> RollupAccountMonth:
    nothing = Decimal(0)
    return RollupAccountMonth(
        account_id=account,
        month=month,
        orders=1,
        lines=2,
        quantity=Decimal(10),
        gross_sales=sales,
        discount=nothing,
        net_sales=sales,
        cogs=sales / 2,
        freight=nothing,
    )


def measure(kams: int, accounts: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/kam.sqlite")
        migrations.upgrade(database, backup=False)
        company(database, kams, accounts)
        config, job = load_config(environment={}), job_named("review_digest")
        with database.read() as session:
            people = recipients(session, ("kam",))
        times = []
        letters = 0
        processor = time.process_time()
        for person in people:
            begun = time.perf_counter()
            with database.read() as session:
                letters += letter(session, config, job, Recipient(person), TODAY) is not None
            times.append(time.perf_counter() - begun)
        processor = time.process_time() - processor
        database.close()
    times.sort()
    return {
        "kams": kams,
        "accounts": accounts,
        "digests": letters,
        "seconds": round(sum(times), 1),
        "processor_seconds": round(processor, 1),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p99_ms": round(times[len(times) * 99 // 100] * 1000, 1),
        "minutes_to_send": round(letters / POSTS_PER_SECOND / 60, 1),
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kams", type=int, default=2000)
    parser.add_argument("--accounts", type=int, default=20_000)
    given = parser.parse_args(arguments)
    print(json.dumps(measure(given.kams, given.accounts), indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
