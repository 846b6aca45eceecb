"""Killed with -9 after the ack: how many are answered after the restart. `python -m tests.bench.slack_kill [N]`."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.slack_common import report
from tests.doubles.slack import SlackDouble
from tests.handlers.child import child
from tests.handlers.world import build, company, running


def main(number: int) -> None:
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, SlackDouble() as slack:
        slack.workspace.echo_own_messages = False
        database = company(Path(folder))
        people = [slack.add_user(f"P{n}", email="k1@example.com") for n in range(20)]
        with child(slack, Path(folder), "http", "hang") as process:
            acts = [slack.says(people[n % 20], f"guidance {n}") for n in range(number)]
            for act in acts:
                act.ack(120)
            process.send_signal(signal.SIGKILL)
            process.wait()
        world = build(slack, database, "http", workers=8, per_person=8)
        with running(world, "http"):
            assert world.desk.inbox.idle(600)
        answered = {
            m["thread_ts"]
            for one in people
            for m in slack.messages(one)
            if m.get("bot_id") and "queue" not in m["text"]
        }
        doubled = sum(
            1
            for one in people
            for act in acts
            if act.message and act.message["user"] == one.id
            and len([m for m in slack.messages(one, act.ts) if m.get("bot_id") and "queue" not in m["text"]]) > 1
        ) if number <= 200 else None  # fmt: skip
        database.close()
    lost = sum(1 for act in acts if act.ts not in answered)
    report("killed after the ack", begun, n=number, answered=number - lost, lost=lost, doubled=doubled)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
