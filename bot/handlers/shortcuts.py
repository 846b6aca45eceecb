"""Shortcuts: ask from anywhere; take a message over as an action, or log it to an account."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.handlers import reading
from bot.handlers.answering import Answering
from bot.handlers.forms import open_form

MESSAGE_FORMS = {"add_as_action": "action", "log_to_account": "issue"}
"""Which form opens with the message's text in it, by the shortcut's callback id."""


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def ask(ack: Ack, body: dict[str, Any]) -> None:
        if not desk.inbox.seen(reading.trigger_key(body)):
            desk.quick.submit(open_form, desk, "ask", str(body["trigger_id"]), *reading.presser(body))
        ack()

    def over(ack: Ack, body: dict[str, Any]) -> None:
        word = MESSAGE_FORMS[str(body["callback_id"])]
        text = reading.spoken(str((body.get("message") or {}).get("text") or ""), desk.me.user(), {})
        if not desk.inbox.seen(reading.trigger_key(body)):
            desk.quick.submit(open_form, desk, word, str(body["trigger_id"]), *reading.presser(body), {"text": text})
        ack()

    app.shortcut("ask_kam")(ask)
    for callback in MESSAGE_FORMS:
        app.shortcut(callback)(over)
