"""What the assistant can do."""

from __future__ import annotations

import difflib

from pydantic import Field

from bot.tools.answer import Answer, Section
from bot.tools.arguments import Text, ToolArgs
from bot.tools.book import Book
from bot.tools.tool import Tool, all_tools

PROMISE = (
    "Every figure is computed from your ledger, exactly, and shows its working. You see your own accounts, "
    "a manager the team's. What is not in the data I say is unknown."
)


class Args(ToolArgs):
    topic: Text | None = Field(None, description="a tool or a subject; nothing = everything")


def run(args: Args, book: Book) -> Answer:
    """What can be asked, with an example for each kind of question; about one subject where a topic is given."""
    tools = all_tools()
    found = _about(args.topic, tools) if args.topic else []
    if found:
        first = found[0]
        return Answer(
            "help",
            f"{first.id.replace('_', ' ').capitalize()}: {first.summary}.",
            (" ".join(first.description.split()),),
            sections=tuple(Section(one.summary, tuple(f"“{e}”" for e in one.examples)) for one in found),
            follow_ups=first.examples[:3],
            visibility="public",
        )
    groups: dict[str, list[Tool]] = {}
    for tool in tools.values():
        groups.setdefault(tool.group or "More", []).append(tool)
    sections = tuple(
        Section(name, tuple(f"{one.summary}: “{one.examples[0]}”" for one in members))
        for name, members in groups.items()
    )
    return Answer(
        "help",
        f"Ask me in your own words, {book.asker.name.split()[0]}. I answer {len(tools)} kinds of questions.",
        (PROMISE,),
        sections=sections,
        follow_ups=("which of my reviews are due this month?", "how is my portfolio doing?", "who are my top 20 %?"),
        visibility="public",
    )


def _about(topic: str, tools: dict[str, Tool]) -> list[Tool]:
    """The tools whose name or summary speaks of the topic, best first, at most three."""
    words = set(topic.casefold().replace("_", " ").split())
    scored = []
    for tool in tools.values():
        known = set(f"{tool.id.replace('_', ' ')} {tool.summary}".casefold().split())
        near = sum(1 for word in words if difflib.get_close_matches(word, known, n=1, cutoff=0.8))
        if near:
            scored.append((near, tool.id))
    scored.sort(key=lambda one: (-one[0], one[1]))
    return [tools[name] for _score, name in scored[:3]]


TOOL = Tool(
    id="help",
    args=Args,
    run=run,
    summary="what the assistant can do",
    examples=("what can I ask?", "help with reviews", "what can you do for me?"),
    group="Guidance and help",
)
