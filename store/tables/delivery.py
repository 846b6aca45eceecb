"""What comes in and goes out: inbound events, the outbox, nudges, the audit."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, UniqueConstraint

from store.tables.base import Field, SQLModel, long_text


class InboundEvent(SQLModel, table=True):
    """An event from Slack, committed before it is acknowledged; its key makes a second delivery harmless.

    status: new, working, done, failed.
    """

    __tablename__ = "inbound_event"
    key: str = Field(primary_key=True)
    received_at: dt.datetime = Field(index=True)
    payload: str = long_text()
    status: str = Field(default="new", index=True)
    owner: str = ""
    lease_until: dt.datetime | None = None
    attempts: int = 0
    reference: str = ""


class Outbox(SQLModel, table=True):
    """One message to one person for one due moment. status: pending, sending, sent, dead, skipped_late, withdrawn."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("schedule", "due_at", "recipient"),
        Index("ix_outbox_status_next_attempt_at", "status", "next_attempt_at"),
    )
    id: str = Field(primary_key=True)  # a UUID; also the Slack metadata's delivery id
    schedule: str
    due_at: dt.datetime
    recipient: str  # person id, or channel:<id>
    kind: str
    payload: str = long_text(default="")  # what to compute at sending, JSON; never figures
    status: str = "pending"
    attempts: int = 0
    owner: str = ""
    lease_until: dt.datetime | None = None
    next_attempt_at: dt.datetime | None = None
    first_attempt_at: dt.datetime | None = None
    channel: str = ""
    message_ts: str = ""
    last_error: str = ""


class Nudge(SQLModel, table=True):
    """What a person did with one nudge: snoozed until, done, or not mine. The rhythm is not touched."""

    __tablename__ = "nudge"
    person_id: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)  # e.g. review:<id>
    snoozed_until: dt.date | None = None
    verdict: str = ""
    at: dt.datetime


class AuditEntry(SQLModel, table=True):
    """Who saw which account, append-only; each entry's hash covers the one before."""

    __tablename__ = "audit_entry"
    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime
    person_id: str
    place: str
    route: str
    accounts: str = long_text(default="")
    outcome: str = ""
    previous: str = ""
    hash: str = ""
