"""Two `kam serve` on one PostgreSQL share a morning's digests; whichever is stopped meanwhile, each arrives once."""

from __future__ import annotations

import datetime as dt
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from store.engine import open_database
from store.tables import Account, Assignment, Outbox, Person, ReviewRhythm, SlackLink
from tests.doubles.postgres import PostgresServer
from tests.doubles.slack import SlackDouble, User
from tests.jobs.serving import started

PEOPLE = 70


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_stopping_either_in_the_middle_loses_and_doubles_nothing(
    how: signal.Signals, slack: SlackDouble, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.fresh()
    users = morning(url, slack)
    began = time.time()
    both = [started(slack, tmp_path / f"data{one}", url, began, messages_per_second=3) for one in (1, 2)]
    try:
        slack.wait_until(lambda: arrived(slack, users).total() >= 45, timeout=60, what="the first digests")
        before = arrived(slack, users).total()
        both[0].send_signal(how)
        assert both[0].wait(30) == (0 if how is signal.SIGTERM else -signal.SIGKILL)
        slack.wait_until(lambda: len(arrived(slack, users)) == PEOPLE, timeout=60, what="the rest")
        both[1].send_signal(signal.SIGTERM)
        assert both[1].wait(30) == 0
    finally:
        for one in both:
            one.kill()
    database = open_database(url)
    with database.read() as session:
        rows = session.exec(select(Outbox).where(Outbox.kind == "review_digest")).all()
    database.close()
    assert before < PEOPLE, "the first process was stopped in the middle"
    assert set(arrived(slack, users).values()) == {1}
    assert Counter(one.status for one in rows) == {"sent": PEOPLE}
    assert len({one.owner for one in rows}) == 2, "both took a share"


def arrived(slack: SlackDouble, users: list[User]) -> Counter[str]:
    """How many messages each person has."""
    return Counter({user.id: len(found) for user in users if (found := slack.messages(user))})


def morning(url: str, slack: SlackDouble) -> list[User]:
    """So many KAMs with one late review each, whom the workspace knows."""
    slack.workspace.echo_own_messages = False
    database, users = open_database(url), []
    now = dt.datetime.now(dt.UTC)
    with database.write() as session:
        for one in range(PEOPLE):
            address = f"k{one}@example.com"
            user = slack.add_user(f"Kam {one}", email=address)
            users.append(user)
            session.add(Person(id=f"k{one}", name=f"Kam {one}", email=address, role="kam", timezone="UTC"))
            session.flush()
            session.add(Account(id=f"a{one}", name=f"Account {one}", kam_id=f"k{one}"))
            session.add(
                SlackLink(
                    team_id=slack.workspace.team_id, user_id=user.id, person_id=f"k{one}",
                    dm_channel=slack.dm(user).id, linked_at=now, checked_at=now,
                )
            )  # fmt: skip
            session.flush()
            session.add(Assignment(account_id=f"a{one}", person_id=f"k{one}", start=dt.date(2024, 1, 1)))
            anchor = now.date() - dt.timedelta(days=3)
            session.add(ReviewRhythm(account_id=f"a{one}", cadence="custom", rule="FREQ=WEEKLY", anchor=anchor))
    database.close()
    return users
