"""Flight risk is a list of checks that fail; the model behind "still buys" gives its published figures."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from bot.tools.arguments import Scope
from bot.tools.buying_rhythm import BgNbd, History, fit, history, rhythm
from bot.tools.churn_risk import Args, run
from tests.tools.ledger import TODAY, Ledger

PAPER = BgNbd(0.243, 4.414, 0.793, 2.426)


def test_expected_orders_of_the_papers_customer() -> None:
    assert PAPER.expected(History(2, 30.43, 38.86), 39) == pytest.approx(1.226, abs=0.001)


def test_more_orders_before_the_same_silence_mean_less_to_come() -> None:
    model = BgNbd(0.2425967, 4.413659, 0.7929869, 2.426164)
    found = [model.expected(History(x, 20, 39), 52) for x in (10, 15, 20, 25)]
    assert found == pytest.approx([0.3474606, 0.04283391, 0.004158973, 0.0003583685], rel=3e-5)


def test_a_customer_without_repeat_orders_is_alive_in_the_model() -> None:
    assert PAPER.p_alive(History(0, 0, 50)) == 1


def _simulated(count: int) -> tuple[History, ...]:
    """Customers drawn from the model itself."""
    chance = random.Random(7)
    found = []
    for _ in range(count):
        rate, dropout = chance.gammavariate(0.8, 1 / 6), chance.betavariate(1.2, 3.0)
        age, now, orders, last = 100.0, 0.0, 0, 0.0
        while True:
            now += chance.expovariate(rate) if rate else age
            if now > age:
                break
            orders, last = orders + 1, now
            if chance.random() < dropout:
                break
        found.append(History(orders, last, age))
    return tuple(found)


def test_the_fit_finds_the_parameters_the_customers_were_drawn_with() -> None:
    model = fit(_simulated(3000))
    assert model is not None
    assert model.r == pytest.approx(0.8, rel=0.25)
    assert model.r / model.alpha == pytest.approx(0.8 / 6, rel=0.2)


def test_few_customers_are_not_fitted() -> None:
    assert fit(_simulated(60)) is None


def test_a_rhythm_takes_four_gaps_and_a_day_counts_once() -> None:
    days = [dt.date(2026, month, 1) for month in (1, 2, 3, 4)]
    assert rhythm([*days, *days], TODAY) is None
    found = rhythm([*days, dt.date(2026, 5, 1)], dt.date(2026, 7, 1))
    assert found is not None
    assert (found.median_gap, found.since_last) == (Decimal("30.5"), 61)


def test_history_is_in_weeks() -> None:
    assert history([dt.date(2026, 1, 1), dt.date(2026, 1, 15)], dt.date(2026, 1, 29)) == History(1, 2.0, 4.0)


def _monthly(ledger: Ledger, account: str, last: dt.date) -> None:
    ledger.account(account, account.upper())
    day = dt.date(2025, 1, 10)
    while day <= last:
        ledger.sale(account, day, 1000)
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=10)


def test_a_late_order_and_falling_sales_are_named() -> None:
    ledger = Ledger()
    _monthly(ledger, "a1", dt.date(2026, 6, 30))
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert answer.figure("failing_checks") == 2
    assert answer.lines[0].startswith("Order is late: 164 days since the last order, usually 31")
    assert answer.lines[1].startswith("Sales fall")


def test_what_cannot_be_told_is_listed_as_unknown() -> None:
    ledger = Ledger()
    _monthly(ledger, "a1", TODAY)
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert answer.headline == "No sign that A1 is leaving: no check fails."
    assert any(line.startswith("Silence") for line in answer.unknown)
    assert any(line.startswith("Reviews slip") for line in answer.unknown)


def test_a_portfolio_names_who_may_leave_and_why() -> None:
    ledger = Ledger()
    _monthly(ledger, "a1", dt.date(2026, 6, 30))
    _monthly(ledger, "a2", TODAY)
    answer = run(Args(scope=Scope("mine")), ledger.book("k1"))
    assert answer.table is not None
    assert [row[:2] for row in answer.table.rows] == [("A1", "order is late, sales fall")]


def test_an_account_that_never_ordered_cannot_leave() -> None:
    ledger = Ledger()
    ledger.account("a1", "Acme")
    assert "never ordered" in run(Args(account="a1"), ledger.book("k1")).headline
