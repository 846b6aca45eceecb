"""kam explain: an earlier answer computed again from its receipt."""

from __future__ import annotations

import argparse
import sys

from bot.cli import Command, Options
from bot.cli.showing import show
from bot.services import open_services


def _explain_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("receipt", help="a receipt's id, or the start of it")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def explain(parsed: argparse.Namespace, options: Options) -> int:
    """Compute an earlier answer again, for its own day, and compare the figures."""
    with open_services(options.load()) as services:
        person = services.person(parsed.email)
        given, again = services.assistant.replay(parsed.receipt, person.id)
        same = given.figures == again.figures
        code = show(again, parsed.json)
        if same:
            print("The figures are the same as when it was answered.", file=sys.stderr)
        else:
            print("The figures differ from when it was answered: the data has changed since.", file=sys.stderr)
        return code


COMMAND = Command("compute an earlier answer again from its receipt", _explain_arguments, explain)
