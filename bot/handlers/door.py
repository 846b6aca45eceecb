"""How a job gets in: committed, then acknowledged; who has several going is told the place in the queue."""

from __future__ import annotations

import logging
import threading

from bot.handlers.desk import Desk
from bot.handlers.inbox import Job
from bot.handlers.streams import Place
from bot.slack_client import QUIET, RateLimited, Refused, Unsure, call

log = logging.getLogger(__name__)

NOTE_AFTER_SECONDS = 1.0
"""Who is answered sooner is not told about a queue."""


def take(desk: Desk, job: Job, *keys: str) -> bool:
    """Commit a job under its keys. False for a second delivery, which has no further effect.

    Raises where the commit fails: then nothing is acknowledged, and Slack tries again.
    """
    accepted = desk.inbox.accept(job, *keys)
    if accepted.new and job.place in ("dm", "channel") and job.kind == "question":
        desk.patience.expect(keys[0], waiting_place(job, job.channel, job.thread or job.ts))
    if accepted.new and accepted.place:
        note = threading.Timer(NOTE_AFTER_SECONDS, _queued, (desk, job, keys[0], accepted.place))
        note.daemon = True
        note.start()
    return accepted.new


def waiting_place(job: Job, channel: str, thread: str) -> Place:
    """Where the person of a job waits for the answer. Who has not asked is shown no steps."""
    user = "" if job.data.get("unasked") or job.external else job.user
    return Place(channel, thread, job.place == "dm", user, job.actor_team or job.team)


def _queued(desk: Desk, job: Job, key: str, place: int) -> None:
    text = f"I'm still busy with your earlier questions; this one is no. {place} in your queue."
    if job.place not in ("dm", "channel") or not desk.inbox.is_waiting(key, job.user):
        return
    try:
        call(desk.client.chat_postMessage, channel=job.channel, thread_ts=job.thread or job.ts, text=text, **QUIET)
    except (RateLimited, Refused, Unsure) as error:
        log.info("no note about the queue: %s", error)
