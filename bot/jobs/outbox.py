"""The outbox: plans what is due, and sends each message as near exactly once as can be had.

A message is claimed with a lease, made anew from the data of that moment, looked up in Slack before any second try,
and only then posted. Whatever dies in between, the next worker finds the row and goes on.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlmodel import Session

from bot import access
from bot.book import Shared
from bot.config import Config
from bot.jobs.composing import letter, read_together
from bot.jobs.job import Job, Recipient, all_jobs
from bot.jobs.letter import Letter, drawn
from bot.jobs.pace import Pace
from bot.jobs.planning import Planned, due_between, hours_from, hours_of
from bot.jobs.schedule import closing
from bot.replies.slack import Message
from bot.slack_client import RateLimited, Refused, Unsure
from bot.slack_fence import TooLate
from store.engine import Database
from store.questions import outbox as rows
from store.questions.people import person_by_id
from store.questions.settings import put_setting, setting
from store.tables import Outbox

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
"""Longer than a call to Slack may take, so that nobody else sends meanwhile; also how long a look-up waits for a
message to show in the history."""

LEAST_LEFT = dt.timedelta(seconds=20)
"""A post (10 s at most) is only begun with so much of the lease left."""

CATCH_UP = dt.timedelta(days=3)
"""After an outage, what was due so far back is planned, and reported as skipped where it is too late."""

CLOCKS_DIFFER = dt.timedelta(days=1)
OVERLAP = dt.timedelta(hours=1)
MOST_ATTEMPTS = 10
BATCH = 50
KEEP_TOLD = dt.timedelta(days=400)
LAST_TICK = "jobs.last_tick"
NO_ACCESS = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "missing_scope", "no_permission"}
)
"""Refusals that concern the app, not this message: it is tried again later, when somebody has mended the app."""

AGAIN = dt.timedelta(minutes=5)
UNDRAWABLE = frozenset({"invalid_blocks", "msg_blocks_too_long", "invalid_blocks_format"})


class Sender(Protocol):
    """The way into Slack. Every method raises RateLimited, Unsure or Refused."""

    def direct(self, person: str) -> str:
        """The DM channel of a person who is still a full member here. Refused('not_linked', …) otherwise."""

    def check_channel(self, channel: str, accounts: Collection[str]) -> None:
        """Refused('channel_external'), or ('channel_not_permitted') where not every member may see the accounts."""

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        allowed: Callable[[], bool],
    ) -> str:
        """Post once; the message's ts. Raises TooLate where `allowed` says no at the moment of sending."""

    def find(self, channel: str, delivery_id: str, oldest: float) -> str | None:
        """The ts of the message with this delivery id, where it is there."""


HandOver = Callable[[Session, Sequence[str]], None]


def keep(_session: Session, _ids: Sequence[str]) -> None:
    """Nobody takes the new messages on: `drain` finds them in the table."""


def nowhere(_point: str) -> None:
    """Named points of a delivery at which nothing happens; tests pass something that does."""


