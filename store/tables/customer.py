"""What we know of the customer: contacts, opportunities, money, value, issues, ratings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from store.tables.base import Field, SQLModel, illustrative, long_text, maybe_money, money


class Contact(SQLModel, table=True):
    """A person at the customer. level: 1 president/owner, 2 vice president, 3 director/head, 4 manager/buyer,
    5 operations. counterpart: our person who knows them; last_touch None = no contact recorded."""

    __tablename__ = "contact"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    title: str = ""
    level: int | None = None
    department: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""  # economic_buyer, decider, influencer, user, sponsor, blocker
    counterpart: str = ""
    counterpart_level: int | None = None
    last_touch: dt.date | None = None
    strength: int | None = None  # 0-4
    active: bool = True
    illustrative: bool = illustrative()


class Opportunity(SQLModel, table=True):
    __tablename__ = "opportunity"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    amount: Decimal | None = maybe_money()
    margin_pct: Decimal | None = maybe_money()  # per cent
    stage: str = ""
    status: str = "open"  # open, won, lost
    opened: dt.date | None = None
    close_date: dt.date | None = None
    illustrative: bool = illustrative()


class OpportunityEvidence(SQLModel, table=True):
    """What is known of one BANT letter. letter: budget, authority, need, timing; score 0-4, None = unknown."""

    __tablename__ = "opportunity_evidence"
    opportunity_id: str = Field(primary_key=True, foreign_key="opportunity.id")
    letter: str = Field(primary_key=True)
    date: dt.date = Field(primary_key=True)
    score: int | None = None
    evidence: str = long_text(default="")
    source: str = ""
    amount: Decimal | None = maybe_money()  # budget: how much
    due: dt.date | None = None  # timing: decision date
    illustrative: bool = illustrative()


class ValueDelivered(SQLModel, table=True):
    """Value given to the customer; amount None = not put into money; confirmed = the customer agreed."""

    __tablename__ = "value_delivered"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    date: dt.date
    text: str = long_text()
    amount: Decimal | None = maybe_money()
    confirmed: bool | None = None  # None = not asked yet
    confirmed_by: str = ""
    basis: str = long_text(default="")
    cost: Decimal | None = maybe_money()  # what it cost us
    entered_by: str | None = Field(default=None, foreign_key="person.id")
    illustrative: bool = illustrative()


class CustomerIssue(SQLModel, table=True):
    """A problem that we owe the customer; closed None = open."""

    __tablename__ = "customer_issue"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    text: str = long_text()
    department: str = ""
    raised: dt.date
    due: dt.date | None = None
    closed: dt.date | None = None
    resolution: str = long_text(default="")
    raised_by: str | None = Field(default=None, foreign_key="person.id")
    illustrative: bool = illustrative()


class CustomerFinancial(SQLModel, table=True):
    """The customer's own published or told figures for a fiscal year."""

    __tablename__ = "customer_financial"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    year: int = Field(primary_key=True)
    sales: Decimal | None = maybe_money()
    gross_margin_pct: Decimal | None = maybe_money()
    net_margin_pct: Decimal | None = maybe_money()
    source: str = ""
    date: dt.date | None = None
    illustrative: bool = illustrative()


class IndustryBenchmark(SQLModel, table=True):
    """A peer figure: metric e.g. gross_margin_pct of an industry in a year."""

    __tablename__ = "industry_benchmark"
    industry: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    value: Decimal = money()
    source: str = ""
    date: dt.date | None = None
    illustrative: bool = illustrative()


class CustomerSegment(SQLModel, table=True):
    """A line of business of the customer with its weight in their sales and profit, in per cent."""

    __tablename__ = "customer_segment"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    name: str = Field(primary_key=True)
    sales_pct: Decimal | None = maybe_money()
    profit_pct: Decimal | None = maybe_money()
    source: str = ""
    date: dt.date | None = None
    illustrative: bool = illustrative()


class CustomerStrategy(SQLModel, table=True):
    """A strategy the customer states, and what it expects it to do to its own money."""

    __tablename__ = "customer_strategy"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    text: str = long_text()
    expected_effect: str = long_text(default="")
    source: str = ""
    date: dt.date | None = None
    illustrative: bool = illustrative()


class BuyerKpi(SQLModel, table=True):
    """What a buyer is measured or paid on."""

    __tablename__ = "buyer_kpi"
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id")
    kpi: str
    weight: str = ""
    source: str = ""
    date: dt.date | None = None
    illustrative: bool = illustrative()


class PerceivedBenefit(SQLModel, table=True):
    """The customer's rating of benefit and cost of working with us, 0-10 each."""

    __tablename__ = "perceived_benefit"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    date: dt.date = Field(primary_key=True)
    benefit: Decimal = money()
    cost: Decimal = money()
    rated_by: str = ""
    illustrative: bool = illustrative()


class StageNote(SQLModel, table=True):
    """The life-cycle stage, 1-6, that a KAM saw on a date; kept beside the computed one."""

    __tablename__ = "stage_note"
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    date: dt.date = Field(primary_key=True)
    stage: int
    reason: str = long_text(default="")
    noted_by: str | None = Field(default=None, foreign_key="person.id")
    illustrative: bool = illustrative()
