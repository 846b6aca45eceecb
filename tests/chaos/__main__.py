"""`python -m tests.chaos [--full] [--n N] [--seed S] [--only F1,F3:posted]`: what was lost and doubled, as JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import select

from store import migrations
from store.engine import Database, open_database
from store.questions.outbox import OPEN
from store.tables import Outbox, Person, SlackLink
from tests.chaos.worker import HISTORY_LAG, SPEED, Plan, plan_all
from tests.doubles.postgres import running
from tests.doubles.slack import Channel, SlackDouble, User

ROOT = Path(__file__).parents[2]
POINTS: dict[str, dict[str, Any]] = {
    "planned": {"die_at": {"planned": 0.0}, "every_life": True},
    "ticked": {"die_at": {"ticked": 0.0}, "every_life": True},
    "claimed": {"die_at": {"claimed": 0.6}, "batch": 1},
    "addressed": {"die_at": {"addressed": 0.5}},
    "posted": {"die_at": {"posted": 1.0}},
    "looked_up": {"die_at": {"posted": 1.0, "looked_up": 0.5}},
    "marking": {"die_at": {"marking": 0.5}},
    "marked": {"die_at": {"marked": 1.0}},
}
"""The named points of a delivery in order, and how often a life dies there, so that each sees about as many deaths as
there are messages. Before anything is sent, that many lives die one after the other; a look-up needs a death before."""

FAULTS = ("drop_after_accept", "drop", "hang", "429", "500")
IMPATIENT = 0.2
"""Seconds for a call where Slack hangs on purpose; longer, and the trial would do little but wait."""


@dataclass(frozen=True)
class Sizes:
    """How many messages each trial has."""

    random: int
    replicas: int
    point: int
    fault: int
    naive: int
    patience: float = 900  # seconds of a trial


MODEST = Sizes(300, 300, 30, 40, 100)
FULL = Sizes(5000, 10_000, 200, 500, 2000)


@contextmanager
def trial(number: int, url: str = "") -> Iterator[tuple[Database, SlackDouble]]:
    """A workspace and a database in which so many people, whom it knows, wait for a message."""
    with tempfile.TemporaryDirectory(prefix="kam-chaos-") as folder, SlackDouble() as slack:
        slack.workspace.echo_own_messages = False
        slack.workspace.history_lag = HISTORY_LAG
        database = open_database(url or f"sqlite:///{folder}/kam.sqlite")
        if not url:
            migrations.upgrade(database, backup=False)
        users: list[User] = []
        with database.write() as session:
            for one in range(number):
                address = f"p{one}@example.com"
                session.add(Person(id=f"p{one}", name=f"Person {one}", email=address, role="kam", timezone="UTC"))
                users.append(slack.add_user(f"Person {one}", email=address))
            session.flush()
            linked = dt.datetime.now(dt.UTC)
            for one, user in enumerate(users):
                direct = Channel(f"D{one:08}", "directmessage", "im", {user.id, slack.workspace.bot_user.id})
                slack.workspace.channels[direct.id] = direct
                session.add(
                    SlackLink(
                        team_id=slack.workspace.team_id, user_id=user.id, person_id=f"p{one}", dm_channel=direct.id,
                        linked_at=linked, checked_at=linked,
                    )
                )  # fmt: skip
        try:
            yield database, slack
        finally:
            database.close()


def outcome(database: Database, slack: SlackDouble, number: int) -> dict[str, Any]:
    """Messages per delivery as Slack has them, beside what our own table believes. What was not finished when patience
    ended counts for nothing: neither for nor against."""
    posted: Counter[str] = Counter()
    for channel in list(slack.workspace.channels.values()):
        for message in slack.messages(channel):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery_id"):
                posted[str(payload["delivery_id"])] += 1
    with database.read() as session:
        rows = list(session.exec(select(Outbox)).all())
    states = Counter(row.status for row in rows)
    opened = sum(states[one] for one in OPEN)
    settled = number - opened
    lost = settled - sum(1 for row in rows if row.status not in OPEN and posted[row.id])
    doubled = sum(count - 1 for count in posted.values())
    bound = f"{300 / settled:.2f} %" if settled and not lost and not doubled else None
    return {"n": settled, "unfinished": opened, "lost": lost, "doubled": doubled, "bound_95": bound}


def run(plans: Sequence[Plan], planned: bool, patience: float) -> dict[str, int]:
    """The replicas side by side; the sums of what they did. `planned` = the messages are in the outbox already."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    replicas, began = [], time.time()
    if planned:
        plan_all(replace(plans[0], began=began))
    for plan in plans:
        replica = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True,
        )  # fmt: skip
        assert replica.stdin is not None
        replica.stdin.write(replace(plan, began=began, until=began + patience).dumps())
        replica.stdin.close()
        replicas.append(replica)
    sums: Counter[str] = Counter()
    for replica in replicas:
        assert replica.stdout is not None
        sums.update(json.loads(replica.stdout.read() or "{}"))
        replica.wait()
    return dict(sums)


