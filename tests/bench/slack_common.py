"""What the measurements of the Slack side share: the double, the small company, and the app in this process."""

from __future__ import annotations

import json
import platform
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.doubles.slack import SlackDouble
from tests.handlers.world import World, build, company, running


@contextmanager
def app(transport: str = "http", **changes: Any) -> Iterator[World]:
    """The app at work on an empty company."""
    with tempfile.TemporaryDirectory() as folder, SlackDouble() as slack:
        slack.workspace.echo_own_messages = False  # our own posts coming back are not what is measured
        world = build(slack, company(Path(folder)), transport, **changes)
        with running(world, transport):
            yield world
        world.database.close()


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread_ms(values: Sequence[float]) -> dict[str, float]:
    return {
        name: round(percentile(values, share) * 1000, 2)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))
    }


def report(name: str, begun: float, **figures: Any) -> None:
    """One line of JSON, with what makes a figure believed."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    where = f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    print(
        json.dumps(
            {
                "measure": name,
                **figures,
                "seconds": round(time.perf_counter() - begun, 1),
                "commit": commit,
                "machine": where,
            }
        )
    )
