"""The modal in which a person says how dropped files are to be read, a page for each table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from pydantic import ValidationError

from bot.replies import pieces
from bot.replies.blockkit import OPTION_TEXT, VIEW_BLOCKS, view_faults
from bot.replies.pieces import Block, Link
from bot.replies.safe import shortened
from store.imports.kinds import kinds, layouts
from store.imports.mapping import SheetMapping
from store.imports.recognise import match, missing
from store.imports.report import ImportReport

CALLBACK = "import_settings"
FILE, KIND = "import:file", "import:kind"
LEAVE_OUT = "-"

MOST_COLUMNS = 50
"""Of a page: each brings all fields of its kind along, and Slack takes views of 250,000 bytes."""

DATES = (("auto", "As the file shows"), ("day", "Day first: 31/12/2026"), ("month", "Month first: 12/31/2026"))
DECIMALS = (("auto", "As the file shows"), (".", "Point: 1,234.50"), (",", "Comma: 1.234,50"))


def sheets_of(report: ImportReport, chosen: Sequence[SheetMapping] = ()) -> list[SheetMapping]:
    """How each table of a report was understood, is proposed, or was chosen before; by its name, not a pattern."""
    said = {one.file: one for one in chosen}
    proposed = {one["file"]: one for one in yaml.safe_load(report.proposal)["files"]} if report.proposal else {}
    labelled = {one.name for one in layouts() if one.currency_is_label}
    found = []
    for one in report.files:
        if one.file in said:
            found.append(said[one.file])
        elif one.file in proposed:
            entry = proposed[one.file] | {"constants": dict(one.constants)}
            found.append(SheetMapping.model_validate(entry))
        elif one.kind:
            columns = dict(one.columns) | dict.fromkeys(one.ignored, "")
            label = one.layout in labelled
            found.append(
                SheetMapping(
                    file=one.file, kind=one.kind, columns=columns, constants=one.constants, currency_is_label=label
                )
            )
    return found


def settings_view(sheets: Sequence[SheetMapping], shown: int, kept: Mapping[str, str]) -> dict[str, Any]:
    """The page of one table. `kept` comes back with what is submitted."""
    say, sheet = Link(), sheets[shown]
    blocks = pieces.paragraphs(say, [f"How is {sheet.file} to be read? Nothing is changed by this: I try again first."])
    if len(sheets) > 1:
        names = [(str(number), one.file) for number, one in enumerate(sheets[:100])]
        blocks.append(_choice("file", FILE, "File", names, str(shown), dispatch=True))
    named = [(name, spec.title) for name, spec in kinds().items()]
    blocks += [
        _choice(f"kind:{shown}", KIND, "What it holds", named, sheet.kind, dispatch=True),
        _choice(f"dates:{shown}", "dates", "Dates", DATES, sheet.dates or "auto"),
        _choice(f"decimal:{shown}", "decimal", "Numbers", DECIMALS, sheet.decimal or "auto"),
        _currency(shown, sheet.currency),
    ]
    blocks += [{"type": "divider"}, *_columns(say, sheet, shown)]
    made = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": pieces.plain("Import settings"),
        "submit": pieces.plain("Try again"),
        "close": pieces.plain("Cancel"),
        "private_metadata": json.dumps({**kept, "shown": str(shown)}),
        "blocks": blocks[:VIEW_BLOCKS],
    }
    found = view_faults(made)
    assert not found, f"settings: {found}"
    return made


def page(sheet: SheetMapping, shown: int, values: Mapping[str, Any]) -> tuple[SheetMapping, dict[str, str]]:
    """The table as it was filled in, and the faults by block. Where there are faults it comes back as it was.

    Another kind than before brings its own reading of the headers; what was chosen for them does not count then.
    """
    kind = _chosen(values, f"kind:{shown}") or sheet.kind
    if kind != sheet.kind:
        return _as(sheet, kind), {}
    taken: dict[str, str] = {}
    faults: dict[str, str] = {}
    columns = dict(sheet.columns)
    for number, header in enumerate(list(sheet.columns)[:MOST_COLUMNS]):
        block = _column_id(number, kind, shown)
        field = _chosen(values, block)
        if field is not None:
            columns[header] = "" if field == LEAVE_OUT else field
        if columns[header] in taken:
            faults[block] = f"'{taken[columns[header]]}' gives this already; leave one of them out."
        elif columns[header]:
            taken[columns[header]] = header
    currency = (_typed(values, f"currency:{shown}", sheet.currency) or "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}|", currency):
        faults[f"currency:{shown}"] = "Write a code of three letters such as EUR, or leave it empty."
    lacking = missing(kinds()[kind], {*filter(None, columns.values()), *sheet.constants})
    if lacking and not faults:
        needed = " and ".join(" or ".join(_words(one) for one in need) for need in lacking)
        faults[f"kind:{shown}"] = f"For this, a column must give {needed}."
    if faults:
        return sheet, faults
    changed = {
        "columns": columns,
        "dates": _auto(_chosen(values, f"dates:{shown}"), sheet.dates),
        "decimal": _auto(_chosen(values, f"decimal:{shown}"), sheet.decimal),
        "currency": currency,
    }
    try:
        return SheetMapping.model_validate(sheet.model_dump() | changed), {}
    except ValidationError as error:
        return sheet, {f"kind:{shown}": error.errors()[0]["msg"].removeprefix("Value error, ")[:200]}


def _as(sheet: SheetMapping, kind: str) -> SheetMapping:
    """The same table read as another kind."""
    headers = list(sheet.columns)
    columns = dict.fromkeys(headers, "")
    for field, position in match(headers, kinds()[kind])[0].items():
        columns[headers[position]] = field
    same = sheet.model_dump(include={"file", "dates", "decimal", "currency", "currency_is_label"})
    return SheetMapping.model_validate(same | {"kind": kind, "columns": columns})


def _columns(say: Link, sheet: SheetMapping, shown: int) -> list[Block]:
    fields = [(LEAVE_OUT, "Leave out"), *((name, _words(name)) for name in list(kinds()[sheet.kind].fields)[:99])]
    headers = list(sheet.columns)
    blocks = [
        _choice(
            _column_id(number, sheet.kind, shown), "field", say.short(header or "(no heading)", 200), fields,
            sheet.columns[header] or LEAVE_OUT,
        )
        for number, header in enumerate(headers[:MOST_COLUMNS])
    ]  # fmt: skip
    left = len(headers) - MOST_COLUMNS
    if left > 0:
        blocks += pieces.context(say, [f"{left} more columns stay as I read them; `kam import --map` changes those."])
    return blocks


def _choice(
    block: str, action: str, label: str, options: Sequence[tuple[str, str]], chosen: str, dispatch: bool = False
) -> Block:
    made = [{"text": pieces.plain(shortened(text, OPTION_TEXT)), "value": value} for value, text in options]
    first = next((one for one in made if one["value"] == chosen), None)
    element: Block = {"type": "static_select", "action_id": action, "options": made}
    element |= {"initial_option": first} if first else {}
    block_made: Block = {"type": "input", "block_id": block, "label": pieces.plain(label), "element": element}
    return block_made | ({"dispatch_action": True} if dispatch else {})


def _currency(shown: int, given: str) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": "currency"}
    element |= {"initial_value": given} if given else {}
    return {
        "type": "input",
        "block_id": f"currency:{shown}",
        "optional": True,
        "label": pieces.plain("Currency of all amounts"),
        "hint": pieces.plain("A code such as EUR. Empty: as the file says, else the ledger's."),
        "element": element,
    }


def _column_id(number: int, kind: str, shown: int) -> str:
    """Slack keeps what was chosen for a block of the same id: another kind or file needs other ids."""
    return f"column:{shown}:{kind}:{number}"


def _chosen(values: Mapping[str, Any], block: str) -> str | None:
    for element in values.get(block, {}).values():
        return str((element.get("selected_option") or {}).get("value") or "") or None
    return None


def _typed(values: Mapping[str, Any], block: str, before: str) -> str | None:
    for element in values.get(block, {}).values():
        return str(element.get("value") or "")
    return before


def _auto(chosen: str | None, before: str) -> str:
    return before if chosen is None else "" if chosen == "auto" else chosen


def _words(field: str) -> str:
    return field.replace("_", " ")
