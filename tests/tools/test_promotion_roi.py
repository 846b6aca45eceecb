"""A promotion on paper: what it added, what went to volume bought anyway, and what was only pulled forward."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.facts.promotions import PromotedProduct
from bot.tools.facts.sales import Sums
from bot.tools.periods import Period
from bot.tools.promotion_effect import effect, simple_return
from bot.tools.promotion_roi import Args, run
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
COUNT = st.integers(0, 1000)


def sold(units: int, price: int = 10, cost: int = 4, discount: int = 0) -> Sums:
    gross = D(units * price)
    return Sums(1, 1, D(units), gross, D(discount), gross - discount, D(units * cost), D(0))


def one(promoted: Sums, during: Sums, before: Sums, after: Sums) -> PromotedProduct:
    return PromotedProduct("P1", "Pump", promoted, during, before, after)


def worked() -> Ledger:
    """Pumps at 10, cost 4: 365 in the year to February 2026 (one a day), then 100 in March under 20 % off: 31 of them
    would have been bought anyway."""
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.account("A2", "Bolt")
    ledger.product("P1", "Pump")
    ledger.promotion("M", "March offer", discount_pct=D(20), start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31))
    ledger.promotion("F", "Full price", start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31))
    ledger.sale("A1", "2025-03-01", 10, 365, "P1", cost=4)
    ledger.sale("A1", "2026-03-10", 10, 100, "P1", cost=4, discount=200, promotion="M")
    return ledger


def ask(ledger: Ledger, **args: Any) -> Answer:
    return run(Args(**args), ledger.book())


def test_figures_of_the_question() -> None:
    answer = ask(Ledger(), incremental_sales=D(60000), margin_pct=D(25), cost=D(10000))
    assert answer.figure("incremental_margin") == D(15000)
    assert answer.figure("roi_pct") == D(50)
    assert answer.figure("return_per_1") == D("1.5")
    assert answer.figure("break_even_sales") == D(40000)
    assert answer.headline == "The promotion paid: +5,000 USD net, +50 % on 10,000 USD spent (1.50 back per 1)."
    assert answer.hypothetical
    assert answer.visibility == "public"


def test_a_promotion_that_cost_nothing_has_no_return() -> None:
    answer = ask(Ledger(), incremental_sales=D(500), margin_pct=D(100), cost=D(0))
    assert answer.figure("roi_pct") is None
    assert "undefined" in answer.headline


@pytest.mark.parametrize(
    ("args", "asked"),
    [
        ({"incremental_sales": D(1), "cost": D(1)}, "margin"),
        ({"margin_pct": D(1), "cost": D(1)}, "add in sales"),
        ({"incremental_sales": D(1), "margin_pct": D(1)}, "cost"),
    ],
)
def test_one_short_question_for_what_is_missing(args: dict[str, D], asked: str) -> None:
    answer = ask(Ledger(), **args)
    assert answer.route == "clarify"
    assert asked in answer.headline


def test_the_margin_of_the_account_is_taken_where_none_is_given() -> None:
    ledger = worked()
    answer = ask(ledger, account="A1", incremental_sales=D(1000), cost=D(100))
    margin = (D(100) * 6 - 200) / D(800)  # of the last twelve full months
    assert answer.figure("incremental_margin") == 1000 * margin
    assert answer.accounts == ("A1",)


def test_a_negative_cost_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="positive amount"):
        ask(Ledger(), incremental_sales=D(1), margin_pct=D(1), cost=D(-1))


def test_the_ledgers_promotion_on_paper() -> None:
    ledger = worked()
    ledger.sale("A2", "2026-07-01", 10, 1)  # the data go on; Acme bought no pump in the 90 days after
    answer = ask(ledger, promotion="M")
    assert answer.figure("units") == D(100)
    assert answer.figure("base_units") == D(31)
    assert answer.figure("incremental_sales") == D(690)
    assert answer.figure("base_discount") == D(62)
    assert answer.figure("pulled_forward_margin") == D(69) * 6
    assert answer.figure("incremental_margin") == D(0)
    assert answer.figure("roi_pct") == D(-100)


def test_what_is_bought_afterwards_was_not_pulled_forward() -> None:
    ledger = worked()
    ledger.sale("A2", "2026-07-01", 10, 1)
    ledger.sale("A1", "2026-05-01", 10, 90, "P1", cost=4)
    answer = ask(ledger, promotion="M")
    assert answer.figure("pulled_forward_margin") == D(0)
    assert answer.figure("incremental_margin") == D(69) * 6
    assert answer.figure("spend") == D(200)
    assert answer.figure("net_gain") == D(214)


def test_time_after_that_is_not_in_the_data_is_not_counted_and_said() -> None:
    answer = ask(worked(), promotion="M")
    assert answer.figure("pulled_forward_margin") == D(0)
    assert any("the time after the run is not in the data" in note for note in answer.unknown)


def test_cost_lines_of_the_promotion_are_spending() -> None:
    ledger = worked()
    ledger.cost("A1", "2026-03-15", "promotion", 50, promotion="M")
    assert ask(ledger, promotion="M").figure("spend") == D(250)


def test_without_the_time_before_nothing_is_claimed_and_the_bar_is_given() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.product("P1", "Pump")
    ledger.promotion("M", "March offer", start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31))
    ledger.sale("A1", "2026-03-10", 10, 100, "P1", cost=4, discount=200, promotion="M")
    answer = ask(ledger, promotion="M")
    assert "paid only if at least 33.3 %" in answer.headline
    assert answer.figure("base_units") is None
    assert any("too little of the time before" in note for note in answer.unknown)


def test_a_promotion_without_spending_has_no_return() -> None:
    ledger = worked()
    ledger.sale("A1", "2026-03-11", 10, 1, "P1", promotion="F")
    assert "no spending to earn a return on" in ask(ledger, promotion="F").headline


def test_an_account_that_took_no_part_is_said() -> None:
    assert ask(worked(), promotion="M", account="A2").headline == "Bolt bought nothing under March offer."


def test_an_unknown_promotion_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="no promotion 'X'"):
        ask(worked(), promotion="X")


def test_all_promotions_with_what_each_needed() -> None:
    answer = ask(worked())
    assert answer.table is not None
    assert answer.table.rows == (("March offer", D(800), D(200), D(400), D(200) / D(600) * 100),)
    assert answer.choices[0].args == (("promotion", "M"),)


@given(COUNT, COUNT, COUNT, COUNT, st.integers(0, 500))
def test_spend_and_margin_come_from_the_products(
    before: int, during: int, after: int, promoted: int, cost: int
) -> None:
    promoted = min(promoted, during)
    found = effect(
        [one(sold(promoted, discount=promoted), sold(during), sold(before), sold(after))], D(cost), 30, 300, 90
    )
    result = found.result
    if before == 0 or during == 0:
        assert result is None
        return
    assert result is not None
    base = D(before) * 30 / 300
    pulled = max(D(0), min(D(before) * 90 / 300 - after, during - base))
    assert result.margin == (during - base) * 6 - pulled * 6
    assert result.gain == result.margin - promoted - cost


@given(st.decimals(0, 10**6, places=2), st.decimals(1, 100, places=1), st.decimals(1, 10**6, places=2))
def test_the_return_does_not_depend_on_the_currency_unit(sales: D, margin: D, cost: D) -> None:
    first, second = simple_return(sales, margin, cost).roi_pct, simple_return(sales * 100, margin, cost * 100).roi_pct
    assert first is not None
    assert second is not None
    assert abs(first - second) < D("0.000001")


def test_promotions_of_the_ledger_carry_all_its_discounts(adventureworks: Database) -> None:
    period = Period(dt.date(2010, 12, 1), dt.date(2013, 11, 30))
    with asking(adventureworks, "277", dt.date(2013, 12, 2)) as book:
        taken = book.promotions.taken(Scope("all"), period)
        whole = book.sales.total(Scope("all"), period)
    assert sum(sums.discount for sums in taken.values()) == whole.discount == D("527507.8884")
