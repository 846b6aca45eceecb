"""The double's own check of Block Kit: the limits of blocks, messages and views as Slack documents them.

The product has its own validator; the two share nothing on purpose, so that two readings of the same rules
find each other's mistakes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from . import limits

TOTAL_TEXT = 13_200  # others measured msg_blocks_too_long just above it; Slack documents no number
MARKDOWN_TOTAL = 12_000
TABLE_CHARS = 10_000
CHARTS_PER_MESSAGE = 2


@dataclass(frozen=True)
class Problem:
    """One broken rule: a JSON pointer to the place and Slack's kind of sentence about it."""

    pointer: str
    message: str
    code: str = "failed_constraint"

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class _Report:
    surface: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, message: str, code: str = "failed_constraint") -> None:
        self.problems.append(Problem(pointer, message, code))


_Rule = Callable[[Any, str, _Report], None]


def check_blocks(blocks: Any, surface: str = "message", at: str = "/blocks") -> list[Problem]:
    """Everything wrong with blocks on a message, modal or home surface; empty when Slack would take them."""
    report = _Report(surface)
    _list(_block, 0, 50 if surface == "message" else 100)(blocks, at, report)
    if report.problems:
        return report.problems
    every = list(_with_children(blocks))
    ids = [b["block_id"] for b in every if b.get("block_id")]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        report.add(at, f"block_id {twice!r} already exists for another block")
    kinds = [b["type"] for b in every]
    if kinds.count("table") > 1:
        report.add(at, "only one table is allowed per message")
    if kinds.count("data_visualization") > CHARTS_PER_MESSAGE:
        report.add(at, f"no more than {CHARTS_PER_MESSAGE} data_visualization blocks allowed")
    if sum(len(b["text"]) for b in every if b["type"] == "markdown") > MARKDOWN_TOTAL:
        report.add(at, f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters together")
    return report.problems


def check_view(view: Any, at: str = "/view") -> list[Problem]:
    """Everything wrong with a modal or a Home tab view."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return [Problem(f"{at}/type", "must be one of modal, home")]
    report = _Report(view["type"])
    _shape(view["type"])(view, at, report)
    report.problems += check_blocks(view.get("blocks"), view["type"], f"{at}/blocks")
    inputs = not report.problems and any(block["type"] == "input" for block in view["blocks"])
    if inputs and view["type"] == "modal" and "submit" not in view:
        report.add(at, "submit is required when an input is within blocks")
    return report.problems


def text_length(blocks: Any) -> int:
    """How many characters of text are in all blocks together."""
    if isinstance(blocks, list):
        return sum(map(text_length, blocks))
    if isinstance(blocks, dict):
        own = blocks.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(text_length, blocks.values()))
    return 0


def _with_children(blocks: list[Any]) -> Iterator[Any]:
    for block in blocks:
        yield block
        yield from _with_children(block.get("child_blocks", []))


def _block(value: Any, at: str, report: _Report) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    surfaces, _, fields = _table(limits.BLOCKS).get(str(kind), "").partition(" ")
    if {"message": "M", "modal": "V", "home": "H"}[report.surface] not in surfaces:
        report.add(f"{at}/type", f"unsupported type: {kind}", "invalid_type")
        return
    before = len(report.problems)
    _fields(f"type!=any block_id=str255 {fields}")(value, at, report)
    if len(report.problems) > before:
        return
    if kind in ("table", "data_table"):
        _check_table(value, f"{at}/rows", report)
    if kind == "data_visualization" and value["chart"]["type"] != "pie":
        _check_plot(value["chart"], f"{at}/chart/series", report)
    if kind in ("actions", "context_actions"):
        ids = [e["action_id"] for e in value["elements"] if "action_id" in e]
        if len(ids) != len(set(ids)):
            report.add(f"{at}/elements", "an action_id already exists for another element of this block")


def _check_table(table: dict[str, Any], at: str, report: _Report) -> None:
    rows = table["rows"]
    if len({len(row) for row in rows}) > 1:
        report.add(at, "all rows must have the same number of cells")
    if table["type"] == "data_table" and any(cell["type"] == "rich_text" for cell in rows[0]):
        report.add(f"{at}/0", "unsupported type in a header cell: rich_text", "invalid_type")
    if text_length(rows) > TABLE_CHARS:
        report.add(at, f"must be less than {TABLE_CHARS + 1} characters in all cells")


def _check_plot(chart: dict[str, Any], at: str, report: _Report) -> None:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        report.add(at, "series names must be unique")
    for i, series in enumerate(chart["series"]):
        if sorted(p["label"] for p in series["data"]) != sorted(chart["axis_config"]["categories"]):
            report.add(f"{at}/{i}/data", "must have one data point for each category")


def _cell(value: Any, at: str, report: _Report) -> None:
    _dispatch(("raw_text", "raw_number", "rich_text"), _shape)(value, at, report)


def _chart(value: Any, at: str, report: _Report) -> None:
    shapes = {"pie": "pie", "bar": "plot", "area": "plot", "line": "plot"}
    _dispatch(tuple(shapes), lambda kind: _shape(shapes[kind]))(value, at, report)


# ---- how the tables are read ----------------------------------------------------------------------------


@cache
def _table(source: str) -> dict[str, str]:
    rows = (line.split(maxsplit=1) for line in source.strip().splitlines())
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def _shape(name: str) -> _Rule:
    return _fields(_table(limits.SHAPES)[name])


def _element(kind: str) -> _Rule:
    common = "type!=any " if kind in limits.TEXTS else limits.EVERY_ELEMENT
    return _fields(common + _table(limits.ELEMENTS)[kind])


@cache
def _rule(source: str) -> _Rule:
    named: dict[str, _Rule] = {"block": _block, "cell": _cell, "chart": _chart}
    named["any"] = _must(lambda v: True, "")
    named["flag"] = _must(lambda v: isinstance(v, bool), "must be a boolean", "invalid_type")
    named["num"] = _must(lambda v: type(v) in (int, float), "must be a number", "invalid_type")
    if source in named:
        return named[source]
    if source.startswith("["):
        inner, _, size = source[1:].rpartition("]")
        fewest, _, size = size.rpartition("-")
        return _list(_rule(inner), int(fewest or 1), int(size))
    if source.startswith("@"):
        return _dispatch(tuple(limits.ELEMENT_SETS[source[1:]]), _element)
    if source.startswith("{"):
        return lambda value, at, report: _shape(source[1:-1])(value, at, report)
    if sized := re.fullmatch(r"(str|text|plain|int)(?:(\d+)-)?(\d+)", source):
        kind, least, most = sized[1], int(sized[2] or 1), int(sized[3])
        if kind == "int":
            whole = f"must be a whole number from {least} to {most}"
            return _must(lambda v: type(v) is int and least <= v <= most, whole)
        if kind == "str":
            return _string(least, most)
        kinds = "plain_text" if kind == "plain" else "plain_text|mrkdwn"
        return _fields(f"type!={kinds} text!=str{most} emoji=flag verbatim=flag")
    values = source.split("|")
    return _must(lambda v: v in values, f"must be one of {', '.join(values)}")


@cache
def _fields(source: str) -> _Rule:
    """The rule for an object whose fields are written as in the tables."""
    rules: dict[str, str] = {}
    required: list[str] = []
    one_of: list[str] = []
    for part in source.split():
        if part.startswith("?"):
            one_of = part[1:].split(",")
            continue
        name, _, rule = part.partition("=")
        rules[name.rstrip("!")] = rule
        required += [name[:-1]] if name.endswith("!") else []

    def check(value: Any, at: str, report: _Report) -> None:
        if not isinstance(value, dict):
            report.add(at, "must be an object", "invalid_type")
            return
        for name in required:
            if value.get(name) is None:
                report.add(f"{at}/{name}", f"missing required field: {name}", "missing_field")
        if one_of and not any(value.get(name) for name in one_of):
            report.add(at, f"must define one of {', '.join(one_of)}", "missing_field")
        for name, item in value.items():
            if name not in rules:
                report.add(f"{at}/{name}", f"invalid additional property: {name}", "unknown_field")
            elif item is not None:
                _rule(rules[name])(item, f"{at}/{name}", report)

    return check


def _dispatch(kinds: tuple[str, ...], rule_of: Callable[[str], _Rule]) -> _Rule:
    def check(value: Any, at: str, report: _Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind in kinds:
            rule_of(str(kind))(value, at, report)
        else:
            report.add(f"{at}/type", f"unsupported type: {kind}", "invalid_type")

    return check


def _list(rule: _Rule, least: int, most: int) -> _Rule:
    def check(value: Any, at: str, report: _Report) -> None:
        if not isinstance(value, list):
            report.add(at, "must be an array", "invalid_type")
            return
        if len(value) > most:
            report.add(at, f"no more than {most} items allowed")
        if len(value) < least:
            report.add(at, f"no fewer than {least} items required")
        for i, item in enumerate(value):
            rule(item, f"{at}/{i}", report)

    return check


def _must(holds: Callable[[Any], bool], message: str, code: str = "failed_constraint") -> _Rule:
    def check(value: Any, at: str, report: _Report) -> None:
        if not holds(value):
            report.add(at, message, code)

    return check


def _string(least: int, most: int) -> _Rule:
    short = _must(lambda v: len(v) >= least, f"must be more than {least - 1} characters")
    long = _must(lambda v: len(v) <= most, f"must be less than {most + 1} characters")

    def check(value: Any, at: str, report: _Report) -> None:
        if not isinstance(value, str):
            report.add(at, "must be a string", "invalid_type")
            return
        short(value, at, report)
        long(value, at, report)

    return check
