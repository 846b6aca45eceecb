"""Review packs as they were given out: kept whole, never computed again."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, fields, replace

from sqlmodel import Session

from bot.book.context import new_id
from bot.tools.answer import Answer
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.frozen import freeze, thaw
from bot.tools.rhythm import standings
from store.questions import reviews
from store.tables import PackSnapshot, Review
from store.visibility import Accounts, Visible

_REVIEW = [one.name for one in fields(ReviewFact)]
_RHYTHM = [one.name for one in fields(RhythmFact)]


def keep_pack(session: Session, pack: Answer, person: str, at: dt.datetime, today: dt.date) -> str:
    """Keep a pack that is given to a person now; its id. One that says the same as their last one is that one.

    The review it is for is recorded with it, so that the pack stays with its review when the rhythm changes.
    """
    account = pack.accounts[0]
    last = reviews.last_pack(session, account, person)
    if last is not None and _content(thaw(last.answer)) == _content(pack):
        return last.id
    identity = new_id()
    review = _review(session, account, today)
    snapshot = PackSnapshot(
        id=identity, account_id=account, review_id=review, person_id=person, created_at=at, answer=freeze(pack)
    )
    reviews.keep_pack(session, snapshot)
    return identity


def given_pack(session: Session, identity: str, person: str) -> Answer | None:
    """A pack that was given to this person, as it was then; None for one that was given to somebody else."""
    found = session.get(PackSnapshot, identity)
    return thaw(found.answer) if found is not None and found.person_id == person else None


def _content(pack: Answer) -> Answer:
    """What the pack says, without when it was asked and what it says of an earlier pack."""
    return replace(thaw(freeze(pack)), receipt=None, args={}, lines=())


def _review(session: Session, account: str, today: dt.date) -> str | None:
    """The id of the review to hold now, its row made from the rhythm where there is none yet."""
    chosen = Accounts(Visible(everything=True), ids=frozenset({account}))
    rhythms = [RhythmFact(*tuple(row)) for row in reviews.rhythms(session, chosen, _RHYTHM)]
    rows = [ReviewFact(*tuple(row)) for row in reviews.reviews(session, chosen, _REVIEW)]
    waiting = [one for one in standings(rhythms, rows, today) if one.current is not None and one.since is not None]
    if not waiting:
        return None
    current = min(waiting, key=lambda one: one.since or today).current
    if current is None:
        return None
    if session.get(Review, current.id) is None:
        session.add(Review(**asdict(current)))
        session.flush()
    return current.id
