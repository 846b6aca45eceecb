"""A small company whose reviews fall due, its workspace, and the post room between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.app import workspace_sender
from bot.config import Config, load_config
from bot.jobs.job import all_jobs
from bot.jobs.outbox import Mailroom, nowhere
from store.engine import Database
from store.tables import Account, Assignment, Outbox, Person, ReviewRhythm
from tests.doubles.slack import SlackDouble, User

MONDAY = dt.date(2026, 11, 23)
NINE = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""When the digests of MONDAY leave in London."""

PEOPLE = (
    ("h1", "Hana Head", "head_of_sales", None),
    ("m1", "Max Manager", "manager", "h1"),
    ("k1", "Kim Keller", "kam", "m1"),
    ("k2", "Kai Kern", "kam", "m1"),
)
ACCOUNTS = (("a1", "North Bikes", "k1"), ("a2", "South Bikes", "k2"))


class Clock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class Office:
    """The database, the workspace with everybody in it, and as many workers as a test asks for."""

    slack: SlackDouble
    database: Database
    config: Config
    clock: Clock
    users: dict[str, User] = field(default_factory=dict)

    def worker(self, at: Callable[[str], None] = nowhere, **parts: Any) -> Mailroom:
        sender = workspace_sender(self.config, self.database, self.clock, lambda: self.clock().date())
        return Mailroom(self.database, self.config, sender, self.clock, all_jobs(), at=at, **parts)

    def inbox(self, person: str) -> list[str]:
        """The texts of the messages a person got, oldest first."""
        return [str(one["text"]) for one in self.slack.messages(self.users[person])]

    def rows(self) -> dict[str, str]:
        """The state of the digest of each recipient."""
        from sqlmodel import select

        with self.database.read() as session:
            found = session.exec(select(Outbox).where(Outbox.kind == "review_digest")).all()
        return {one.recipient: one.status for one in found}


def open_office(slack: SlackDouble, database: Database, now: dt.datetime = NINE, people: Any = PEOPLE) -> Office:
    """Two KAMs with a late quarterly review each, and those above them."""
    environment = {"SLACK_BOT_TOKEN": slack.bot_token, "KAM_SLACK_BASE_URL": slack.base_url}
    config = load_config(environment=environment)
    slack.pass_time((now - dt.datetime.now(dt.UTC)).total_seconds())
    office = Office(slack, database, config, Clock(now))
    with database.write() as session:
        for identity, name, role, boss in people:
            address = f"{identity}@example.com"
            session.add(Person(id=identity, name=name, email=address, role=role, manager_id=boss))
            session.flush()
            office.users[identity] = slack.add_user(name, email=address)
        for identity, name, kam in ACCOUNTS:
            session.add(Account(id=identity, name=name, kam_id=kam))
            session.flush()
            session.add(Assignment(account_id=identity, person_id=kam, start=dt.date(2024, 1, 1)))
            rule, anchor = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=16", dt.date(2026, 11, 16)
            session.add(ReviewRhythm(account_id=identity, cadence="quarterly", rule=rule, anchor=anchor))
    return office
