"""kam forget: personal data of a person or of a customer removed, sums kept."""

from __future__ import annotations

import argparse

from bot.cli import Command, Options
from bot.services import open_store
from store.forget import forget_account, forget_person


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("person", "account"))
    parser.add_argument("id", help="the id of the person or account")


def run(parsed: argparse.Namespace, options: Options) -> int:
    with open_store(options.load()) as database:
        done = (forget_person if parsed.kind == "person" else forget_account)(database, parsed.id)
    for table, rows in done.removed.items():
        print(f"  {table}: {rows}")
    print(f"Removed from {len(done.removed)} tables; {done.kept}")
    for step in done.next_steps:
        print(f"! {step}")
    return 0


COMMAND = Command("remove personal data of a person or an account, keep the sums", _arguments, run)
