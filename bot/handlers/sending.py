"""The scheduled messages' way into Slack: who may still get them, where everybody may read them, posted once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import Unavailable
from bot.handlers.desk import Desk
from bot.handlers.identity import Identity
from bot.handlers.places import Places
from bot.slack_client import Refused, SlackSender, Unsure, call
from store.engine import Database
from store.questions.people import person_by_id
from store.questions.slack_links import forget_direct_channel, link_of_person, save_direct_channel

NOT_LINKED = "not_linked"
CHANNEL_EXTERNAL = "channel_external"
CHANNEL_NOT_PERMITTED = "channel_not_permitted"


@dataclass(frozen=True)
class WorkspaceSender:
    """Implements bot.jobs.outbox.Sender on a workspace."""

    sender: SlackSender
    database: Database
    identity: Identity
    places: Places
    team: Callable[[], str]

    def direct(self, person: str) -> str:
        """The DM of a person, who is looked at again in Slack first. Raises Refused(NOT_LINKED) where the address
        belongs to nobody, or to somebody who is switched off, a guest, an app or from outside."""
        with self.database.read() as session:
            link = link_of_person(session, self.team(), person)
            found = person_by_id(session, person)
        user = link.user_id if link else self._by_address(found.email if found else "")
        try:
            if self.identity.member(user) != person:
                raise Refused(NOT_LINKED)
        except Unavailable as error:
            raise Unsure("Slack does not say who this is") from error
        if link is not None and link.dm_channel:
            return link.dm_channel
        channel = self.places.direct(user)
        with self.database.write() as session:
            save_direct_channel(session, self.team(), user, channel)
        return channel

    def check_channel(self, channel: str, accounts: Collection[str]) -> None:
        if self.places.look(channel, anew=True).external:
            raise Refused(CHANNEL_EXTERNAL)
        if not self.places.all_may_see(channel, accounts):
            raise Refused(CHANNEL_NOT_PERMITTED)

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        delivery_id: str,
        allowed: Callable[[], bool],
    ) -> str:
        try:
            return self.sender.post(channel, text, blocks, delivery_id, allowed=allowed)
        except Refused as error:
            if error.code == "channel_not_found":  # perhaps a kept DM that is none any more: opened anew next time
                with self.database.write() as session:
                    forget_direct_channel(session, self.team(), channel)
            raise

    def find(self, channel: str, delivery_id: str, oldest: float) -> str | None:
        return self.sender.find(channel, delivery_id, oldest)

    def _by_address(self, email: str) -> str:
        if not email:
            raise Refused(NOT_LINKED)
        try:
            return str(call(self.sender.client.users_lookupByEmail, email=email)["user"]["id"])
        except Refused as error:
            if error.code != "users_not_found":
                raise
            raise Refused(NOT_LINKED) from error


def desk_sender(desk: Desk) -> WorkspaceSender:
    """The way into Slack of a running app."""
    return WorkspaceSender(desk.courier.sender, desk.database, desk.identity, desk.places, desk.me.team)
