"""How well questions are understood offline: the independent test set through the front door, as JSON.

`python -m tests.bench.routing [--blind | --last | --fourth] [--wrong]`: right route, right tool among the three
likeliest, wrong tool run, off-subject declined, arguments all right, dialogue turns, the pairs most often confused, and
the time. The misses of the first three sets were seen while the routing was mended: their figures flatter. The fourth
was first measured after all of that, unseen: its figures are the ones to trust.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.assistant import Assistant, Question
from bot.config import load_config
from bot.routing.local import LocalUnderstanding
from bot.routing.said import Said
from bot.routing.understanding import Context, Intent, Reading
from bot.services import Services, open_services
from bot.tools.answer import Answer
from bot.tools.tool import all_tools
from store.imports import import_paths
from store.migrations import upgrade
from store.questions.names import names
from store.questions.people import person_by_email
from store.sample.files import LEDGER

SEEN = Path(__file__).with_name("understanding")
TODAY = "2013-12-02"


@dataclass
class Asked:
    """One question with what came of it."""

    text: str
    wanted: Mapping[str, Any]
    answer: Answer
    seconds: float
    three: tuple[str, ...]
    intent: str  # the tool that was understood, '' where the understanding itself answered
    labels: Mapping[str, str]

    @property
    def route(self) -> str:
        """The tool understood, which may still ask for what this ledger lacks; else what was answered."""
        return self.intent if self.intent and self.answer.route == "clarify" else self.answer.route

    @property
    def right(self) -> bool:
        return self.route in self.wanted["routes"]

    @property
    def args_right(self) -> bool:
        """Everything listed was understood so; alternatives in args_any."""
        choices = self.wanted.get("args_any") or [self.wanted.get("args") or {}]
        return any(all(same(self._named(name), value) for name, value in one.items()) for one in choices)

    def _named(self, name: str) -> Any:
        """An argument with the id of a person, product or promotion by its name; the asker's is 'me' as well."""
        value = self.answer.args.get(name)
        if not isinstance(value, str):
            return value
        label = self.labels.get(f"{name}:{value}", value)
        wants_me = any(
            one.get(name) == "me" for one in [self.wanted.get("args") or {}, *self.wanted.get("args_any", [])]
        )
        return "me" if wants_me and label == self.labels["me"] else label

    @property
    def among_three(self) -> bool:
        offered = {value for choice in self.answer.choices for name, value in choice.args if name == "tool"}
        return self.right or bool(set(self.wanted["routes"]) & (offered or set(self.three)))

    @property
    def wrong_tool(self) -> bool:
        return not self.right and self.route in all_tools()


@dataclass
class Timed:
    """The understanding of the assistant, with a stop-watch and the router's own ranking."""

    inner: LocalUnderstanding
    seconds: float = 0
    three: tuple[str, ...] = ()
    intent: str = ""
    times: list[float] = field(default_factory=list)

    def understand(self, text: str, context: Context) -> Reading:
        started = time.perf_counter()
        reading = self.inner.understand(text, context)
        self.seconds = time.perf_counter() - started
        self.times.append(self.seconds)
        first = reading.parts[0]
        self.intent = first.tool if isinstance(first, Intent) else ""
        ranked = self.inner._router.rank(Said(text, context).masked)
        self.three = tuple(one.route for one in ranked[:3])
        return reading


