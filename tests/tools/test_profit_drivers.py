"""One per cent on each line on paper, what-ifs that add up, and volumes that even a change out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.tools.answer import Answer
from bot.tools.drivers import Changes, Drivers, changed, even_volume_pct, leverage, sensitivities, zero_volume_pct
from bot.tools.profit_drivers import Args, run
from tests.tools.ledger import Ledger

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**6, places=2)
PCT = st.decimals(min_value=-90, max_value=90, places=1)
BASE = Drivers(D(1000), D(100), D(90), D(500), D(50), D(60), D(100))  # profit 100


@st.composite
def pnls(draw: st.DrawFn) -> Drivers:
    gross = draw(st.decimals(min_value=1, max_value=10**6, places=2))
    return Drivers(gross, gross * draw(st.integers(0, 50)) / 100, *(draw(MONEY) for _ in range(5)))


def worked() -> Ledger:
    """Acme: 1,000 gross, 100 discount, 90 rebates, 500 cost, 50 freight, 60 service; Kim's 100 are Acme's."""
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2025-11-05", 100, 10, cost=50, discount=100, freight=50)
    ledger.cost("A1", "2026-04-01", "rebate", 90)
    ledger.cost("A1", "2026-04-01", "service", 60)
    ledger.covers("rebate", "return", "service", "promotion")
    ledger.kam_cost("k1", 100)
    return ledger


def ask(ledger: Ledger, **args: Any) -> Answer:
    return run(Args(account="A1", **args), ledger.book())


def test_one_per_cent_on_each_line_on_paper() -> None:
    effects = {one.name: one.effect for one in sensitivities(BASE, D(100))}
    assert effects == {
        "price": D("8.1"),  # net sales of 810
        "volume": D("2"),  # 810 − 500 − 50 − 60
        "cost": D("5"),
        "discount": D("0.9"),  # 1 less 10 % rebate on it
        "rebates": D("0.9"),
        "freight": D("0.5"),
        "service": D("0.6"),
        "kam": D("1"),
    }


def test_the_answer_ranks_price_first() -> None:
    answer = ask(worked())
    assert answer.figure("base_profit") == D(100)
    assert answer.figure("effect_price") == D("8.1")
    assert answer.headline.startswith("Price +1 % moves Acme's profit most: +8.10, 8.1 % of it")
    assert not answer.hypothetical


def test_a_what_if_shows_base_and_change_and_is_hypothetical() -> None:
    answer = ask(worked(), price_pct=D(2), volume_pct=D(-3))
    assert answer.figure("profit_after") == D("1000") * D("0.97") * D("1.02") * D("0.81") - D(610) * D("0.97") - D(100)
    assert answer.figure("profit_change") == (answer.figure("profit_after") or D(0)) - D(100)
    assert answer.hypothetical
    assert "With price +2 % and volume −3 %, Acme would make" in answer.headline


def test_discount_is_in_points_of_gross_sales() -> None:
    after = changed(BASE, Changes(discount_pts=D("2.5")))
    assert after.discount == D(125)
    assert after.rebates == D("87.5")  # 10 % of 875 invoiced


def test_more_points_off_than_there_are_is_a_surcharge_that_is_said() -> None:
    answer = ask(worked(), discount_pts=D(-12))
    assert any("surcharge of 2 %" in warning for warning in answer.warnings)


def test_a_discount_above_the_price_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="more than the price"):
        ask(worked(), discount_pts=D(95))


def test_a_fall_of_more_than_everything_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="can't fall by more than 100 %"):
        ask(worked(), volume_pct=D(-120))


def test_the_textbook_rule_of_even_volume() -> None:
    base = Drivers(D(100), cogs=D(60))  # margin 40 %
    even = even_volume_pct(base, Changes(price_pct=D(-10)))
    assert even is not None
    assert round(even, 4) == D("33.3333")  # 10 ÷ (40 − 10)


def test_a_sale_that_earns_nothing_has_no_even_volume() -> None:
    base = Drivers(D(100), cogs=D(110), fixed=D(5))
    assert even_volume_pct(base, Changes(price_pct=D(1))) is None
    assert zero_volume_pct(base) is None
    assert leverage(base) is None


def test_per_cents_of_a_loss_are_not_given() -> None:
    ledger = worked()
    ledger.kam_cost("k2", 1)
    ledger.cost("A1", "2026-05-01", "service", 500)
    answer = ask(ledger)
    assert answer.figure("operating_leverage") is None
    assert any("per cents of a loss mislead" in line for line in answer.lines)


def test_without_cost_of_goods_it_says_so() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", 100, cost=None)
    assert "cost of goods is missing for 1 of 1" in ask(ledger).headline


def test_without_sales_there_is_no_line_to_move() -> None:
    ledger = worked()
    ledger.account("A2", "Idle")
    assert "no line to move" in run(Args(account="A2"), ledger.book()).headline


@given(pnls())
def test_no_change_changes_nothing(base: Drivers) -> None:
    after = changed(base, Changes())
    assert round(after.profit - base.profit, 9) == 0


@given(pnls(), PCT, PCT)
def test_at_the_even_volume_the_profit_is_todays(base: Drivers, price: D, cost: D) -> None:
    changes = Changes(price_pct=price, cost_pct=cost)
    even = even_volume_pct(base, changes)
    if even is not None:
        after = changed(base, Changes(price, even, cost))
        assert abs(after.profit - base.profit) < D("0.0001")


@given(pnls(), PCT)
def test_volume_scales_the_margin_and_leaves_fixed_costs(base: Drivers, volume: D) -> None:
    after = changed(base, Changes(volume_pct=volume))
    assert abs(after.margin - base.margin * (1 + volume / 100)) < D("0.0001")
    assert after.fixed == base.fixed


@given(pnls())
def test_scaling_every_line_scales_every_effect(base: Drivers) -> None:
    double = Drivers(
        base.gross_sales * 2, base.discount * 2, base.rebates * 2, base.cogs * 2, base.freight * 2, base.service * 2
    )
    single = Drivers(base.gross_sales, base.discount, base.rebates, base.cogs, base.freight, base.service)
    ones = {one.name: one.effect for one in sensitivities(single)}
    for two in sensitivities(double):
        assert abs(two.effect - 2 * ones[two.name]) < D("0.0001")
