"""From a tool and a message to an intent that can run, or to the question that is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.routing.extract import Extract, extract
from bot.routing.resolve import missing
from bot.routing.said import Said
from bot.routing.thread import meant_account, meant_scope, points_at_person, recent_accounts
from bot.routing.understanding import Context, Intent, Pending, Reading
from bot.tools.answer import Answer
from bot.tools.arguments import ToolArgs, canonical
from bot.tools.tool import Tool


def built(tool: Tool, said: Said, probability: float, inherited: Mapping[str, Any]) -> Reading:
    """The intent for a tool: what the message says, completed from the thread; or the question that is left."""
    recent = recent_accounts(said.context)
    found = extract(tool, said, frozenset(recent))
    values = {**inherited, **found.values}
    if found.question is not None and found.about not in values:
        return asked(tool, values, found)
    if "account" in tool.args.model_fields and "account" not in values:
        account = meant_account(said, tool)
        if account:
            values["account"] = account
    if "scope" in tool.args.model_fields and "scope" not in values and "account" not in values:
        values["scope"] = meant_scope(said, tool)
    if "person" in tool.args.model_fields and "person" not in values:
        values["person"] = points_at_person(said)
    reading = complete(tool, values, said.context, probability)
    if len(found.accounts) > 1 and isinstance(reading.parts[0], Intent) and not is_write(tool, values):
        return Reading(tuple(Intent(tool.id, {**values, "account": one}, probability) for one in found.accounts[:3]))
    return reading


def complete(
    tool: Tool, values: Mapping[str, Any], context: Context, probability: float = 1.0, confirmed: bool = False
) -> Reading:
    """The intent, where nothing required is missing; else the question for it."""
    kept = {name: one for name, one in values.items() if name in tool.args.model_fields and one not in ("", None)}
    for name, field in tool.args.model_fields.items():
        if field.is_required() and name not in kept:
            return lacking(tool, name, kept, context)
    return Reading((Intent(tool.id, kept, probability, confirmed),))


def is_write(tool: Tool, values: Mapping[str, Any]) -> bool:
    try:
        args: ToolArgs = tool.args(**values)
    except ValueError:
        return False
    return tool.is_write(args)


def asked(tool: Tool, values: Mapping[str, Any], found: Extract) -> Reading:
    """The question that must be answered first, and what waits for its answer."""
    answer = found.question
    assert answer is not None
    if answer.route != "clarify" and found.about != "account":
        return Reading((answer,))
    return waiting(tool, values, found.about, answer)  # after a refusal too: 'then Acme' asks the same of Acme


def lacking(tool: Tool, name: str, values: Mapping[str, Any], context: Context) -> Reading:
    return waiting(tool, values, name, missing(tool, name, context))


def waiting(tool: Tool, values: Mapping[str, Any], name: str, answer: Answer) -> Reading:
    """A clarify answer with the intent that its answer completes."""
    choices = tuple((one.label, dict(one.args).get(name, one.question)) for one in answer.choices)
    kept = {key: canonical(value) for key, value in values.items()}
    return Reading((answer,), Pending(tool.id, kept, missing=name, choices=choices))
