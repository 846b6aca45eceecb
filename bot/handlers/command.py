"""The slash command: the same text as in a message; answered in the DM, or with 'here' in the channel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot.handlers import reading
from bot.handlers.answering import Answering
from bot.handlers.door import take
from bot.handlers.forms import FORMS, open_form
from bot.handlers.places import is_direct

COMMAND = "/kam"
HERE = "here"


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def command(ack: Ack, body: dict[str, Any]) -> None:
        job = reading.command(body)
        word = job.text.casefold()
        if word in FORMS:
            if not desk.inbox.seen(reading.trigger_key(body)):
                desk.quick.submit(open_form, desk, word, str(body["trigger_id"]), job.user, job.actor_team)
            ack()
            return
        job = replace(job, text=job.text or "help")
        direct = is_direct(job.channel)
        if word.split()[-1:] == [HERE] and not direct:
            job = replace(job, text=job.text[: -len(HERE)].strip() or "portfolio", place="here")
        take(desk, job, reading.trigger_key(body))
        ack(
            "" if direct else "I'll post it here." if job.place == "here" else "I'll answer you in our direct messages."
        )

    app.command(COMMAND)(command)
