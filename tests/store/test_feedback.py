"""Feedback and gaps: the last word counts, and what was asked and not found is listed once, most often first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlmodel import Session

from store.engine import open_database
from store.questions.feedback import gaps, keep_feedback
from store.tables import Feedback, Person, Receipt, metadata

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def session() -> Iterator[Session]:
    database = open_database("sqlite://")
    metadata.create_all(database.writers)
    with Session(database.writers) as opened:
        opened.add(Person(id="k1", name="Kim Keller", email="k1@example.com"))
        yield opened


def answered(session: Session, identity: str, question: str, *passages: str, days: int = 0) -> None:
    """A receipt of the guidance that quoted these passages."""
    session.add(
        Receipt(
            id=identity,
            person_id="k1",
            at=NOW + dt.timedelta(days=days),
            today=NOW.date(),
            route="guidance",
            args=json.dumps({"question": question}),
            answer=json.dumps({"citations": [{"passage_id": one} for one in passages]}),
            data_version="guidance index 1",
        )
    )
    session.flush()


def test_feedback_keeps_question_passages_and_version(session: Session) -> None:
    answered(session, "r1", "what is BANT?", "bant#stands-for", "dso#what")
    keep_feedback(session, "k1", "r1", "up", NOW)
    kept = session.get(Feedback, ("k1", "r1"))
    assert kept is not None
    assert (kept.question, kept.passages, kept.knowledge_version) == (
        "what is BANT?",
        "bant#stands-for,dso#what",
        "guidance index 1",
    )


def test_gaps_list_what_was_not_found_and_what_did_not_answer(session: Session) -> None:
    answered(session, "r1", "How do I fly?", days=1)
    answered(session, "r2", "how do I fly", days=2)
    answered(session, "r3", "what is BANT?", "bant#stands-for")
    answered(session, "r4", "who signs?", "bant#ask")
    keep_feedback(session, "k1", "r3", "up", NOW)
    keep_feedback(session, "k1", "r4", "not_answered", NOW)
    found = gaps(session)
    assert [(gap.question, gap.times, gap.said, gap.passages) for gap in found] == [
        ("How do I fly?", 2, "not_found", ()),
        ("who signs?", 1, "not_answered", ("bant#ask",)),
    ]
    assert found[0].last.date() == dt.date(2026, 11, 23)


def test_a_later_thumb_up_closes_the_gap(session: Session) -> None:
    answered(session, "r1", "who signs?", "bant#ask")
    keep_feedback(session, "k1", "r1", "down", NOW)
    keep_feedback(session, "k1", "r1", "up", NOW)
    assert not gaps(session)


def test_gaps_since_a_moment_leave_out_the_older_ones(session: Session) -> None:
    answered(session, "r1", "old question", days=-9)
    assert not gaps(session, NOW)
