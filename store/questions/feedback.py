"""What people thought of answers, and which questions the guidance did not answer."""

from __future__ import annotations

import datetime as dt
import json

from sqlmodel import Session

from store.tables import Feedback, Receipt


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
    kept.at, kept.verdict = now, verdict
    kept.reason = reason or kept.reason
    session.add(kept)
