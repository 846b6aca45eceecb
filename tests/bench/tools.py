"""Each tool's time: all of them on the sample ledger, those of a whole portfolio on 10,000 accounts; JSON.

`python -m tests.bench tools`, or `python -m tests.bench.tools [sample|large] [TOOL …] [--keep FOLDER]`. A turn opens
a book of its own and forgets what earlier turns worked out; writes are undone. `cpu` is processor time, which a
busy machine leaves alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.book import AskersBook
from bot.book.context import BookContext
from bot.config import load_config
from bot.routing.resolve import resolve
from bot.services import Services, open_services, settle_memory
from bot.tools import forecasting
from bot.tools.answer import Answer
from bot.tools.tool import Tool, all_tools
from store.questions.people import person_by_id
from store.sample.load import ensure_sample
from store.tables import Person
from tests.bench.tools_common import HEAD, TODAY, large

ACCOUNT = "Brakes and Gears"
SAMPLE: tuple[tuple[str, dict[str, str]], ...] = (
    ("account_brief", {"account": ACCOUNT}),
    ("account_plan", {"account": ACCOUNT}),
    ("account_profitability", {"account": ACCOUNT}),
    ("account_ranking", {"metric": "net_profit"}),
    ("account_selection", {}),
    ("account_selection", {"account": ACCOUNT}),
    ("action_items", {}),
    ("action_items", {"operation": "add", "account": ACCOUNT, "text": "send the price list"}),
    ("bant_qualification", {"budget": "3", "authority": "2", "need": "4", "timing": "1"}),
    ("break_even_kam_cost", {}),
    ("break_even_kam_cost", {"account": ACCOUNT}),
    ("churn_risk", {}),
    ("churn_risk", {"account": ACCOUNT}),
    ("customer_issues", {}),
    ("customer_lifetime_value", {}),
    ("customer_lifetime_value", {"account": ACCOUNT}),
    ("effort_vs_return", {}),
    ("explain", {}),
    ("guidance", {"question": "who should own the key account plan?"}),
    ("help", {}),
    ("joint_value", {"account": ACCOUNT, "customer_gain": "50000", "our_gain": "20000", "our_cost": "5000"}),
    ("kam_competency", {}),
    ("lifecycle_stage", {"account": ACCOUNT}),
    ("log_review", {"account": ACCOUNT, "notes": "went well"}),
    ("pareto_analysis", {}),
    ("portfolio_summary", {}),
    ("price_realization", {"account": ACCOUNT}),
    ("price_realization", {}),
    ("price_volume_mix", {"account": ACCOUNT}),
    ("price_volume_mix", {}),
    ("profit_drivers", {"account": ACCOUNT, "price_pct": "2"}),
    ("promotion_roi", {}),
    ("receivables_risk", {}),
    ("receivables_risk", {"account": ACCOUNT}),
    ("relationship_map", {"account": ACCOUNT}),
    ("review_pack", {"account": ACCOUNT}),
    ("reviews_due", {}),
    ("sales_forecast", {}),
    ("sales_forecast", {"account": ACCOUNT}),
    ("segment_mix", {"dimension": "category"}),
    ("segment_mix", {"dimension": "product"}),
    ("segment_mix", {"dimension": "segment"}),
    ("value_delivered", {"account": ACCOUNT}),
    ("whitespace", {"account": ACCOUNT}),
)
"""Every tool, with and without an account where it can do both."""

LARGE: tuple[tuple[str, dict[str, str]], ...] = (
    *(("account_ranking", {"metric": one}) for one in ("sales", "gross_margin", "net_profit", "growth", "clv")),
    ("account_selection", {}),
    ("break_even_kam_cost", {}),
    ("churn_risk", {}),
    ("customer_lifetime_value", {}),
    ("effort_vs_return", {}),
    ("pareto_analysis", {}),
    ("pareto_analysis", {"metric": "net_profit"}),
    ("portfolio_summary", {}),
    ("price_realization", {}),
    ("price_volume_mix", {}),
    ("receivables_risk", {}),
    ("reviews_due", {}),
    ("sales_forecast", {}),
    ("segment_mix", {"dimension": "category"}),
    ("segment_mix", {"dimension": "product"}),
    ("segment_mix", {"dimension": "segment"}),
)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one turn, by the clock and by the processor."""

    wall: float
    cpu: float


