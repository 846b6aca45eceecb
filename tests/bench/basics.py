"""Start, first answer, answers per question, import speed, portfolio, memory: on the sample, one process at a time."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from store.sample.files import LEDGER

QUESTIONS = Path(__file__).with_name("questions.txt")
TODAY = "2026-11-21"


def kam(*words: str, stdin: str | None = None) -> tuple[float, str]:
    """Seconds and output of one `kam` command in a process of its own."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], input=stdin, capture_output=True, text=True, check=False
    )
    return time.perf_counter() - started, done.stdout


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = ["--data", f"{folder}/demo", "--today", TODAY]
        first_demo, _ = kam("demo", *data, stdin="")
        second_demo, _ = kam("demo", *data, stdin="")
        one_tool, _ = kam("tool", "portfolio_summary", "--json", *data)
        one_answer, _ = kam("ask", "what did Brakes and Gears make us last year?", "--json", *data)
        lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
        times, memory = _in_process(Path(folder) / "demo", lines)
        importing, report = kam("import", str(LEDGER), "--json", "--data", f"{folder}/import", "--today", "2013-12-02")
        rows = sum(one["read"] for one in json.loads(report)["counts"].values())
    ordered = sorted(times)
    return {
        "first_demo_s": round(first_demo, 2),
        "second_demo_s": round(second_demo, 2),
        "one_tool_process_s": round(one_tool, 2),
        "one_answer_process_s": round(one_answer, 2),
        "questions": len(times),
        "answer_p50_ms": round(statistics.median(times) * 1000, 1),
        "answer_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "answer_max_ms": round(ordered[-1] * 1000, 1),
        "portfolio_ms": round(_portfolio(times, lines) * 1000, 1),
        "import_rows_per_s": round(rows / importing),
        "import_s": round(importing, 1),
        "memory_mb": memory,
    }


def _portfolio(times: list[float], lines: list[str]) -> float:
    return times[lines.index("portfolio summary last quarter")]


def _in_process(data: Path, lines: list[str]) -> tuple[list[float], int]:
    """Seconds for each question, warm, in one process; and its resident memory in MB."""
    from bot.assistant import Question
    from bot.config import load_config
    from bot.services import open_services

    config = load_config(environment={}, data=str(data), today=TODAY)
    times = []
    with open_services(config) as services:
        person = services.person(None)
        services.assistant.ask(Question("hello", person.id, ""))
        for line in lines:
            started = time.perf_counter()
            services.assistant.ask(Question(line, person.id, ""))
            times.append(time.perf_counter() - started)
    return times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(json.dumps(measure(), indent=1))
