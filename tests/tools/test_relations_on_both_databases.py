"""The tools of relationship and rhythm answer the same on SQLite and on PostgreSQL, also after writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.book.packs import keep_pack
from bot.tools.answer import Answer
from bot.tools.frozen import freeze
from bot.tools.periods import Period
from bot.tools.rhythm import rule_for
from bot.tools.tool import all_tools
from store.tables import (
    Action,
    Contact,
    CustomerIssue,
    PerceivedBenefit,
    PlanObjective,
    Review,
    ReviewRhythm,
    TeamRole,
    ValueDelivered,
)
from tests.doubles.postgres import PostgresServer
from tests.tools.ledger import TODAY, Ledger, on_both

READS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("reviews_due", {}),
    ("reviews_due", {"period": Period(dt.date(2026, 7, 1), dt.date(2026, 12, 31))}),
    ("action_items", {}),
    ("action_items", {"account": "a", "owner": "Kim"}),
    ("customer_issues", {}),
    ("value_delivered", {"account": "a"}),
    ("account_plan", {"account": "a"}),
    ("relationship_map", {"account": "a"}),
    ("review_pack", {"account": "a"}),
)
WRITES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("log_review", {"account": "a", "notes": "needs: firm dates", "new_date": dt.date(2026, 12, 20)}),
    ("log_review", {"account": "b", "cadence": "quarterly"}),
    ("log_review", {"account": "b", "snooze": True, "new_date": dt.date(2026, 11, 30)}),
    ("action_items", {"account": "a", "text": "send the list", "due": dt.date(2026, 11, 27)}),
    ("action_items", {"item": "1"}),
    ("customer_issues", {"account": "b", "text": "billed twice"}),
    ("customer_issues", {"account": "a", "item": "1", "text": "credit note sent"}),
    ("value_delivered", {"account": "a", "text": "saved freight", "amount": Decimal("800.50"), "confirmed": True}),
    ("account_plan", {"account": "a", "text": "first call", "objective": "vision"}),
)


def filled(ledger: Ledger) -> Ledger:
    ledger.account("a", "Älpha Bikes", is_key=True)
    ledger.account("b", "Beta Bikes", is_key=True)
    for month in range(1, 11):
        ledger.sale("a", dt.date(2026, month, 5), 100 + month, cost=50)
        ledger.sale("a", dt.date(2025, month, 5), 90 + month, cost=50)
    day = dt.date(2026, 8, 12)
    ledger.add(
        ReviewRhythm(account_id="a", cadence="monthly", rule=rule_for("monthly", 12), anchor=day),
        Review(id="r", account_id="a", cadence="monthly", due=day, held=day, status="held", notes="fine"),
        Contact(id="c", account_id="a", name="Pat", level=1, last_touch=day, counterpart="Kim Keller"),
        TeamRole(account_id="a", person_name="Chris Chief", level=1),
        PerceivedBenefit(account_id="a", date=day, benefit=Decimal("7.5"), cost=Decimal(5)),
        CustomerIssue(id="i1", account_id="a", text="late", department="Logistics", raised=day),
        CustomerIssue(id="i2", account_id="a", text="rims", raised=day, closed=dt.date(2026, 9, 1)),
        ValueDelivered(id="v", account_id="a", date=day, text="training", amount=Decimal("1234.5678"), confirmed=True),
        PlanObjective(
            id="p", account_id="a", objective="business", horizon="short", text="grow", target="2k", created=day
        ),
    )
    ledger.add(
        Action(id="x1", account_id="a", review_id="r", text="prices", owner="Kim Keller", owner_id="k1", created=day),
        Action(id="x2", text="book a room", owner="Kim Keller", owner_id="k1", created=day, due=dt.date(2026, 9, 1)),
    )
    return ledger


@pytest.fixture
def both(postgres: PostgresServer) -> Iterator[tuple[Ledger, Ledger]]:
    with on_both(postgres, filled) as pair:
        yield pair


def asked(ledger: Ledger, tool: str, args: dict[str, Any]) -> str:
    """The answer as text, without the ids of new rows."""
    answer: Answer = all_tools()[tool].run(all_tools()[tool].args(**args), ledger.book("k1"))
    if answer.receipt is None:
        return freeze(answer)
    inputs = tuple((name, replace(one, source=one.source[:3])) for name, one in answer.receipt.inputs)
    return freeze(answer.with_(receipt=replace(answer.receipt, inputs=inputs)))


def test_every_answer_is_the_same_before_and_after_writing(both: tuple[Ledger, Ledger]) -> None:
    one, other = both
    for tool, args in (*READS, *WRITES, *READS):
        assert asked(one, tool, args) == asked(other, tool, args), f"{tool} {args}"


def test_a_pack_is_kept_on_both(both: tuple[Ledger, Ledger]) -> None:
    tool = all_tools()["review_pack"]
    for ledger in both:
        pack = tool.run(tool.args.model_validate({"account": "a"}), ledger.book("k1"))
        keep_pack(ledger.session, pack, "k1", dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC), TODAY)
        found = ledger.book("k1").reviews.last_pack("a")
        assert found is not None
        assert found.answer.headline == pack.headline
