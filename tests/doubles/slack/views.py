"""views.*: modals with their stack of three and their trigger, and the Home tab."""

import json
from typing import Any

from . import blockkit
from .web_api import Args, method
from .workspace import TRIGGER_LIFE, Json, SlackError, Workspace

_DEEPEST = 3
_LARGEST = 250_000


def make_view(w: Workspace, given: Any, old: Json | None = None) -> Json:
    """The stored form of a view, new or in the place of an old one."""
    if not isinstance(given, dict):
        raise SlackError("invalid_arguments", "missing required field: view")
    if len(json.dumps(given)) > _LARGEST:
        raise SlackError("view_too_large")
    problems = blockkit.check_view(given)
    if problems:
        raise SlackError("invalid_arguments", *map(str, problems))
    taken = {v["external_id"] for v in w.views.values() if v.get("external_id") and v is not old}
    if given.get("external_id") in taken:
        raise SlackError("duplicate_external_id")
    view_id = old["id"] if old else w.new_id("V")
    base: Json = {"id": view_id, "root_view_id": view_id, "previous_view_id": None, "private_metadata": ""}
    base |= {"callback_id": "", "external_id": "", "state": {"values": {}}, "bot_id": w.bot_id}
    base |= {"team_id": w.team_id, "app_id": w.app_id, "app_installed_team_id": w.team_id}
    if old:
        base |= {n: old[n] for n in ("root_view_id", "previous_view_id")}
    blocks = [{"block_id": w.new_id("b"), **b} for b in given["blocks"]]
    return base | given | {"blocks": blocks, "hash": w.next_ts()}


def exchange(w: Workspace, trigger_id: Any) -> str:
    """Spend a trigger and return its person: it lives three seconds and works once."""
    trigger = w.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if w.now() - trigger.born > TRIGGER_LIFE:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def place(w: Workspace, user: str, view: Json) -> Json:
    """Put a modal on top of a person's stack."""
    stack = w.stacks.setdefault(user, [])
    if len(stack) >= _DEEPEST:
        raise SlackError("push_limit_reached")
    if stack:
        view |= {"root_view_id": w.views[stack[0]]["id"], "previous_view_id": stack[-1]}
    stack.append(view["id"])
    w.views[view["id"]] = view
    return view


@method("views.open")
def _open(w: Workspace, a: Args) -> Json:
    a.need("trigger_id")
    view = make_view(w, a.data("view"))
    user = exchange(w, a["trigger_id"])
    if w.triggers[a["trigger_id"]].view is None:
        close_all(w, user)
    return {"view": place(w, user, view)}


@method("views.push")
def _push(w: Workspace, a: Args) -> Json:
    a.need("trigger_id")
    view = make_view(w, a.data("view"))
    trigger = w.triggers.get(a["trigger_id"])
    if trigger and not w.stacks.get(trigger.user):
        raise SlackError("not_found")
    return {"view": place(w, exchange(w, a["trigger_id"]), view)}


@method("views.update")
def _update(w: Workspace, a: Args) -> Json:
    named = [v for v in w.views.values() if a.get("external_id") and v["external_id"] == a["external_id"]]
    old = named[0] if named else w.views.get(a.get("view_id") or "")
    if old is None:
        raise SlackError("not_found")
    if a.get("hash") and a["hash"] != old["hash"]:
        raise SlackError("hash_conflict")
    return {"view": replace(w, old, a.data("view"))}


def replace(w: Workspace, old: Json, given: Any) -> Json:
    w.views[old["id"]] = make_view(w, given, old)
    return w.views[old["id"]]


@method("views.publish")
def _publish(w: Workspace, a: Args) -> Json:
    a.need("user_id")
    if a["user_id"] not in w.users:
        raise SlackError("invalid_arguments", "user_id is not known")
    old = w.homes.get(a["user_id"])
    if old and a.get("hash") and a["hash"] != old["hash"]:
        raise SlackError("hash_conflict")
    w.homes[a["user_id"]] = make_view(w, a.data("view"), old)
    return {"view": w.homes[a["user_id"]]}


def close_all(w: Workspace, user: str) -> None:
    for view_id in w.stacks.pop(user, []):
        w.views.pop(view_id, None)


def close_top(w: Workspace, user: str) -> None:
    stack = w.stacks.get(user, [])
    if stack:
        w.views.pop(stack.pop(), None)
