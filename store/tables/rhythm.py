"""What recurs and what was promised: reviews and their rhythm, actions, plans, frozen packs."""

from __future__ import annotations

import datetime as dt

from store.tables.base import Field, SQLModel, illustrative, long_text


class ReviewRhythm(SQLModel, table=True):
    """How often an account is reviewed. rule is an RFC 5545 RRULE from `anchor` on; cadence names the usual ones.

    The rhythm is never moved by a snooze or by one moved review.
    """

    __tablename__ = "review_rhythm"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    cadence: str = Field(primary_key=True)  # monthly, quarterly, or custom
    rule: str
    anchor: dt.date
    active: bool = True
    illustrative: bool = illustrative()


class Review(SQLModel, table=True):
    """One review of an account. due = the rhythm's date; planned = where it was moved to, if it was.

    status: due, held, skipped (missed, and settled by a later one), dropped (its rhythm changed before it came).
    Overdue is due (or planned) before today and not held.
    """

    __tablename__ = "review"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    cadence: str
    due: dt.date = Field(index=True)
    planned: dt.date | None = None
    held: dt.date | None = None
    status: str = "due"
    notes: str = long_text(default="")
    needs: str = long_text(default="")
    logged_by: str | None = Field(default=None, foreign_key="person.id")
    illustrative: bool = illustrative()


class Action(SQLModel, table=True):
    """A task somebody promised. owner is a name; owner_id where it is one of our people; closed None = open."""

    __tablename__ = "action"
    id: str = Field(primary_key=True)
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True)
    review_id: str | None = Field(default=None, foreign_key="review.id")
    text: str = long_text()
    owner: str = ""
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    promised_to_customer: bool = False
    created: dt.date
    due: dt.date | None = None
    closed: dt.date | None = None
    illustrative: bool = illustrative()


class PlanObjective(SQLModel, table=True):
    """An objective of an account's plan. objective: vision, relationship, business; horizon: short, medium, long."""

    __tablename__ = "plan_objective"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    objective: str
    horizon: str
    text: str = long_text()
    target: str = ""
    due: dt.date | None = None
    created: dt.date
    reviewed: dt.date | None = None
    done: dt.date | None = None
    illustrative: bool = illustrative()


class PackSnapshot(SQLModel, table=True):
    """A review pack as it was sent: the answer as JSON, never recomputed."""

    __tablename__ = "pack_snapshot"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    review_id: str | None = Field(default=None, foreign_key="review.id")
    person_id: str = Field(foreign_key="person.id")
    created_at: dt.datetime
    answer: str = long_text()
