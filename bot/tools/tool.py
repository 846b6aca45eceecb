"""What a tool is, and the list of all of them, found by looking into this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.tools.answer import Answer
from bot.tools.arguments import ToolArgs
from bot.tools.book import Book


@dataclass(frozen=True, slots=True)
class Tool:
    """One kind of question and its deterministic answer.

    `run` computes (and, for a write, does it). A tool that can write names in `writes` which arguments make it
    one, and in `propose` how it echoes what it understood before it is confirmed. `summary` is one line for help;
    the docstring of `run` is the description for people and for the model.
    """

    id: str
    args: type[ToolArgs]
    run: Callable[[Any, Book], Answer]
    summary: str
    examples: tuple[str, ...]
    group: str = ""  # under which heading help lists it
    figures: tuple[tuple[str, str], ...] = ()  # stable figure names with their meaning, for the reference
    sources: tuple[str, ...] = ()  # where the formula comes from
    writes: Callable[[Any], bool] | None = None
    propose: Callable[[Any, Book], Answer] | None = None

    @property
    def description(self) -> str:
        return (self.run.__doc__ or self.summary).strip()

    def is_write(self, args: ToolArgs) -> bool:
        return self.writes is not None and self.writes(args)


@cache
def all_tools() -> dict[str, Tool]:
    """Every module of this package that has a TOOL, by id."""
    import bot.tools as package

    found: dict[str, Tool] = {}
    for module in pkgutil.iter_modules(package.__path__):
        tool = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "TOOL", None)
        if isinstance(tool, Tool):
            found[tool.id] = tool
    return found
