"""The durable inbox: what Slack sends is committed before it is acknowledged, then worked on by a pool of its own."""

from __future__ import annotations

import datetime as dt
import heapq
import json
import logging
import threading
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import count

from sqlalchemy.exc import IntegrityError

from store.engine import Database
from store.questions import inbox as rows

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
RENEW_SECONDS = 15
SWEEP_SECONDS = 10
FINISH_SECONDS = 0.1
"""So long what is done waits to be noted, several jobs in one commit. A process that is killed meanwhile leaves them to
the next one, which finds their answers in Slack, as after a kill between an answer and its note."""

KEEP_KEYS = dt.timedelta(days=2)
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """Something a person did that is to be answered. `thread` and `ts` are Slack's; `place` says where it was done.

    `kind` names the work; `data` is what that work needs besides. Jobs stand in the line of their person, or in that
    of their `lane`.
    """

    kind: str
    team: str
    user: str
    actor_team: str = ""
    channel: str = ""
    thread: str = ""
    ts: str = ""
    text: str = ""
    place: str = "dm"
    external: bool = False
    data: dict[str, str] = field(default_factory=dict)
    key: str = ""
    received: float = 0.0  # seconds since the epoch
    attempt: int = 1
    lane: str = ""

    @property
    def line(self) -> str:
        return self.lane or self.user

    def at(self, channel: str, thread: str, place: str) -> Job:
        """The same, to be answered somewhere else."""
        return replace(self, channel=channel, thread=thread, place=place)

    def text_form(self) -> str:
        """As the inbox keeps it."""
        return json.dumps({one.name: getattr(self, one.name) for one in _FIELDS})


_FIELDS = fields(Job)


class Later(Exception):
    """Raised by work that must go on after `seconds`; `resume` is then called in place of the work."""

    def __init__(self, seconds: float, resume: Callable[[], None]) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
        self.resume = resume


@dataclass(frozen=True, slots=True)
class Accepted:
    """`new` is False for a second delivery. `place` counts the person's jobs in front, 0 = it is begun at once."""

    new: bool
    place: int = 0


Work = Callable[[Job], None]


