"""Who a Slack user is: a person of ours by the verified address, looked at again within a minute."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk import WebClient

from bot.errors import NotPermitted
from bot.slack_client import RateLimited, Refused, Unsure, call, unavailable
from store.engine import Database
from store.questions.people import person_by_email
from store.questions.slack_links import link_of, save_link, unlink
from store.tables import Person, SlackLink

log = logging.getLogger(__name__)

CHECK_AGAIN_SECONDS = 55
"""Removal or change of a person takes effect within a minute, even where Slack's user_change does not arrive."""

VERIFIED_FOR = dt.timedelta(hours=12)
"""A link's date of verification is written anew after so long; the look-up itself is never older than a minute."""

OUTSIDER = "I only give figures to people of this workspace."
GUEST = "Guests of this workspace get no figures from me. A full member can ask for you."
UNLINKED = (
    "I don't know you yet: your Slack address {email} is not in the list of people. Ask whoever runs this assistant to "
    "add it (people file, column email), then write to me again."
)
NO_EMAIL = (
    "I can't see your address in Slack, so I can't tell who you are. Ask whoever runs this assistant to check the "
    "permission users:read.email with `kam doctor`."
)


@dataclass(frozen=True, slots=True)
class Asker:
    """A person who may ask, and the Slack user they are. `newly` = linked just now, for the first time."""

    person: str
    name: str
    user: str
    team: str
    newly: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    at: float
    person: str | None
    refusal: str
    name: str = ""
    newly: bool = False


class Identity:
    """Maps Slack users to people. Keeps each answer for less than a minute; `forget` drops it at once."""

    def __init__(self, client: WebClient, database: Database, team: Callable[[], str], now: Callable[[], dt.datetime]):
        self._client, self._database, self._team, self._now = client, database, team, now
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def asker(self, user: str, actor_team: str = "") -> Asker:
        """The person behind a Slack user, as looked up within the last minute. Whether they are still active, the
        assistant asks at every question. Raises NotPermitted in words, Unavailable where Slack does not answer."""
        if actor_team and actor_team != self._team():
            raise NotPermitted(OUTSIDER)
        known = self._look(user)
        if known.person is None:
            raise NotPermitted(known.refusal)
        if known.newly:
            with self._lock:
                self._known[user] = replace(known, newly=False)
        return Asker(known.person, known.name, user, self._team(), known.newly)

    def member(self, user: str) -> str | None:
        """The person's id of a channel member; None for guests, bots, people from outside and unknown ones."""
        return self._look(user).person

    def forget(self, user: str) -> None:
        """Look the user up anew at the next question: something about them has changed."""
        with self._lock:
            self._known.pop(user, None)

    def _look(self, user: str) -> _Known:
        with self._lock:
            known = self._known.get(user)
        if known is not None and time.monotonic() - known.at < CHECK_AGAIN_SECONDS:
            return known
        begun = time.monotonic()
        fresh = self._ask_slack(user, begun)
        with self._lock:
            self._known[user] = fresh
        return fresh

    def _ask_slack(self, user: str, begun: float) -> _Known:
        try:
            found = call(self._client.users_info, user=user)["user"]
        except Refused as error:
            log.warning("users.info refused: %s", error)
            return _Known(begun, None, OUTSIDER)
        except (RateLimited, Unsure) as error:
            raise unavailable(error) from error
        refusal = _refusal(found)
        email = str((found.get("profile") or {}).get("email") or "").strip().casefold()
        with self._database.read() as session:
            person: Person | None = person_by_email(session, email) if email and not refusal else None
            before = link_of(session, self._team(), user)
        if not self._as_before(before, person, found):
            self._keep(user, person, found)
        missing = NO_EMAIL if not email else UNLINKED.format(email=email)
        if person is None:
            return _Known(begun, None, refusal or missing)
        return _Known(begun, person.id, "", person.name, newly=before is None)

    def _as_before(self, link: SlackLink | None, person: Person | None, found: Mapping[str, Any]) -> bool:
        """Whether nothing is to be written: the same link, verified not long ago."""
        if person is None or link is None:
            return person is None and link is None
        fresh = self._now() - link.checked_at < VERIFIED_FOR
        return link.person_id == person.id and fresh and bool(person.timezone or not found.get("tz"))

    def _keep(self, user: str, person: Person | None, found: Mapping[str, Any]) -> None:
        with self._database.write() as session:
            if person is None:
                unlink(session, self._team(), user)
                return
            save_link(session, self._team(), user, person.id, self._now())
            if found.get("tz") and not person.timezone:
                person.timezone = str(found["tz"])
                session.add(person)


def _refusal(user: Mapping[str, Any]) -> str:
    """Why this kind of user gets no figures; empty for a full member."""
    if user.get("deleted"):
        return "This account was switched off."
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "I don't talk figures with other apps."
    if user.get("is_stranger"):
        return OUTSIDER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return GUEST
    return ""
