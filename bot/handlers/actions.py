"""Buttons under answers: follow-ups, choices, the working, thumbs, taking a headline to a channel."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot import access
from bot.errors import BadInput, NotPermitted
from bot.handlers import reading
from bot.handlers.answering import Answering, Found, Say, Target
from bot.handlers.door import take
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.replies.slack import Look, render, working
from bot.tools.answer import Answer
from bot.tools.frozen import thaw
from store.questions import memory
from store.questions.people import person_by_id
from store.tables import Receipt

GONE = "I don't keep the working of this answer any more. Ask the question again."


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def ask(ack: Ack, body: dict[str, Any]) -> None:
        question = reading.value_of(body).get("q", "")
        if question:
            take(desk, reading.pressed(body, "question", question), reading.trigger_key(body))
        ack()

    def choose(ack: Ack, body: dict[str, Any]) -> None:
        value = reading.value_of(body)
        job = reading.pressed(body, "question", value.get("q", ""))
        if value.get("u") and value["u"] != job.user:
            note = "Only the person who asked can choose here. Ask me yourself, with your own words."
            desk.quick.submit(desk.courier.whisper, job.channel, job.user, note, job.thread)
        elif job.text:
            take(desk, job, reading.trigger_key(body))
        ack()

    def show_working(ack: Ack, body: dict[str, Any]) -> None:
        receipt = str(body["actions"][0].get("value") or "")
        take(desk, reading.pressed(body, "working", receipt=receipt), reading.trigger_key(body))
        ack()

    def share(ack: Ack, body: dict[str, Any]) -> None:
        value = reading.value_of(body)
        job = reading.pressed(body, "share", receipt=value.get("r", ""), to=value.get("c", ""))
        take(desk, job, reading.trigger_key(body))
        ack()

    def do(ack: Ack, body: dict[str, Any]) -> None:
        value = reading.value_of(body)
        take(
            desk,
            reading.pressed(body, "do", tool=value.get("t", ""), raw=value.get("a", "{}")),
            reading.trigger_key(body),
        )
        ack()

    app.action(re.compile(r"^ask:"))(ask)
    app.action(re.compile(r"^do:"))(do)
    app.action(re.compile(r"^choose:"))(choose)
    app.action("working")(show_working)
    app.action("share")(share)
    desk.inbox.on("do", lambda job: _do(answering, job))
    desk.inbox.on("working", lambda job: _working(answering, job))
    desk.inbox.on("share", lambda job: _share(answering, job))


def kept_answer(answering: Answering, asker: Asker, identity: str) -> Answer:
    """An answer of this person by its receipt, if the person may still see its accounts.

    Raises BadInput where it is not theirs or gone, NotPermitted where their rights have changed.
    """
    desk = answering.desk
    with desk.database.read() as session:
        found: Receipt | None = memory.receipt(session, identity, asker.person)
        if found is None:
            raise BadInput(GONE)
        answer = thaw(found.answer)
        person = person_by_id(session, asker.person)
        if not access.may_all_see(session, [person], answer.accounts, desk.today()):
            raise NotPermitted("I can't show this any more: your accounts have changed since you asked.")
    return answer if answer.receipt is None else answer.with_(receipt=replace(answer.receipt, id=found.id))


def _do(answering: Answering, job: Job) -> None:
    """Run a button's tool as the one who pressed it."""

    def find(asker: Asker, target: Target) -> Found:
        return answering.run(job, job.data.get("tool", ""), json.loads(job.data.get("raw", "{}")), asker, target)

    answering.work(job, find)


def _working(answering: Answering, job: Job) -> None:
    """The receipt, in the same thread; in a channel only if everybody may see the accounts, else by DM."""
    desk = answering.desk

    def find(asker: Asker, target: Target) -> Found:
        answer = kept_answer(answering, asker, job.data.get("receipt", ""))
        message = working(answer, Look(allowed_links=desk.config.allowed_links))
        if job.place == "dm" or answering.may_show(job, answer):
            return (Say(message, working_of=answer),)
        return (Say(message, desk.places.direct(job.user), working_of=answer),)

    answering.work(job, find)


def _share(answering: Answering, job: Job) -> None:
    """The headline, taken to a channel by its owner: inside our organisation only, and on the record."""
    desk = answering.desk

    def find(asker: Asker, target: Target) -> Found:
        channel = job.data.get("to", "")
        answer = kept_answer(answering, asker, job.data.get("receipt", ""))
        place = desk.places.look(channel)
        if place.external or desk.places.has_outsiders(channel):
            raise NotPermitted(
                f"I don't take figures to #{place.name}: somebody there is a guest, an app, from outside, or not in my "
                "list of people."
            )
        with desk.database.write() as session:
            now, where = desk.now(), f"channel:{channel}"
            access.record(session, now, asker.person, where, answer.route, answer.accounts, "shared")
        headline = answer.with_(
            lines=(), table=None, chart=None, sections=(), citations=(), choices=(), follow_ups=(), parts=(),
            figures=(), attachments=(), warnings=(*answer.warnings, f"Shared by {asker.name}."),
        )  # fmt: skip
        shown = render(headline, Look(buttons=False, allowed_links=desk.config.allowed_links))[0]
        return (Say(shown, channel), Say(answering.sentence(f"Shared in #{place.name}.")))

    answering.work(job, find)
