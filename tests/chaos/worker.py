"""One replica that is killed again and again: a process that forks lives, kills them at random, and begins anew.

`python -m tests.chaos.worker` with the plan as JSON on standard input; prints how often it killed and paused.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk import WebClient

from bot.config import Config, load_config
from bot.handlers.desk import Me
from bot.handlers.identity import Identity
from bot.handlers.places import Places
from bot.handlers.sending import WorkspaceSender
from bot.jobs.job import Among, Composing, Job, Recipient
from bot.jobs.letter import Letter
from bot.jobs.outbox import Mailroom
from bot.replies.slack import Message
from bot.slack_client import SlackSender
from bot.tools.answer import Answer
from store.engine import open_database
from store.questions import outbox
from store.questions.outbox import recipients
from tests.doubles.slack import SlackDouble

LEASE = 1.5
TIMEOUT = 0.6
LEAST_LEFT = 0.7
"""Seconds; the product's are 60, 10 and 20. The order is the same: a post ends before the lease does."""


@dataclass(frozen=True)
class Plan:
    """How one replica runs. design: ours, mark_first or blind; point: where it dies by itself ('' = nowhere)."""

    url: str
    base_url: str
    seed: int
    design: str = "ours"
    kill_after: tuple[float, float] | None = None  # seconds of a life, at random between these
    pause_share: float = 0.0  # of the lives, how many are stopped beyond their lease before they are killed
    point: str = ""
    point_share: float = 0.0
    until: float = 0.0  # seconds since the epoch at which even a replica that cannot finish ends

    def dumps(self) -> str:
        return json.dumps(asdict(self))


class Blind:
    """A sender that never looks before it posts again."""

    def __init__(self, sender: WorkspaceSender) -> None:
        self._sender = sender

    def direct(self, person: str) -> str:
        return self._sender.direct(person)

    def check_channel(self, channel: str, accounts: Collection[str]) -> None:
        self._sender.check_channel(channel, accounts)

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        allowed: Callable[[], bool],
    ) -> str:
        return self._sender.post(channel, text, blocks, delivery_id, lambda: True)

    def find(self, channel: str, delivery_id: str, oldest: float) -> str | None:
        return None


class MarkFirst(Mailroom):
    """Marks a message as sent, then sends it: never doubled, but lost where it dies in between."""

    def _post(self, channel: str, identity: str, message: Message, allowed: Callable[[], bool]) -> str:
        with self.database.write() as session:
            outbox.settle(session, identity, self.owner, outbox.SENT)
        self.at("marked_first")
        return super()._post(channel, identity, message, allowed)


def _everybody(session: Any, config: Config, day: dt.date, among: Among) -> Sequence[Recipient]:
    return [Recipient(one) for one in recipients(session, ("kam",), among)]


def _letter(given: Composing) -> Letter:
    return Letter(Answer("probe", "A review is due."))


PROBE = Job("probe", "one message to everybody", lambda config, day: True, _everybody, _letter)


def config_for(base_url: str) -> Config:
    """Every day and hour is a working one."""
    config = load_config(environment={"SLACK_BOT_TOKEN": SlackDouble.bot_token, "KAM_SLACK_BASE_URL": base_url})
    nudges = config.nudges.model_copy(
        update={"working_hours": ("00:00", "23:59"), "digest_at": "00:00", "late_after_hours": 24}
    )
    jobs = config.jobs.model_copy(update={"review_digest": "mon-sun"})
    company = config.company.model_copy(update={"timezone": "UTC"})
    return config.model_copy(update={"nudges": nudges, "jobs": jobs, "company": company})


def life(plan: Plan, number: int) -> None:
    """Tick and drain until nothing is open; dies at the plan's point."""
    chance = random.Random(plan.seed * 100_003 + number)

    def at(point: str) -> None:
        if point == plan.point and chance.random() < plan.point_share:
            os._exit(9)

    database = open_database(plan.url)
    client = WebClient(SlackDouble.bot_token, plan.base_url, TIMEOUT, retry_handlers=[])  # type: ignore[arg-type]  # parts of a second
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)  # noqa: E731
    me = Me(client)
    identity = Identity(client, database, me.team, now)
    places = Places(client, identity, database, me.user, lambda: now().date())
    sender: Any = WorkspaceSender(SlackSender(client), database, identity, places, me.team)
    kind = MarkFirst if plan.design == "mark_first" else Mailroom
    lease, left = dt.timedelta(seconds=LEASE), dt.timedelta(seconds=LEAST_LEFT)
    mailroom = kind(
        database,
        config_for(plan.base_url),
        Blind(sender) if plan.design == "blind" else sender,
        now,
        {"probe": PROBE},
        at=at,
        lease=lease,
        least_left=left,
    )
    mailroom.tick()
    while True:
        mailroom.drain(20)
        with database.read() as session:
            if outbox.oldest_open(session) is None:
                os._exit(0)
        time.sleep(0.02)


def run(plan: Plan) -> dict[str, int]:
    """Lives one after the other until one ends by itself."""
    chance = random.Random(plan.seed)
    kills = pauses = deaths = number = 0
    while time.time() < plan.until:
        number += 1
        child = os.fork()
        if child == 0:
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, 2)
            try:
                life(plan, number)
            finally:
                os._exit(1)
        if plan.kill_after is not None:
            ended = _wait(child, chance.uniform(*plan.kill_after))
            if ended is None:
                if chance.random() < plan.pause_share:
                    os.kill(child, signal.SIGSTOP)
                    time.sleep(LEASE * 1.6)
                    os.kill(child, signal.SIGCONT)
                    pauses += 1
                    ended = _wait(child, chance.uniform(*plan.kill_after))
                if ended is None:
                    os.kill(child, signal.SIGKILL)
                    kills += 1
                    os.waitpid(child, 0)
                    continue
        else:
            ended = _wait(child, plan.until - time.time())
            if ended is None:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                break
        if ended == 0:
            break
        deaths += 1
    return {"kills": kills, "pauses": pauses, "died_at_point": deaths, "lives": number}


def _wait(child: int, seconds: float) -> int | None:
    """The exit code within this time; None where it still runs."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


if __name__ == "__main__":
    given = json.load(sys.stdin)
    given["kill_after"] = tuple(given["kill_after"]) if given["kill_after"] else None
    print(json.dumps(run(Plan(**given))))
