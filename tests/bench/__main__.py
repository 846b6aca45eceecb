"""`make bench`: every measurement of this folder in turn, as one JSON object; name some to run only these."""

from __future__ import annotations

import json
import os
import pkgutil
import platform
import subprocess
import sys
from typing import Any

import tests.bench as package

LONG = ("soak",)
"""Half an hour each: only by name."""


def names() -> list[str]:
    """The measurements: not what they share, not their own tests, and none of the long ones."""
    found = (one.name for one in pkgutil.iter_modules(package.__path__) if one.name not in LONG)
    return sorted(one for one in found if not one.startswith(("_", "test_")) and not one.endswith("_common"))


def measured(name: str) -> Any:
    """The JSON that one measurement prints, or what it said where it printed none."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        pass  # some print an object a line
    try:
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")] or _failed(done)
    except json.JSONDecodeError:
        return _failed(done)


def _failed(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {"failed": (done.stderr or done.stdout)[-500:]}


def main() -> None:
    chosen = sys.argv[1:] or names()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    result: dict[str, Any] = {
        "commit": commit.strip(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    for name in chosen:
        print(f"{name} …", file=sys.stderr)
        result[name] = measured(name)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
