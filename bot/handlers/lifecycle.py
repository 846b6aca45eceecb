"""What happens around conversations: people change, channels gain us, answers are stopped, the app goes."""

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt import Ack, App

from bot.handlers.answering import Answering
from bot.handlers.door import take
from bot.handlers.inbox import Job
from bot.replies.slack import Message

log = logging.getLogger(__name__)

JOINED = (
    "Hello. Name me in a message and I answer in its thread. An account's figures are shown here only while everybody "
    "in this channel may see that account; otherwise I answer by DM."
)


def register(app: App, answering: Answering) -> None:
    """Register last: the catch-all acknowledges what nobody else wants, so that Slack does not send it again."""
    desk = answering.desk

    def changed(event: dict[str, Any]) -> None:
        desk.identity.forget(str((event.get("user") or {}).get("id") or ""))

    def joined(body: dict[str, Any]) -> None:
        event = body["event"]
        if event.get("user") == desk.me.user():
            job = Job("joined", str(body["team_id"]), str(event["user"]), channel=str(event.get("channel") or ""))
            take(desk, job, f"e:{body.get('event_id')}")

    def stopped(event: dict[str, Any]) -> None:
        """The person pressed Slack's stop button: what is not posted yet stays unsaid."""
        desk.courier.stop(str(event.get("channel") or ""), str(event.get("thread_ts") or ""))

    def gone(event: dict[str, Any]) -> None:
        log.error("slack: %s; nothing can be sent until the app is installed again", event.get("type"))

    app.event("user_change")(changed)
    app.event("member_joined_channel")(joined)
    app.event("agent_session_stopped")(stopped)
    app.event("app_uninstalled")(gone)
    app.event("tokens_revoked")(gone)
    app.event(re.compile(".*"))(lambda: None)
    app.action(re.compile(".*"))(_only_ack)
    app.view(re.compile(".*"))(_only_ack)
    app.shortcut(re.compile(".*"))(_only_ack)
    desk.inbox.on("joined", lambda job: _hello(answering, job))


def _hello(answering: Answering, job: Job) -> None:
    from bot.handlers.delivery import Progress, pausing

    state = Progress(doubtful=job.attempt > 1)
    pausing(state, lambda: _post(answering, job, state))


def _post(answering: Answering, job: Job, state: Any) -> None:
    answering.desk.courier.post(job, "hello", job.channel, "", Message(JOINED), state)


def _only_ack(ack: Ack) -> None:
    ack()
