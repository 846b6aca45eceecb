"""Modals: opened by buttons, filled in by people, run as tools; the result comes by DM."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bolt import Ack, App

from bot import access
from bot.errors import KamError
from bot.handlers import reading
from bot.handlers.answering import Answering, Found, Target
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.forms import ACCOUNT, ASK, FORMS, as_text, given, open_form, options
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from store.questions.names import visible_names
from store.questions.people import person_by_id

OPTIONS_SHOWN = 30


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def open_it(ack: Ack, body: dict[str, Any]) -> None:
        """A button `form:<word>`; its value may fill in what is known."""
        word = body["actions"][0]["action_id"].partition(":")[2]
        if word in (*FORMS, "ask") and not desk.inbox.seen(reading.trigger_key(body)):
            desk.quick.submit(
                open_form, desk, word, str(body["trigger_id"]), *reading.presser(body), reading.value_of(body)
            )
        ack()

    def submitted(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        word = view["callback_id"].partition(":")[2]
        raw = given(view["state"]["values"], ASK if word == "ask" else FORMS[word])
        if word == "ask":
            take(desk, reading.from_view(body, "question", raw["question"]), view_key(body, view))
        else:
            take(desk, reading.from_view(body, "form", word=word, raw=as_text(raw)), view_key(body, view))
        ack()

    app.action(re.compile(r"^form:"))(open_it)
    app.view(re.compile(r"^form:"))(submitted)
    app.options(ACCOUNT)(lambda ack, body: ack(options=options(matching(desk, body))))
    desk.inbox.on("form", lambda job: _fill(answering, job))


def matching(desk: Desk, body: dict[str, Any]) -> list[tuple[str, str]]:
    """(id, name) of the accounts that this person may see and whose name contains what was typed."""
    try:
        asker = desk.identity.asker(str(body["user"]["id"]), str(body["user"].get("team_id") or ""))
    except KamError:
        return []
    typed = str(body.get("value") or "").strip()
    with desk.database.read() as session:
        visible = access.visible_accounts(session, person_by_id(session, asker.person), desk.today())
        return visible_names(session, visible, typed, OPTIONS_SHOWN)


def _fill(answering: Answering, job: Job) -> None:
    """Run the form's tool with what was filled in; naming the tool is the confirmation."""

    def find(asker: Asker, target: Target) -> Found:
        form = FORMS[job.data["word"]]
        return answering.run(job, form.tool, json.loads(job.data["raw"]), asker, target)

    answering.work(job, find)


def view_key(body: dict[str, Any], view: dict[str, Any]) -> str:
    """A view is submitted once in each of its states."""
    return f"v:{view.get('id')}:{view.get('hash')}:{body['user']['id']}"
