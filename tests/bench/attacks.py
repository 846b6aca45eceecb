"""Every attack string in every place against a model that obeys it, over HTTP; prints faults with N as JSON.

`python -m tests.bench.attacks 5` tries every fifth string.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from store.engine import open_database
from store.sample.load import load_sample
from tests.conftest import SAMPLE_TODAY
from tests.doubles.openai_server import OpenAIDouble
from tests.routing.attacking import PLACES, World, attacks


def measure(every: int = 1) -> dict[str, Any]:
    started = time.monotonic()
    faults: Counter[str] = Counter()
    examples: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, OpenAIDouble(lambda body: {"content": ""}) as double:
        database = open_database(f"sqlite:///{Path(folder) / 'kam.sqlite'}")
        load_sample(database, SAMPLE_TODAY)
        world = World(database, double.base_url, reads_names=True)
        double.says = world.model
        world.built._warm()
        strings = attacks()[::every]
        for number, attack in enumerate(strings):
            for place in PLACES:
                found = world.faults(place, attack)
                faults[place] += bool(found)
                if found:
                    examples.append({"place": place, "id": attack.id, "faults": found})
            if number % 50 == 0:
                print(f"{number} of {len(strings)}", file=sys.stderr)
        database.close()
    n = len(strings) * len(PLACES)
    return {
        "strings": len(strings),
        "places": len(PLACES),
        "n": n,
        "asked_of_the_model": len(double.requests),
        "with_a_fault": sum(faults.values()),
        "by_place": {place: faults[place] for place in PLACES},
        "upper_bound_95_pct": round(3 / n, 5) if not sum(faults.values()) else None,
        "examples": examples[:10],
        "seconds": round(time.monotonic() - started),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int((sys.argv[1:] or ["1"])[0])), indent=1, ensure_ascii=False))
