"""Both sides are kept apart, and the plan is joint only where both earn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, NotPermitted
from bot.tools.answer import Answer
from bot.tools.joint_value import Args, Side, run
from store.tables import CustomerFinancial, IndustryBenchmark
from tests.tools.ledger import Ledger

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**6, places=2)
PLAN = {"customer_gain": D(80), "customer_cost": D(30), "our_gain": D(40), "our_cost": D(25)}


def ledger() -> Ledger:
    made = Ledger()
    made.account("A1", "Acme", industry="Retail")
    made.account("B1", "Secret", kam="k3")
    return made


def ask(made: Ledger, **args: Any) -> Answer:
    return run(Args(**args), made.book())


def known(made: Ledger) -> Ledger:
    """Acme made 30 % of 1,000 in 2024 and 31 % in 2023; its industry 34 % in 2024."""
    for year, margin in ((2023, 31), (2024, 30)):
        made.add(
            CustomerFinancial(account_id="A1", year=year, sales=D(1000), gross_margin_pct=D(margin), source="report")
        )
    made.add(IndustryBenchmark(industry="Retail", metric="gross_margin_pct", year=2024, value=D(34), source="index"))
    return made


def test_both_sides_on_paper() -> None:
    answer = ask(ledger(), **PLAN)
    assert [answer.figure(name) for name in ("customer_net", "our_net", "joint_value")] == [D(50), D(15), D(65)]
    assert answer.figure("our_roi_pct") == D(60)
    assert answer.headline == "Both earn: the customer +50.00 USD, we +15.00 USD."
    assert answer.hypothetical
    assert answer.visibility == "public"


def test_a_plan_that_earns_one_side_only_is_not_joint() -> None:
    answer = ask(ledger(), **(PLAN | {"our_cost": D(45)}))
    assert answer.headline.startswith("Not a joint plan yet: we do not earn from it")
    assert "Together +45.00: enough for both, if the side that gains shares some of it." in answer.lines


def test_a_plan_nobody_earns_from() -> None:
    answer = ask(ledger(), **(PLAN | {"our_cost": D(45), "customer_cost": D(90)}))
    assert answer.headline.startswith("Nobody earns from this plan")


def test_a_side_that_is_not_known_is_asked_for_not_assumed() -> None:
    answer = ask(ledger(), our_gain=D(40), our_cost=D(25), customer_gain=D(80))
    assert answer.figure("customer_net") is None
    assert "We earn 15.00 USD; whether both earn I can't say" in answer.headline
    assert answer.unknown == ("Still to be said: what it costs the customer.",)


def test_a_plan_that_costs_nothing_has_no_return() -> None:
    answer = ask(ledger(), **(PLAN | {"customer_cost": D(0)}))
    assert answer.figure("customer_roi_pct") is None


def test_the_gap_of_the_question_is_in_points() -> None:
    answer = ask(ledger(), customer_margin_pct=D(32), industry_margin_pct=D(36))
    assert answer.figure("margin_gap_pts") == D(-4)
    assert answer.headline == "The customer's margin of 32 % is 4.0 points below its industry's of 36 %."


def test_recorded_margins_of_the_same_level_and_year_with_their_source() -> None:
    answer = ask(known(ledger()), account="A1")
    assert answer.figure("margin_gap_pts") == D(-4)
    assert answer.headline == "Acme's gross margin of 30 % is 4.0 points below its industry's of 34 %."
    assert "Closing the gap is worth 40.00 a year to them: lead with what closes it." in answer.lines
    assert answer.receipt is not None
    assert dict(answer.receipt.inputs)["industry_margin_pct"].source == "index"


def test_margins_of_different_years_are_said() -> None:
    made = ledger()
    made.add(CustomerFinancial(account_id="A1", year=2022, gross_margin_pct=D(30)))
    made.add(IndustryBenchmark(industry="Retail", metric="gross_margin_pct", year=2024, value=D(34)))
    assert ask(made, account="A1").warnings == ("The customer's margin is of 2022, its industry's of 2024.",)


def test_what_the_plan_does_to_the_customers_own_margin() -> None:
    answer = ask(known(ledger()), account="A1", **PLAN)
    assert answer.figure("customer_margin_effect_pts") == D(5)


def test_without_a_plan_or_margins_it_asks() -> None:
    assert ask(ledger(), account="A1").route == "clarify"
    assert ask(ledger()).route == "clarify"


def test_a_negative_cost_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="what it costs us as a positive amount"):
        ask(ledger(), **(PLAN | {"our_cost": D(-5)}))


def test_a_colleagues_account_is_refused() -> None:
    with pytest.raises(NotPermitted):
        ask(ledger(), account="B1")


@given(MONEY, MONEY, MONEY, MONEY)
def test_both_nets_are_the_joint_value(gain: D, cost: D, ours: D, spent: D) -> None:
    answer = run(Args(customer_gain=gain, customer_cost=cost, our_gain=ours, our_cost=spent), EMPTY)
    assert answer.figure("joint_value") == gain - cost + ours - spent
    both = gain > cost and ours > spent
    assert answer.headline.startswith("Both earn") == both


def test_a_transfer_changes_how_value_is_shared_not_how_much_there_is() -> None:
    before, after = Side(D(80), D(30)), Side(D(90), D(30))
    us_before, us_after = Side(D(40), D(25)), Side(D(40), D(35))
    assert (before.net or 0) + (us_before.net or 0) == (after.net or 0) + (us_after.net or 0)


EMPTY = Ledger().book()
