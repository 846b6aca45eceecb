"""Our own check of messages and views against Slack's limits, made before anything is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TOTAL_TEXT = 13_000
"""Characters in all blocks of a message; msg_blocks_too_long was measured by others just above 13,200."""
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARS = 100, 20, 10_000
CHARTS, CHART_TITLE, CHART_CATEGORIES, CHART_SERIES, CHART_LABEL = 2, 50, 20, 12, 20
BUTTON_TEXT, BUTTON_VALUE, OPTION_TEXT, OPTION_VALUE = 75, 2000, 75, 150
SECTION_TEXT, FIELD_TEXT, FIELDS = 3000, 2000, 10
HEADER_TEXT, CONTEXT_ELEMENTS, ACTIONS, FEEDBACKS = 150, 10, 25, 5
IDENTITY = 255
VIEW_TITLE, VIEW_METADATA, OPTIONS = 24, 3000, 100
FALLBACK_TEXT = 3900
"""Of the plain text beside the blocks: chat.update takes at most 4,000."""

MESSAGE_ONLY = frozenset({"table", "data_visualization", "context_actions", "markdown"})
INPUTS = {"plain_text_input", "number_input", "datepicker", "timepicker", "static_select", "multi_static_select"} | {
    "external_select", "users_select", "conversations_select", "checkboxes", "radio_buttons"
}  # fmt: skip


def faults(blocks: Sequence[Block], surface: str = "message") -> tuple[str, ...]:
    """Every broken limit, as 'place: what'; empty where Slack would take the blocks. surface: message, modal, home."""
    found: list[str] = []
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    if len(blocks) > most:
        found.append(f"blocks: {len(blocks)}, at most {most}")
    for number, block in enumerate(blocks):
        kind = str(block.get("type"))
        check = _CHECKS.get(kind)
        if check is None or (surface != "message" and kind in MESSAGE_ONLY):
            found.append(f"{number}: {kind} is not for a {surface}")
            continue
        found += [f"{number} {kind}: {fault}" for fault in check(block)]
        found += [f"{number} {kind}: {fault}" for fault in _text(block.get("block_id", "b"), IDENTITY, "block_id")]
    kinds = Counter(str(block.get("type")) for block in blocks)
    for kind, limit in (("table", 1), ("data_visualization", CHARTS)):
        if kinds[kind] > limit:
            found.append(f"blocks: {kinds[kind]} {kind}, at most {limit}")
    size = text_size(blocks)
    if surface == "message" and size > TOTAL_TEXT:
        found.append(f"blocks: {size} characters of text, at most {TOTAL_TEXT}")
    twice = [name for name, count in Counter(_ids(blocks)).items() if count > 1]
    found += [f"blocks: block_id {name} twice" for name in twice]
    return tuple(found)


def view_faults(view: Mapping[str, Any]) -> tuple[str, ...]:
    """Every broken limit of a modal or Home tab."""
    kind = str(view.get("type"))
    found = [f"view: {fault}" for fault in faults(view.get("blocks", ()), kind)]
    if kind == "modal":
        found += [f"title: {one}" for one in _text(_inner(view.get("title")), VIEW_TITLE, "text")]
        for name in ("submit", "close"):
            if name in view:
                found += [f"{name}: {one}" for one in _text(_inner(view[name]), VIEW_TITLE, "text")]
        if any(block.get("type") == "input" for block in view.get("blocks", ())) and "submit" not in view:
            found.append("submit: needed where there are inputs")
    if len(str(view.get("private_metadata", ""))) > VIEW_METADATA:
        found.append(f"private_metadata: at most {VIEW_METADATA}")
    return tuple(found)


def text_size(value: Any) -> int:
    """Characters in every `text` within."""
    size = 0
    if isinstance(value, dict):  # not Mapping, whose check takes longer than all the rest
        for name, one in value.items():
            if isinstance(one, str):
                size += len(one) if name == "text" else 0
            elif isinstance(one, (dict, list, tuple)):
                size += text_size(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            size += text_size(one)
    return size


def _ids(blocks: Sequence[Block]) -> Iterator[str]:
    return (str(block["block_id"]) for block in blocks if "block_id" in block)


def _inner(text_object: Any) -> Any:
    return text_object.get("text") if isinstance(text_object, dict) else None


def _text(value: Any, most: int, what: str, least: int = 1) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{what} is missing"
    elif not least <= len(value) <= most:
        yield f"{what} has {len(value)} characters, {least} to {most} allowed"


def _count(items: Any, most: int, what: str, least: int = 1) -> Iterator[str]:
    number = len(items) if isinstance(items, (list, tuple)) else -1
    if not least <= number <= most:
        yield f"{max(number, 0)} {what}, {least} to {most} allowed"


def _section(block: Block) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "text or fields are needed"
    if "text" in block:
        yield from _text(_inner(block["text"]), SECTION_TEXT, "text")
    if "fields" in block:
        yield from _count(block["fields"], FIELDS, "fields")
        for one in block["fields"]:
            yield from _text(_inner(one), FIELD_TEXT, "field")
    if "accessory" in block:
        yield from _element(block["accessory"])


def _header(block: Block) -> Iterator[str]:
    yield from _text(_inner(block.get("text")), HEADER_TEXT, "text")


def _context(block: Block) -> Iterator[str]:
    yield from _count(block.get("elements"), CONTEXT_ELEMENTS, "elements")
    for one in block.get("elements", ()):
        yield from _text(one.get("text") or one.get("alt_text"), SECTION_TEXT, "text")


def _actions(block: Block) -> Iterator[str]:
    yield from _count(block.get("elements"), ACTIONS, "elements")
    yield from _distinct(block)
    for one in block.get("elements", ()):
        yield from _element(one)


def _feedback(block: Block) -> Iterator[str]:
    yield from _count(block.get("elements"), FEEDBACKS, "elements")
    for one in block.get("elements", ()):
        for side in ("positive_button", "negative_button"):
            button = one.get(side, {})
            yield from _text(_inner(button.get("text")), BUTTON_TEXT, side)
            yield from _text(button.get("value"), BUTTON_VALUE, f"{side} value")


def _distinct(block: Block) -> Iterator[str]:
    for name, count in Counter(one.get("action_id") for one in block.get("elements", ())).items():
        if count > 1:
            yield f"action_id {name} {count} times"


def _element(element: Mapping[str, Any]) -> Iterator[str]:
    kind = str(element.get("type"))
    yield from _text(element.get("action_id"), IDENTITY, f"{kind} action_id")
    if kind == "button":
        yield from _text(_inner(element.get("text")), BUTTON_TEXT, "button text")
        yield from _text(element.get("value", ""), BUTTON_VALUE, "button value", least=0)
    elif kind in ("static_select", "radio_buttons", "checkboxes", "multi_static_select", "overflow"):
        yield from _count(element.get("options"), OPTIONS, "options")
        for one in element.get("options", ()):
            yield from _text(_inner(one.get("text")), OPTION_TEXT, "option")
            yield from _text(one.get("value"), OPTION_VALUE, "option value")
    elif kind not in INPUTS:
        yield f"{kind} is no known element"
    if "confirm" in element:
        confirm = element["confirm"]
        for name, most in (("title", 100), ("text", 300), ("confirm", 30)):
            yield from _text(_inner(confirm.get(name)), most, f"confirm {name}")


def _input(block: Block) -> Iterator[str]:
    yield from _text(_inner(block.get("label")), 2000, "label")
    element = block.get("element", {})
    if element.get("type") not in INPUTS:
        yield f"{element.get('type')} is no input"
    yield from _element(element)


def _table(block: Block) -> Iterator[str]:
    rows = block.get("rows", ())
    yield from _count(rows, TABLE_ROWS, "rows")
    if len({len(row) for row in rows}) > 1:
        yield "rows differ in length"
    for row in rows:
        yield from _count(row, TABLE_COLUMNS, "columns")
        for cell in row:
            yield from _text(cell.get("text") if cell.get("type") == "raw_text" else "x", TABLE_CHARS, "cell")
    size = text_size(rows)
    if size > TABLE_CHARS:
        yield f"{size} characters in cells, at most {TABLE_CHARS}"


def _chart(block: Block) -> Iterator[str]:
    yield from _text(block.get("title"), CHART_TITLE, "title")
    chart = block.get("chart", {})
    categories = chart.get("axis_config", {}).get("categories", ())
    yield from _count(categories, CHART_CATEGORIES, "categories")
    yield from _count(chart.get("series"), CHART_SERIES, "series")
    for series in chart.get("series", ()):
        yield from _text(series.get("name"), CHART_LABEL, "series name")
        labels = [point.get("label") for point in series.get("data", ())]
        if sorted(labels) != sorted(categories):
            yield "one point for each category is needed"
        for label in labels:
            yield from _text(label, CHART_LABEL, "label")


def _rich(block: Block) -> Iterator[str]:
    yield from _count(block.get("elements"), 100, "parts")
    for part in block.get("elements", ()):
        for leaf in _leaves(part):
            yield from _text(leaf.get("text"), SECTION_TEXT, "text")


def _leaves(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if part.get("type") == "text":
        yield part
    for one in part.get("elements", ()):
        yield from _leaves(one)


def _image(block: Block) -> Iterator[str]:
    yield from _text(block.get("alt_text"), 2000, "alt_text")


def _nothing(block: Block) -> Iterator[str]:
    return iter(())


_CHECKS: Mapping[str, Callable[[Block], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _feedback,
    "input": _input,
    "table": _table,
    "data_visualization": _chart,
    "rich_text": _rich,
    "image": _image,
    "divider": _nothing,
}
