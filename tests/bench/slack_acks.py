"""How soon the app acknowledges while 20 model calls hang: `python -m tests.bench.slack_acks [http|socket]`."""

from __future__ import annotations

import sys
import time

from tests.bench.slack_common import app, report, spread_ms
from tests.doubles.slack import User
from tests.handlers.world import World


def main(transport: str) -> None:
    begun = time.perf_counter()
    with app(transport, workers=24) as world:
        people = [world.slack.add_user(f"P{n}", email="k1@example.com") for n in range(20)]
        hanging = [world.slack.says(one, "slow profit of North Bikes") for one in people]
        world.slack.wait_until(lambda: len(world.script.begun) == 20, timeout=30)
        kai, latencies = world.user("k2"), []
        for n in range(100):
            acts = [
                world.slack.says(kai, f"guidance {n}"),
                world.slack.command(kai, "/kam", "guidance"),
                world.slack.opens_home(kai),
            ]
            latencies += [act.ack().latency for act in acts]
        shown = [_at_it(world, one, act.ts) for one, act in zip(people, hanging, strict=True)]
        assert all(shown)  # the hanging ones show a status, and later their steps, all the time
        world.script.gate.set()
    late = sum(1 for one in latencies if one >= 1)
    report(
        f"acks with 20 hanging calls, {transport}",
        begun,
        n=len(latencies),
        milliseconds=spread_ms(latencies),
        over_one_second=late,
    )


def _at_it(world: World, user: User, ts: str) -> bool:
    steps = any(one.get("streaming_state") == "in_progress" for one in world.slack.messages(user, ts))
    return steps or bool(world.slack.status(user, ts))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or ("http", "socket"):
        main(chosen)
