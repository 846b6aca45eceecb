"""One tool and one message while its arguments are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.routing.read.numbers import Number
from bot.routing.said import Said
from bot.tools.answer import Answer
from bot.tools.arguments import Kind, kind_of
from bot.tools.tool import Tool


@dataclass
class Work:
    """What has been read so far. `taken` are spans that mean something: their digits are no figures."""

    tool: Tool
    said: Said
    recent: frozenset[str]  # accounts that the thread spoke of
    values: dict[str, Any] = field(default_factory=dict)
    taken: list[tuple[int, int]] = field(default_factory=list)
    question: Answer | None = None
    about: str = ""
    accounts: tuple[str, ...] = ()
    left: tuple[Number, ...] = ()

    def __post_init__(self) -> None:
        self.kinds = {name: kind_of(self.tool.args, name) for name in self.tool.args.model_fields}

    def names(self, kind: Kind) -> list[str]:
        return [name for name, one in self.kinds.items() if one is kind]

    def ask(self, answer: Answer, about: str) -> None:
        if self.question is None:
            self.question, self.about = answer, about
