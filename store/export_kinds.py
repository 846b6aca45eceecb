"""The kinds of data that can be exported: their table, their column titles, and whose rows one may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Table, or_, select
from sqlmodel import Session, SQLModel, col

from store import tables
from store.tables import Account, Invoice, Opportunity
from store.visibility import Accounts

Whose = Literal["account", "person", "invoice", "opportunity", "group", "everybody"]
"""What decides who may see a row: its account, its person, the account of what it belongs to, or nobody needs to."""


@dataclass(frozen=True)
class Kind:
    """One kind. `titles` renames columns; all others keep their name, which the importer knows."""

    name: str
    model: type[SQLModel]
    singular: str
    whose: Whose = "account"
    titles: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        found: Table = self.model.__table__  # type: ignore[attr-defined]
        return found

    @property
    def headers(self) -> Sequence[str]:
        return [self.titles.get(one.name, one.name) for one in self.table.columns]


def _kind(
    name: str, model: type[SQLModel], singular: str, whose: Whose = "account", key: str = "", also: Sequence[str] = ()
) -> Kind:
    titles = {"id": key or f"{singular}_id"} | {one: f"{one}_id" for one in _WHO}
    return Kind(name, model, singular, whose, titles, tuple(also))


_WHO = ("logged_by", "raised_by", "noted_by", "entered_by")
"""Columns that hold a person's id, not a name."""


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        _kind("people", tables.Person, "person", "person"),
        _kind("person_costs", tables.PersonCost, "person_cost", "person"),
        _kind("groups", tables.AccountGroup, "group", "group", also=("account_groups",)),
        _kind("accounts", Account, "account"),
        _kind("aliases", tables.AccountAlias, "alias"),
        _kind("assignments", tables.Assignment, "assignment"),
        _kind("team_roles", tables.TeamRole, "team_role", also=("roles",)),
        _kind("leave", tables.Leave, "leave", "person"),
        _kind("competences", tables.Competence, "competence", "person"),
        _kind("products", tables.Product, "product", "everybody"),
        _kind("promotions", tables.Promotion, "promotion", "everybody"),
        _kind("exchange_rates", tables.ExchangeRate, "exchange_rate", "everybody", also=("rates",)),
        _kind("quotas", tables.Quota, "quota", "person"),
        _kind("orders", tables.OrderLine, "order", also=("order_lines",)),
        _kind("costs", tables.CostLine, "cost", also=("cost_lines",)),
        _kind("cost_coverage", tables.CostCoverage, "cost_coverage", "everybody", also=("coverage",)),
        _kind("invoices", Invoice, "invoice"),
        _kind("payments", tables.Payment, "payment", "invoice"),
        _kind("effort", tables.Effort, "effort"),
        _kind("contacts", tables.Contact, "contact"),
        _kind("opportunities", Opportunity, "opportunity"),
        _kind("evidence", tables.OpportunityEvidence, "evidence", "opportunity", also=("bant",)),
        _kind("review_rhythms", tables.ReviewRhythm, "review_rhythm", also=("rhythms",)),
        _kind("reviews", tables.Review, "review"),
        _kind("actions", tables.Action, "action"),
        _kind("plans", tables.PlanObjective, "plan", key="objective_id", also=("objectives", "plan_objectives")),
        _kind("value_delivered", tables.ValueDelivered, "value", also=("values",)),
        _kind("issues", tables.CustomerIssue, "issue", also=("customer_issues",)),
        _kind("ratings", tables.PerceivedBenefit, "rating", also=("perceived_benefit",)),
        _kind("stages", tables.StageNote, "stage", also=("stage_notes",)),
        _kind("financials", tables.CustomerFinancial, "financial", also=("customer_financials",)),
        _kind("segments", tables.CustomerSegment, "segment", also=("customer_segments",)),
        _kind("strategies", tables.CustomerStrategy, "strategy", also=("customer_strategies",)),
        _kind("kpis", tables.BuyerKpi, "kpi", also=("buyer_kpis",)),
        _kind("benchmarks", tables.IndustryBenchmark, "benchmark", "everybody", also=("industry_benchmarks",)),
    )
}
"""Every kind by name, in the order in which they can be imported: what is referred to comes first."""


def rows_of(session: Session, kind: Kind, accounts: Accounts) -> Iterator[Sequence[Any]]:
    """The rows of a kind that belong to the accounts given, in the order of their key."""
    statement = select(*kind.table.columns).order_by(*kind.table.primary_key.columns)
    statement = _limited(statement, kind, accounts)
    result = session.connection().execution_options(yield_per=5000).execute(statement)
    yield from result


def _limited(statement: Any, kind: Kind, accounts: Accounts) -> Any:
    table = kind.table
    mine = select(col(Account.id)).where(accounts.where())
    if kind.whose == "everybody":
        return statement
    if kind.whose == "person":
        if accounts.visible.everything and accounts.kams is None:
            return statement
        people = accounts.visible.kams if accounts.kams is None else accounts.kams & _led(accounts)
        key = table.c.id if table.name == "person" else table.c.person_id
        return statement.where(key.in_(sorted(people)))
    if kind.whose == "invoice":
        return statement.where(table.c.invoice_id.in_(select(col(Invoice.id)).where(col(Invoice.account_id).in_(mine))))
    if kind.whose == "opportunity":
        theirs = select(col(Opportunity.id)).where(col(Opportunity.account_id).in_(mine))
        return statement.where(table.c.opportunity_id.in_(theirs))
    if kind.whose == "group":
        groups = select(col(Account.group_id)).where(accounts.where(), col(Account.group_id).is_not(None))
        return statement.where(table.c.id.in_(groups))
    account = table.c.id if table.name == "account" else table.c.account_id
    if account.nullable and accounts.visible.everything and accounts.ids is None:
        return statement.where(or_(account.is_(None), account.in_(mine)))
    return statement.where(account.in_(mine))


def _led(accounts: Accounts) -> frozenset[str]:
    """The people whose figures may be seen: all where everything is visible, else the visible KAMs."""
    everyone = accounts.kams or frozenset()
    return everyone if accounts.visible.everything else accounts.visible.kams
