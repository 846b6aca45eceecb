"""The tools of choosing and investing answer the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bot.tools.arguments import Scope
from bot.tools.frozen import freeze
from bot.tools.periods import Period
from bot.tools.tool import all_tools
from store.tables import Competence, Effort, Invoice, Opportunity, OpportunityEvidence, Payment, PersonCost
from tests.doubles.postgres import PostgresServer
from tests.tools.ledger import Ledger, on_both

D = Decimal
DAYS = Period(dt.date(2026, 3, 2), dt.date(2026, 9, 17))
"""Not whole months, so that the order lines answer and not the monthly sums."""

ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("portfolio_summary", "k1", {}),
    ("portfolio_summary", "m1", {}),
    ("portfolio_summary", "h1", {"period": DAYS}),
    ("portfolio_summary", "h1", {"scope": Scope("region", "Europe")}),
    ("portfolio_summary", "h1", {"scope": Scope("segment", "shop")}),
    ("pareto_analysis", "h1", {}),
    ("pareto_analysis", "m1", {"metric": "net_profit", "period": DAYS}),
    ("pareto_analysis", "k1", {"metric": "clv"}),
    ("customer_lifetime_value", "k1", {"account": "a"}),
    ("break_even_kam_cost", "k1", {}),
    ("break_even_kam_cost", "m1", {"account": "a"}),
    ("bant_qualification", "k1", {}),
    ("bant_qualification", "k1", {"opportunity": "o"}),
    ("account_selection", "m1", {}),
    ("account_selection", "k1", {"account": "b"}),
    ("effort_vs_return", "k1", {}),
    ("effort_vs_return", "m1", {"account": "a", "period": DAYS}),
    ("kam_competency", "k1", {}),
    ("kam_competency", "k1", {"scores": {"financial": D("3.5")}}),
    ("kam_competency", "m1", {}),
)


def filled(ledger: Ledger) -> Ledger:
    for identity, name, kam, fields in (
        ("a", "Älpha Bikes", "k1", {"is_key": True, "region": "Europe", "segment": "shop"}),
        ("b", "Beta Bikes", "k1", {"region": "Asia", "segment": "mail", "strategic_reason": "First of a chain."}),
        ("c", "Gamma Bikes", "k2", {"region": "Europe", "segment": "shop"}),
    ):
        ledger.account(identity, name, kam=kam, **fields)
        ledger.product(f"P{identity}", category=f"Category {identity}")
    for month in range(1, 11):
        for account, price, cost in (("a", 100 + month, 60), ("b", 40, 45), ("c", 70, 50)):
            for year, factor in ((2025, 1), (2026, 2)):
                ledger.sale(
                    account,
                    dt.date(year, month, 5),
                    price * factor,
                    cost=cost * factor,
                    freight=2,
                    product=f"P{account}",
                    kam="k1" if month % 3 else "k2",
                )
    ledger.cost("a", "2026-04-05", "rebate", "12.3456")
    ledger.cost("b", "2026-04-05", "service", 7)
    ledger.covers("rebate", "service")
    day = dt.date(2026, 8, 12)
    ledger.add(
        PersonCost(person_id="k1", year=2025, total=D(1000)),
        PersonCost(person_id="k2", year=2026, total=D(500)),
        Effort(account_id="a", person_id="k1", month=dt.date(2026, 3, 1), hours=D("12.5"), visits=3),
        Effort(account_id="b", person_id="k1", month=dt.date(2026, 4, 1), hours=D(30), visits=1),
        Effort(account_id="c", person_id="k1", month=dt.date(2026, 4, 1), hours=D(2), visits=0),
        Opportunity(id="o", account_id="a", name="Fleet", amount=D(5000), margin_pct=D("12.5")),
        Invoice(id="i", account_id="a", date=day, due_date=dt.date(2026, 9, 12), amount=D("100.5")),
        Invoice(id="j", account_id="c", date=day, due_date=dt.date(2026, 12, 12), amount=D(80)),
        Competence(person_id="k1", competence="financial", date=day, score=D("2.5"), rated_by="Max Manager"),
    )
    ledger.add(
        OpportunityEvidence(opportunity_id="o", letter="budget", date=day, score=4, amount=D(4000)),
        OpportunityEvidence(opportunity_id="o", letter="need", date=day, score=3),
        Payment(id="p", invoice_id="i", date=dt.date(2026, 9, 20), amount=D("40.25")),
    )
    return ledger


@pytest.fixture
def both(postgres: PostgresServer) -> Iterator[tuple[Ledger, Ledger]]:
    with on_both(postgres, filled) as pair:
        yield pair


def test_every_answer_is_the_same(both: tuple[Ledger, Ledger]) -> None:
    for tool_id, asker, args in ASKED:
        tool = all_tools()[tool_id]
        told = [freeze(tool.run(tool.args(**args), ledger.book(asker))) for ledger in both]
        assert told[0] == told[1], f"{tool_id} {asker} {args}"


def test_the_whole_is_the_sum_of_its_people(both: tuple[Ledger, Ledger]) -> None:
    tool = all_tools()["portfolio_summary"]
    for ledger in both:
        whole = tool.run(tool.args(), ledger.book("m1"))
        parts = [tool.run(tool.args(), ledger.book(person)) for person in ("k1", "k2")]
        for name in ("net_sales", "cogs", "rebates", "order_credit_net_sales", "overdue_amount"):
            assert whole.figure(name) == sum((D(str(part.figure(name))) for part in parts), D(0)), name