@dataclass
class Mailroom:
    """One worker. `owner` is its name in the leases; `at` is called at every named point of a delivery."""

    database: Database
    config: Config
    sender: Sender
    now: Callable[[], dt.datetime]
    jobs: Mapping[str, Job] = field(default_factory=all_jobs)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: Callable[[str], None] = nowhere
    lease: dt.timedelta = LEASE
    least_left: dt.timedelta = LEAST_LEFT
    paused_until: dt.datetime | None = None
    ticked_at: dt.datetime | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.config.jobs.messages_per_second, self.stopping.wait)

    def is_paused(self) -> bool:
        """Whether Slack asked to wait, or the process is about to end."""
        return self.stopping.is_set() or (self.paused_until is not None and self.now() < self.paused_until)

    def tick(self, hand_over: HandOver = keep) -> int:
        """Plan what became due since the last tick; how many messages are new. Running it twice changes nothing.

        `hand_over` gets the ids of the new ones in the same transaction: a queue may take them on.
        """
        now = self.now()
        with self.database.write() as session:
            last = setting(session, LAST_TICK)
            late = dt.timedelta(hours=self.config.nudges.late_after_hours)
            since = max(dt.datetime.fromisoformat(last) - OVERLAP, now - CATCH_UP) if last else now - late
            kept = [hours_from(self.config, *one) for one in rows.working_hours(session)]
            found = due_between(list(self.jobs.values()), session, self.config, since, now, kept)
            self.at("planned")
            new = rows.plan(session, [one.row() for one in found])
            hand_over(session, new)
            rows.forget_told(session, now - KEEP_TOLD)
            put_setting(session, LAST_TICK, now.isoformat())
        self.ticked_at = now
        self.at("ticked")
        return len(new)

    def drain(self, most: int = BATCH) -> dict[str, int]:
        """Deliver what may be tried now; how many came to which end. Stops where Slack asks to wait."""
        if self.is_paused():
            return {}
        with self.database.read() as session:
            if not rows.ready(session, self.now(), 1):
                return {}
        return self._deliver_batch(most)

    def deliver_all(self, identities: Collection[str]) -> dict[str, int]:
        """One try of each of these messages; how many came to which end. Those that others have, or that are not to be
        tried now, are not_mine."""
        done = self._deliver_batch(len(identities), identities)
        missed = len(identities) - sum(done.values())
        return {**done, "not_mine": done.get("not_mine", 0) + missed} if missed else done

    def deliver(self, identity: str) -> str:
        """One try of one message: sent, found, withdrawn, skipped_late, dead, later, unsure, or not_mine."""
        return next(iter(self.deliver_all([identity])))

    def _deliver_batch(self, most: int, among: Collection[str] | None = None) -> dict[str, int]:
        """Claim up to so many and try one after the other; what was not begun is given back."""
        now = self.now()
        lease = now + self.lease
        with self.database.write() as session:
            claimed = rows.claim(session, self.owner, now, lease, most, among)
        done: Counter[str] = Counter()
        if not claimed:
            return done
        self.at("claimed")
        waiting = {one.id for one in claimed}
        try:
            shared = self._read_together(claimed)
            for row in claimed:
                if done and (self.is_paused() or not self._may_post(lease)):
                    break
                waiting.discard(row.id)
                done[self._try(row, lease, shared)] += 1
        finally:
            if waiting:
                with self.database.write() as session:
                    rows.give_back(session, waiting, self.owner)
        if waiting:
            done["later"] += len(waiting)
        return done

    def _may_post(self, lease: dt.datetime) -> bool:
        """Whether enough of the lease is left for a post."""
        return lease - self.now() >= self.least_left

    def _read_together(self, claimed: Sequence[Outbox]) -> dict[dt.date, Shared | None]:
        """By day, what the messages of these rows are made from."""
        people: dict[dt.date, set[str]] = {}
        for row in claimed:
            kept = json.loads(row.payload)
            people.setdefault(dt.date.fromisoformat(kept["day"]), set()).add(kept["person"])
        with self.database.read() as session:
            return {day: read_together(session, self.config, ids, day) for day, ids in people.items() if len(ids) > 1}

    def _try(self, row: Outbox, lease: dt.datetime, shared: Mapping[dt.date, Shared | None]) -> str:
        try:
            return self._deliver(row, lease, shared)
        except TooLate:
            return self._later(row, self.now(), "the lease was nearly over")
        except RateLimited as limited:
            self.paused_until = self.now() + dt.timedelta(seconds=limited.seconds)
            return self._later(row, self.paused_until, "rate limited")
        except Refused as refused:
            if refused.code in NO_ACCESS:
                self.paused_until = self.now() + AGAIN
                return self._later(row, self.paused_until, refused.code)
            return self._end(row, rows.DEAD, refused.code)
        except Unsure as unsure:
            log.warning("delivery %s: %s; looked up when the lease is over", row.id, unsure)
            if row.attempts + 1 >= MOST_ATTEMPTS:
                return self._end(row, rows.DEAD, "no answer from Slack")
            return "unsure"

    def _deliver(self, row: Outbox, lease: dt.datetime, shared: Mapping[dt.date, Shared | None]) -> str:
        planned, made = self._made(row, shared)
        if row.attempts and row.channel:
            found = self.sender.find(row.channel, row.id, _oldest(row))
            self.at("looked_up")
            if found is not None:
                return "found" if self._sent(row, found, made, planned) else "not_mine"
        if planned is None or made is None:
            return self._end(row, rows.WITHDRAWN, "nothing to say")
        if self._is_late(planned):
            return self._end(row, rows.LATE, "too late")
        channel = self._channel(planned.recipient, made)
        message = drawn(made, self.config.slack.allowed_links)
        self.pace.wait()
        if self.stopping.is_set() or not self._may_post(lease):
            raise TooLate
        with self.database.write() as session:
            if not rows.note_try(session, row.id, self.owner, channel, self.now()):
                return "not_mine"
        self.at("addressed")
        ts = self._post(channel, row.id, message, lambda: self._may_post(lease))
        self.at("posted")
        return "sent" if self._sent(row, ts, made, planned) else "not_mine"

    def _post(self, channel: str, identity: str, message: Message, allowed: Callable[[], bool]) -> str:
        try:
            return self.sender.post(channel, message.text, message.blocks, identity, allowed)
        except Refused as refused:
            if refused.code not in UNDRAWABLE:
                raise
            log.warning("blocks refused: %s", refused)
            return self.sender.post(channel, message.text, (), identity, allowed)

    def _channel(self, recipient: Recipient, made: Letter) -> str:
        """Where it goes, checked now: people leave and channels are opened between planning and sending."""
        if not recipient.channel:
            return self.sender.direct(recipient.person.id)
        self.sender.check_channel(recipient.channel, made.accounts)
        return recipient.channel

    def _made(self, row: Outbox, shared: Mapping[dt.date, Shared | None]) -> tuple[Planned | None, Letter | None]:
        """The letter as of now; (None, None) where the job or the person is gone, or no longer to be told."""
        job = self.jobs.get(row.kind)
        kept = json.loads(row.payload)
        day = dt.date.fromisoformat(kept["day"])
        with self.database.read() as session:
            person = person_by_id(session, kept["person"])
            if job is None or person is None or not person.active:
                return None, None
            channel = row.recipient.split(":")[1] if row.recipient.startswith("channel:") else ""
            recipient = Recipient(person, channel)
            if recipient.key not in {one.key for one in job.recipients(session, self.config, day, [person.id])}:
                return None, None
            planned = Planned(job, recipient, day, row.due_at)
            return planned, letter(session, self.config, job, recipient, day, shared.get(day))

    def _is_late(self, planned: Planned) -> bool:
        """Past its hours, or past the working day it was meant for: tomorrow's message says what still counts."""
        now = self.now()
        limit = planned.at + dt.timedelta(hours=self.config.nudges.late_after_hours)
        return now > limit or now >= closing(planned.day, hours_of(planned.recipient.person, self.config))

    def _sent(self, row: Outbox, ts: str, made: Letter | None, planned: Planned | None) -> bool:
        """Mark it sent, with what was told and who saw which account, in one transaction."""
        self.at("marking")
        now = self.now()
        with self.database.write() as session:
            mine = rows.settle(session, row.id, self.owner, rows.SENT, message_ts=ts, last_error="")
            if mine and made is not None and planned is not None:
                rows.remember_told(session, planned.recipient.key, made.keys, now)
                place = f"channel:{planned.recipient.channel}" if planned.recipient.channel else "dm"
                access.record(session, now, planned.recipient.person.id, place, row.kind, made.accounts, "sent")
        self.at("marked")
        return mine

    def _later(self, row: Outbox, when: dt.datetime, why: str) -> str:
        with self.database.write() as session:
            mine = rows.settle(session, row.id, self.owner, rows.PENDING, next_attempt_at=when, last_error=why)
        return "later" if mine else "not_mine"

    def _end(self, row: Outbox, status: str, why: str) -> str:
        with self.database.write() as session:
            rows.settle(session, row.id, self.owner, status, last_error=why)
        if status != rows.WITHDRAWN:
            log.warning("delivery %s of %s: %s (%s)", row.id, row.kind, status, why)
        return status


def _oldest(row: Outbox) -> float:
    """From when on the history is looked through, seconds since the epoch: a day back, since our clock may differ."""
    return (row.first_attempt_at.timestamp() if row.first_attempt_at else 0.0) - CLOCKS_DIFFER.total_seconds()
