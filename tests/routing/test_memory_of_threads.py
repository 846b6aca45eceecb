"""A process that is killed in the middle of a dialogue loses nothing of what the thread spoke of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlmodel import select

from store.engine import Database, open_database
from store.tables import Action, ThreadTurn
from tests.assistants import LINDA, Asker, services
from tests.conftest import SAMPLE_TODAY

ROOT = Path(__file__).resolve().parents[2]


def talk(file: str, *questions: str) -> None:
    """Ask the questions in one thread, print a line after each answer, then wait to be killed."""
    asker = Asker(services(open_database(f"sqlite:///{file}"), SAMPLE_TODAY), LINDA, "thread")
    for question in questions:
        print(asker.ask(question).route, flush=True)
    sys.stdin.read()


def _killed_after(file: Path, *questions: str) -> list[str]:
    command = [sys.executable, "-m", "tests.routing.test_memory_of_threads", str(file), *questions]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        return [child.stdout.readline().strip() for _ in questions]
    finally:
        child.kill()  # -9, right after the last answer
        child.wait()


def test_a_killed_process_loses_no_thread(sample: Database, tmp_path: Path) -> None:
    file = tmp_path / "sample.sqlite"
    said = _killed_after(
        file,
        "how profitable was Brakes and Gears in 2025?",
        "add an action for Brakes and Gears: send the samples by friday",
    )
    assert said == ["account_profitability", "action_items"]
    with sample.read() as session:
        assert len(session.scalars(select(ThreadTurn).where(ThreadTurn.thread == "thread")).all()) == 2
        before = len(session.scalars(select(Action)).all())
    asker = Asker(services(sample, SAMPLE_TODAY), LINDA, "thread")
    assert asker.ask("yes").route == "action_items"  # what waited for a yes still waits
    with sample.read() as session:
        assert len(session.scalars(select(Action)).all()) == before + 1
    again = asker.ask("back to Brakes and Gears")
    assert again.args["account"] == asker.ask("how profitable was Brakes and Gears in 2025?").args["account"]


if __name__ == "__main__":
    talk(*sys.argv[1:])
