"""The app in a process of its own, to be killed: `python -m tests.handlers.child BASE_URL FOLDER TRANSPORT [hang]`.

Prints the port (0 over Socket Mode) when it listens. With `hang` no question is ever answered. TRANSPORT `echo` is
a bare Bolt app over HTTP that sends back what it hears, to compare with.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.handlers.http_door import serve_http
from bot.handlers.socket_door import connected
from store.engine import open_database
from tests.doubles.slack import SlackDouble
from tests.handlers.world import build

ROOT = Path(__file__).resolve().parents[2]


def main(base_url: str, folder: str, transport: str, *more: str) -> None:
    tokens = {name: getattr(SlackDouble, name) for name in ("bot_token", "app_token", "signing_secret")}
    slack: Any = SimpleNamespace(base_url=base_url, **tokens)
    if transport == "echo":
        echo(slack)
        return
    world = build(slack, open_database(f"sqlite:///{Path(folder) / 'kam.sqlite'}"), transport)
    if "hang" in more:
        setattr(world.script, "_answer", _never)  # noqa: B010 - as a model that does not come back
    else:
        world.script.gate.set()
    world.desk.start()
    if transport == "http":
        serve_http(world.app.bolt, 0, threading.Event(), ready=lambda port: print(port, flush=True))
    else:
        connected(world.app.bolt, slack.app_token)
        print(0, flush=True)
        threading.Event().wait()


def echo(slack: Any) -> None:
    """The least a Bolt app can do, behind the same server: it posts the same message as we do, drawn once."""
    from slack_bolt import App
    from slack_sdk import WebClient

    from bot.replies.slack import Look, render
    from bot.slack_client import METADATA_TYPE
    from tests.handlers.world import profit

    message = render(profit("North Bikes", "a1"), Look(owner="U1", answer_id="x"))[0]
    metadata = {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": "x"}}

    client = WebClient(slack.bot_token, base_url=slack.base_url, retry_handlers=[])
    bolt = App(client=client, signing_secret=slack.signing_secret, logger=logging.getLogger("echo"))

    @bolt.event("message")
    def answer(event: dict[str, Any], say: Any) -> None:
        say(text=message.text, blocks=list(message.blocks), metadata=metadata, thread_ts=event["ts"])

    serve_http(bolt, 0, threading.Event(), ready=lambda port: print(port, flush=True))


def _never(*_args: object) -> Any:
    threading.Event().wait()


@contextmanager
def child(slack: SlackDouble, folder: Path, transport: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The app as a child that gets this workspace's payloads; killed with -9 at the end, if not before."""
    command = [sys.executable, "-m", "tests.handlers.child", slack.base_url, str(folder), transport, *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        if transport != "socket":
            slack.listen_http(f"http://127.0.0.1:{port}/slack/events")
        else:
            slack.wait_until(lambda: slack.socket.connections, timeout=20)
        yield process
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