def on_sqlite(
    sizes: Sizes, number: int, seed: int, fault: str = "", planned: bool = False, **how: Any
) -> dict[str, Any]:
    started = time.monotonic()
    with trial(number) as (database, slack):
        times = number // 2
        if fault:
            slack.faults.chance.seed(seed)
            slack.faults.add("chat.postMessage", fault, times, retry_after=1, seconds=1.0, share=0.35)
        done = run([Plan(database.url, slack.base_url, seed, **how)], planned, sizes.patience)
        found = outcome(database, slack, number)
    return {**found, **done, **({"faults": times} if fault else {}), "seconds": round(time.monotonic() - started, 1)}


def on_postgres(sizes: Sizes, number: int, seed: int, replicas: int, **how: Any) -> dict[str, Any]:
    started = time.monotonic()
    with running() as server:
        url = server.fresh()
        with trial(number, url) as (database, slack):
            done = run([Plan(url, slack.base_url, seed + one, **how) for one in range(replicas)], True, sizes.patience)
            found = outcome(database, slack, number)
    return {**found, **done, "replicas": replicas, "seconds": round(time.monotonic() - started, 1)}


Trial = Callable[[], dict[str, Any]]


def f1(sizes: Sizes, seed: int) -> dict[str, Trial]:
    """kill -9 at random, SQLite, one process."""
    how: dict[str, Any] = {"kill_after": (0.2, 1.5), "planned": True}
    return {
        "ours": partial(on_sqlite, sizes, sizes.random, seed, **how),
        "naive: post then mark": partial(on_sqlite, sizes, sizes.naive, seed, **how, design="blind"),
        "naive: mark then post": partial(on_sqlite, sizes, sizes.naive, seed, **how, design="mark_first"),
    }


def f2(sizes: Sizes, seed: int) -> dict[str, Trial]:
    """Three replicas on PostgreSQL with procrastinate, kill -9 and pauses beyond the lease."""
    how: dict[str, Any] = {"kill_after": (2.0, 8.0), "pause_share": 0.25, "clock": "procrastinate"}
    return {
        "ours": partial(on_postgres, sizes, sizes.replicas, seed, 3, **how),
        "naive: post then mark": partial(on_postgres, sizes, sizes.naive, seed, 3, design="blind", **how),
    }


def f3(sizes: Sizes, seed: int) -> dict[str, Trial]:
    """Death at each named point, about as often as there are messages."""
    found: dict[str, Trial] = {}
    for point, given in POINTS.items():
        how = {"batch": 3, **given}
        sure = sizes.point if how.pop("every_life", False) else 0
        found[point] = partial(on_sqlite, sizes, sizes.point, seed, sure=sure, **how)
    naive = partial(on_sqlite, sizes, sizes.point, seed, die_at={"posted": 0.5}, batch=3, design="blind")
    return {**found, "naive: posted": naive}


def f4(sizes: Sizes, seed: int) -> dict[str, Trial]:
    """Slack drops the connection after or before taking the message, hangs, limits, fails."""
    found: dict[str, Trial] = {
        fault: partial(on_sqlite, sizes, sizes.fault, seed, fault, timeout=IMPATIENT) for fault in FAULTS
    }
    blind = partial(on_sqlite, sizes, sizes.fault, seed, "drop_after_accept", timeout=IMPATIENT, design="blind")
    return {**found, "naive: drop_after_accept": blind}


FIGURES: dict[str, Callable[[Sizes, int], dict[str, Trial]]] = {"F1": f1, "F2": f2, "F3": f3, "F4": f4}


def figure(name: str, part: str, sizes: Sizes, seed: int) -> dict[str, Any]:
    """One figure, or one part of it, with what it is about."""
    found: dict[str, Any] = {"what": FIGURES[name].__doc__}
    for each, trial_of in FIGURES[name](sizes, seed).items():
        if part in ("", each):
            found[each] = trial_of()
            print(f"{name} {each}: {json.dumps(found[each])}", file=sys.stderr, flush=True)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="as many as the figures are promised for")
    parser.add_argument("--n", type=int, help="messages of each trial; a tenth of it in those of F3 and F4")
    parser.add_argument("--patience", type=float, default=900, help="seconds of a trial; what is unfinished is told")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--only", default=",".join(FIGURES), help="F1,F2,F3,F4, or a part of one: F3:posted")
    given = parser.parse_args(arguments)
    sizes = FULL if given.full else MODEST
    sizes = replace(sizes, patience=given.patience)
    if given.n:
        sizes = replace(
            sizes, random=given.n, replicas=given.n, naive=given.n, point=given.n // 10, fault=given.n // 10
        )
    found: dict[str, dict[str, Any]] = {}
    for one in given.only.split(","):
        name, _, part = one.partition(":")
        found.setdefault(name, {}).update(figure(name, part, sizes, given.seed))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    print(
        json.dumps(
            {
                "figures": found,
                "seed": given.seed,
                "commit": commit.stdout.strip(),
                "machine": f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}",
                "clock": f"{SPEED} times as fast as the wall's: the lease of 60 s takes {60 // SPEED} s",
                "not_covered": "a Slack whose history lags by more than 8 s of that clock; power loss",
            },
            indent=2,
        )
    )
    parts = [(name, part) for result in found.values() for name, part in result.items() if name != "what"]
    ours = [part for name, part in parts if not name.startswith("naive")]
    return 1 if any(part["lost"] or part["doubled"] for part in ours) else 0


if __name__ == "__main__":
    sys.exit(main())
