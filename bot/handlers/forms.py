"""Forms: each a modal that fills the arguments of one tool; what is submitted is run as that tool, by the person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import KamError
from bot.handlers.desk import Desk
from bot.replies.blockkit import OPTION_TEXT, OPTION_VALUE, view_faults
from bot.replies.pieces import Block, Link, paragraphs, plain
from bot.replies.safe import shortened
from bot.slack_client import RateLimited, Refused, Unsure, call

ACCOUNT = "account"
"""The action_id of every menu of accounts; its options are looked up while the person types."""


@dataclass(frozen=True, slots=True)
class Item:
    """One input. `name` is the tool's argument; kind: account, text, long, date, number or choice."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    needed: bool = False
    options: tuple[tuple[str, str], ...] = ()  # value, label
    initial: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A modal. `fixed` are arguments that it always gives."""

    title: str
    tool: str
    items: tuple[Item, ...]
    fixed: Mapping[str, str]
    intro: str = ""


_ACCOUNT = Item("account", "Account", "account", needed=True)
_EVIDENCE = "What you know, and who said it. Leave empty what you don't know."

FORMS: Mapping[str, Form] = {
    "log": Form(
        "Log a review",
        "log_review",
        (
            _ACCOUNT,
            Item("date", "Held on", "date", needed=True),
            Item("notes", "Notes", "long", "What was agreed, what they need"),
        ),
        {},
    ),
    "action": Form(
        "Add an action",
        "action_items",
        (
            _ACCOUNT,
            Item("text", "What", "long", needed=True),
            Item("owner", "Who", hint="A name; empty = you"),
            Item("due", "Due", "date"),
        ),
        {"operation": "add"},
    ),
    "value": Form(
        "Record value delivered",
        "value_delivered",
        (
            _ACCOUNT,
            Item("text", "What the customer gained", "long", needed=True),
            Item("amount", "Worth, per year", "number", "Empty = not known in money"),
            Item("confirmed", "Did the customer confirm it?", "choice", options=(("no", "Not yet"), ("yes", "Yes"))),
        ),
        {"operation": "add"},
    ),
    "bant": Form(
        "Qualify an opportunity",
        "bant_qualification",
        (
            Item("account", "Account", "account"),
            Item("opportunity", "Opportunity", hint="As it is called in the data; empty = judge what you write below"),
            Item("budget", "Budget", "long", _EVIDENCE),
            Item("authority", "Authority", "long", _EVIDENCE),
            Item("need", "Need", "long", _EVIDENCE),
            Item("timing", "Timing", "long", _EVIDENCE),
        ),
        {},
    ),
    "plan": Form(
        "Add a plan objective",
        "account_plan",
        (
            _ACCOUNT,
            Item(
                "objective",
                "Kind",
                "choice",
                needed=True,
                options=(("vision", "Vision"), ("relationship", "Relationship"), ("business", "Business")),
            ),
            Item(
                "horizon",
                "Horizon",
                "choice",
                needed=True,
                options=(("short", "Short term"), ("medium", "Medium term"), ("long", "Long term")),
            ),
            Item("text", "Objective", "long", needed=True),
            Item("target", "How we will know"),
            Item("due", "By", "date"),
        ),
        {"operation": "add"},
    ),
    "issue": Form(
        "Raise a problem",
        "customer_issues",
        (
            _ACCOUNT,
            Item("text", "What went wrong", "long", needed=True),
            Item("department", "Who of us must mend it"),
        ),
        {"operation": "add"},
    ),
}
"""By the word that opens it: `/kam log` and so on, and by the buttons `form:log`."""

ASK = Form("Ask the KAM assistant", "", (Item("question", "Your question", "long", needed=True),), {})


def view(callback: str, form: Form, initial: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The modal of a form, with what is known filled in."""
    given = initial or {}
    blocks: list[Block] = []
    if form.intro:
        blocks.append({"type": "section", "text": plain(form.intro)})
    blocks += [_input(item, given.get(item.name, item.initial)) for item in form.items]
    made = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(shortened(form.title, 24)),
        "submit": plain("Ask" if form is ASK else "Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }
    found = view_faults(made)
    assert not found, f"{callback}: {found}"
    return made


def given(view_state: Mapping[str, Any], form: Form) -> dict[str, str]:
    """The arguments that a submitted modal holds, as text; what was left empty is left out."""
    raw = dict(form.fixed)
    for item in form.items:
        value = _value(view_state.get(item.name, {}))
        if value:
            raw[item.name] = value
    return raw


def open_form(
    desk: Desk, word: str, trigger: str, user: str, team: str, initial: Mapping[str, str] | None = None
) -> None:
    """Open a form, or say why there is none for this person; a trigger lives three seconds, so this is done at once
    and not in the queue."""
    try:
        desk.identity.asker(user, team)
    except KamError as error:
        open_view(desk, trigger, notice(error.sentence))
        return
    form = ASK if word == "ask" else FORMS[word]
    open_view(desk, trigger, view(f"form:{word}", form, initial))


def notice(sentence: str) -> dict[str, Any]:
    """A modal that only says something."""
    made = {
        "type": "modal",
        "title": plain("Key account assistant"),
        "close": plain("Close"),
        "blocks": paragraphs(Link(), [sentence]),
    }
    assert not view_faults(made)
    return made


def open_view(desk: Desk, trigger: str, made: Mapping[str, Any]) -> None:
    import logging

    try:
        call(desk.client.views_open, trigger_id=trigger, view=made)
    except (RateLimited, Refused, Unsure) as error:
        logging.getLogger(__name__).warning("a form was not opened: %s", error)


def update_view(desk: Desk, old: Mapping[str, Any], made: Mapping[str, Any]) -> None:
    """Draw an open modal anew, unless it has changed meanwhile."""
    import logging

    try:
        call(desk.client.views_update, view_id=old["id"], hash=old["hash"], view=made)
    except (RateLimited, Refused, Unsure) as error:
        logging.getLogger(__name__).warning("a form was not drawn anew: %s", error)


def options(accounts: Sequence[tuple[str, str]]) -> list[Block]:
    """(id, name) of accounts as menu options."""
    return [
        {"text": plain(shortened(name, OPTION_TEXT)), "value": identity}
        for identity, name in accounts
        if len(identity) <= OPTION_VALUE
    ]


def _input(item: Item, initial: str) -> Block:
    block: Block = {
        "type": "input",
        "block_id": item.name,
        "optional": not item.needed,
        "label": plain(item.label),
        "element": _element(item, initial),
    }
    return block | ({"hint": plain(item.hint)} if item.hint else {})


def _element(item: Item, initial: str) -> Block:
    made: Block = {"action_id": item.name}
    if item.kind == "account":
        made = {"type": "external_select", "action_id": ACCOUNT, "min_query_length": 1}
        if initial:
            identity, _, name = initial.partition("|")
            made["initial_option"] = {"text": plain(shortened(name or identity, OPTION_TEXT)), "value": identity}
        return made | {"placeholder": plain("Type a name")}
    if item.kind == "choice":
        chosen = [{"text": plain(label), "value": value} for value, label in item.options]
        first = next((one for one in chosen if one["value"] == initial), None)
        return made | {"type": "static_select", "options": chosen} | ({"initial_option": first} if first else {})
    if item.kind == "date":
        return made | {"type": "datepicker"} | ({"initial_date": initial} if initial else {})
    if item.kind == "number":
        return made | {"type": "number_input", "is_decimal_allowed": True}
    made |= {"type": "plain_text_input", "multiline": item.kind == "long"}
    return made | ({"initial_value": initial[:3000]} if initial else {})


def _value(block: Mapping[str, Any]) -> str:
    """The value of the one element of an input block."""
    for element in block.values():
        chosen = element.get("selected_option") or {}
        found = element.get("value") or element.get("selected_date") or chosen.get("value")
        return str(found).strip() if found else ""
    return ""


def as_text(raw: Mapping[str, str]) -> str:
    return json.dumps(dict(raw), ensure_ascii=False)
