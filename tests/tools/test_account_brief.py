"""One page on an account: four figures that add up, who and what is open, and how complete our picture is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.errors import NotPermitted
from bot.tools.account_brief import Args, run
from bot.tools.answer import Answer
from bot.tools.brief import ASK, completeness, load, next_questions
from store.engine import Database
from store.tables import (
    Action,
    BuyerKpi,
    Contact,
    CustomerFinancial,
    CustomerIssue,
    CustomerSegment,
    CustomerStrategy,
    IndustryBenchmark,
    Opportunity,
    PlanObjective,
    ReviewRhythm,
)
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

D = Decimal
NOTED = dt.date(2026, 11, 1)
COSTS = ("rebate", "return", "freight", "service", "promotion", "other")


def ledger() -> Ledger:
    """Acme bought 10 pieces for 100 each in March 2026, at a cost of 60 each and 20 freight; 50 were given back as a
    rebate and 30 went into service. The KAM costs 120 a year and has this account alone."""
    made = Ledger()
    made.account("a1", "Acme", segment="Shop", city="Seattle", country="United States")
    made.sale("a1", "2026-03-10", price=100, quantity=10, cost=60, freight=20)
    made.covers(*COSTS)
    made.cost("a1", "2026-03-31", "rebate", 50)
    made.cost("a1", "2026-04-01", "service", 30)
    made.kam_cost("k1", 120)
    return made


def ask(made: Ledger, asker: str = "k1", account: str = "a1") -> Answer:
    return run(Args(account=account), made.book(asker))


def said(answer: Answer) -> str:
    """Everything the page says."""
    sections = [line for section in answer.sections for line in section.lines]
    return "\n".join((answer.headline, *answer.lines, *sections, *answer.unknown))


def test_the_four_figures_can_be_checked_on_paper() -> None:
    """1,000 − 50 = 950; − 600 = 350; − 20 − 30 − 120 = 180; 180 ÷ (20 + 30 + 120) = 105.88 %."""
    answer = ask(ledger())
    assert answer.figure("net_sales") == 950
    assert answer.figure("gross_margin") == 350
    assert answer.figure("net_profit") == 180
    assert round(answer.figure("roi_pct") or D(0), 2) == D("105.88")
    assert answer.headline.startswith("Acme: 950 USD net sales, 350 gross margin (36.8 %), 180 profit")


def test_a_missing_cost_line_makes_the_profit_a_bound_and_is_named() -> None:
    made = Ledger()
    made.account("a1", "Acme")
    made.sale("a1", "2026-03-10", price=100, quantity=10, cost=60)
    answer = ask(made)
    assert "at most 400 profit" in answer.headline
    assert "rebates" in answer.unknown[0]
    assert "KAM time" in answer.unknown[0]


def test_an_unknown_cost_of_goods_is_unknown_not_zero() -> None:
    made = Ledger()
    made.account("a1", "Acme")
    made.sale("a1", "2026-03-10", price=100, cost=None)
    answer = ask(made)
    assert answer.figure("gross_margin") is None
    assert answer.figure("net_profit") is None
    assert answer.figure("roi_pct") is None
    assert "profit" not in answer.headline


def test_nothing_spent_on_it_leaves_the_return_undefined() -> None:
    made = Ledger()
    made.account("a1", "Acme")
    made.sale("a1", "2026-03-10", price=100, cost=60)
    made.covers(*COSTS)
    found = next(one for one in ask(made).figures if one.name == "roi_pct")
    assert found.value is None
    assert "undefined" in found.note


def test_a_customer_that_stopped_is_told_with_its_last_order() -> None:
    made = Ledger()
    made.account("a1", "Acme")
    made.sale("a1", "2024-03-10", price=100, cost=60)
    assert ask(made).headline.endswith("; the last order was on 2024-03-10.")


def test_a_customer_that_never_ordered_is_told_so() -> None:
    made = Ledger()
    made.account("a1", "Acme")
    assert "it has never ordered" in ask(made).headline


def whole() -> Ledger:
    """Acme, of which everything is known that a KAM should know."""
    made = ledger()
    made.account("a2", "Known", needs="faster delivery.", buy_reason="quality", potential=D(9000), industry="Bikes")
    made.add(
        Contact(id="c1", account_id="a2", name="Pia President", title="Owner", level=1, role="decider"),
        CustomerSegment(account_id="a2", name="Road", sales_pct=D(60), profit_pct=D(75)),
        CustomerSegment(account_id="a2", name="Repair"),
        CustomerStrategy(id="s1", account_id="a2", text="Open in Tacoma.", expected_effect="a fifth more sales"),
        CustomerFinancial(account_id="a2", year=2025, gross_margin_pct=D(38), source="annual report"),
        IndustryBenchmark(industry="Bikes", metric="gross_margin_pct", year=2025, value=D("40.5"), source="trade body"),
        BuyerKpi(id="b1", account_id="a2", kpi="stock days", weight="30 %"),
        PlanObjective(id="p1", account_id="a2", objective="vision", horizon="long", text="first choice", created=NOTED),
        PlanObjective(id="p2", account_id="a2", objective="business", horizon="short", text="grow", created=NOTED),
        ReviewRhythm(account_id="a2", cadence="monthly", rule="FREQ=MONTHLY;BYMONTHDAY=1", anchor=dt.date(2026, 12, 1)),
        Opportunity(id="o1", account_id="a2", name="Spring order", amount=D(5000)),
        CustomerIssue(id="i1", account_id="a2", text="late parcel", raised=dt.date(2026, 11, 1)),
    )
    return made


def test_how_the_customer_makes_its_money_is_told_with_sources() -> None:
    page = said(ask(whole(), account="a2"))
    assert "Lines of business: Road 60 % of sales and 75 % of profit and Repair." in page
    assert "Their gross margin of 38 % in 2025 is 2.5 points below their industry's 40.5 %" in page
    assert "(annual report; trade body)" in page
    assert "Strategy: Open in Tacoma. They expect: a fifth more sales." in page
    assert "Their buyer is measured on stock days (30 %)." in page
    assert "What they need now: faster delivery." in page


def test_what_is_open_and_due_is_told() -> None:
    page = said(ask(whole(), account="a2"))
    assert "Next review: monthly, 2026-12-01." in page
    assert "Opportunity: Spring order (5,000 USD)." in page
    assert "Owed to the customer: late parcel (no department, since 2026-11-01)." in page


def test_of_many_actions_five_stand_on_the_page_and_the_rest_is_counted() -> None:
    made = ledger()
    made.add(
        *(
            Action(id=f"x{one}", account_id="a1", text=f"task {one}", owner="Kim", created=dt.date(2026, 11, 1))
            for one in range(7)
        )
    )
    lines = next(one for one in ask(made).sections if one.title == "Open and due").lines
    assert sum(line.startswith("Action:") for line in lines) == 5
    assert "and 2 more actions" in lines


def test_the_same_margin_as_the_industry_is_neither_above_nor_below() -> None:
    made = ledger()
    made.account("a3", "Even", industry="Bikes")
    made.add(
        CustomerFinancial(account_id="a3", year=2025, gross_margin_pct=D(40)),
        IndustryBenchmark(industry="Bikes", metric="gross_margin_pct", year=2025, value=D(40)),
    )
    assert "in 2025 is the same as their industry's 40 %" in said(ask(made, account="a3"))


def test_everything_known_leaves_nothing_to_ask() -> None:
    answer = ask(whole(), account="a2")
    assert answer.figure("known_facts") == answer.figure("asked_facts") == len(ASK)
    assert "What we don't know yet" not in [section.title for section in answer.sections]


def test_nothing_known_gives_the_three_questions_that_matter_most() -> None:
    answer = ask(ledger())
    assert answer.figure("known_facts") == 0
    lines = next(one for one in answer.sections if one.title == "What we don't know yet").lines
    assert lines[0].startswith("Missing: their needs today, what their buyers are paid on")
    assert len(lines) == 4
    assert all(line.startswith("Ask: ") and line.endswith("?") for line in lines[1:])


FACTS: dict[str, Any] = {
    "needs": lambda: {"needs": "speed"},
    "buy_reason": lambda: {"buy_reason": "price"},
    "potential": lambda: {"potential": D(1)},
}


@given(st.sets(st.sampled_from(sorted(FACTS))), st.sampled_from(sorted(FACTS)))
def test_one_fact_more_never_makes_the_picture_less_complete(there: set[str], more: str) -> None:
    def known(names: set[str]) -> int:
        made = Ledger()
        made.account("a1", "Acme", **{key: value for name in names for key, value in FACTS[name]().items()})
        found, asked, missing = completeness(load(made.book(), "a1"))
        assert found + len(missing) == asked
        return found

    assert known(there | {more}) == known(there) + (more not in there)


@given(st.permutations([("2026-01-05", 100), ("2026-02-05", 250), ("2026-05-05", 75), ("2025-12-05", 30)]))
def test_the_order_of_the_lines_changes_nothing(lines: list[tuple[str, int]]) -> None:
    made = Ledger()
    made.account("a1", "Acme")
    for day, price in lines:
        made.sale("a1", day, price=price, cost=10)
    answer = ask(made)
    assert answer.figure("net_sales") == 455
    assert answer.figure("gross_margin") == 415


@given(st.integers(1, 1000))
def test_prices_and_costs_times_n_give_n_times_the_money_and_the_same_shares(times: int) -> None:
    made = Ledger()
    made.account("a1", "Acme")
    made.sale("a1", "2026-01-05", price=100 * times, cost=60 * times, freight=5 * times)
    made.covers(*COSTS)
    answer = ask(made)
    assert answer.figure("net_profit") == 35 * times
    assert answer.figure("gross_margin_pct") == 40
    assert answer.figure("roi_pct") == 700


def test_questions_are_never_more_than_three() -> None:
    assert next_questions([]) == []
    assert len(next_questions(list(ASK))) == 4


def test_a_colleagues_account_is_refused() -> None:
    made = ledger()
    made.account("b1", "Beta", kam="k3")
    with pytest.raises(NotPermitted):
        ask(made, account="b1")
    assert ask(made, asker="h1", account="b1").headline.startswith("Beta bought nothing")


LINES = """
SELECT sum(net_sales) / 10000.0, sum(cogs) / 10000.0, sum(freight) / 10000.0 FROM order_line
WHERE account_id = :account AND order_date BETWEEN '2025-11-01' AND '2026-10-31'
"""
SPENT = """
SELECT coalesce(sum(CASE WHEN kind = 'rebate' THEN amount END), 0) / 10000.0,
  coalesce(sum(CASE WHEN kind <> 'rebate' THEN amount END), 0) / 10000.0 FROM cost_line
