"""Canonical arguments of an earlier turn as typed values again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import BadInput
from bot.routing.resolve import read_value
from bot.routing.understanding import Context
from bot.tools.answer import Answer
from bot.tools.tool import Tool


def typed(tool: Tool, args: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The arguments that the tool has and that can still be read; what the asker may no longer see is left out."""
    values: dict[str, Any] = {}
    for name, given in args.items():
        if name not in tool.args.model_fields or given in (None, ""):
            continue
        try:
            value = read_value(tool, name, given, context)
        except BadInput:
            continue
        if not isinstance(value, Answer):
            values[name] = value
    return values
