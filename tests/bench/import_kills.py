"""kill -9 at random moments of imports: what is in the database afterwards is all of the file or none of it.

`python -m tests.bench.import_kills [N] [sqlite|postgresql]` kills N imports on each database (50 without N), or on
one: half of them first imports, half corrections of what is there; half at any moment, half while they write. JSON on
standard output; `half_written` and `broken` must be 0.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import col

from store import rollups
from store.engine import Database, open_database
from store.imports import import_paths
from store.sample.files import LEDGER
from store.tables import ImportBatch, OrderLine
from tests.doubles.postgres import running

SEED = 20_261_121
LINES = 15_000


@dataclass(frozen=True)
class State:
    """What a database holds, as far as an import changes it."""

    lines: int
    net: Decimal
    batches: int


def write_files(folder: Path) -> tuple[Path, Path]:
    """A file of order lines, and the same with every second amount corrected."""
    with gzip.open(LEDGER / "orders.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    rows = rows[:LINES]
    place = header.index("net_sales")
    corrected = [
        [*row[:place], f"{Decimal(row[place]) + 1:.4f}", *row[place + 1 :]] if index % 2 else row
        for index, row in enumerate(rows)
    ]
    paths = folder / "orders.csv", folder / "corrected.csv"
    for path, content in zip(paths, (rows, corrected), strict=True):
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *content])
    return paths


def state(database: Database) -> State:
    with database.read() as session:
        lines, net = session.execute(select(func.count(), func.sum(OrderLine.net_sales))).one()
        batches = session.scalar(select(func.count()).select_from(ImportBatch).where(col(ImportBatch.kind) == "order"))
        return State(lines, net or Decimal(0), batches or 0)


def faults(database: Database) -> list[str]:
    """What is broken: sums that are not those of the lines, references, the file itself."""
    with database.read() as session:
        found = [str(one) for one in rollups.check(session)]
        if database.is_sqlite:
            found += [str(row) for row in session.execute(text("PRAGMA foreign_key_check")).all()]
            sound = session.execute(text("PRAGMA integrity_check")).scalar_one()
            found += [] if sound == "ok" else [str(sound)]
    return found


def child(url: str, file: str) -> None:
    """Import a file; a line of output tells that the work begins, another that the one transaction begins."""
    database = open_database(url)
    said = {"ready"}
    print("ready", flush=True)

    def progress(what: str, _done: int, _of: int | None) -> None:
        if what.startswith("writing") and "writing" not in said:
            said.add("writing")
            print("writing", flush=True)

    import_paths(database, [Path(file)], progress=progress)


def killed(url: str, file: Path, signal: str, after: float) -> bool:
    """Start an import and kill it so many seconds after it said `signal`; True where it was still at work."""
    command = [sys.executable, "-m", "tests.bench.import_kills", "child", url, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while (said := process.stdout.readline().strip()) not in (signal, ""):
            continue
        time.sleep(after if said else 0)
        at_work = process.poll() is None
        process.kill()
    return at_work


def prepared(url: str, *files: Path) -> State:
    database = open_database(url)
    import_paths(database, [LEDGER / f"{name}.csv.gz" for name in ("people", "accounts", "products", "promotions")])
    for file in files:
        import_paths(database, [file])
    found = state(database)
    database.close()
    return found


def kill_many(
    count: int, files: tuple[Path, Path], fresh: Callable[[int], str], drop: Callable[[str], None]
) -> dict[str, Any]:
    """Kill `count` imports on databases from `fresh`, which takes 0 for an empty and 1 for a filled template."""
    dice = random.Random(SEED)
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    before, after, seconds = [], [], []
    for kind in (0, 1):
        url = fresh(kind)
        database = open_database(url)
        before.append(state(database))
        started = time.perf_counter()
        import_paths(database, [files[kind]])
        seconds.append(time.perf_counter() - started)
        after.append(state(database))
        database.close()
        drop(url)
    for turn in range(count):
        kind = turn % 2
        url = fresh(kind)
        signal = "ready" if turn % 4 < 2 else "writing"
        at_work = killed(url, files[kind], signal, dice.uniform(0, seconds[kind] * (1.2 if signal == "ready" else 0.5)))
        database = open_database(url)
        found = state(database)
        broken += faults(database)
        outcome = {before[kind]: "nothing", after[kind]: "all"}.get(found, "half_written")
        outcomes[outcome if outcome == "half_written" or at_work else "finished_before"] += 1
        database.close()
        drop(url)
    return {
        "imports": count,
        "seconds_undisturbed": [round(one, 2) for one in seconds],
        **{name: outcomes[name] for name in ("nothing", "all", "finished_before", "half_written")},
        "broken": len(broken),
        "faults": broken[:5],
    }


def measure(count: int, engines: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kam-kills-") as name, running() as server:
        folder = Path(name)
        files = write_files(folder)
        templates = [folder / "empty.sqlite", folder / "filled.sqlite"]
        prepared(f"sqlite:///{templates[0]}")
        prepared(f"sqlite:///{templates[1]}", files[0])

        def sqlite(kind: int) -> str:
            shutil.rmtree(folder / "data", ignore_errors=True)
            (folder / "data").mkdir()
            shutil.copyfile(templates[kind], folder / "data" / "kam.sqlite")
            return f"sqlite:///{folder / 'data' / 'kam.sqlite'}"

        filled = [server.fresh(), server.fresh()]
        prepared(filled[0])
        prepared(filled[1], files[0])
        runs: dict[str, Callable[[], dict[str, Any]]] = {
            "sqlite": lambda: kill_many(count, files, sqlite, lambda _: None),
            "postgresql": lambda: kill_many(count, files, lambda kind: server.copy(filled[kind]), server.drop),
        }
        return {"seed": SEED, "lines": LINES, **{name: runs[name]() for name in engines}}


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:4])
    else:
        chosen = sys.argv[2:3] or ["sqlite", "postgresql"]
        print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else 50, chosen), indent=1))
