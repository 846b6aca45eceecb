"""kam db: migrations, online backup, integrity."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.cli import Command, Options
from bot.services import clock_of, open_store
from store import maintenance
from store.migrations import current


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("upgrade", help="bring the database to the newest revision")
    backup = actions.add_parser("backup", help="a consistent copy while the assistant goes on working")
    backup.add_argument("path", type=Path, metavar="PATH")
    restore = actions.add_parser("restore", help="fill an empty database from a backup")
    restore.add_argument("path", type=Path, metavar="PATH")
    check = actions.add_parser("check", help="integrity, references, sums against their lines")
    check.add_argument("--repair", action="store_true", help="make sums anew from their lines")
    check.add_argument("--json", action="store_true", help="the report as JSON")


def run(parsed: argparse.Namespace, options: Options) -> int:
    config = options.load()
    with open_store(config) as database:
        match parsed.action:
            case "backup":
                made = maintenance.backup(database, parsed.path)
                print(f"Backed up {made.rows} rows of revision {made.revision} to {made.path} ({made.bytes} bytes).")
            case "restore":
                filled = maintenance.restore(parsed.path, database)
                print(f"Restored {filled.rows} rows of revision {filled.revision}.")
            case "check":
                return _check(maintenance.check(database, parsed.repair, clock_of(config).now()), parsed.json)
            case _:
                print(f"The database has revision {current(database)}, the newest.")
    return 0


def _check(report: maintenance.CheckReport, as_json: bool) -> int:
    if as_json:
        print(json.dumps(report.to_json()))
    else:
        print(", ".join(f"{subject}: {rows}" for subject, rows in report.looked_at.items()))
        for one in report.findings:
            print(f"{'✓ repaired: ' if one.repaired else '✗ '}{one.subject}: {one.text} ({one.cases})")
    if report.ok:
        print("The database is in order.", file=sys.stderr)
        return 0
    print("kam: the database has faults; sums can be made anew with `kam db check --repair`.", file=sys.stderr)
    return 1


COMMAND = Command("upgrade, backup, restore or check the database", _arguments, run)
