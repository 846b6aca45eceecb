"""A real `kam serve` at a modest pace for half an hour, its memory every minute; prints JSON.

`python -m tests.bench.soak [--minutes M] [--every SECONDS]`: questions of ten people, a digest a minute and the jobs'
own clock, on the sample ledger beside the Slack double.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml
from sqlmodel import select

from bot.config import SHIPPED, load_config
from bot.services import prepare_demo
from store.engine import Database, open_database, sqlite_url
from store.tables import Account, Assignment, Outbox, Person, ReviewRhythm
from tests.doubles.slack import SlackDouble, User

ROOT = Path(__file__).parents[2]
QUESTIONS = (ROOT / "tests" / "bench" / "questions.txt").read_text(encoding="utf-8").splitlines()
WARM_MINUTES = 10
"""What the first questions load, and the database's own cache as it fills, is no growth."""

HERTZ = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """The process at one moment."""

    minute: int
    resident_kb: int
    threads: int
    files: int
    wal_kb: int


def watched(process: int, minute: int, folder: Path) -> Sample:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    values = dict(line.split(":", 1) for line in status.splitlines())
    wal = folder / "kam.sqlite-wal"
    return Sample(
        minute,
        int(values["VmRSS"].split()[0]),
        int(values["Threads"]),
        len(os.listdir(f"/proc/{process}/fd")),
        wal.stat().st_size // 1024 if wal.exists() else 0,
    )


def processor_seconds(process: int) -> float:
    parts = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / HERTZ


def slope(samples: Sequence[Sample]) -> float:
    """Growth of the resident memory in per cent an hour, by least squares over the samples after the warm-up."""
    late = [one for one in samples if one.minute >= WARM_MINUTES] or list(samples)
    mean_x = sum(one.minute for one in late) / len(late)
    mean_y = sum(one.resident_kb for one in late) / len(late)
    spread = sum((one.minute - mean_x) ** 2 for one in late)
    if not spread:
        return 0.0
    each = sum((one.minute - mean_x) * (one.resident_kb - mean_y) for one in late) / spread
    return each * 60 / mean_y * 100


def crew(database: Database, minutes: int) -> list[tuple[str, str]]:
    """(name, address) of a KAM for each minute, whose working day begins then and whose only review is late."""
    now = dt.datetime.now(dt.UTC)
    made = []
    with database.write() as session:
        accounts = session.exec(select(Account).order_by(Account.id)).all()
        for number in range(minutes):
            identity, name = f"soak{number}", f"Sam Soak{number}"
            start = (now + dt.timedelta(minutes=number + 1)).strftime("%H:%M")
            address = f"{identity}@example.com"
            session.add(Person(id=identity, name=name, email=address, role="kam", timezone="UTC", work_start=start))
            session.flush()
            account = accounts[number % len(accounts)]
            account.kam_id = identity
            session.add(account)
            session.add(Assignment(account_id=account.id, person_id=identity, start=now.date()))
            anchor = now.date() - dt.timedelta(days=9)
            rule = f"FREQ=MONTHLY;BYMONTHDAY={min(anchor.day, 28)}"
            session.merge(ReviewRhythm(account_id=account.id, cadence="monthly", rule=rule, anchor=anchor))
            made.append((name, address))
    return made


def configured(folder: Path) -> Path:
    """The shipped configuration with every day and hour a working one."""
    values = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    values["nudges"].update(working_hours=["00:00", "23:59"], digest_at="00:00", late_after_hours=24)
    values["jobs"]["review_digest"] = "mon-sun"
    values["slack"]["port"] = 0
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    return file


def soak(minutes: int, every: float, seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kam-soak-") as name, SlackDouble() as slack:
        folder = Path(name)
        slack.workspace.echo_own_messages = False
        prepare_demo(load_config(environment={}, data=name), True, lambda text: None)
        database = open_database(sqlite_url(folder))
        sent_to = crew(database, minutes)
        with database.read() as session:
            people = session.exec(select(Person).where(Person.role != "admin")).all()
        users = [slack.add_user(one.name, email=one.email, tz="UTC") for one in people]
        askers = [user for user, one in zip(users, people, strict=True) if not one.id.startswith("soak")][:10]
        tokens = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "KAM_SLACK_BASE_URL": slack.base_url,
        }
        command = [sys.executable, "-m", "bot", "serve", "--data", name, "--config", str(configured(folder))]
        with (folder / "serve.log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **tokens}, stderr=log)
            try:
                slack.wait_until(lambda: slack.socket.connections, timeout=60)
                samples, asked = _run(process, slack, askers, folder, minutes, every, chance)
                used = processor_seconds(process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
        logged = (folder / "serve.log").read_text(encoding="utf-8")
        with database.read() as session:
            rows = session.exec(select(Outbox).where(Outbox.kind == "review_digest")).all()
        database.close()
        answers = sum(1 for user in askers for one in slack.messages(user) if one.get("bot_id"))
    growth = slope(samples)
    return {
        "minutes": minutes,
        "questions": asked,
        "answers": answers,
        "digests_sent": sum(1 for one in rows if one.status == "sent"),
        "digests_due": len(sent_to),
        "errors_logged": sum('"level": "error"' in line for line in logged.splitlines()),
        "share_of_a_core_pct": round(used / (minutes * 60) * 100, 1),
        "growth_pct_per_hour": round(growth, 2),
        "flat": growth < 2,
        "samples": [asdict(one) for one in samples],
        "seed": seed,
    }


def _run(
    process: subprocess.Popen[bytes],
    slack: SlackDouble,
    askers: Sequence[User],
    folder: Path,
    minutes: int,
    every: float,
    chance: random.Random,
) -> tuple[list[Sample], int]:
    """Each question once at twice the pace, then any of them at this pace until the minutes are over; a look at the
    process once in each."""
    began, asked = time.monotonic(), 0
    first = chance.sample(QUESTIONS, len(QUESTIONS))
    samples = [watched(process.pid, 0, folder)]
    while len(samples) <= minutes:
        assert process.poll() is None, "kam serve ended"
        slack.says(chance.choice(askers), first[asked] if asked < len(first) else chance.choice(QUESTIONS))
        asked += 1
        time.sleep(every if asked >= len(first) else every / 2)
        if time.monotonic() - began >= 60 * len(samples):
            samples.append(watched(process.pid, len(samples), folder))
            print(json.dumps(asdict(samples[-1])), file=sys.stderr, flush=True)
    return samples, asked


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--every", type=float, default=5, help="seconds between two questions")
    parser.add_argument("--seed", type=int, default=8)
    given = parser.parse_args(arguments)
    print(json.dumps(soak(given.minutes, given.every, given.seed), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
