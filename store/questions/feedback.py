"""What people thought of answers, and which questions the guidance did not answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from store.tables import Feedback, Receipt

GUIDANCE = "guidance"


def keep_feedback(
    session: Session, person: str, answer_id: str, verdict: str, now: dt.datetime, reason: str = ""
) -> None:
    """A person's last word on an answer: up, down or not_answered. A later word without a reason keeps the reason."""
    kept = session.get(Feedback, (person, answer_id))
    if kept is None:
        receipt = session.get(Receipt, answer_id)
        mine = receipt is not None and receipt.person_id == person
        kept = Feedback(person_id=person, answer_id=answer_id, at=now, verdict=verdict)
        if mine and receipt is not None:
            kept.route, kept.knowledge_version = receipt.route, receipt.data_version
            kept.question = json.loads(receipt.args).get("question", "")
            kept.passages = ",".join(_passages(receipt))
    kept.at, kept.verdict = now, verdict
    kept.reason = reason or kept.reason
    session.add(kept)


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the guidance did not answer: how often it was asked, when last, and what was quoted instead.

    `said` is not_found (the assistant said so itself) or not_answered (people did).
    """

    question: str
    times: int
    last: dt.datetime
    said: str
    passages: tuple[str, ...] = ()


def gaps(session: Session, since: dt.datetime | None = None) -> Sequence[Gap]:
    """What was asked and not found, and what people marked as not answered; most often asked first."""
    found: dict[str, Gap] = {}
    for question, at, said, passages in [*_not_found(session, since), *_not_answered(session, since)]:
        key = " ".join(question.casefold().split()).rstrip("?!. ")
        before = found.get(key)
        if before is None:
            found[key] = Gap(question, 1, at, said, passages)
        else:
            found[key] = Gap(before.question, before.times + 1, max(before.last, at), before.said, before.passages)
    return sorted(found.values(), key=lambda gap: (-gap.times, gap.question))


_Asked = tuple[str, dt.datetime, str, tuple[str, ...]]


def _not_found(session: Session, since: dt.datetime | None) -> list[_Asked]:
    """Guidance answers that quote nothing."""
    statement = select(Receipt).where(col(Receipt.route) == GUIDANCE).order_by(col(Receipt.at))
    if since is not None:
        statement = statement.where(col(Receipt.at) >= since)
    return [
        (json.loads(one.args).get("question", ""), one.at, "not_found", ())
        for one in session.scalars(statement)
        if not _passages(one)
    ]


def _not_answered(session: Session, since: dt.datetime | None) -> list[_Asked]:
    """Quoted answers that people marked as beside the question."""
    statement = select(Feedback).where(
        col(Feedback.route) == GUIDANCE,
        col(Feedback.verdict).in_(("not_answered", "down")),
        col(Feedback.passages) != "",
    )
    if since is not None:
        statement = statement.where(col(Feedback.at) >= since)
    ordered = session.scalars(statement.order_by(col(Feedback.at)))
    return [(one.question, one.at, "not_answered", tuple(one.passages.split(","))) for one in ordered]


def _passages(receipt: Receipt) -> list[str]:
    """The ids of the passages that an answer quoted."""
    return [one.get("passage_id", "") for one in json.loads(receipt.answer).get("citations", ())]
