"""Events delivered three times and shuffled: `python -m tests.bench.slack_duplicates [N]`."""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.handlers.inbox import Inbox, Job, message_keys
from store.questions.inbox import open_inbox
from tests.bench.slack_common import app, report
from tests.handlers.world import company


def through_the_front_door(number: int) -> None:
    """Whole payloads over HTTP, each three times, by 20 people."""
    begun = time.perf_counter()
    with app("http", workers=8, per_person=8) as world:
        people = [world.slack.add_user(f"P{n}", email="k1@example.com") for n in range(20)]
        world.slack.hold()
        for n in range(number):
            world.slack.says(people[n % 20], f"guidance {n}")
        world.slack.release(times=3, shuffle=7)
        world.slack.wait_idle(600)
        assert world.desk.inbox.idle(600)
        counts = Counter(world.script.begun)
        posted = [
            m for one in people for m in world.slack.messages(one) if m.get("bot_id") and "queue" not in m["text"]
        ]
    once = sum(1 for n in range(number) if counts[f"guidance {n}"] == 1)
    report("whole events x3, shuffled, over HTTP", begun, n=number, handled_once=once, answers=len(posted), seed=7)


def three_inboxes(number: int) -> None:
    """The inbox alone, three of them on one database, every event offered to all three in another order."""
    begun = time.perf_counter()
    done: Counter[str] = Counter()
    lock = threading.Lock()

    def work(job: Job) -> None:
        with lock:
            done[job.text] += 1

    with tempfile.TemporaryDirectory() as folder:
        database = open_inbox(company(Path(folder)))
        boxes = [
            Inbox(database, lambda: dt.datetime.now(dt.UTC), workers=4, per_person=4, alone=False, stale_after=900)
            for _ in range(3)
        ]
        for box in boxes:
            box.on("question", work)
            box.start()

        def offer(seed: int) -> int:
            order = list(range(number))
            random.Random(seed).shuffle(order)
            taken = 0
            for n in order:
                keys = message_keys("T", "D", str(n), str(uuid.UUID(int=n)))
                taken += boxes[seed].accept(Job("question", "T", f"U{n % 50}", text=str(n)), *keys).new
            return taken

        with ThreadPoolExecutor(3) as pool:
            taken = sum(pool.map(offer, range(3)))
        for box in boxes:
            box.idle(60)
            box.stop()
        database.close()
    report(
        "events x3, shuffled, three inboxes on one database",
        begun,
        n=number,
        taken=taken,
        handled_once=sum(1 for one in done.values() if one == 1),
        seeds=[0, 1, 2],
    )


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    three_inboxes(chosen)
    through_the_front_door(chosen)
