"""kam knowledge: build the guidance index, search it, list what was asked and not found."""

from __future__ import annotations

import argparse
import json

from bot import access
from bot.cli import Command, Options
from bot.services import Services, open_services
from knowledge.articles import EVERYONE


def _arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("build", help="read every article and document anew")
    search = actions.add_parser("search", help="the passages that fit a question, best first")
    search.add_argument("question", nargs="+")
    search.add_argument("--top", type=int, default=8, metavar="K", help="how many (8)")
    search.add_argument("--as", dest="email", metavar="EMAIL", help="who asks; without it, what everyone may read")
    search.add_argument("--json", action="store_true", help="as JSON")
    actions.add_parser("gaps", help="what was asked and not found, most often first")


def run(parsed: argparse.Namespace, options: Options) -> int:
    with open_services(options.load()) as services:
        match parsed.action:
            case "build":
                built = services.knowledge.build()
                print(
                    f"Indexed {built.passages} passages of {built.documents} documents, version {built.version[:12]}."
                )
                for one in built.unread:
                    print(f"✗ {one.name}: {one.sentence}")
                if built.warning:
                    print(f"! {built.warning}")
            case "search":
                _search(parsed, services)
            case _:
                from store.questions.feedback import gaps

                with services.database.read() as session:
                    for gap in gaps(session):
                        print(f"{gap.times:4}  {gap.question}")
    return 0


def _search(parsed: argparse.Namespace, services: Services) -> None:
    """Print what was found; nobody named = what everyone may read."""
    readers = frozenset({EVERYONE})
    if parsed.email:
        with services.database.read() as session:
            readers = access.reader_groups(session, access.identify(session, parsed.email))
    found = services.knowledge.search(" ".join(parsed.question), readers, parsed.top)
    if parsed.json:
        passages = [
            {
                "id": one.id,
                "source": one.source,
                "heading": " › ".join(one.heading_path),
                "text": one.text,
                "quote": one.quote,
                "score": round(one.score, 4),
                "cosine": round(one.cosine, 4),
            }
            for one in found.passages
        ]
        print(json.dumps({"answered": found.answered, "passages": passages, "version": found.version}))
        return
    if not found.answered:
        print(f"Nothing here answers that. Nearest: {', '.join(found.nearest_topics)}.")
    for one in found.passages:
        print(f"{one.score:.3f}  {one.source} › {' › '.join(one.heading_path)}\n       {one.quote}")


COMMAND = Command("build or search the guidance index", _arguments, run)
