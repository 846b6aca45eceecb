"""The settings of an import: opened by who dropped the files, filled in, tried again."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App

from bot.errors import KamError
from bot.handlers import reading
from bot.handlers.answering import Answering, Found, Target
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.drops import GONE, drop_of
from bot.handlers.files import check_may_import, tried
from bot.handlers.forms import open_view, update_view
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.handlers.modals import view_key
from bot.replies.import_settings import CALLBACK, FILE, KIND, page, settings_view
from store.imports.mapping import SheetMapping

NOT_YOURS = "Only the person who dropped the files can say how they are to be read."


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def opened(ack: Ack, body: dict[str, Any]) -> None:
        if not desk.inbox.seen(reading.trigger_key(body)):
            desk.quick.submit(_open, desk, body)
        ack()

    def turned(ack: Ack, body: dict[str, Any]) -> None:
        """Another file or another kind was chosen: the page is drawn anew."""
        if not desk.inbox.seen(reading.trigger_key(body)):
            desk.quick.submit(_turn, desk, body)
        ack()

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        kept = json.loads(view.get("private_metadata") or "{}")
        shown = int(kept.get("shown") or 0)
        try:
            sheets = drop_of(desk.database, kept.get("drop", "")).understood()
            sheet, faults = page(sheets[shown], shown, view["state"]["values"])
        except KamError:
            sheet, faults = None, {f"kind:{shown}": GONE}
        if faults or sheet is None:
            ack(response_action="errors", errors=faults)
            return
        own = reading.from_view(
            body, "import_again", drop=kept["drop"], shown=str(shown), sheet=json.dumps(sheet.model_dump()),
            channel=kept.get("channel", ""), thread=kept.get("thread", ""), owner=kept.get("owner", ""),
        )  # fmt: skip
        take(desk, own, view_key(body, view))
        ack()

    app.action("import:settings")(opened)
    app.action(FILE)(turned)
    app.action(KIND)(turned)
    app.view(CALLBACK)(submitted)
    desk.inbox.on("import_again", lambda job: _again(answering, job))


def _open(desk: Desk, body: dict[str, Any]) -> None:
    """A trigger lives three seconds: what is shown was kept when the files were read."""
    value = reading.value_of(body)
    job = reading.pressed(body, "settings")
    if value.get("u") != job.user:
        desk.courier.whisper(job.channel, job.user, NOT_YOURS, job.thread)
        return
    try:
        check_may_import(desk, desk.identity.asker(job.user, job.actor_team))
        drop = drop_of(desk.database, value.get("k", ""))
        drop.files()
        sheets = drop.understood()
    except KamError as error:
        desk.courier.whisper(job.channel, job.user, error.sentence, job.thread)
        return
    kept = {"drop": drop.name, "owner": job.user, "channel": job.channel, "thread": job.thread}
    open_view(desk, str(body["trigger_id"]), settings_view(sheets, 0, kept))


def _turn(desk: Desk, body: dict[str, Any]) -> None:
    """Keep what is on the page, then show the page that was asked for."""
    view = body["view"]
    kept = json.loads(view.get("private_metadata") or "{}")
    shown = int(kept.get("shown") or 0)
    drop = drop_of(desk.database, kept.get("drop", ""))
    values = view["state"]["values"]
    try:
        sheets = drop.understood()
        sheets[shown], faults = page(sheets[shown], shown, values)
        wanted = (values.get("file", {}).get(FILE, {}).get("selected_option") or {}).get("value", str(shown))
        if not faults:
            drop.keep(sheets)
            shown = min(int(wanted), len(sheets) - 1)
    except KamError:
        return  # decided meanwhile; what is submitted says so
    again = {name: str(one) for name, one in kept.items() if name != "shown"}
    update_view(desk, view, settings_view(sheets, shown, again))


def _again(answering: Answering, job: Job) -> None:
    """Read the files anew, as chosen, and report below the first report."""
    data = job.data
    place = "dm" if data.get("channel") else job.place
    here = job.at(channel=data.get("channel", ""), thread=data.get("thread", ""), place=place)

    def find(asker: Asker, target: Target) -> Found:
        desk = answering.desk
        check_may_import(desk, asker)
        if data.get("owner") != job.user:
            return (answering.told(NOT_YOURS),)
        drop = drop_of(desk.database, data["drop"])
        drop.choose(int(data["shown"]), SheetMapping.model_validate(json.loads(data["sheet"])))
        return tried(answering, here, drop)

    answering.work(here, find)
