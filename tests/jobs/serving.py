"""`kam serve` as a child, on a clock that runs faster: `python -m tests.jobs.serving BEGAN ARGUMENT…`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from bot.config import SHIPPED
from tests.chaos.worker import Plan
from tests.doubles.slack import SlackDouble

ROOT = Path(__file__).resolve().parents[2]


def main(began: str, *arguments: str) -> int:
    from bot.__main__ import main as kam
    from bot.services import Clock

    plan = Plan("", "", 0, began=float(began))
    setattr(Clock, "now", lambda clock: plan.now())  # noqa: B010 - everything else is the program as it is
    return kam(list(arguments))


def started(slack: SlackDouble, folder: Path, url: str, began: float, **jobs: object) -> subprocess.Popen[bytes]:
    """A child over Socket Mode; every day and hour is a working one."""
    values = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    values["nudges"].update(working_hours=["00:00", "23:59"], digest_at="00:00", late_after_hours=24)
    values["jobs"].update(review_digest="mon-sun", portfolio_summary="never", **jobs)
    values["slack"]["port"] = 0
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "KAM_SLACK_BASE_URL": slack.base_url,
        "KAM_DATABASE_URL": url,
    }
    arguments = ["serve", "--data", str(folder), "--config", str(folder / "config.yaml")]
    command = [sys.executable, "-m", "tests.jobs.serving", repr(began), *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=(folder / "log").open("w"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
