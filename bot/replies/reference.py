"""The reference of all tools as Markdown, written from the tools themselves."""

from __future__ import annotations

from bot.tools.arguments import Kind, choices_of, kind_of
from bot.tools.tool import Tool, all_tools

INTRO = """# The tools

Every kind of question the assistant answers, from the tools themselves (`make docs` writes this page; a test keeps it
in step). Each can be asked in words, in Slack and in the terminal, or run directly:
`kam tool <id> --<argument> <value> … --json`. Arguments are written as people say them; figures in JSON are exact
decimal strings, money to the currency's places, per cents and ratios to four.
"""

WORDS = {
    Kind.ACCOUNT: "an account: name, id, alias, also misspelled",
    Kind.PERSON: "a person's name",
    Kind.PRODUCT: "a product's name or sku",
    Kind.PROMOTION: "a promotion's name",
    Kind.OPPORTUNITY: "an opportunity's name or id",
    Kind.SCOPE: "mine, team, all, a person, a region or a segment",
    Kind.PERIOD: "a period in words: last quarter, Q3, 2012, March to June 2013, YTD",
    Kind.DATE: "a date in words",
    Kind.MONEY: "an amount: 200k, 1.2m",
    Kind.PERCENT: "per cent: 12 = 12 %",
    Kind.POINTS: "percentage points, signed",
    Kind.COUNT: "a whole number",
    Kind.SERIES: "amounts separated by commas, oldest first",
    Kind.SCORES: "name=number pairs",
    Kind.FLAG: "yes or no",
    Kind.TEXT: "text",
    Kind.ITEM: "the number or id of an item in the list",
}


def tools_markdown() -> str:
    """The whole page, tools by group and name."""
    groups: dict[str, list[Tool]] = {}
    for tool in sorted(all_tools().values(), key=lambda one: (one.group, one.id)):
        groups.setdefault(tool.group, []).append(tool)
    pages = [INTRO]
    for group, tools in groups.items():
        pages.append(f"## {group}\n")
        pages.extend(_page(tool) for tool in tools)
    return "\n".join(pages)


def _page(tool: Tool) -> str:
    lines = [
        f"### `{tool.id}`",
        "",
        f"{tool.summary[0].upper()}{tool.summary[1:]}.",
        "",
        " ".join(tool.description.split()),
        "",
    ]
    lines += ["Asked like this:", "", *(f"- {example}" for example in tool.examples), ""]
    if tool.args.model_fields:
        lines += ["| argument | takes | |", "| --- | --- | --- |"]
        lines += [_argument(tool, name) for name in tool.args.model_fields]
        lines.append("")
    if tool.figures:
        lines += ["| figure | is |", "| --- | --- |"]
        lines += [f"| `{name}` | {meaning} |" for name, meaning in tool.figures]
        lines.append("")
    if tool.sources:
        lines += ["Sources: " + "; ".join(tool.sources) + ".", ""]
    return "\n".join(lines)


def _argument(tool: Tool, name: str) -> str:
    field = tool.args.model_fields[name]
    kind = kind_of(tool.args, name)
    takes = ", ".join(choices_of(tool.args, name)) if kind is Kind.CHOICE else WORDS[kind]
    needed = "**required** " if field.is_required() else ""
    return f"| `{name}` | {takes} | {needed}{field.description or ''} |"