WHERE account_id = :account AND date BETWEEN '2025-11-01' AND '2026-10-31'
"""
KAM_COST = "SELECT total / 10000.0 FROM person_cost WHERE person_id = '282' AND year <= 2026 ORDER BY year DESC LIMIT 1"
HOURS = """
SELECT 1.0 * sum(CASE WHEN account_id = :account THEN hours END) / sum(hours) FROM effort
WHERE person_id = :kam AND month BETWEEN '2025-11-01' AND '2026-10-01'
"""


def test_the_sample_gives_what_sql_over_its_lines_gives(sample: Database) -> None:
    """For the five largest accounts of one KAM: the four figures from the order, cost and effort rows themselves."""
    with sample.readers.connect() as connection:
        largest = connection.execute(
            text(
                "SELECT account_id FROM order_line l JOIN account a ON a.id = account_id WHERE a.kam_id = '282' "
                "AND order_date BETWEEN '2025-11-01' AND '2026-10-31' GROUP BY account_id "
                "ORDER BY sum(net_sales) DESC LIMIT 5"
            )
        ).scalars()
        kam = connection.execute(text(KAM_COST)).scalar_one()
        for account in largest.all():
            key = {"account": account}
            net, cogs, freight = connection.execute(text(LINES), key).one()
            rebates, others = connection.execute(text(SPENT), key).one()
            share = connection.execute(text(HOURS), key | {"kam": "282"}).scalar_one() * kam
            with asking(sample, "282", SAMPLE_TODAY) as book:
                answer = run(Args(account=account), book)
            margin, spent = net - rebates - cogs, freight + others + share
            assert float(answer.figure("net_sales") or 0) == pytest.approx(net - rebates, abs=0.01)
            assert float(answer.figure("gross_margin") or 0) == pytest.approx(margin, abs=0.01)
            assert float(answer.figure("net_profit") or 0) == pytest.approx(margin - spent, abs=0.01)
            assert float(answer.figure("roi_pct") or 0) == pytest.approx((margin - spent) / spent * 100, abs=0.01)
