"""The `kam` command: reads the command line and hands over to one file in bot/cli."""

from __future__ import annotations

import argparse
import logging
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from bot.cli import Options, command, command_names
from bot.config import one_thread_for_numbers
from bot.errors import KamError

log = logging.getLogger("kam")

DONE, FAILED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0 done; 1 refused or failed, with a sentence on standard error; 2 wrong usage."""
    one_thread_for_numbers()
    common = _common_options()
    given, rest = common.parse_known_args(arguments)
    parser = build_parser(common, rest)
    parsed, extra = parser.parse_known_args(rest)
    chosen = command(parsed.command)
    if extra and not chosen.extra:
        parser.error(f"unknown argument: {' '.join(extra)}")
    parsed.extra = extra
    options = Options(given.config, given.data, given.today)
    try:
        return chosen.run(parsed, options)
    except KamError as error:
        print(f"kam: {error.sentence}", file=sys.stderr)
    except KeyboardInterrupt:
        print("kam: stopped.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away: nothing is left to say
    except Exception:  # the last door: a person gets a reference, the log gets the traceback
        reference = uuid.uuid4().hex[:8]
        where = _log_failure(reference, Path(given.data or "kam-data"))
        print(f"kam: something went wrong that I did not expect. Reference {reference}{where}.", file=sys.stderr)
    return FAILED


def _log_failure(reference: str, folder: Path) -> str:
    """Write the traceback under its reference to kam.log in the data folder; says where, '' where it cannot."""
    file = folder / "kam.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8")
    except OSError:
        return ""
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    log.exception("unexpected failure, reference %s", reference)
    handler.close()
    return f"; what happened is in {file}"


def _common_options() -> argparse.ArgumentParser:
    """The options of every command; they may stand before or after it."""
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="configuration file")
    common.add_argument("--data", metavar="DIR", help="folder of the embedded database and index")
    common.add_argument("--today", metavar="DATE", help="the date taken as today, YYYY-MM-DD")
    return common


def build_parser(common: argparse.ArgumentParser, words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser. Where the first word names a command, only that one is loaded; otherwise (help, errors) all are.

    The common options are taken out before it reads, and are here for its help.
    """
    parser = argparse.ArgumentParser(prog="kam", description="The assistant of key account managers.", parents=[common])
    sub = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    names = command_names()
    for name in words[:1] if words and words[0] in names else names:
        one = command(name)
        one.arguments(sub.add_parser(name, help=one.help, description=one.help, parents=[common], allow_abbrev=False))
    return parser


if __name__ == "__main__":
    sys.exit(main())
