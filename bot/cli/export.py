"""kam export: the same data out again, as files that import back."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot import access
from bot.cli import Command, Options
from bot.services import open_services
from store.export_kinds import KINDS
from store.exports import export
from store.visibility import Accounts


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", help=f"all, or one of: {', '.join(KINDS)}")
    parser.add_argument("--format", default="csv", metavar="FORMAT", help="csv (default) or xlsx")
    parser.add_argument("--out", type=Path, metavar="PATH", help="the file, or the folder for all as csv")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="whose view: only accounts this person may see")


def run(parsed: argparse.Namespace, options: Options) -> int:
    with open_services(options.load()) as services:
        person = services.person(parsed.email)
        with services.database.read() as session:
            visible = access.visible_accounts(session, person, services.clock.today())
        folder = parsed.what == "all" and parsed.format == "csv"
        path = parsed.out or Path("kam-export" if folder else f"{parsed.what}.{parsed.format}")
        made = export(services.database, parsed.what, path, parsed.format, Accounts(visible))
    print(f"Exported {sum(made.rows.values())} rows to {made.path}.")
    return 0


COMMAND = Command("the data out again, as CSV or XLSX that imports back", _arguments, run)
