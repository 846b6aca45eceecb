"""kam ask: one answer to a question in words, or one a line for a file of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.assistant import Question
from bot.cli import Command, Options
from bot.cli.showing import show
from bot.errors import BadInput, KamError
from bot.replies.json import to_dict
from bot.services import Services, open_services
from bot.tools.answer import Answer, clarify


def _ask_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="the question, in words")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="who asks")
    parser.add_argument("--thread", default="", metavar="ID", help="the conversation it belongs to")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument("--batch", type=Path, metavar="FILE", help="a question a line; one JSON answer a line")


def ask(parsed: argparse.Namespace, options: Options) -> int:
    text = " ".join(parsed.question).strip()
    if parsed.batch is None and not text:
        raise BadInput('There is no question. Write one: kam ask "which of my reviews are due?"')
    with open_services(options.load()) as services:
        if parsed.batch is not None:
            for line in _batch(services, parsed.batch, parsed.email, parsed.thread):
                print(json.dumps(line, ensure_ascii=False), flush=True)
            return 0
        person = services.person(parsed.email)
        answer = services.assistant.ask(Question(text, person.id, parsed.thread))
        return show(answer, parsed.json, failing=("refused",))


def _batch(services: Services, file: Path, email: str | None, thread: str) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a line that cannot be read gets an answer that says so."""
    if not file.is_file():
        raise BadInput(f"There is no file {file}; --batch takes a file with a question a line.")
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip():
            yield to_dict(_batch_answer(services, number, line, email, thread))


def _batch_answer(services: Services, number: int, line: str, email: str | None, thread: str) -> Answer:
    try:
        asked = _batch_line(number, line, email, thread)
        person = services.person(asked["as"])
        # without a thread each line stands alone
        return services.assistant.ask(Question(asked["text"], person.id, asked["thread"]))
    except KamError as error:
        return clarify(error.sentence)


def _batch_line(number: int, line: str, email: str | None, thread: str) -> dict[str, Any]:
    if not line.lstrip().startswith("{"):
        return {"text": line.strip(), "as": email, "thread": thread}
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f'Line {number} is no valid JSON ({error.msg}); write {{"text": "…"}}.') from error
    if not isinstance(given.get("text"), str):
        raise BadInput(f'Line {number} has no "text"; write {{"text": "…", "as": "…", "thread": "…"}}.')
    return {"text": given["text"], "as": given.get("as") or email, "thread": str(given.get("thread") or thread)}


COMMAND = Command("one answer to a question in words", _ask_arguments, ask)