def forget() -> None:
    """What one question worked out must not answer the next. The model of all customers' rhythm is kept, as it is
    from the first question of a day on."""
    forecasting._forecast.cache_clear()


def took(services: Services, person: Person, tool: Tool, raw: Mapping[str, str]) -> tuple[Took, Answer]:
    """One turn of a tool in a book of its own; whatever it wrote is undone."""
    with services.database.read() as session:
        args = resolve(tool, dict(raw), services.contexts.context(session, person, TODAY, ()))
    if isinstance(args, Answer):
        raise SystemExit(f"{tool.id} {dict(raw)}: {args.headline}")
    forget()
    wall, cpu = time.perf_counter(), time.process_time()
    with services.database.read() as session:
        context = BookContext.open(session, person, TODAY, services.config.finance)
        answer = tool.run(args, AskersBook(context, (), services.knowledge))
        spent = Took(time.perf_counter() - wall, time.process_time() - cpu)
        session.rollback()
    return spent, answer


def measured(
    services: Services, person: Person, cases: tuple[tuple[str, dict[str, str]], ...], turns: int
) -> Iterator[dict[str, Any]]:
    for name, raw in cases:
        tool = all_tools()[name]
        took(services, person, tool, raw)  # the first turn loads libraries and pages
        settle_memory()  # as the service does once it is warm
        found = [took(services, person, tool, raw) for _ in range(turns)]
        yield {
            "tool": name,
            **({"args": raw} if raw else {}),
            **_spread("wall", [one.wall for one, _ in found]),
            **_spread("cpu", [one.cpu for one, _ in found]),
            "route": found[-1][1].route,
        }


def _spread(name: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"{name}_p50_ms": round(statistics.median(ordered) * 1000, 1),
        f"{name}_p95_ms": round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)] * 1000, 1),
    }


@contextmanager
def folder_for(keep: str | None, name: str) -> Iterator[Path]:
    if keep:
        yield Path(keep) / name
        return
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as made:
        yield Path(made)


def on_sample(folder: Path, chosen: list[str], turns: int) -> dict[str, Any]:
    config = load_config(environment={}, data=str(folder), today=TODAY.isoformat())
    with open_services(config) as services:
        ensure_sample(services.database, TODAY)
        return _result(services, services.person(None), _only(SAMPLE, chosen), turns, 50)


def on_large(folder: Path, chosen: list[str], turns: int) -> dict[str, Any]:
    large(folder).close()
    config = load_config(environment={}, data=str(folder), today=TODAY.isoformat())
    with open_services(config) as services:
        with services.database.read() as session:
            head = person_by_id(session, HEAD)
        assert head is not None
        return _result(services, head, _only(LARGE, chosen), turns, 300)


def _only(cases: tuple[tuple[str, dict[str, str]], ...], chosen: list[str]) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple(case for case in cases if not chosen or case[0] in chosen)


def _result(
    services: Services, person: Person, cases: tuple[tuple[str, dict[str, str]], ...], turns: int, limit: int
) -> dict[str, Any]:
    found = list(measured(services, person, cases, turns))
    over = [f"{one['tool']} {one.get('args', '')}".strip() for one in found if one["cpu_p50_ms"] > limit]
    return {"limit_ms": limit, "over": over, "turns": turns, "tools": found}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tools")
    parser.add_argument("chosen", nargs="*", help="sample, large, ids of tools")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the ledgers here for the next time")
    parser.add_argument("--turns", type=int, default=9)
    given = parser.parse_intermixed_args()
    kinds = {"sample": on_sample, "large": on_large}
    ledgers = [one for one in given.chosen if one in kinds] or list(kinds)
    chosen = [one for one in given.chosen if one not in kinds]
    result: dict[str, Any] = {"load_before": os.getloadavg()[0]}
    for name in ledgers:
        with folder_for(given.keep, name) as folder:
            folder.mkdir(parents=True, exist_ok=True)
            result[name] = kinds[name](folder, chosen, given.turns)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
