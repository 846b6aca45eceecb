"""How long the morning's digests take, computed and sent: `python -m tests.bench.digests [--kams N]`; prints JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from bot.config import Config, load_config
from bot.jobs.composing import letter, read_together
from bot.jobs.job import Recipient, job_named
from bot.jobs.outbox import BATCH, Mailroom
from bot.jobs.pace import Pace
from bot.slack_client import RateLimited
from store import migrations
from store.engine import Database, open_database
from store.questions.outbox import oldest_open, recipients
from store.tables import Account, Action, Contact, Person, ReviewRhythm, RollupAccountMonth

TODAY = dt.date(2026, 11, 23)
POSTS_PER_MINUTE = 300
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


class Limits:
    """Slack on a simulated clock: so many calls a minute of each method, by its published tier; beyond it, 429."""

    PER_MINUTE: ClassVar[dict[str, int]] = {
        "users.info": 100, "users.lookupByEmail": 50, "conversations.open": 50, "chat.postMessage": POSTS_PER_MINUTE,
    }  # fmt: skip

    def __init__(self, now: dt.datetime, linked: bool) -> None:
        self.time, self.limited, self.posts = now, 0, Counter[str]()
        self._known: set[str] = set()
        self._linked = linked
        self._calls: dict[str, deque[dt.datetime]] = {name: deque() for name in self.PER_MINUTE}

    def now(self) -> dt.datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)

    def _call(self, name: str) -> None:
        calls, minute = self._calls[name], dt.timedelta(minutes=1)
        while calls and self.time - calls[0] >= minute:
            calls.popleft()
        if len(calls) >= self.PER_MINUTE[name]:
            self.limited += 1
            raise RateLimited(int((calls[0] + minute - self.time).total_seconds()) + 1)
        calls.append(self.time)

    def direct(self, person: str) -> str:
        if person not in self._known and not self._linked:
            self._call("users.lookupByEmail")
            self._call("conversations.open")
            self._known.add(person)
        self._call("users.info")
        return f"D{person}"

    def check_channel(self, channel: str, accounts: Collection[str]) -> None:
        raise NotImplementedError

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        allowed: Callable[[], bool],
    ) -> str:
        self._call("chat.postMessage")
        self.posts[channel] += 1
        return "1.0"

    def find(self, channel: str, delivery_id: str, oldest: float) -> str | None:
        return None


def computed(database: Database, config: Config, people: Sequence[Person], together: bool) -> tuple[int, float, float]:
    """How many digests there are, and the clock's and the processor's seconds for all of them."""
    job, letters = job_named("review_digest"), 0
    begun, processor = time.perf_counter(), time.process_time()
    for at in range(0, len(people), BATCH):
        some = people[at : at + BATCH]
        with database.read() as session:
            shared = read_together(session, config, [one.id for one in some], TODAY) if together else None
        for one in some:
            with database.read() as session:
                letters += letter(session, config, job, Recipient(one), TODAY, shared) is not None
    return letters, time.perf_counter() - begun, time.process_time() - processor


def sent(database: Database, config: Config, linked: bool, day: dt.date) -> dict[str, object]:
    """The outbox from nine in the morning on until nothing is open, by the simulated clock."""
    slack = Limits(dt.datetime.combine(day, dt.time(9, 0, 1), dt.UTC), linked)
    worker = Mailroom(database, config, slack, slack.now, {"review_digest": job_named("review_digest")})
    worker.pace = Pace(config.jobs.messages_per_second, slack.sleep, lambda: slack.time.timestamp())
    begun, processor = slack.time, time.process_time()
    done = Counter[str]()
    worker.tick()
    while True:
        done.update(worker.drain())
        with database.read() as session:
            if oldest_open(session) is None:
                break
        slack.time = max(slack.time, worker.paused_until or slack.time) + dt.timedelta(
            seconds=config.jobs.drain_seconds
        )
    return {
        "sent": done["sent"],
        "doubled": sum(number - 1 for number in slack.posts.values()),
        "too_late": done["skipped_late"],
        "minutes": round((slack.time - begun).total_seconds() / 60, 1),
        "refused_with_429": slack.limited,
        "processor_seconds": round(time.process_time() - processor, 1),
    }


def measure(kams: int, accounts: int, alone: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/kam.sqlite")
        migrations.upgrade(database, backup=False)
        company(database, kams, accounts)
        config = load_config(environment={})
        with database.read() as session:
            people = recipients(session, ("kam",))
        letters, seconds, processor = computed(database, config, people, together=True)
        one_by_one = computed(database, config, people, together=False)[2] if alone else None
        first = sent(database, config, False, TODAY)
        later = sent(database, config, True, TODAY + dt.timedelta(days=7))
        database.close()
    return {
        "kams": kams,
        "accounts": accounts,
        "digests": letters,
        "seconds": round(seconds, 1),
        "processor_seconds": round(processor, 1),
        "processor_ms_each": round(processor / max(letters, 1) * 1000, 1),
        "one_by_one_processor_seconds": None if one_by_one is None else round(one_by_one, 1),
        "first_morning": first,
        "later_morning": later,
        "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kams", type=int, default=2000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--alone", action="store_true", help="each digest with its own queries, too")
    given = parser.parse_args(arguments)
    print(json.dumps(measure(given.kams, given.accounts, given.alone), indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
