"""kam jobs: the scheduled jobs by hand."""

from __future__ import annotations

import argparse

from bot.cli import Command, Options
from bot.config import Config
from bot.errors import BadInput
from bot.jobs.job import Job, all_jobs, job_named
from bot.jobs.outbox import Mailroom
from bot.jobs.running import as_text, preview, send_now, to_json
from bot.services import clock_of, open_store
from store.engine import Database

NO_SLACK = (
    "Slack is not configured (SLACK_BOT_TOKEN is not set), so nothing can be sent. Add --dry-run to see what would "
    "go out."
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operation", choices=("list", "run"), help="list the jobs, or run one")
    parser.add_argument("name", nargs="?", help="the job to run")
    parser.add_argument("--dry-run", action="store_true", help="show what would go out, to whom and when; send nothing")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(parsed: argparse.Namespace, options: Options) -> int:
    if parsed.operation == "list":
        for one in all_jobs().values():
            print(f"{one.name:24} {one.summary}")
        return 0
    if not parsed.name:
        raise BadInput(f"Which job? There are {', '.join(sorted(all_jobs()))}.")
    job, config = job_named(parsed.name), options.load()
    with open_store(config) as database:
        if parsed.dry_run:
            return _show(database, config, job, parsed.json)
        return _send(database, config, job)


def _show(database: Database, config: Config, job: Job, as_json: bool) -> int:
    with database.read() as session:
        found, why_none = preview(session, config, job, clock_of(config).today())
    if as_json:
        print(to_json(found))
    elif why_none:
        print(why_none)
    else:
        print(as_text(found) or "Nobody would get this message.")
    return 0


def _send(database: Database, config: Config, job: Job) -> int:
    if not config.secrets.slack_bot_token.get_secret_value():
        raise BadInput(NO_SLACK)
    from bot.app import workspace_sender

    clock = clock_of(config)
    mailroom = Mailroom(database, config, workspace_sender(config, database, clock.now, clock.today), clock.now)
    done = send_now(database, config, job, clock.today(), mailroom)
    said = ", ".join(f"{number} {outcome.replace('_', ' ')}" for outcome, number in sorted(done.items()))
    print(said or f"{job.name} does not run on {clock.today():%A} {clock.today()}.")
    return 1 if done.get("dead") or done.get("unsure") else 0


COMMAND = Command("the scheduled jobs by hand", _arguments, run)
