"""kam reference: the reference of all tools as Markdown."""

from __future__ import annotations

import argparse

from bot.cli import Command, Options
from bot.replies.reference import tools_markdown


def _arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(parsed: argparse.Namespace, options: Options) -> int:
    print(tools_markdown())
    return 0


COMMAND = Command("the reference of all tools, as Markdown", _arguments, run)
