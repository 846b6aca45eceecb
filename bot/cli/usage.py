"""kam usage: how much is asked, how quickly it is answered, and what a model cost."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.cli import Command, Options
from bot.services import clock_of, open_store
from store.questions.audit import usage
from store.questions.people import people


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=30, help="how many days back (30)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    since = clock_of(config).now() - dt.timedelta(days=max(parsed.days, 1))
    with open_store(config) as database, database.read() as session:
        rows = usage(session, since)
        names = {one.id: one.name for one in people(session)}
    found = summed(rows, names)
    if parsed.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    print(f"{found['answers']} answers to {found['people']} people in {parsed.days} days.")
    for one in found["routes"]:
        timing = f"p50 {one['p50_ms']} ms, p95 {one['p95_ms']} ms"
        print(f"  {one['route']:28} {one['answers']:6}  {timing}")
    for one in found["models"]:
        tokens = f"{one['input_tokens']} + {one['output_tokens']} tokens"
        print(f"  model {one['model']}: {one['answers']} answers, {tokens}, cost {one['cost']}")
    for one in found["by_person"]:
        print(f"  {one['person']}: {one['answers']} answers, {one['tokens']} tokens, cost {one['cost']}")
    return 0


def summed(rows: Sequence[Any], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Answers by route with their median and 95th percentile, what each model used, and what each person asked for."""
    times: dict[str, list[int]] = defaultdict(list)
    models: dict[str, Counter[str]] = defaultdict(Counter)
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        times[row.route].append(row.milliseconds)
        if row.model:
            models[row.model].update(answers=1, input_tokens=row.input_tokens, output_tokens=row.output_tokens)
            costs[row.model] += Decimal(row.cost or 0)
    routes = [
        {"route": route, "answers": len(taken), "p50_ms": _share(taken, 50), "p95_ms": _share(taken, 95)}
        for route, taken in sorted(times.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    return {
        "answers": len(rows),
        "people": len({row.person_id for row in rows}),
        "routes": routes,
        "by_person": _by_person(rows, names or {}),
        "models": [{"model": name, **counts, "cost": str(costs[name])} for name, counts in sorted(models.items())],
    }


def _by_person(rows: Sequence[Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Answers, tokens and cost of each person by name (by id where it is no longer known), most answers first."""
    asked: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        asked[row.person_id].append(row)
    found = [
        {
            "person": names.get(person, person),
            "answers": len(own),
            "tokens": sum(one.input_tokens + one.output_tokens for one in own),
            "cost": str(sum((Decimal(one.cost or 0) for one in own), Decimal(0))),
        }
        for person, own in asked.items()
    ]
    return sorted(found, key=lambda one: (-one["answers"], one["person"]))


def _share(taken: Sequence[int], percent: int) -> int:
    """The smallest value that so many per cent do not exceed."""
    ordered = sorted(taken)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


COMMAND = Command("how much is asked, how quickly it is answered, what a model cost", _arguments, run)
