"""The payloads Slack sends: event envelopes, commands, interactions and the values of form elements."""

import time
from collections.abc import Iterator
from typing import Any

from .workspace import Channel, Json, User, Workspace, wire

# Where each kind of element keeps the value a person gave it.
_VALUE_FIELDS = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
_ONE_OF = ("static_select", "external_select", "radio_buttons", "overflow")
_SOME_OF = ("multi_static_select", "multi_external_select", "checkboxes")


def event_envelope(w: Workspace, event: Json, channel: Channel | None, ago: float) -> Json:
    """The outer object of one event."""
    installed = {"enterprise_id": None, "team_id": w.team_id, "user_id": w.bot_user.id, "is_bot": True}
    base: Json = {"token": "verification", "team_id": w.team_id, "api_app_id": w.app_id}
    base |= {"event": event, "type": "event_callback", "event_id": w.new_id("Ev")}
    base |= {"event_time": int(time.time() - ago), "context_team_id": w.team_id}
    base |= {"authorizations": [installed | {"is_enterprise_install": False}]}
    return base | {"is_ext_shared_channel": bool(channel and channel.ext_shared)}


def command(w: Workspace, user: User, name: str, text: str, channel: Channel) -> Json:
    base = {"token": "verification", "team_id": w.team_id, "team_domain": "double", "api_app_id": w.app_id}
    place = {"channel_id": channel.id, "channel_name": channel.name, "response_url": w.new_hook(channel, user.id)}
    who = {"user_id": user.id, "user_name": user.name, "trigger_id": w.new_trigger(user.id)}
    return base | place | who | {"command": name, "text": text, "is_enterprise_install": "false"}


def interaction(w: Workspace, kind: str, user: User, view: str | None = None) -> Json:
    """What every interactive payload carries."""
    base: Json = {"type": kind, "token": "verification", "api_app_id": w.app_id, "enterprise": None}
    base |= {"team": {"id": w.team_id, "domain": "double"}, "is_enterprise_install": False}
    base |= {"user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}}
    return base | {"trigger_id": w.new_trigger(user.id, view), "action_ts": w.next_ts()}


def placed(w: Workspace, payload: Json, user: User, source: Json) -> Json:
    """The payload of something done in a view, or on a message or ephemeral message."""
    if "root_view_id" in source:
        return payload | {"container": {"type": "view", "view_id": source["id"]}, "view": source}
    channel, hidden = w.channel(source["channel"]), "shown_to" in source
    container = {"type": "message", "message_ts": source["ts"], "channel_id": channel.id, "is_ephemeral": hidden}
    if source.get("thread_ts"):
        container["thread_ts"] = source["thread_ts"]
    payload |= {"container": container, "channel": {"id": channel.id, "name": channel.name}}
    payload |= {"response_url": w.new_hook(channel, user.id, source), "state": {"values": {}}}
    return payload if hidden else payload | {"message": wire(source)}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element with an action_id, and the block it stands in, containers and cards included."""
    for block in blocks:
        inner = [block.get("element"), block.get("accessory"), *block.get("elements", []), *block.get("actions", [])]
        for element in inner:
            if isinstance(element, dict) and "type" in element:
                yield block, element
        yield from elements(block.get("child_blocks", []))
        if block.get("type") == "carousel":
            yield from elements(block["elements"])


def find_element(blocks: list[Json], action_id: str, value: str | None) -> tuple[Json, Json]:
    """The element a person means; among buttons of one action_id, the one with that value."""
    found = [(b, e) for b, e in elements(blocks) if e.get("action_id") == action_id]
    if len(found) > 1 and value is not None:
        found = [(b, e) for b, e in found if e.get("value") == value]
    assert found, f"nothing to press with action_id {action_id!r}; there is " + str(
        sorted({str(e.get("action_id")) for _, e in elements(blocks)})
    )
    return found[0]


def given(element: Json, value: Any) -> Json:
    """An element's state when a person has chosen or typed `value`."""
    kind = element["type"]
    if kind in _ONE_OF:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in _SOME_OF:
        return {"type": kind, "selected_options": [_option(element, v) for v in value or []]}
    if kind == "feedback_buttons":
        both = (element["positive_button"], element["negative_button"])
        chosen = next((b for b in both if value in (b["value"], b["text"]["text"])), None)
        assert chosen, f"no feedback button {value!r}"
        return {"type": kind, "value": chosen["value"], "text": chosen["text"]}
    if kind in ("button", "icon_button"):
        return {"type": kind} | {n: element[n] for n in ("value", "text") if n in element}
    return {"type": kind, _VALUE_FIELDS.get(kind, "value"): value if value is None else _typed(kind, value)}


def _typed(kind: str, value: Any) -> Any:
    return str(value) if kind not in _VALUE_FIELDS else value


def _option(element: Json, value: Any) -> Json:
    groups = [element.get("options") or [], *(g["options"] for g in element.get("option_groups") or [])]
    for option in (o for group in groups for o in group):
        if value in (option["value"], option["text"]["text"]):
            chosen: Json = option
            return chosen
    assert "external" in element["type"], f"{element.get('action_id')!r} has no option {value!r}"
    return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}


def form_values(view: Json, values: Json) -> Json:
    """state.values of a submitted view: `values` by action_id or block_id, the rest as first shown."""
    state: Json = {}
    unknown = set(values)
    for block, element in elements(view["blocks"]):
        if element["type"] == "button" or "action_id" not in element:
            continue
        names = {element["action_id"], block["block_id"]} & set(values)
        unknown -= names
        value = values[names.pop()] if names else _initial(element)
        needed = block["type"] == "input" and not block.get("optional")
        assert value not in (None, "", []) or not needed, f"{element['action_id']!r} must be filled in"
        state.setdefault(block["block_id"], {})[element["action_id"]] = given(element, value)
    assert not unknown, f"the form has no {sorted(unknown)}"
    return state


def _initial(element: Json) -> Any:
    if element.get("initial_options"):
        return [o["value"] for o in element["initial_options"]]
    if element.get("initial_option"):
        return element["initial_option"]["value"]
    return next((v for n, v in element.items() if n.startswith("initial_")), None)
