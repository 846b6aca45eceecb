"""Thumbs: the last word of a person on an answer; after a thumb down, what was missing."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.handlers import reading
from bot.handlers.answering import Answering
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.forms import Form, Item, given, open_view, view
from bot.handlers.inbox import Job
from store.questions.feedback import keep_feedback

REASON = Form(
    "What was wrong?",
    "",
    (
        Item(
            "verdict",
            "In short",
            "choice",
            needed=True,
            options=(("not_answered", "It did not answer my question"), ("down", "The figure or fact is wrong")),
        ),
        Item("reason", "What did you expect?", "long"),
    ),
    {},
)


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def thumb(ack: Ack, body: dict[str, Any]) -> None:
        verdict, _, answer = str(body["actions"][0].get("value") or "").partition(":")
        if verdict in ("up", "down") and answer:
            new = take(desk, reading.pressed(body, "thumb", verdict=verdict, answer=answer), reading.trigger_key(body))
            if new and verdict == "down":
                desk.quick.submit(_ask_why, desk, str(body.get("trigger_id") or ""), answer)
        ack()

    def why(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = given(view["state"]["values"], REASON)
        job = reading.from_view(body, "thumb", answer=view.get("private_metadata") or "", **said)
        take(desk, job, f"v:{view.get('id')}:{view.get('hash')}")
        ack()

    app.action("feedback")(thumb)
    app.view("feedback_reason")(why)
    desk.inbox.on("thumb", lambda job: _keep(desk, job))


def _ask_why(desk: Desk, trigger: str, answer: str) -> None:
    open_view(desk, trigger, view("feedback_reason", REASON) | {"private_metadata": answer})


def _keep(desk: Desk, job: Job) -> None:
    """The last word counts: a person's earlier verdict on the same answer is replaced."""
    person = desk.identity.member(job.user)
    if person is None or not job.data.get("answer"):
        return
    with desk.database.write() as session:
        keep_feedback(
            session, person, job.data["answer"], job.data.get("verdict", "down"), desk.now(), job.data.get("reason", "")
        )
