"""kam ask, chat and tool: the assistant in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.assistant import Question, tool_named
from bot.cli import Command, Options
from bot.errors import BadInput, KamError
from bot.replies.json import to_dict, to_json
from bot.services import Services, open_services
from bot.tools.answer import Answer, clarify
from bot.tools.tool import all_tools

NO_ANSWER = ("refused", "clarify", "out_of_scope")


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


def show(answer: Answer, as_json: bool, failing: Sequence[str] = NO_ANSWER) -> int:
    """Print an answer; 1 where it is none, with its sentence on standard error."""
    failed = answer.route in failing
    if as_json:
        print(to_json(answer))
    elif not failed or answer.choices:
        from bot.replies.terminal import draw

        draw(answer)
    if failed:
        print(f"kam: {answer.headline}", file=sys.stderr)
    return 1 if failed else 0


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


COMMANDS = (
    Command("ask", "one answer to a question in words", _ask_arguments, ask),
    Command("tool", "run one tool directly", _tool_arguments, tool, extra=True),
    Command("explain", "compute an earlier answer again from its receipt", _explain_arguments, explain),
)
