"""Which Slack user is which person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import SlackLink


def link_of(session: Session, team: str, user: str) -> SlackLink | None:
    return session.get(SlackLink, (team, user))


def link_of_person(session: Session, team: str, person: str) -> SlackLink | None:
    """The newest link of a person in a workspace."""
    statement = (
        select(SlackLink)
        .where(col(SlackLink.team_id) == team, col(SlackLink.person_id) == person)
        .order_by(col(SlackLink.linked_at).desc())
    )
    return session.scalars(statement).first()


def save_link(session: Session, team: str, user: str, person: str, now: dt.datetime) -> None:
    """Link a user to a person, or note that the link was verified again now."""
    link = session.get(SlackLink, (team, user))
    if link is None:
        link = SlackLink(team_id=team, user_id=user, person_id=person, linked_at=now, checked_at=now)
    if link.person_id != person:
        link.person_id, link.linked_at = person, now
    link.checked_at = now
    session.add(link)


def save_direct_channel(session: Session, team: str, user: str, channel: str) -> None:
    """Keep the DM with a linked user."""
    link = session.get(SlackLink, (team, user))
    if link is not None and link.dm_channel != channel:
        link.dm_channel = channel
        session.add(link)


def forget_direct_channel(session: Session, team: str, channel: str) -> None:
    """The DM is to be opened anew before the next message."""
    kept = select(SlackLink).where(col(SlackLink.team_id) == team, col(SlackLink.dm_channel) == channel)
    for link in session.scalars(kept):
        link.dm_channel = ""
        session.add(link)


def unlink(session: Session, team: str, user: str) -> None:
    link = session.get(SlackLink, (team, user))
    if link is not None:
        session.delete(link)
