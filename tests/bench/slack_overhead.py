"""A warm tool answer against a bare Bolt echo bot, both in processes of their own beside the same double, in one run:
`python -m tests.bench.slack_overhead [N]`. What both ask of Slack is the same: one post of the same message. Beside the
clock stands the processor time of each process for an answer (both measurements, from /proc), for a busy machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.assistant import Question
from tests.bench.slack_common import percentile, report
from tests.doubles.slack import SlackDouble, User
from tests.handlers.child import child
from tests.handlers.world import build, company

AT_ONCE = 400
WARM = 20


def main(number: int) -> None:
    begun = time.perf_counter()
    found: dict[str, tuple[float, float]] = {}
    used: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, SlackDouble() as slack:
        slack.workspace.echo_own_messages = False
        company(Path(folder)).close()
        people = [slack.add_user(f"P{n}", email="k1@example.com") for n in range(20)]
        for name in ("http", "echo", "http", "echo"):  # each twice, in turn: the machine is not always equally busy
            with child(slack, Path(folder), name) as process:
                _latencies(slack, people[0], 1, "profit of North Bikes")
                before_all = _processor_seconds(process.pid)
                latency = percentile(_latencies(slack, people[0], number, "profit of North Bikes"), 0.5)
                rate = _rate(slack, people)
                each = (_processor_seconds(process.pid) - before_all) / (number + WARM + AT_ONCE)
                used[name] = min(used.get(name, 9.9), each)
            before = found.get(name, (9.9, 0.0))
            found[name] = min(before[0], latency), max(before[1], rate)
    (ours, rate), (bare, bare_rate) = found["http"], found["echo"]
    alone = _answer_alone(number)
    extra = ours - bare
    report(
        "overhead over a bare echo bot",
        begun,
        n=number,
        median_ms=round(ours * 1000, 2),
        echo_median_ms=round(bare * 1000, 2),
        extra_ms=round(extra * 1000, 2),
        answer_alone_ms=round(alone * 1000, 2),
        besides_the_answer_ms=round((extra - alone) * 1000, 2),
        per_second=round(rate, 1),
        echo_per_second=round(bare_rate, 1),
        share=round(rate / bare_rate, 2),
        processor_ms=round(used["http"] * 1000, 2),
        echo_processor_ms=round(used["echo"] * 1000, 2),
    )


def _processor_seconds(pid: int) -> float:
    """User and system time of a process; 0 where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answer_alone(number: int) -> float:
    """Seconds that the assistant itself takes for the same question, with its four writes and their commit."""
    tokens: Any = SimpleNamespace(base_url="http://127.0.0.1:1/api/", bot_token="b", app_token="a", signing_secret="s")
    with tempfile.TemporaryDirectory() as folder:
        database = company(Path(folder))
        world, taken = build(tokens, database, "http"), []
        for n in range(number):
            begun = time.perf_counter()
            world.desk.assistant.ask(Question("profit of North Bikes", "k1", f"T:D:{n}", "dm"))
            taken.append(time.perf_counter() - begun)
        database.close()
    return percentile(taken, 0.5)


def _latencies(slack: SlackDouble, user: User, number: int, text: str) -> list[float]:
    """Seconds from the message to its answer's arrival, one after another; the first ones warm up."""
    found = []
    for n in range(number + WARM):
        begun = time.perf_counter()
        act = slack.says(user, text)
        answer = _answer(slack, user, act.ts)
        if n >= WARM:
            found.append(answer - begun)
        slack.wait_idle()
    return found


def _answer(slack: SlackDouble, user: User, ts: str) -> float:
    with slack.workspace.changed:
        channel = slack.dm(user)
        while not any(m.get("thread_ts") == ts and m.get("bot_id") for m in reversed(channel.messages.values())):
            slack.workspace.changed.wait(1)
        return time.perf_counter()


def _rate(slack: SlackDouble, users: list[User]) -> float:
    """Answers a second, many asked at once by 20 people."""
    begun = time.perf_counter()
    before = sum(_answers(slack, one) for one in users)
    for n in range(AT_ONCE):
        slack.says(users[n % len(users)], "profit of North Bikes")
    slack.wait_until(lambda: sum(_answers(slack, one) for one in users) - before >= AT_ONCE, timeout=120)
    return AT_ONCE / (time.perf_counter() - begun)


def _answers(slack: SlackDouble, user: User) -> int:
    return sum(1 for m in slack.dm(user).messages.values() if m.get("bot_id") and "queue" not in m["text"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
