"""The effects add up to the change to the last digit, whatever was sold; the ledger's bridge is that of a query."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.periods import calendar_year
from bot.tools.price_volume_mix import Args, run
from bot.tools.pvm import Item, add_effects, discount_effect, margin_effects, sales_effects
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
UNITS = st.decimals(min_value=-5, max_value=1000, places=0)
MONEY = st.decimals(min_value=-1000, max_value=10**6, places=4)
LAST_DAY = dt.date(2013, 12, 2)


@st.composite
def products(draw: st.DrawFn) -> list[Item]:
    def item(key: int) -> Item:
        units, amounts = [draw(UNITS) for _ in range(2)], [draw(MONEY) for _ in range(6)]
        sales0, sales1, cost0, cost1, discount0, discount1 = amounts
        return Item(str(key), units[0], units[1], sales0, sales1, cost0, cost1, discount0, discount1)

    return [item(key) for key in range(draw(st.integers(0, 8)))]


def two_products() -> list[Item]:
    """Apples: 10 at 10 become 12 at 11. Pears: 10 at 20 become 6 at 20. Cost 6 and 15 become 7 and 15."""
    return [
        Item("apples", D(10), D(12), D(100), D(132), D(60), D(84)),
        Item("pears", D(10), D(6), D(200), D(120), D(150), D(90)),
    ]


def test_price_volume_and_mix_on_paper() -> None:
    effects = sales_effects(two_products())
    apples, pears = effects["apples"], effects["pears"]
    assert (apples.price, pears.price) == (D(12), D(0))  # 12 x (11 − 10)
    assert apples.volume + pears.volume == D(-30)  # 300 x (18 / 20 − 1)
    assert apples.mix + pears.mix == D(-30)  # (12 − 9) x 10 + (6 − 9) x 20
    assert add_effects(effects.values()).change == D(-48)


def test_margin_has_the_cost_per_unit_as_a_line_of_its_own() -> None:
    effects = margin_effects(two_products())
    assert effects is not None
    total = add_effects(effects.values())
    assert (total.price, total.cost) == (D(12), D(-12))
    assert total.volume == D(-9)  # 90 x (18 / 20 − 1)
    assert total.mix == D(3) * D(4) - D(3) * D(5)
    assert total.change == D(48) + D(30) - D(40) - D(50)


def test_new_and_lost_products_are_never_price() -> None:
    effects = sales_effects([Item("new", D(0), D(5), D(0), D(50)), Item("lost", D(5), D(0), D(40), D(0))])
    assert (effects["new"].new, effects["lost"].lost) == (D(50), D(-40))
    assert effects["new"].price == effects["lost"].price == D(0)


def test_less_discount_is_a_part_of_the_price_effect() -> None:
    item = Item("a", D(10), D(10), D(90), D(95), discount0=D(10), discount1=D(5))
    assert discount_effect([item]) == D(5) == sales_effects([item])["a"].price


def test_an_unknown_cost_leaves_the_margin_unknown() -> None:
    assert margin_effects([Item("a", D(1), D(1), D(1), D(1), None, D(1))]) is None


@given(products())
def test_sales_effects_add_up_exactly(items: list[Item]) -> None:
    total = add_effects(sales_effects(items).values())
    assert total.change == sum((one.sales1 - one.sales0 for one in items), D(0))


@given(products())
def test_margin_effects_add_up_exactly(items: list[Item]) -> None:
    effects = margin_effects(items)
    assert effects is not None
    change = sum(((one.margin1 or D(0)) - (one.margin0 or D(0)) for one in items), D(0))
    assert add_effects(effects.values()).change == change


@given(products(), st.randoms(use_true_random=False))
def test_order_of_products_changes_nothing(items: list[Item], shuffler: random.Random) -> None:
    shuffled = list(items)
    shuffler.shuffle(shuffled)
    assert sales_effects(shuffled) == sales_effects(items)


@given(products())
def test_price_on_margin_is_price_on_sales(items: list[Item]) -> None:
    effects = margin_effects(items)
    assert effects is not None
    assert {key: one.price for key, one in effects.items()} == {
        key: one.price for key, one in sales_effects(items).items()
    }


def fruit() -> Ledger:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.product("apples", "Apples")
    ledger.product("pears", "Pears")
    ledger.sale("A1", "2024-12-01", 10, 10, "apples", cost=6)
    ledger.sale("A1", "2024-11-01", 20, 10, "pears", cost=15)
    ledger.sale("A1", "2026-01-01", 11, 12, "apples", cost=7)
    ledger.sale("A1", "2026-01-01", 20, 6, "pears", cost=15)
    return ledger


def ask(ledger: Ledger, **args: Any) -> Answer:
    return run(Args(**args), ledger.book())


def test_the_answer_bridges_margin_from_level_to_level() -> None:
    answer = ask(fruit(), account="A1")
    assert answer.figure("gross_margin_change") == D(-12)
    assert answer.figure("cost_effect") == D(-12)
    assert answer.chart is not None
    values = [value for value in answer.chart.series[0].values if value is not None]
    assert values[0] + sum(values[1:-1]) == values[-1] == D(78)
    assert "gross margin fell 12.00 (90.00 → 78.00), and net sales fell 48.00" in answer.headline


def test_rebates_are_a_line_where_both_periods_have_them() -> None:
    ledger = fruit()
    ledger.covers("rebate")
    ledger.cost("A1", "2026-01-01", "rebate", 10)
    answer = ask(ledger, account="A1")
    assert answer.figure("rebates_effect") == D(-10)
    assert answer.figure("gross_margin_change") == D(-22)
    assert answer.unknown == ()


def test_rebates_of_one_period_only_are_left_out_and_said() -> None:
    ledger = fruit()
    ledger.covers("rebate", start=dt.date(2025, 11, 1))
    ledger.cost("A1", "2026-01-01", "rebate", 10)
    answer = ask(ledger, account="A1")
    assert answer.figure("rebates_effect") == D(0)
    assert "one of the two periods only" in answer.unknown[0]


def test_a_scope_needs_no_account_and_shows_none() -> None:
    answer = ask(fruit())
    assert answer.headline.startswith("Your accounts, the last 12 full months")
    assert answer.visibility == "team"
    assert answer.accounts == ()


def test_without_cost_of_goods_sales_are_still_explained() -> None:
    ledger = fruit()
    ledger.sale("A1", "2026-02-01", 5, 1, "apples", cost=None)
    answer = ask(ledger, account="A1")
    assert answer.figure("gross_margin_change") is None
    assert answer.figure("net_sales_change") == D(-43)
    assert "can't be said without the cost of goods" in answer.headline


def test_nothing_to_compare_with_is_said() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-01-01", 10)
    assert "Nothing to compare with" in ask(ledger, account="A1").headline


def test_the_ledgers_bridge_is_that_of_a_query(adventureworks: Database) -> None:
    query = text(
        "select p.sku, sum(case when order_date < '2013-01-01' then quantity end), "
        "sum(case when order_date >= '2013-01-01' then quantity end), "
        "sum(case when order_date < '2013-01-01' then net_sales end), "
        "sum(case when order_date >= '2013-01-01' then net_sales end) "
        "from order_line l join product p on p.id = l.product_id "
        "where order_date between '2012-01-01' and '2012-11-30' or order_date between '2013-01-01' and '2013-11-30' "
        "group by p.sku"
    )
    with asking(adventureworks, "277", LAST_DAY) as book:
        answer = run(Args(scope=Scope("all"), period=calendar_year(2013)), book)
    with adventureworks.read() as session:
        rows = [tuple(value or 0 for value in row) for row in session.execute(query).all()]
    both = [row for row in rows if row[1] and row[2]]
    units0, units1 = sum(row[1] for row in both), sum(row[2] for row in both)
    sales0, sales1 = sum(row[3] for row in both), sum(row[4] for row in both)
    at_old_prices = sum(row[3] * row[2] / row[1] for row in both)
    expected = {
        "price_effect": sales1 - at_old_prices,
        "volume_effect": sales0 * (units1 / units0 - 1),
        "mix_effect": at_old_prices - sales0 * units1 / units0,
        "new_effect": sum(row[4] for row in rows if not row[1]),
        "lost_effect": -sum(row[3] for row in rows if not row[2]),
    }
    for name, value in expected.items():
        assert abs(float(answer.figure(name) or 0) - float(value) / 10_000) < 0.01, name


def test_margin_fell_as_in_the_annual_talk(adventureworks: Database) -> None:
    with asking(adventureworks, "282", LAST_DAY) as book:
        answer = run(Args(account="AW00000697", period=calendar_year(2013)), book)
    assert answer.figure("gross_margin_change") == D("-5402.9048")
