"""Where something was said, and whether everybody there may read an answer."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from slack_sdk import WebClient

from bot import access
from bot.errors import Unavailable
from bot.handlers.identity import Identity
from bot.slack_client import RateLimited, Refused, Unsure, call, unavailable
from store.engine import Database
from store.questions.people import person_by_id

LOOK_AGAIN_SECONDS = 55
MOST_MEMBERS = 200
"""In a larger channel figures are never shown: checking everybody takes too long, and somebody always may not."""


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation. `external` = people of another organisation may be in it."""

    id: str
    name: str
    external: bool
    direct: bool = False


class Places:
    """What is known of conversations. Membership is asked for anew at every sending, never kept."""

    def __init__(
        self,
        client: WebClient,
        identity: Identity,
        database: Database,
        bot: Callable[[], str],
        today: Callable[[], dt.date],
    ) -> None:
        self._client, self._identity, self._database = client, identity, database
        self._bot, self._today = bot, today
        self._places: dict[str, tuple[float, Place]] = {}
        self._directs: dict[str, str] = {}
        self._lock = threading.Lock()

    def look(self, channel: str, anew: bool = False) -> Place:
        """The place of a channel id, as of less than a minute ago; `anew` = as of now. A channel that we cannot see
        counts as external: no figures there."""
        if is_direct(channel):
            return Place(channel, "direct message", False, direct=True)
        with self._lock:
            at, place = self._places.get(channel, (0.0, None))
        if place is not None and not anew and time.monotonic() - at < LOOK_AGAIN_SECONDS:
            return place
        try:
            found = call(self._client.conversations_info, channel=channel)["channel"]
        except Refused:
            return Place(channel, "this channel", True)
        except (RateLimited, Unsure) as error:
            raise unavailable(error) from error
        foreign = ("is_ext_shared", "is_pending_ext_shared")
        place = Place(channel, str(found.get("name") or "this channel"), any(found.get(one) for one in foreign))
        with self._lock:
            self._places[channel] = (time.monotonic(), place)
        return place

    def direct(self, user: str) -> str:
        """The DM with a user. Raises RateLimited, Unsure or Refused."""
        with self._lock:
            known = self._directs.get(user)
        if known:
            return known
        channel = str(call(self._client.conversations_open, users=user)["channel"]["id"])
        with self._lock:
            self._directs[user] = channel
        return channel

    def all_may_see(self, channel: str, accounts: Collection[str]) -> bool:
        """Whether every member is one of our people and may see all these accounts, asked now. An app, a guest or a
        stranger among them, or no answer from Slack, makes it False."""
        if self.look(channel).external:
            return False
        members = self._members(channel)
        if members is None:
            return False
        try:
            return all(self._may_see(member, accounts) for member in members if member != self._bot())
        except Unavailable:
            return False

    def has_outsiders(self, channel: str) -> bool:
        """Whether a guest, a stranger or somebody we cannot place is there; True where Slack does not answer."""
        members = self._members(channel)
        if members is None or self.look(channel).external:
            return True
        try:
            return any(self._identity.member(member) is None for member in members if member != self._bot())
        except Unavailable:
            return True

    def _may_see(self, user: str, accounts: Collection[str]) -> bool:
        person = self._identity.member(user)
        if person is None:
            return False
        with self._database.read() as session:
            return access.may_all_see(session, [person_by_id(session, person)], accounts, self._today())

    def _members(self, channel: str) -> list[str] | None:
        """The ids of the members; None for too many, or where Slack does not say."""
        found: list[str] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            try:
                page = call(self._client.conversations_members, channel=channel, limit=MOST_MEMBERS, **more)
            except (Refused, RateLimited, Unsure):
                return None
            found += page.get("members", ())
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if len(found) > MOST_MEMBERS:
                return None
            if not cursor:
                return found


def is_direct(channel: str) -> bool:
    return channel.startswith("D")
