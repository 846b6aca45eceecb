"""Import speed and memory: order lines a second end to end, on SQLite and PostgreSQL; JSON on standard output.

Seconds of processor and peak memory are those of all processes of the import together (not of PostgreSQL's server).

`python -m tests.bench.imports [LINES …]`; without figures 300,000 and 1,000,000 lines on SQLite, 300,000 on PostgreSQL.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from store.engine import open_database
from store.imports import import_paths
from store.sample.files import LEDGER
from tests.doubles.postgres import running

MASTER = [LEDGER / f"{name}.csv.gz" for name in ("people", "accounts", "products", "promotions")]


def write_orders(path: Path, lines: int) -> None:
    """The ledger's order lines, repeated under new, rising order numbers until there are so many."""
    with gzip.open(LEDGER / "orders.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        repeated = ([f"{turn:03}-{row[0]}", *row[1:]] for turn in itertools.count() for row in rows)
        writer.writerows(itertools.islice(repeated, lines))


def child(url: str, file: str) -> None:
    """Import one file in this process and print what it took."""
    database = open_database(url)
    import_paths(database, MASTER)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    report = import_paths(database, [Path(file)])
    taken = time.perf_counter() - wall
    reader = resource.getrusage(resource.RUSAGE_CHILDREN)  # the process that reads ahead
    spent = time.process_time() - cpu + reader.ru_utime + reader.ru_stime
    lines = report.counts["order"].inserted
    print(
        json.dumps(
            {
                "lines": lines,
                "seconds": round(taken, 1),
                "cpu_seconds": round(spent, 1),
                "lines_per_s": round(lines / taken),
                "peak_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + reader.ru_maxrss) // 1024,
                "mb_before": before // 1024,
            }
        )
    )


def measured(url: str, file: Path) -> Any:
    command = [sys.executable, "-m", "tests.bench.imports", "child", url, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure(sizes: list[int]) -> dict[str, Any]:
    result: dict[str, Any] = {"load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as name, running() as server:
        folder = Path(name)
        for lines in sizes:
            file = folder / f"orders-{lines}.csv"
            write_orders(file, lines)
            result[f"sqlite_{lines}"] = measured(f"sqlite:///{folder / f'{lines}.sqlite'}", file)
            if lines <= 300_000:
                url = server.fresh()
                result[f"postgresql_{lines}"] = measured(url, file)
                server.drop(url)
    return result


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:4])
    else:
        print(json.dumps(measure([int(one) for one in sys.argv[1:]] or [300_000, 1_000_000]), indent=1))
