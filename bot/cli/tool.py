"""kam tool: one tool directly, its arguments as --name value."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from bot.assistant import tool_named
from bot.cli import Command, Options
from bot.cli.showing import show
from bot.errors import BadInput
from bot.services import open_services
from bot.tools.tool import all_tools


def _tool_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", help="the tool; without one they are listed")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")
    parser.add_argument("--thread", default="", metavar="ID", help="the conversation it belongs to")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def tool(parsed: argparse.Namespace, options: Options) -> int:
    if parsed.id is None:
        for one in all_tools().values():
            print(f"{one.id:28} {one.summary}")
        return 0
    raw = _pairs(parsed.id, parsed.extra)
    with open_services(options.load()) as services:
        person = services.person(parsed.email)
        return show(services.assistant.run(parsed.id, raw, person.id, parsed.thread), parsed.json)


def _pairs(tool_id: str, words: Sequence[str]) -> dict[str, str]:
    """--kam-cost 200000 or --kam-cost=200000 as {'kam_cost': '200000'}. Raises BadInput for what is neither."""
    known = tool_named(tool_id).args.model_fields
    raw: dict[str, str] = {}
    waiting = ""
    for word in words:
        if waiting:
            raw[waiting], waiting = word, ""
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if not word.startswith("--") or name not in known:
            listed = ", ".join(f"--{one.replace('_', '-')}" for one in known) or "none"
            raise BadInput(f"{tool_id} has no argument '{word}'. It takes: {listed}.")
        if equals:
            raw[name] = value
        else:
            waiting = name
    if waiting:
        raise BadInput(f"--{waiting.replace('_', '-')} needs a value after it.")
    return raw


COMMAND = Command("run one tool directly", _tool_arguments, tool, extra=True)