class Inbox:
    """Takes jobs in, hands them to workers, and finishes what an earlier process left.

    `alone` = no other process shares the database, so that a start takes over everything at once.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        *,
        workers: int,
        per_person: int,
        alone: bool,
        stale_after: float,
    ) -> None:
        self._database, self._now = database, now
        self._workers, self._per_person = workers, per_person
        self._alone, self._stale_after = alone, stale_after
        self._owner = uuid.uuid4().hex
        self._works: dict[str, Work] = {}
        self._missed: dict[str, Work] = {}
        self._lock = threading.Lock()
        self._noting = threading.Lock()
        self._work_waits = threading.Condition(self._lock)  # workers
        self._time_waits = threading.Condition(self._lock)  # the clock
        self._rest_waits = threading.Condition(self._lock)  # who waits for the end of all work
        self._waiting: dict[str, deque[tuple[Job, Callable[[], None] | None]]] = defaultdict(deque)
        self._turn: deque[str] = deque()
        self._busy: dict[str, int] = defaultdict(int)
        self._finished: list[rows.Finished] = []
        self._timers: list[tuple[float, int, Job, Callable[[], None]]] = []
        self._numbers = count()
        self._renewed = time.monotonic()
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def on(self, kind: str, work: Work) -> None:
        """Register the work for a kind of job."""
        self._works[kind] = work

    def on_missed(self, work: Work, kind: str = "") -> None:
        """Register what is said about a job that was taken in but is too old to be answered now; '' = of any kind."""
        self._missed[kind] = work

    def accept(self, job: Job, *keys: str) -> Accepted:
        """Commit a job under its keys and queue it; a key that is known makes it a second delivery.

        Returns only after the commit. Raises what the database raises: then there must be no acknowledgement.
        """
        assert job.kind in self._works, f"nobody does {job.kind}"
        now = self._now()
        job = replace(job, key=keys[0], received=now.timestamp())
        try:
            with self._database.writers.begin() as connection:
                rows.add(connection, keys, job.text_form(), now, self._owner, self._lease(now))
        except IntegrityError:
            return Accepted(new=False)
        return Accepted(True, self._queue(job))

    def seen(self, *keys: str) -> bool:
        """Commit keys alone, for what is done before the acknowledgement. True for a second delivery."""
        now = self._now()
        try:
            with self._database.writers.begin() as connection:
                rows.add(connection, keys, "", now, self._owner, now, rows.DONE)
        except IntegrityError:
            return True
        return False

    def amend(self, job: Job, **data: str) -> None:
        """Keep more about a job in hand, for whoever has to go on with it after a restart."""
        later = replace(job, data=job.data | data)
        with self._database.writers.begin() as connection:
            rows.amend(connection, job.key, self._owner, later.text_form())

    def start(self) -> None:
        """Begin to work: first what an earlier process left."""
        self._sweep()
        names = [("inbox-clock", self._tick)]
        names += [(f"inbox-{number}", self._run) for number in range(self._workers)]
        self._threads = [threading.Thread(target=target, name=name, daemon=True) for name, target in names]
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Finish what is in hand within `patience` seconds; the rest stays for the next process."""
        with self._lock:
            self._stopping = True
            self._work_waits.notify_all()
            self._time_waits.notify_all()
        end = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._note_finished()
        with self._database.write() as session:
            rows.release(session, self._owner, self._now())

    def still_mine(self, job: Job) -> bool:
        """Whether the job is still ours to answer; asks the database only after a pause long enough to lose it."""
        if time.monotonic() - self._renewed < LEASE_SECONDS - 2 * RENEW_SECONDS:
            return True
        with self._database.read() as session:
            return rows.is_mine(session, job.key, self._owner)

    def is_waiting(self, key: str, person: str) -> bool:
        """Whether a person's job has not been begun yet."""
        with self._lock:
            return any(job.key == key for job, _ in self._waiting.get(person, ()))

    def depth(self) -> int:
        """Jobs waiting or in hand in this process."""
        with self._lock:
            return sum(len(queue) for queue in self._waiting.values()) + sum(self._busy.values()) + len(self._timers)

    def idle(self, timeout: float = 10.0) -> bool:
        """Wait until nothing waits or is in hand."""
        with self._lock:
            return self._rest_waits.wait_for(self._at_rest, timeout)

    def _at_rest(self) -> bool:
        in_hand = any(self._waiting.values()) or any(self._busy.values()) or self._timers or self._finished
        return not in_hand

    # ---- the queue ------------------------------------------------------------------------------------

    def _queue(self, job: Job, resume: Callable[[], None] | None = None) -> int:
        """Line a job up; how many of the person's stand in front beyond those that are worked on at once."""
        with self._lock:
            queue = self._waiting[job.line]
            in_front = self._busy[job.line] + len(queue)
            if resume is None:
                queue.append((job, None))
            else:
                queue.appendleft((job, resume))
            if job.line not in self._turn:
                self._turn.append(job.line)
            self._work_waits.notify()
        return max(0, in_front - self._per_person + 1)

    def _next(self) -> tuple[Job, Callable[[], None] | None] | None:
        """The next job, person by person in turn; waits for one. None at the end."""
        with self._lock:
            while not self._stopping:
                for _ in range(len(self._turn)):
                    person = self._turn.popleft()
                    queue = self._waiting[person]
                    if queue and self._busy[person] < self._per_person:
                        item = queue.popleft()
                        self._busy[person] += 1
                        if queue:
                            self._turn.append(person)
                        return item
                    if queue:
                        self._turn.append(person)
                self._work_waits.wait()
        return None

    def _release_line(self, line: str) -> None:
        with self._lock:
            self._busy[line] -= 1
            if self._waiting[line]:
                self._work_waits.notify()
            else:
                del self._waiting[line]
            if not self._busy[line]:
                del self._busy[line]
            if self._at_rest():
                self._rest_waits.notify_all()

    def _run(self) -> None:
        while (item := self._next()) is not None:
            job, resume = item
            try:
                self._work(job, resume)
            finally:
                self._release_line(job.line)

    def _work(self, job: Job, resume: Callable[[], None] | None) -> None:
        status, reference = rows.DONE, ""
        try:
            if resume is not None:
                resume()
            elif self._is_stale(job):
                status = rows.STALE
                missed = self._missed.get(job.kind) or self._missed.get("")
                if missed is not None:
                    missed(job)
            else:
                self._works[job.kind](job)
        except Later as later:
            with self._lock:
                due = time.monotonic() + later.seconds
                heapq.heappush(self._timers, (due, next(self._numbers), job, later.resume))
                self._time_waits.notify()
            return
        except Exception:  # the last door of a worker: the log gets the traceback, the worker lives on
            reference = uuid.uuid4().hex[:8]
            log.exception("%s failed, reference %s", job.kind, reference)
            status = rows.FAILED
        with self._lock:
            self._finished.append((job.key, status, reference))
            if len(self._finished) == 1:
                self._time_waits.notify()

    def _note_finished(self) -> None:
        """Write down what is done since the last time."""
        with self._noting:  # the clock's work, and at the end also that of who stops
            self._note(list(self._finished))

    def _note(self, done: Sequence[rows.Finished]) -> None:
        if not done:
            return
        with self._database.write_unsynced() as connection:
            rows.finish(connection, self._owner, done)
        with self._lock:
            del self._finished[: len(done)]
            if self._at_rest():
                self._rest_waits.notify_all()

    def _is_stale(self, job: Job) -> bool:
        return job.attempt > 1 and self._now().timestamp() - job.received > self._stale_after

    # ---- leases and leftovers -------------------------------------------------------------------------

    def _tick(self) -> None:
        """Resume what waits for its time, renew our leases, look for what others left."""
        due = {"renew": time.monotonic() + RENEW_SECONDS, "sweep": time.monotonic() + SWEEP_SECONDS}
        while not self._stopping:
            with self._lock:
                wait = min([*due.values(), *(one[0] for one in self._timers[:1])]) - time.monotonic()
                if not self._finished:
                    self._time_waits.wait(max(0.01, min(wait, 1.0)))
                if self._finished and not self._stopping:
                    self._time_waits.wait(FINISH_SECONDS)
                ready = []
                while self._timers and self._timers[0][0] <= time.monotonic():
                    ready.append(heapq.heappop(self._timers))
            for _at, _number, job, resume in ready:
                self._queue(job, resume)
            self._chores(due)

    def _chores(self, due: dict[str, float]) -> None:
        now = time.monotonic()
        try:
            self._note_finished()
            if due["renew"] <= now:
                due["renew"] = now + RENEW_SECONDS
                self._renew()
            if due["sweep"] <= now:
                due["sweep"] = now + SWEEP_SECONDS
                self._sweep()
        except Exception:  # a database that is away for a while must not end the clock
            log.exception("the inbox could not reach its database")

    def _renew(self) -> None:
        begun = time.monotonic()
        now = self._now()
        with self._database.write() as session:
            rows.renew(session, self._owner, self._lease(now))
            rows.forget_before(session, now - KEEP_KEYS)
        self._renewed = begun

    def _sweep(self) -> None:
        """Take over what nobody works on any more."""
        now = self._now()
        while True:
            with self._database.read() as session:
                found = rows.left_over(session, now, self._owner, self._alone)
            for event in found:
                with self._database.write() as session:
                    taken = rows.take_over(session, event, self._owner, self._lease(now))
                if taken:
                    self._again(event.payload, event.attempts + 1)
            if len(found) < 200:
                return

    def _again(self, payload: str, attempt: int) -> None:
        job = replace(Job(**json.loads(payload)), attempt=attempt)
        if attempt > MOST_ATTEMPTS or job.kind not in self._works:
            log.error("gave up on a %s after %d attempts", job.kind, attempt - 1)
            with self._database.write() as session:
                rows.finish(session, self._owner, [(job.key, rows.FAILED, "")])
            return
        self._queue(job)

    def _lease(self, now: dt.datetime) -> dt.datetime:
        return now + dt.timedelta(seconds=LEASE_SECONDS)


def message_keys(team: str, channel: str, ts: str, client_message: str = "") -> Sequence[str]:
    """The keys of one message: its twins (message and app_mention, or the same sent twice by a client) share one."""
    return [f"m:{team}:{channel}:{ts}", *([f"c:{team}:{client_message}"] if client_message else [])]