def same(found: Any, wanted: Any) -> bool:
    """Equal as the contract compares: numbers as numbers, lists item by item."""
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(same(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return wanted.keys() == found.keys() and all(same(found[key], wanted[key]) for key in wanted)
    if found is None or isinstance(found, bool) or isinstance(wanted, bool):
        return bool(found == wanted)
    try:
        return float(str(found)) == float(str(wanted))
    except ValueError:
        return str(found).casefold() == str(wanted).casefold()


def measure(questions: Path) -> tuple[dict[str, Any], list[Asked]]:
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(environment={}, data=folder, today=TODAY)
        with open_services(config) as services:
            upgrade(services.database)
            import_paths(services.database, [LEDGER])
            return _measured(services, questions)


def _measured(services: Services, questions: Path) -> tuple[dict[str, Any], list[Asked]]:
    bands = services.config.routing
    timed = Timed(LocalUnderstanding(bands.answer_above, bands.offer_above, covers=services.knowledge.covers))
    timed.understand("warm up", _context(services))
    timed.times.clear()
    singles = list(_singles(services, timed, questions / "singles.jsonl"))
    turns = list(_dialogues(services, timed, questions / "dialogues.jsonl"))
    return _report(singles, turns, timed.times), [*singles, *turns]


def _context(services: Services) -> Context:
    with services.database.read() as session:
        person = person_by_email(session, "linda3@adventure-works.com")
        assert person is not None
        return services.contexts.context(session, person, dt.date.fromisoformat(TODAY), ())


def _assistant(services: Services, timed: Timed, today: str) -> Assistant:
    made = services.assistant
    made.understanding = lambda: timed
    made.today = lambda: dt.date.fromisoformat(today)
    return made


def _ask(services: Services, timed: Timed, text: str, who: str, today: str, thread: str) -> tuple[Answer, float]:
    with services.database.read() as session:
        person = person_by_email(session, who)
        assert person is not None, who
        identity = person.id
    answer = _assistant(services, timed, today).ask(Question(text, identity, thread, "bench"))
    return answer, timed.seconds


def _labels(services: Services) -> dict[str, str]:
    """Names by 'argument:id', so that an id is as good as the name of the same thing; people's by their address too."""
    with services.database.read() as session:
        known = names(session)
    found = {f"person:{one.id}": one.name for one in known.people}
    found |= {one.email: one.name for one in known.people}
    found |= {f"promotion:{one.id}": one.name for one in known.promotions}
    return found | {f"product:{one.sku}": one.name for one in known.products}


def _singles(services: Services, timed: Timed, file: Path) -> Iterator[Asked]:
    labels = _labels(services)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        one = json.loads(line)
        answer, seconds = _ask(services, timed, one["text"], one["as"], one["today"], f"single-{number}")
        yield Asked(one["text"], one, answer, seconds, timed.three, timed.intent, labels | {"me": labels[one["as"]]})


def _dialogues(services: Services, timed: Timed, file: Path) -> Iterator[Asked]:
    labels = _labels(services)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        one = json.loads(line)
        for turn in one["turns"]:
            answer, seconds = _ask(services, timed, turn["text"], one["as"], one["today"], f"talk-{number}")
            yield Asked(
                turn["text"], turn, answer, seconds, timed.three, timed.intent, labels | {"me": labels[one["as"]]}
            )


def _report(singles: list[Asked], turns: list[Asked], times: list[float]) -> dict[str, Any]:
    off = [one for one in singles if one.wanted["routes"] == ["out_of_scope"]]
    told = [one for one in singles if one.right and (one.wanted.get("args") or one.wanted.get("args_any"))]
    told_turns = [one for one in turns if one.right and (one.wanted.get("args") or one.wanted.get("args_any"))]
    confused = Counter((one.wanted["routes"][0], one.route) for one in [*singles, *turns] if not one.right)
    ordered = sorted(times)
    return {
        "singles": len(singles),
        "right_route": _share([one.right for one in singles]),
        "right_tool_among_three": _share([one.among_three for one in singles]),
        "wrong_tool_run": _share([one.wrong_tool for one in singles]),
        "off_subject_declined": _share([one.right for one in off]),
        "args_all_right": _share([one.args_right for one in told]),
        "turns": len(turns),
        "turns_right_route": _share([one.right for one in turns]),
        "turns_args_all_right": _share([one.args_right for one in told_turns]),
        "confused": [f"{wanted} -> {got}: {count}" for (wanted, got), count in confused.most_common(12)],
        "understanding_p50_ms": round(statistics.median(times) * 1000, 1),
        "understanding_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


def _share(facts: list[bool]) -> float:
    return round(sum(facts) / len(facts), 4) if facts else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description="how well questions are understood")
    for name in ("blind", "last", "fourth"):
        parser.add_argument(f"--{name}", dest="questions", action="store_const", const=SEEN / name, default=SEEN)
    parser.add_argument("--wrong", action="store_true", help="list what was not understood")
    chosen = parser.parse_args()
    report, asked = measure(chosen.questions)
    print(json.dumps(report, indent=1, ensure_ascii=False))
    if chosen.wrong:
        for one in asked:
            if not one.right or not one.args_right:
                wanted = one.wanted.get("args") or {}
                print(f"{one.text!r}: {one.wanted['routes']} {wanted} <- {one.route} {one.answer.args}")


if __name__ == "__main__":
    main()
