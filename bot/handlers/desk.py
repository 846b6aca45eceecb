"""What every handler has at hand: the assistant, the people, the places, the inbox, the way out."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk import WebClient

from bot.assistant import Question
from bot.config import Slack
from bot.handlers.delivery import Courier
from bot.handlers.identity import Identity
from bot.handlers.inbox import Inbox
from bot.handlers.patience import Patience
from bot.handlers.places import Places
from bot.slack_client import Bot, who_am_i
from bot.tools.answer import Answer
from store.engine import Database
from store.questions.inbox import open_inbox

log = logging.getLogger(__name__)


class Answers(Protocol):
    """What the handlers need of the assistant."""

    def ask(self, question: Question) -> Answer: ...

    def run(
        self, tool_id: str, raw: dict[str, str], person: str, thread: str = "", place: str = "command"
    ) -> Answer: ...


@dataclass
class Desk:
    """Built once by `open_desk`; handlers keep nothing of their own."""

    assistant: Answers
    database: Database
    config: Slack
    client: WebClient
    now: Callable[[], dt.datetime]
    today: Callable[[], dt.date]
    inbox: Inbox
    identity: Identity
    places: Places
    courier: Courier
    patience: Patience
    me: Me
    required: frozenset[str] = frozenset()  # kinds of reminders that nobody can switch off
    quick: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="quick"))

    def start(self) -> None:
        self.patience.start()
        self.inbox.start()

    def stop(self, patience: float = 10.0) -> None:
        """Finish what is in hand; the rest is answered after the next start."""
        self.inbox.stop(patience)
        self.patience.stop()
        self.quick.shutdown(wait=False, cancel_futures=True)

    def is_stale(self, ts: str) -> bool:
        """Whether a message is too old to be answered: a backlog after an outage is not worked off."""
        try:
            return self.now().timestamp() - float(ts) > self.config.stale_after_seconds
        except ValueError:
            return False


class Me:
    """Who the bot is; asked of Slack when first needed, so that an app can be built without a network."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._bot: Bot | None = None

    def bot(self) -> Bot:
        """Raises Refused for a wrong token, Unsure where Slack does not answer."""
        if self._bot is None:
            self._bot = who_am_i(self._client)
        return self._bot

    def team(self) -> str:
        return self.bot().team

    def user(self) -> str:
        return self.bot().user


def open_desk(
    assistant: Answers,
    database: Database,
    config: Slack,
    client: WebClient,
    now: Callable[[], dt.datetime],
    today: Callable[[], dt.date],
) -> Desk:
    """The desk with everything on it; nothing runs until `start`."""
    me = Me(client)
    inbox = Inbox(
        open_inbox(database),
        now,
        workers=config.workers,
        per_person=config.per_person,
        alone=database.is_sqlite,
        stale_after=config.stale_after_seconds,
    )
    identity = Identity(client, database, me.team, now)
    places = Places(client, identity, database, me.user, today)
    patience = Patience(client, lambda job, ts: inbox.amend(job, steps=ts))
    courier = Courier(client, inbox, patience)
    return Desk(assistant, database, config, client, now, today, inbox, identity, places, courier, patience, me)
