"""Buttons under reminders: sleep for a week, done, not mine, none of this kind any more."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from slack_bolt import Ack, App

from bot.handlers import reading
from bot.handlers.answering import Answering, Found, Say, Target
from bot.handlers.door import take
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.tools.reminder_kinds import KINDS
from store.questions.outbox import settle_nudge
from store.questions.preferences import required_of

SLEEP = dt.timedelta(days=7)

SAID = {
    "snoozed": "I'll be quiet about this until {day}. No date changes.",
    "done": "Good. I won't mention it again.",
    "not_mine": "Noted: not yours. I won't remind you of it; your manager will see that it belongs to nobody.",
    "off": "I won't send this any more: {kind}. The Home tab switches it on again.",
}
REQUIRED = "These always come, your company requires it: {kind}. Snooze puts a single one to sleep."


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def settle(ack: Ack, body: dict[str, Any]) -> None:
        value = json.loads(str(body["actions"][0].get("value") or "{}"))
        job = reading.pressed(body, "nudge", subject=str(value.get("s", "")), verdict=str(value.get("v", "")))
        take(desk, job, reading.trigger_key(body))
        ack()

    app.action(re.compile(r"^nudge:"))(settle)
    desk.inbox.on("nudge", lambda job: _settle(answering, job))


def _settle(answering: Answering, job: Job) -> None:
    desk = answering.desk

    def find(asker: Asker, target: Target) -> Found:
        verdict, subject = job.data.get("verdict", ""), job.data.get("subject", "")
        today = desk.today()
        until = today + SLEEP
        if verdict not in SAID or not subject:
            return (Say(answering.sentence("I don't know this button any more. Ask me what is due.")),)
        kind = subject.removeprefix("kind:")
        with desk.database.write() as session:
            if verdict == "off" and kind in desk.required | required_of(session, asker.person):
                return (Say(answering.sentence(REQUIRED.format(kind=KINDS.get(kind, kind)))),)
            settle_nudge(session, asker.person, subject, verdict, until if verdict == "snoozed" else None, desk.now())
        day = f"{until:%A} {until.day} {until:%B}"
        return (Say(answering.sentence(SAID[verdict].format(day=day, kind=KINDS.get(kind, kind)))),)

    answering.work(job, find)
