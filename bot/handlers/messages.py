"""Messages: a question in the DM, a mention in a channel, and what follows in its thread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.handlers import reading
from bot.handlers.answering import Answering
from bot.handlers.door import take
from bot.handlers.inbox import Job
from store.questions import memory


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def said(body: dict[str, Any]) -> None:
        """Both twins of a mention end here; the first that arrives is taken."""
        read = reading.message(body, desk.me.user())
        if read is None or desk.is_stale(read[0].ts):
            return
        job, keys = read
        if job.kind == "remark" and not _is_ours(answering, job):
            return
        if job.data.get("files"):
            job = _with_kind(job, "files")
        take(desk, job, *keys)

    app.event("message")(said)
    app.event("app_mention")(said)
    desk.inbox.on("question", answering.question)
    desk.inbox.on("remark", lambda job: _remark(answering, job))
    desk.inbox.on_missed(answering.missed)


def _is_ours(answering: Answering, job: Job) -> bool:
    """Whether a remark stands in a thread in which we have answered, and is said to nobody else."""
    if not job.thread or reading.mentioned(job.text):
        return False
    with answering.desk.database.read() as session:
        return memory.is_thread(session, f"{job.team}:{job.channel}:{job.thread}")


def _remark(answering: Answering, job: Job) -> None:
    """A follow-up without a mention: answered only to who asked in this thread, and only where it is understood."""
    person = answering.desk.identity.member(job.user)
    if person is None:
        return
    with answering.desk.database.read() as session:
        if not memory.turns(session, f"{job.team}:{job.channel}:{job.thread}", person, 1):
            return
    answering.question(_with_kind(job, "question", unasked="yes"))


def _with_kind(job: Job, kind: str, **data: str) -> Job:
    return replace(job, kind=kind, data=job.data | data)
