"""kam export: the same data out again, or the table of an answer, as files that import back or open safely."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from bot import access
from bot.cli import Command, Options
from bot.errors import BadInput
from bot.replies.files import answer_tables
from bot.services import Services, open_services
from store.export_kinds import KINDS
from store.exports import Exported, export, export_tables
from store.visibility import Accounts

_RECEIPT = re.compile(r"[0-9a-f]{6,32}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", help=f"all, the id of an answer's receipt, or one of: {', '.join(KINDS)}")
    parser.add_argument("--format", default="csv", metavar="FORMAT", help="csv (default) or xlsx")
    parser.add_argument("--out", type=Path, metavar="PATH", help="the file, or the folder for all as csv")
    parser.add_argument("--as", dest="email", metavar="EMAIL", help="whose view: only accounts this person may see")


def run(parsed: argparse.Namespace, options: Options) -> int:
    with open_services(options.load()) as services:
        folder = parsed.what == "all" and parsed.format == "csv"
        path = parsed.out or Path("kam-export" if folder else f"{parsed.what}.{parsed.format}")
        if _RECEIPT.fullmatch(parsed.what):
            made = _answer(services, parsed.what, path, parsed.format, parsed.email)
        else:
            made = _data(services, parsed.what, path, parsed.format, parsed.email)
    print(f"Exported {sum(made.rows.values())} rows to {made.path}.")
    return 0


def _data(services: Services, what: str, path: Path, format: str, email: str | None) -> Exported:
    person = services.person(email)
    with services.database.read() as session:
        visible = access.visible_accounts(session, person, services.clock.today())
    return export(services.database, what, path, format, Accounts(visible))


def _answer(services: Services, receipt: str, path: Path, format: str, email: str | None) -> Exported:
    """The tables of an earlier answer, computed again with the rights of today."""
    _, again = services.assistant.replay(receipt, services.person(email).id)
    tables = answer_tables(again)
    if not tables:
        raise BadInput(f"That answer has no table: {again.headline}")
    return export_tables(tables, path, format)


COMMAND = Command("the data or an answer's table out again, as CSV or XLSX", _arguments, run)
