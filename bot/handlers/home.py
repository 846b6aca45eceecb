"""The Home tab: my reviews, my accounts at a glance, open actions, quiet hours, and what to ask."""

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot.errors import KamError
from bot.handlers import reading
from bot.handlers.answering import Answering
from bot.handlers.delivery import Progress, pausing
from bot.handlers.desk import Desk
from bot.handlers.door import take
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job
from bot.replies import home_view
from bot.replies.home_view import Part, Settings
from bot.slack_client import RateLimited, Refused, Unsure, call
from bot.tools.reminder_kinds import KINDS
from bot.tools.tool import all_tools
from store.questions.people import person_by_id
from store.questions.preferences import (
    off_kinds,
    required_by,
    required_of,
    set_digest,
    set_hours,
    set_off_kinds,
    set_required,
)

log = logging.getLogger(__name__)

PARTS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("My reviews", "reviews_due", {}, "which of my reviews are due?"),
    ("My accounts", "portfolio_summary", {}, "how is my portfolio doing?"),
    ("Open actions", "action_items", {"operation": "list"}, "which actions are open?"),
)
"""Heading, tool, arguments, and the question that the button below asks."""

PROMPTS = (
    ("My reviews", "Which of my reviews are due?"),
    ("My portfolio", "How is my portfolio doing?"),
    ("Best and worst", "Which of my accounts earn the least?"),
    ("What can I ask?", "What can I ask?"),
)

LEADING = ("manager", "head_of_sales")

WELCOME = (
    "Hello {name}. Ask me about your accounts in your own words: I compute from the ledger, show the working, and "
    "what you see here stays between us. Try one of these."
)


def register(app: App, answering: Answering) -> None:
    desk = answering.desk

    def opened(body: dict[str, Any]) -> None:
        event = body["event"]
        kind = "home" if event.get("tab") == "home" else "prompts"
        job = Job(kind, str(body["team_id"]), str(event["user"]), channel=str(event.get("channel") or ""))
        take(desk, job, f"e:{body.get('event_id')}")

    def setting(ack: Ack, body: dict[str, Any]) -> None:
        action = body["actions"][0]
        several = ",".join(one["value"] for one in action.get("selected_options") or ())
        chosen = (action.get("selected_option") or {}).get("value") or action.get("value") or several
        job = reading.from_view(body, "setting", name=action["action_id"].partition(":")[2], value=str(chosen))
        take(desk, job, reading.trigger_key(body))
        ack()

    app.event("app_home_opened")(opened)
    app.action(re.compile(r"^setting:"))(setting)
    desk.inbox.on("home", lambda job: publish(answering, job))
    desk.inbox.on("prompts", lambda job: _prompts(desk, job))
    desk.inbox.on("setting", lambda job: _set(answering, job))


def publish(answering: Answering, job: Job) -> None:
    """Draw the person's Home tab anew."""
    desk = answering.desk
    try:
        asker = desk.identity.asker(job.user, job.actor_team)
        made = home_view.home(
            asker.name, _parts(answering, job, asker), _settings(desk, asker), desk.config.allowed_links
        )
    except KamError as error:
        made = home_view.closed(error.sentence)
    pausing(Progress(), lambda: _publish(desk, job.user, made))


def _publish(desk: Desk, user: str, made: dict[str, Any]) -> None:
    call(desk.client.views_publish, user_id=user, view=made)


def _parts(answering: Answering, job: Job, asker: Asker) -> list[Part]:
    parts = []
    for heading, tool, args, question in PARTS:
        if tool not in all_tools():
            continue
        answer = answering.desk.assistant.run(tool, dict(args), asker.person, "", "home")
        parts.append(Part(heading, answer, question))
    return parts


def _settings(desk: Desk, asker: Asker) -> Settings:
    with desk.database.read() as session:
        person = person_by_id(session, asker.person)
        assert person is not None  # the identity has just found them
        return Settings(
            person.wants_digest,
            person.work_start,
            person.work_end,
            person.timezone,
            off_kinds(session, person.id),
            desk.required | required_of(session, person.id),
            required_by(session, person.id) if person.role in LEADING else None,
        )


def _set(answering: Answering, job: Job) -> None:
    """Change one's own preference, then show the tab as it is now."""
    desk = answering.desk
    try:
        asker = desk.identity.asker(job.user, job.actor_team)
    except KamError as error:
        log.info("setting refused: %s", error.sentence)
        return
    name, value = job.data.get("name", ""), job.data.get("value", "")
    with desk.database.write() as session:
        if name == "digest":
            set_digest(session, asker.person, value == "on")
        elif name == "kinds":
            set_off_kinds(session, asker.person, KINDS.keys() - _listed(value), desk.now())
        elif name == "required" and _leads(session, asker.person):
            set_required(session, asker.person, _listed(value), desk.now())
        elif name in ("start", "end") and re.fullmatch(r"\d\d:\d\d|-", value):
            set_hours(session, asker.person, **{name: value.strip("-")})
    publish(answering, job)


def _listed(value: str) -> set[str]:
    """The kinds in what a menu sent; unknown ones are left out."""
    return {one for one in value.split(",") if one in KINDS}


def _leads(session: Session, person: str) -> bool:
    found = person_by_id(session, person)
    return found is not None and found.role in LEADING


def _prompts(desk: Desk, job: Job) -> None:
    """The DM was opened: prompts on top, and a welcome the first time."""
    prompts: Any = [{"title": title, "message": message} for title, message in PROMPTS]
    try:
        call(
            desk.client.assistant_threads_setSuggestedPrompts,
            channel_id=job.channel,
            title="What would you like to know?",
            prompts=prompts,
        )
    except (RateLimited, Refused, Unsure) as error:
        log.info("no prompts: %s", error)
    try:
        asker = desk.identity.asker(job.user)
    except KamError:
        return
    if asker.newly:
        message = home_view.welcome(WELCOME.format(name=asker.name.split()[0]), [one for _, one in PROMPTS])
        state = Progress(doubtful=job.attempt > 1)
        pausing(state, lambda: _welcome(desk, job, message, state))


def _welcome(desk: Desk, job: Job, message: Any, state: Progress) -> None:
    desk.courier.post(job, "welcome", job.channel, "", message, state)
