"""kam chat: a conversation in the terminal."""

from __future__ import annotations

import argparse
import uuid

from bot.assistant import Question
from bot.cli import Command, Options
from bot.services import Services, open_services

BYE = ("exit", "quit", "bye", ":q", "\\q")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")


def chat(parsed: argparse.Namespace, options: Options) -> int:
    with open_services(options.load()) as services:
        return converse(services, parsed.email)


def converse(services: Services, email: str | None) -> int:
    """Greet, then answer line by line until the end of the input."""
    from bot.replies.terminal import draw, greet

    person = services.person(email)
    greet(services.greeting(person))
    services.warm_up()
    thread = f"terminal:{uuid.uuid4().hex[:12]}"
    while True:
        try:
            text = input("\n› ").strip()
        except EOFError:
            print()
            return 0
        if text.casefold() in BYE:
            return 0
        if text:
            draw(services.assistant.ask(Question(text, person.id, thread)))


COMMAND = Command("a conversation in the terminal with the current data", _arguments, chat)
