"""kam audit: who saw which account, exported, with its chain of hashes verified."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import sys
from collections.abc import Sequence

from bot.access import broken_chain
from bot.cli import Command, Options
from bot.services import open_store
from store.questions.audit import entries
from store.tables import AuditEntry

COLUMNS = ("id", "at", "person_id", "place", "route", "accounts", "outcome", "previous", "hash")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="DATE", type=dt.date.fromisoformat, help="only from this day on (UTC)")
    parser.add_argument("--person", metavar="ID", help="only what this person saw")
    parser.add_argument("--account", metavar="ID", help="only who saw this account")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; CSV otherwise")


def run(parsed: argparse.Namespace, options: Options) -> int:
    """Print the entries; 1 where the chain is broken, with the place on standard error."""
    with open_store(options.load()) as database, database.read() as session:
        rows = entries(session)
    fault = broken_chain(rows)
    _print([one for one in rows if _wanted(one, parsed)], parsed.json)
    said = fault or f"{len(rows)} entries, every hash fits the one before."
    print(f"kam: {said}", file=sys.stderr)
    return 1 if fault else 0


def _wanted(one: AuditEntry, parsed: argparse.Namespace) -> bool:
    if parsed.since is not None and one.at.date() < parsed.since:
        return False
    if parsed.person and one.person_id != parsed.person:
        return False
    return not parsed.account or parsed.account in one.accounts.split(",")


def _print(rows: Sequence[AuditEntry], as_json: bool) -> None:
    values = [{name: _plain(getattr(one, name)) for name in COLUMNS} for one in rows]
    if as_json:
        for value in values:
            print(json.dumps(value, ensure_ascii=False))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(values)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


COMMAND = Command("who saw which account: export and verify the audit", _arguments, run)
