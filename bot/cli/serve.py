"""kam serve: the Slack bot and its scheduled jobs, until it is stopped."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from types import FrameType

from bot.app import build, check_tokens, serve
from bot.cli import Command, Options
from bot.services import open_services


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="port for HTTP; the config's otherwise")


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    if parsed.port is not None:
        config = config.model_copy(update={"slack": config.slack.model_copy(update={"port": parsed.port})})
    check_tokens(config)
    logging.getLogger().setLevel(logging.INFO)
    stop = threading.Event()

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        print("kam: finishing what is in hand…", file=sys.stderr, flush=True)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    with open_services(config) as services:
        services.warm_up()
        app = build(services)
        print(f"kam: listening to Slack over {config.slack.transport}. Ctrl-C ends.", file=sys.stderr, flush=True)
        serve(app, stop)
    return 0


COMMAND = Command("the Slack bot and its scheduled jobs", _arguments, run)
