"""Who sells to whom: people and their cost, accounts, assignments, teams, effort, leave."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index

from store.tables.base import Field, SQLModel, illustrative, long_text, maybe_money, money


class Person(SQLModel, table=True):
    """role: kam, manager, head_of_sales, finance (sees all), admin (operates, sees no figures), other."""

    __tablename__ = "person"
    id: str = Field(primary_key=True)
    name: str = Field(index=True)
    email: str = Field(default="", index=True)  # case-folded
    title: str = ""
    role: str = "kam"
    manager_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    territory: str = ""
    timezone: str = ""  # IANA; empty = the config's
    work_start: str = ""  # "09:00", local; empty = the config's
    work_end: str = ""
    active: bool = True
    wants_digest: bool = True
    illustrative: bool = illustrative()


class PersonCost(SQLModel, table=True):
    """What a KAM costs in a calendar year; None parts are unknown."""

    __tablename__ = "person_cost"
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    year: int = Field(primary_key=True)
    salary: Decimal | None = maybe_money()
    expenses: Decimal | None = maybe_money()
    overhead: Decimal | None = maybe_money()
    total: Decimal = money()
    illustrative: bool = illustrative()


class SlackLink(SQLModel, table=True):
    """A Slack user that is verified to be a person."""

    __tablename__ = "slack_link"
    team_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    dm_channel: str = ""
    linked_at: dt.datetime
    checked_at: dt.datetime


class AccountGroup(SQLModel, table=True):
    """One customer in several places: accounts that are planned together."""

    __tablename__ = "account_group"
    id: str = Field(primary_key=True)
    name: str
    meeting_rule: str = ""  # RFC 5545 RRULE of the group's planning meeting
    illustrative: bool = illustrative()


class Account(SQLModel, table=True):
    __tablename__ = "account"
    id: str = Field(primary_key=True)
    name: str = Field(index=True)
    kam_id: str | None = Field(default=None, foreign_key="person.id", index=True)  # today's KAM
    group_id: str | None = Field(default=None, foreign_key="account_group.id", index=True)
    segment: str = Field(default="", index=True)
    channel: str = ""
    territory: str = Field(default="", index=True)
    country: str = ""
    region: str = ""  # group of countries
    city: str = ""
    industry: str = ""
    is_key: bool | None = None  # named a key account; None = nobody said
    strategic_reason: str = long_text(default="")  # why small may still be strategic
    buy_reason: str = ""  # price, proximity, relationships, quality, other
    potential: Decimal | None = maybe_money()  # yearly sales thought reachable
    customer_since: dt.date | None = None
    employees: int | None = None
    customer_annual_sales: Decimal | None = maybe_money()  # the customer's own sales
    credit_limit: Decimal | None = maybe_money()
    payment_days: int | None = None
    contract_retention_pct: Decimal | None = maybe_money()  # yearly, from contracts
    needs: str = long_text(default="")
    needs_noted: dt.date | None = None
    active: bool = True
    illustrative: bool = illustrative()
    illustrative_fields: str = long_text(default="")  # the columns made up for the sample, comma-separated


class AccountAlias(SQLModel, table=True):
    __tablename__ = "account_alias"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    alias: str = Field(primary_key=True)
    illustrative: bool = illustrative()


class Assignment(SQLModel, table=True):
    """Who had, has or stands in for an account. cause: owner or stand_in; end None = open."""

    __tablename__ = "assignment"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id", index=True)
    start: dt.date = Field(primary_key=True)
    end: dt.date | None = None
    cause: str = "owner"
    illustrative: bool = illustrative()


class TeamRole(SQLModel, table=True):
    """A colleague who works on an account without owning it (service, finance, executive sponsor)."""

    __tablename__ = "team_role"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    person_name: str = Field(primary_key=True)
    role: str = ""
    level: int | None = None  # 1 president … 5 operations, as in Contact
    illustrative: bool = illustrative()


class Leave(SQLModel, table=True):
    """A person's absence, ends included, and who takes the nudges."""

    __tablename__ = "leave"
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    start: dt.date = Field(primary_key=True)
    end: dt.date
    stand_in_id: str | None = Field(default=None, foreign_key="person.id")
    illustrative: bool = illustrative()


class Effort(SQLModel, table=True):
    """Hours and visits that a person spent on an account in a month (`month` = its first day)."""

    __tablename__ = "effort"
    __table_args__ = (Index("ix_effort_person_id", "person_id", "account_id", "month", "hours"),)
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    month: dt.date = Field(primary_key=True)
    hours: Decimal = money()
    visits: int = 0
    illustrative: bool = illustrative()


class Competence(SQLModel, table=True):
    """A person's rating, 0-5, in one of the five competences on a date."""

    __tablename__ = "competence"
    person_id: str = Field(primary_key=True, foreign_key="person.id")
    competence: str = Field(primary_key=True)
    date: dt.date = Field(primary_key=True)
    score: Decimal = money()
    rated_by: str = ""
    illustrative: bool = illustrative()
