"""The double's own check of Block Kit: limits of blocks, messages and views as Slack documents them.

Written as a table of shapes. It is independent of the product's validator on purpose: two readings of the
same rules find each other's mistakes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

TOTAL_TEXT = 13_200  # measured by others; Slack answers msg_blocks_too_long somewhere above it
MARKDOWN_TOTAL = 12_000
TABLE_CHARS = 10_000
CHARTS_PER_MESSAGE = 2
MESSAGE, MODAL, HOME = "message", "modal", "home"


@dataclass(frozen=True)
class Problem:
    """One broken rule: a JSON pointer to the place and Slack's kind of sentence about it."""

    pointer: str
    message: str
    code: str = "failed_constraint"

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


@dataclass
class Report:
    surface: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, message: str, code: str = "failed_constraint") -> None:
        self.problems.append(Problem(pointer, message, code))


Rule = Callable[[Any, str, Report], None]


def check_blocks(blocks: Any, surface: str = MESSAGE, at: str = "/blocks") -> list[Problem]:
    """Everything wrong with a list of blocks on one surface; an empty list means Slack would take it."""
    report = Report(surface)
    _array(_block, 50 if surface == MESSAGE else 100, 0)(blocks, at, report)
    if not isinstance(blocks, list):
        return report.problems
    known = [b for b in _walk_blocks(blocks) if isinstance(b, dict)]
    ids = [b["block_id"] for b in known if b.get("block_id")]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        report.add(at, f"block_id {twice!r} already exists for another block")
    if surface == MESSAGE:
        kinds = [b.get("type") for b in known]
        markdown = sum(len(str(b.get("text", ""))) for b in known if b.get("type") == "markdown")
        if kinds.count("table") > 1:
            report.add(at, "only one table is allowed per message")
        if kinds.count("data_visualization") > CHARTS_PER_MESSAGE:
            report.add(at, f"no more than {CHARTS_PER_MESSAGE} data_visualization blocks allowed")
        if markdown > MARKDOWN_TOTAL:
            report.add(at, f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters in total")
    return report.problems


def check_view(view: Any, at: str = "/view") -> list[Problem]:
    """Everything wrong with a modal or a Home tab view."""
    if not isinstance(view, dict) or view.get("type") not in (MODAL, HOME):
        return [Problem(f"{at}/type", "must be modal or home", "invalid_type")]
    report = Report(view["type"])
    label = _text(24, "plain_text")
    common = {"callback_id": _chars(255, 0), "private_metadata": _chars(3000, 0), "external_id": _chars(255, 0)}
    modal = {"submit": label, "close": label, "clear_on_close": _flag, "notify_on_close": _flag}
    required = {"type": _any, "blocks": _any}
    if view["type"] == MODAL:
        _shape(required | {"title": label}, common | modal | {"submit_disabled": _flag})(view, at, report)
    else:
        _shape(required, common)(view, at, report)
    report.problems += check_blocks(view.get("blocks"), view["type"], f"{at}/blocks")
    blocks = view.get("blocks")
    if view["type"] == MODAL and "submit" not in view and isinstance(blocks, list):
        if any(isinstance(b, dict) and b.get("type") == "input" for b in blocks):
            report.add(at, "submit is required when an input is within blocks")
    return report.problems


def text_length(blocks: Any) -> int:
    """The characters of text in all blocks together."""
    if isinstance(blocks, list):
        return sum(text_length(b) for b in blocks)
    if isinstance(blocks, dict):
        return sum(
            len(v) if k == "text" and isinstance(v, str) else text_length(v) for k, v in blocks.items()
        )
    return 0


def _walk_blocks(blocks: list[Any]) -> Iterator[Any]:
    for block in blocks:
        yield block
        if isinstance(block, dict) and isinstance(block.get("child_blocks"), list):
            yield from _walk_blocks(block["child_blocks"])


# ---- rules --------------------------------------------------------------------------------------------


def _any(value: Any, at: str, report: Report) -> None:
    """Anything goes."""


def _flag(value: Any, at: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add(at, "must be a boolean", "invalid_type")


def _chars(most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(at, "must be a string", "invalid_type")
        elif len(value) < least:
            report.add(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.add(at, f"must be less than {most + 1} characters")

    return rule


def _whole(least: int, most: int) -> Rule:
    def rule(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            report.add(at, f"must be a whole number from {least} to {most}")

    return rule


def _number(value: Any, at: str, report: Report) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.add(at, "must be a number", "invalid_type")


def _choice(*values: str) -> Rule:
    def rule(value: Any, at: str, report: Report) -> None:
        if value not in values:
            report.add(at, f"must be one of {', '.join(values)}")

    return rule


def _array(rule_of_item: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(at, "must be an array", "invalid_type")
            return
        if len(value) > most:
            report.add(at, f"no more than {most} items allowed")
        if len(value) < least:
            report.add(at, f"no fewer than {least} items required")
        for i, item in enumerate(value):
            rule_of_item(item, f"{at}/{i}", report)

    return rule


def _shape(required: dict[str, Rule], optional: dict[str, Rule] | None = None, one_of: str = "") -> Rule:
    fields = required | (optional or {})
    alternatives = one_of.split()

    def rule(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(at, "must be an object", "invalid_type")
            return
        for name in required:
            if value.get(name) is None:
                report.add(f"{at}/{name}", f"missing required field: {name}", "missing_field")
        if alternatives and not any(value.get(name) for name in alternatives):
            report.add(at, f"must define one of {', '.join(alternatives)}", "missing_field")
        for name, item in value.items():
            if name not in fields:
                report.add(f"{at}/{name}", f"invalid additional property: {name}", "unknown_field")
            elif item is not None:
                fields[name](item, f"{at}/{name}", report)

    return rule


def _typed(table: dict[str, Rule], *names: str) -> Rule:
    def rule(value: Any, at: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in table or (names and kind not in names):
            report.add(f"{at}/type", f"unsupported type: {kind}", "invalid_type")
        else:
            table[kind](value, at, report)

    return rule


def _text(most: int, *kinds: str) -> Rule:
    allowed = kinds or ("plain_text", "mrkdwn")
    optional = {"emoji": _flag, "verbatim": _flag}
    return _shape({"type": _choice(*allowed), "text": _chars(most)}, optional)


# ---- elements -----------------------------------------------------------------------------------------

_plain = _text(75, "plain_text")
_confirm = _shape(
    {"title": _text(100, "plain_text"), "text": _text(300), "confirm": _text(30, "plain_text")},
    {"deny": _text(30, "plain_text"), "style": _choice("primary", "danger")},
)
_option = _shape({"text": _plain, "value": _chars(150)}, {"description": _plain, "url": _chars(3000)})
_rich_option = _shape({"text": _text(75), "value": _chars(150)}, {"description": _text(75)})
_groups = _array(_shape({"label": _plain, "options": _array(_option, 100)}), 100)
_image_source = {"image_url": _chars(3000), "slack_file": _any}
_feedback = _shape({"text": _plain, "value": _chars(2000)}, {"accessibility_label": _chars(75)})


def _element(required: dict[str, Rule], optional: dict[str, Rule] | None = None, one_of: str = "") -> Rule:
    common = {"action_id": _chars(255), "confirm": _confirm, "focus_on_load": _flag}
    common |= {"visible_to_user_ids": _any, "placeholder": _text(150, "plain_text")}
    return _shape({"type": _any} | required, common | (optional or {}), one_of)


def _input(most: int = 3000) -> dict[str, Rule]:
    size = {"min_length": _whole(0, most), "max_length": _whole(1, most), "multiline": _flag}
    return size | {"initial_value": _chars(most, 0), "dispatch_action_config": _any}


_static = {"options": _array(_option, 100), "option_groups": _groups, "initial_option": _option}
_many = {"max_selected_items": _whole(1, 100)}
_talk = {"default_to_current_conversation": _flag, "filter": _any, "response_url_enabled": _flag}
_several = {"initial_options": _array(_option, 100)} | _many
_button = {"value": _chars(2000, 0), "url": _chars(3000), "accessibility_label": _chars(75)}
_ELEMENTS: dict[str, Rule] = {
    "button": _element(
        {"text": _plain}, _button | {"style": _choice("primary", "danger"), "agent_prompt": _any}
    ),
    "workflow_button": _element({"text": _plain, "workflow": _any}, _button | {"style": _any}),
    "icon_button": _element({"icon": _chars(75), "text": _plain}, _button),
    "feedback_buttons": _element({"positive_button": _feedback, "negative_button": _feedback}),
    "overflow": _element({"options": _array(_option, 5)}),
    "checkboxes": _element({"options": _array(_rich_option, 10)}, {"initial_options": _array(_rich_option, 10)}),
    "radio_buttons": _element({"options": _array(_rich_option, 10)}, {"initial_option": _rich_option}),
    "static_select": _element({}, _static, "options option_groups"),
    "multi_static_select": _element({}, _static | _several, "options option_groups"),
    "external_select": _element({}, {"min_query_length": _whole(0, 100), "initial_option": _option}),
    "multi_external_select": _element({}, {"min_query_length": _whole(0, 100)} | _several),
    "users_select": _element({}, {"initial_user": _chars(20)}),
    "multi_users_select": _element({}, {"initial_users": _array(_chars(20), 100)} | _many),
    "conversations_select": _element({}, {"initial_conversation": _chars(20)} | _talk),
    "multi_conversations_select": _element({}, {"initial_conversations": _any} | _talk | _many),
    "channels_select": _element({}, {"initial_channel": _chars(20), "response_url_enabled": _flag}),
    "multi_channels_select": _element({}, {"initial_channels": _any} | _many),
    "datepicker": _element({}, {"initial_date": _chars(10)}),
    "timepicker": _element({}, {"initial_time": _chars(5), "timezone": _chars(50)}),
    "datetimepicker": _element({}, {"initial_date_time": _number}),
    "plain_text_input": _element({}, _input()),
    "email_text_input": _element({}, _input()),
    "url_text_input": _element({}, _input()),
    "number_input": _element(
        {"is_decimal_allowed": _flag}, _input() | {"min_value": _chars(30), "max_value": _chars(30)}
    ),
    "rich_text_input": _element({}, {"initial_value": _any, "dispatch_action_config": _any}),
    "file_input": _element({}, {"filetypes": _any, "max_files": _whole(1, 10)}),
    "image": _shape({"type": _any, "alt_text": _chars(2000)}, _image_source, "image_url slack_file"),
    "plain_text": _text(3000),
    "mrkdwn": _text(3000),
    "url": _shape({"type": _any, "url": _chars(3000), "text": _chars(255)}, {"icon_url": _chars(3000)}),
}
_NOT_ACTIONS = {"image", "plain_text", "mrkdwn", "url", "feedback_buttons", "icon_button"}
_INPUTS = {n for n in _ELEMENTS if n not in _NOT_ACTIONS | {"button", "workflow_button", "overflow"}}
_TYPING = {n for n in _INPUTS if n.endswith("_input")}
_actions = _typed(_ELEMENTS, *(set(_ELEMENTS) - _NOT_ACTIONS - _TYPING))
_image = _typed(_ELEMENTS, "image")


# ---- blocks -------------------------------------------------------------------------------------------

_RICH = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
_rich_text = _shape(
    {
        "type": _choice("rich_text"),
        "elements": _array(
            _shape(
                {"type": _choice(*_RICH), "elements": _array(_any, 1000, 0)},
                {"style": _any, "indent": _whole(0, 8), "offset": _any, "border": _any, "language": _any},
            ),
            1000,
            0,
        ),
    },
    {"block_id": _chars(255)},
)
_cell_text = {"type": _any, "text": _chars(TABLE_CHARS)}
_CELLS = {"raw_text": _shape(_cell_text), "raw_number": _shape(_cell_text | {"value": _number})}
_cell = _typed(_CELLS | {"rich_text": _rich_text})
_column = _shape({}, {"align": _choice("left", "center", "right"), "is_wrapped": _flag})
_rows = _array(_array(_cell, 20), 101, 0)
_axis = _shape(
    {"categories": _array(_chars(20), 20)}, {"x_label": _chars(50), "y_label": _chars(50)}
)
_point = _shape({"label": _chars(20), "value": _number})
_series = _array(_shape({"name": _chars(20), "data": _array(_point, 20)}), 12)
_plotted = _shape({"type": _any, "series": _series, "axis_config": _axis})
_CHARTS: dict[str, Rule] = {
    "pie": _shape({"type": _any, "segments": _array(_point, 12)}),
    **dict.fromkeys(("bar", "area", "line"), _plotted),
}


def _child(value: Any, at: str, report: Report) -> None:
    _block(value, at, report)


_task = {"details": _rich_text, "output": _rich_text, "sources": _array(_typed(_ELEMENTS, "url"), 100)}
_card = {"icon": _image, "subtitle": _text(150), "title": _text(150), "body": _text(200), "hero_image": _image}
_folding = {"is_collapsible": _flag, "default_collapsed": _flag, "has_header_divider": _flag, "icon": _image}
_status = _choice("pending", "in_progress", "complete", "error")
_hint = _text(2000, "plain_text")

# type -> (surfaces it may appear on, required fields, optional fields, "one of these")
_Spec = tuple[str, dict[str, Rule], dict[str, Rule], str]
_SPECS: dict[str, _Spec] = {
    "divider": ("message modal home", {}, {}, ""),
    "header": ("message modal home", {"text": _text(150, "plain_text")}, {"level": _whole(1, 4)}, ""),
    "section": (
        "message modal home",
        {},
        {
            "text": _text(3000),
            "fields": _array(_text(2000), 10),
            "accessory": _typed(_ELEMENTS, *(set(_ELEMENTS) - _TYPING - {"plain_text", "mrkdwn", "url"})),
            "expand": _flag,
        },
        "text fields",
    ),
    "context": (
        "message modal home",
        {"elements": _array(_typed(_ELEMENTS, "image", "plain_text", "mrkdwn"), 10)},
        {},
        "",
    ),
    "actions": ("message modal home", {"elements": _array(_actions, 25)}, {}, ""),
    "image": (
        "message modal home",
        {"alt_text": _chars(2000)},
        _image_source | {"title": _text(2000, "plain_text")},
        "image_url slack_file",
    ),
    "input": (
        "message modal home",
        {"label": _hint, "element": _typed(_ELEMENTS, *_INPUTS)},
        {"hint": _hint, "optional": _flag, "dispatch_action": _flag},
        "",
    ),
    "rich_text": ("message modal home", {"elements": _any}, {}, ""),
    "video": (
        "message modal home",
        {"alt_text": _chars(2000), "title": _text(200, "plain_text"), "thumbnail_url": _any, "video_url": _any},
        {"author_name": _chars(50), "title_url": _any, "description": _any, "provider_name": _any},
        "",
    ),
    "file": ("message", {"external_id": _chars(255), "source": _choice("remote")}, {}, ""),
    "markdown": ("message", {"text": _chars(MARKDOWN_TOTAL)}, {}, ""),
    "context_actions": (
        "message",
        {"elements": _array(_typed(_ELEMENTS, "feedback_buttons", "icon_button"), 5)},
        {},
        "",
    ),
    "table": ("message", {"rows": _rows}, {"column_settings": _array(_column, 20, 0)}, ""),
    "data_table": (
        "message",
        {"rows": _rows, "caption": _chars(3000)},
        {"page_size": _whole(1, 100), "row_header_column_index": _whole(0, 19)},
        "",
    ),
    "data_visualization": ("message", {"title": _chars(50), "chart": _typed(_CHARTS)}, {}, ""),
    "task_card": ("message", {"task_id": _chars(255), "title": _chars(256), "status": _status}, _task, ""),
    "plan": ("message", {"title": _chars(256)}, {"tasks": _array(_child, 50)}, ""),
    "alert": (
        "modal",
        {"text": _text(200)},
        {"level": _choice("default", "info", "warning", "error", "success")},
        "",
    ),
    "card": (
        "message modal home",
        {},
        _card | {"actions": _array(_actions, 25)},
        "hero_image title actions body",
    ),
    "carousel": ("message home", {"elements": _array(_child, 10)}, {}, ""),
    "container": (
        "message",
        {"child_blocks": _array(_child, 10)},
        {
            "title": _text(150, "plain_text"),
            "rich_text_title": _rich_text,
            "subtitle": _text(150),
            "width": _choice("narrow", "standard", "wide", "full"),
        }
        | _folding,
        "title rich_text_title",
    ),
}


def _block(value: Any, at: str, report: Report) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _SPECS or report.surface not in _SPECS[kind][0].split():
        report.add(f"{at}/type", f"unsupported type: {kind}", "invalid_type")
        return
    _surfaces, required, optional, one_of = _SPECS[kind]
    before = len(report.problems)
    _shape({"type": _any} | required, {"block_id": _chars(255)} | optional, one_of)(value, at, report)
    if kind == "rich_text":
        _rich_text(value, at, report)
    if len(report.problems) > before:
        return
    if kind in ("table", "data_table"):
        _check_table(kind, value["rows"], at, report)
    if kind == "data_visualization" and value["chart"]["type"] != "pie":
        _check_chart(value["chart"], at, report)
    elements = value.get("elements", []) if kind in ("actions", "context_actions") else []
    ids = [e["action_id"] for e in elements if "action_id" in e]
    if len(ids) != len(set(ids)):
        report.add(f"{at}/elements", "an action_id already exists for another element of this block")


def _check_table(kind: str, rows: list[list[Any]], at: str, report: Report) -> None:
    most, least = (100, 1) if kind == "table" else (101, 2)
    if not least <= len(rows) <= most:
        report.add(f"{at}/rows", f"must have from {least} to {most} rows")
    if len({len(row) for row in rows}) > 1:
        report.add(f"{at}/rows", "all rows must have the same number of cells")
    if kind == "data_table" and any(cell["type"] == "rich_text" for cell in rows[0]):
        report.add(f"{at}/rows/0", "unsupported type in a header cell: rich_text", "invalid_type")
    if len(json.dumps([text_length(row) for row in rows])) and text_length(rows) > TABLE_CHARS:
        report.add(f"{at}/rows", f"must be less than {TABLE_CHARS + 1} characters in all cells")


def _check_chart(chart: dict[str, Any], at: str, report: Report) -> None:
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        report.add(f"{at}/chart/series", "series names must be unique")
    for i, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            report.add(f"{at}/chart/series/{i}/data", "must have one data point for each category")
