"""Risks by name and plans with gaps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.tools.facts.plans import ObjectiveFact
from bot.tools.facts.portfolio import Change, Overdue
from bot.tools.periods import Period
from bot.tools.portfolio_checks import plan_gaps, risks

D = Decimal
YEAR = Period(dt.date(2025, 11, 1), dt.date(2026, 10, 31))


def change(now: int, before: int, margin: int | None = 1, last: str = "2026-10-01") -> Change:
    return Change("k1", D(now), D(before), None if margin is None else D(margin), dt.date.fromisoformat(last))


def objective(account: str, kind: str, horizon: str, done: dt.date | None = None) -> ObjectiveFact:
    return ObjectiveFact(f"{account}{kind}{horizon}", account, kind, horizon, "", "", None, YEAR.start, None, done)


def test_each_risk_has_its_accounts_worst_first_and_its_amount() -> None:
    found = risks(
        {
            "good": change(100, 100, 20),
            "bad": change(50, 50, -5),
            "worse": change(50, 50, -9),
            "gone": change(0, 70),
            "larger": change(0, 80),
            "silent": change(30, 0, 3, last="2026-04-01"),
            "unknown": change(10, 10, None),
        },
        {"good": Overdue(D(12), False), "bad": Overdue(D(40), True)},
        YEAR,
    )
    assert found.below_cost.accounts == ("worse", "bad")
    assert found.below_cost.amount == -14
    assert found.stopped.accounts == ("larger", "gone")
    assert found.stopped.amount == 150
    assert found.silent.accounts == ("silent",)
    assert found.silent.amount == 30
    assert found.overdue is not None
    assert found.overdue.accounts == ("bad", "good")
    assert found.overdue.amount == 52
    assert found.unknown_margin == 1
    assert found.largest_share_pct == D(100) / 240 * 100
    assert found.illustrative


def test_silence_begins_after_six_months_without_an_order() -> None:
    at_the_edge = risks({"a": change(1, 0, 1, last="2026-05-01")}, {}, YEAR)
    assert at_the_edge.silent.accounts == ()
    over_it = risks({"a": change(1, 0, 1, last="2026-04-30")}, {}, YEAR)
    assert over_it.silent.accounts == ("a",)


def test_without_invoices_overdue_is_unknown_not_zero() -> None:
    assert risks({}, None, YEAR).overdue is None
    nothing = risks({}, {}, YEAR).overdue
    assert nothing is not None
    assert nothing.amount == 0


def test_without_sales_there_is_no_largest_share() -> None:
    assert risks({}, {}, YEAR).largest_share_pct is None


def test_a_whole_plan_has_every_kind_and_every_horizon() -> None:
    whole = [
        objective("A", "vision", "long"),
        objective("A", "relationship", "medium"),
        objective("A", "business", "short"),
    ]
    found = plan_gaps(["A"], [], whole)
    assert found.missing == {}
    assert found.expected == 1


def test_gaps_are_named_and_finished_objectives_do_not_count() -> None:
    rows = [objective("A", "vision", "long"), objective("A", "business", "short", done=dt.date(2026, 1, 1))]
    found = plan_gaps(["A", "B"], [], rows)
    assert (
        found.missing["A"]
        == "no relationship objective, no business objective, nothing short-term, nothing medium-term"
    )
    assert found.missing["B"] == "no current plan"


def test_where_no_account_is_named_key_those_under_review_should_have_a_plan() -> None:
    found = plan_gaps([], ["B", "A", "A"], [])
    assert (found.expected, found.basis, list(found.missing)) == (2, "accounts with a review rhythm", ["A", "B"])
