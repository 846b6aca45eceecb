"""From list to pocket on paper; steps stack in sequence; what is not recorded is a bound."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.tools.answer import Answer
from bot.tools.periods import calendar_year
from bot.tools.price_realization import Args, run
from bot.tools.price_steps import Fall, Step
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**6, places=4)


def worked() -> Ledger:
    """Acme buys 10 at list 100: ordered at 80, 50 discount on the invoice, 30 rebates, 20 freight."""
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.product("P1", "Pump", "Parts")
    ledger.product("P2", "Pedal", "Parts")
    ledger.sale("A1", "2025-11-05", 80, 10, "P1", discount=50, freight=20, list_price=100)
    ledger.cost("A1", "2026-04-01", "rebate", 30)
    ledger.covers("rebate", "return", "service", "promotion")
    return ledger


def ask(ledger: Ledger, **args: Any) -> Answer:
    return run(Args(**args), ledger.book())


def test_every_step_down_to_the_pocket() -> None:
    answer = ask(worked(), account="A1")
    names = ("list_sales", "off_list", "discount", "invoiced_sales", "rebates", "freight", "pocket_sales")
    assert [answer.figure(name) for name in names] == [D(n) for n in (1000, 200, 50, 750, 30, 20, 700)]
    assert answer.figure("price_realization_pct") == D(70)
    assert answer.headline.startswith("Acme, the last 12 full months: 75 % of list price is invoiced and 70 % reaches")
    assert answer.unknown == ()


def test_prices_per_piece() -> None:
    answer = ask(worked(), account="A1")
    assert (answer.figure("list_price"), answer.figure("pocket_price")) == (D(100), D(70))


def test_the_largest_leak_is_named() -> None:
    assert "The largest leak is list to order price: 200, 20 % of list." in ask(worked(), account="A1").lines


def test_steps_that_are_not_recorded_make_the_pocket_an_upper_bound() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.product("P1")
    ledger.sale("A1", "2026-03-05", 80, 10, "P1", list_price=100)
    answer = ask(ledger, account="A1")
    assert answer.figure("rebates") is None
    assert "at most 80 % reaches our pocket" in answer.headline
    assert "rebates, promotion cost, returns, service" in answer.unknown[0]


def test_by_product_costs_off_the_invoice_are_unknown() -> None:
    answer = ask(worked(), product="pump")
    assert answer.figure("rebates") is None
    assert answer.figure("freight") == D(20)
    assert answer.headline.startswith("Pump at your accounts")


def test_an_unknown_product_is_said() -> None:
    assert "No sales of Rocket" in ask(worked(), product="Rocket").headline


def test_products_without_list_price_are_left_out_and_carry_their_part_of_the_rebates() -> None:
    ledger = worked()
    ledger.sale("A1", "2026-03-05", 250, 1, "P2")
    answer = ask(ledger, account="A1")
    assert answer.figure("priced_share_pct") == D(75)
    assert answer.figure("rebates") == D("22.5")
    assert any("Covers 75 % of invoiced sales" in note for note in answer.unknown)


def test_without_any_list_price_there_is_nothing_to_compare() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.product("P1")
    ledger.sale("A1", "2026-03-05", 80, 10, "P1")
    assert "nothing sold has a list price" in ask(ledger, account="A1").headline


def test_the_change_against_the_year_before_is_in_points() -> None:
    ledger = worked()
    ledger.sale("A1", "2024-11-05", 90, 10, "P1", freight=20, list_price=100)
    answer = ask(ledger, account="A1")
    assert answer.figure("prior_price_realization_pct") == D(88)
    assert answer.figure("realization_change_pts") == D(-18)
    assert any("−18.0 points (from 88 %); most of it from list to order price" in line for line in answer.lines)


@given(MONEY, st.lists(MONEY, max_size=6))
def test_the_pocket_is_list_less_every_step(price: D, amounts: list[D]) -> None:
    fall = Fall(price, tuple(Step(str(n), "", amount, n % 2 == 0) for n, amount in enumerate(amounts)))
    assert fall.pocket == price - sum(amounts, D(0))
    assert fall.invoice == price - sum(amounts[::2], D(0))


@given(st.decimals(1, 10**6, places=2), st.lists(st.decimals(0, 99, places=2), max_size=5))
def test_rates_stack_in_sequence(price: D, rates: list[D]) -> None:
    left = price
    steps = []
    for rate in rates:
        steps.append(Step("", "", left * rate / 100))
        left -= left * rate / 100
    assert [round(float(rate or 0), 6) for rate in Fall(price, tuple(steps)).rates()] == [float(rate) for rate in rates]


def test_the_ledgers_realization_is_that_of_a_query(adventureworks: Database) -> None:
    query = text(
        "select sum(list_sales), sum(net_sales), sum(freight) from order_line "
        "where account_id = 'AW00000697' and order_date between '2012-01-01' and '2012-12-31'"
    )
    with asking(adventureworks, "282", dt.date(2013, 12, 2)) as book:
        answer = run(Args(account="AW00000697", period=calendar_year(2012)), book)
    with adventureworks.read() as session:
        listed, net, freight = session.execute(query).one()
    assert answer.figure("list_sales") == D(listed) / 10_000
    assert answer.figure("pocket_sales") == D(net - freight) / 10_000
