"""kam accounts: likely duplicates, and merging two accounts into one."""

from __future__ import annotations

import argparse

from bot.cli import Command, Options
from bot.services import open_store
from store.duplicates import likely_duplicates, merge_accounts


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("duplicates", help="accounts that may be the same")
    merge = actions.add_parser("merge", help="move everything of one account to another")
    merge.add_argument("keep", help="the id that stays")
    merge.add_argument("drop", help="the id that goes")


def run(parsed: argparse.Namespace, options: Options) -> int:
    with open_store(options.load()) as database:
        if parsed.action == "merge":
            with database.write() as session:
                moved = merge_accounts(session, parsed.keep, parsed.drop)
            print(f"Merged {parsed.drop} into {parsed.keep}: {sum(moved.values())} rows moved.")
            return 0
        with database.read() as session:
            found = likely_duplicates(session)
    for one in found:
        print(f"{one}: kam accounts merge {one.first_id} {one.second_id}")
    if not found:
        print("No two accounts look like the same one.")
    return 0


COMMAND = Command("likely duplicates, and merging two accounts", _arguments, run)
