"""kam serve: the Slack bot and its scheduled jobs, until it is stopped."""

from __future__ import annotations

import argparse
import ctypes
import signal
import sys
import threading
from contextlib import nullcontext
from types import FrameType

from bot import logs
from bot.app import build, check_tokens, serve
from bot.cli import Command, Options
from bot.handlers.sending import desk_sender
from bot.jobs.clocks import alone, ticking
from bot.jobs.health import Health, served, wsgi
from bot.jobs.outbox import Mailroom
from bot.services import open_services

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
MALLOC = {M_ARENA_MAX: 2, M_MMAP_THRESHOLD: 128 * 1024, M_TRIM_THRESHOLD: 128 * 1024}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port for HTTP; the config's otherwise")


def steady_memory() -> None:
    """Let what many threads free go back to the system: glibc keeps a heap a thread, and the buffers of charts in it,
    so that a process grows for hours without holding anything. Other C libraries are left as they are."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    for setting, value in MALLOC.items():
        mallopt(setting, value)


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    if parsed.port is not None:
        config = config.model_copy(update={"slack": config.slack.model_copy(update={"port": parsed.port})})
    check_tokens(config)
    steady_memory()
    logs.set_up()
    stop = threading.Event()

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        print("kam: finishing what is in hand…", file=sys.stderr, flush=True)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    with open_services(config) as services, alone(services.database):
        services.warm_up()
        app = build(services)
        mailroom = Mailroom(services.database, config, desk_sender(app.desk), services.clock.now)
        now = services.clock.now
        health = wsgi(Health(services.database, mailroom, now, app.desk.inbox.depth, now()))
        print(f"kam: listening to Slack over {config.slack.transport}. Ctrl-C ends.", file=sys.stderr, flush=True)
        with nullcontext() if config.slack.transport == "http" else served(health, config.slack.port):
            serve(app, stop, health, lambda _app: ticking(mailroom, services.database, config))
    return 0


COMMAND = Command("the Slack bot and its scheduled jobs", _arguments, run)
