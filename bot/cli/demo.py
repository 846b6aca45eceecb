"""kam demo: the sample ledger and a conversation about it."""

from __future__ import annotations

import argparse
import sys

from bot.cli import Command, Options
from bot.cli.chat import converse
from bot.services import open_services, prepare_demo


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")
    parser.add_argument("--fresh", action="store_true", help="load the sample again, forgetting what you changed")


def demo(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    prepare_demo(config, fresh=parsed.fresh, say=lambda text: print(text, file=sys.stderr))
    with open_services(config) as services:
        return converse(services, parsed.email)


COMMAND = Command("the sample ledger and a conversation; no key, no account, no network", _demo_arguments, demo)
