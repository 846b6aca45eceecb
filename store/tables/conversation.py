"""What threads spoke of: turns, receipts, feedback, usage."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index

from store.tables.base import Field, SQLModel, long_text


class ThreadTurn(SQLModel, table=True):
    """One question and its answer, per thread and person; never read by another person."""

    __tablename__ = "thread_turn"
    __table_args__ = (Index("ix_thread_turn_thread_person_id", "thread", "person_id"),)
    id: str = Field(primary_key=True)
    thread: str
    person_id: str
    at: dt.datetime
    question: str = long_text()
    route: str
    args: str = long_text(default="{}")  # canonical arguments, JSON
    pending: str = long_text(default="")  # what waits for a yes or a choice, JSON
    receipt_id: str | None = Field(default=None, foreign_key="receipt.id")


class Receipt(SQLModel, table=True):
    """An answer's working, kept so that it can be explained and replayed."""

    __tablename__ = "receipt"
    id: str = Field(primary_key=True)
    person_id: str = Field(index=True)
    at: dt.datetime
    today: dt.date
    route: str
    args: str = long_text()
    answer: str = long_text()  # the whole answer, JSON
    data_version: str = ""


class Feedback(SQLModel, table=True):
    """The last word of a person on an answer: up, down, or not_answered."""

    __tablename__ = "feedback"
    person_id: str = Field(primary_key=True)
    answer_id: str = Field(primary_key=True)
    at: dt.datetime
    verdict: str
    question: str = long_text(default="")
    route: str = ""
    passages: str = long_text(default="")
    knowledge_version: str = ""
    reason: str = long_text(default="")


class Usage(SQLModel, table=True):
    """What a question took: milliseconds, and a model's tokens and cost where one was asked."""

    __tablename__ = "usage"
    id: str = Field(primary_key=True)
    at: dt.datetime = Field(index=True)
    person_id: str = Field(index=True)
    route: str
    milliseconds: int
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: str = "0"
    outcome: str = ""
