"""The commands of `kam`: one file each, found by looking into this folder."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.config import Config, load_config


@dataclass(frozen=True, slots=True)
class Options:
    """The options that every command takes, as given; None = not given."""

    config: Path | None
    data: str | None
    today: str | None

    def load(self, **chosen: str | None) -> Config:
        """The configuration with these options on top. Raises BadInput that lists every fault."""
        return load_config(self.config, data=self.data, today=self.today, **chosen)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words in help, its arguments, and what it does; `run` returns the exit code.

    `extra` = it takes further --name value pairs that argparse does not know (kam tool).
    """

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Options], int]
    extra: bool = False


@cache
def commands() -> tuple[Command, ...]:
    """Every module of this package that has a COMMAND or COMMANDS, in the order of their names."""
    found: list[Command] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found.extend(getattr(loaded, "COMMANDS", ()))
    return tuple(sorted(found, key=lambda one: one.name))
