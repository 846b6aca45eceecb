"""The commands of `kam`: one file each, found by looking into this folder."""

from __future__ import annotations

import argparse
import importlib
import keyword
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config, load_config


@dataclass(frozen=True, slots=True)
class Options:
    """The options that every command takes, as given; None = not given."""

    config: Path | None
    data: str | None
    today: str | None

    def load(self) -> Config:
        """The configuration with these options on top. Raises BadInput that lists every fault."""
        return load_config(self.config, data=self.data, today=self.today)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words in help, its arguments, and what it does; `run` returns the exit code.

    `extra` = it takes further --name value pairs that argparse does not know (kam tool).
    """

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Options], int]
    extra: bool = False


HELPERS = ("showing",)
"""Modules of this package that are no commands."""


def command_names() -> tuple[str, ...]:
    """The names of all commands: those of the files here (a trailing _ keeps off a keyword)."""
    found = (module.name.removesuffix("_") for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if name not in HELPERS))


def command(name: str) -> Command:
    """One command; only its own file is imported, so that each starts quickly."""
    module = name + "_" if keyword.iskeyword(name) else name
    found = importlib.import_module(f"{__name__}.{module}").COMMAND
    assert isinstance(found, Command), f"bot/cli/{module}.py must have a COMMAND"
    return found
