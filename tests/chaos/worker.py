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
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

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
from bot.slack_fence import FencedClient
from bot.tools.answer import Answer
from store.engine import Database, open_database
from store.questions import outbox
from store.questions.outbox import recipients
from tests.doubles.slack import SlackDouble

SPEED = 20
"""The trial's clock runs so many times as fast as the wall's: the product's own lease of 60 s is over in 3 s, the last
20 s of it, in which no post is begun, take 1 s, and the 10 s of a call half a second."""

TIMEOUT = 10 / SPEED
PAUSE = 1.3 * 60 / SPEED
HISTORY_LAG = 8 / SPEED
"""Real seconds. A message shows in Slack's history so long after it was taken."""


@dataclass(frozen=True)
class Plan:
    """How one replica runs. design: ours, mark_first or blind; clock: drain (the table alone) or procrastinate."""

    url: str
    base_url: str
    seed: int
    design: str = "ours"
    clock: str = "drain"
    kill_after: tuple[float, float] | None = None  # seconds of a life, at random between these
    pause_share: float = 0.0  # of the lives, how many are stopped beyond their lease before they are killed
    die_at: dict[str, float] = field(default_factory=dict)  # named points, and how often a life dies there
    sure: int = 0  # the first lives die at the first of their points, whatever the share
    batch: int = 20
    timeout: float = TIMEOUT
    began: float = 0.0  # seconds since the epoch when the trial's clock stood at half past one this morning
    until: float = 0.0  # seconds since the epoch at which even a replica that cannot finish ends

    def dumps(self) -> str:
        return json.dumps(asdict(self))

    def now(self) -> dt.datetime:
        """The trial's clock."""
        morning = dt.datetime.fromtimestamp(self.began, dt.UTC).replace(hour=1, minute=30, second=0, microsecond=0)
        return morning + dt.timedelta(seconds=(time.time() - self.began) * SPEED)


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
    jobs = config.jobs.model_copy(update={"review_digest": "mon-sun", "messages_per_second": 0})
    company = config.company.model_copy(update={"timezone": "UTC"})
    return config.model_copy(update={"nudges": nudges, "jobs": jobs, "company": company})


def plan_all(plan: Plan) -> None:
    """Put the morning's messages into the outbox; deaths while planning are trials of their own."""
    database = open_database(plan.url)
    nobody: Any = None
    Mailroom(database, config_for(plan.base_url), nobody, plan.now, {"probe": PROBE}).tick()
    database.close()


def life(plan: Plan, config: Config, number: int) -> None:
    """Tick and deliver until nothing is open; dies at the plan's points."""
    chance = random.Random(plan.seed * 100_003 + number)

    def at(point: str) -> None:
        if point in plan.die_at and (number <= plan.sure or chance.random() < plan.die_at[point]):
            os._exit(9)

    database = open_database(plan.url)
    client = FencedClient(SlackDouble.bot_token, plan.base_url, plan.timeout, retry_handlers=[])  # type: ignore[arg-type]  # parts of a second
    me = Me(client)
    identity = Identity(client, database, me.team, plan.now)
    places = Places(client, identity, database, me.user, lambda: plan.now().date())
    sender: Any = WorkspaceSender(SlackSender(client), database, identity, places, me.team)
    kind = MarkFirst if plan.design == "mark_first" else Mailroom
    sender = Blind(sender) if plan.design == "blind" else sender
    mailroom = kind(database, config, sender, plan.now, {"probe": PROBE}, at=at)
    mailroom.tick()
    if plan.clock == "procrastinate":
        from bot.jobs.many import sharing

        with sharing(mailroom, plan.url, "* * * * * *"):
            while _open(database):
                time.sleep(0.1)
            os._exit(0)
    while True:
        if not mailroom.drain(plan.batch):
            if not _open(database):
                os._exit(0)
            time.sleep(0.05)


def _open(database: Database) -> bool:
    with database.read() as session:
        return outbox.oldest_open(session) is not None


def run(plan: Plan) -> dict[str, int]:
    """Lives one after the other until one ends by itself."""
    if plan.clock == "procrastinate":
        import procrastinate  # noqa: F401  # once, before any life is forked
    config, chance = config_for(plan.base_url), random.Random(plan.seed)
    done: Counter[str] = Counter(kills=0, pauses=0, died_at_point=0, lives=0)
    parent = os.getppid()
    while time.time() < plan.until and os.getppid() == parent:  # an orphan would go on for nobody
        done["lives"] += 1
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            try:
                life(plan, config, done["lives"])
            finally:
                os._exit(1)
        ended = _wait(child, chance.uniform(*plan.kill_after) if plan.kill_after else plan.until - time.time())
        if ended is None and chance.random() < plan.pause_share:
            os.kill(child, signal.SIGSTOP)
            time.sleep(PAUSE)
            os.kill(child, signal.SIGCONT)
            done["pauses"] += 1
            ended = _wait(child, 0.5)
        if ended is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done["kills"] += 1
        elif ended == 0:
            break
        else:
            done["died_at_point"] += 1
    return dict(done)


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
