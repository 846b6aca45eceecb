"""The parts add up to the whole, whatever they are split by."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.periods import calendar_year
from bot.tools.segment_mix import Args, run, split
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
DIMENSIONS = ("category", "subcategory", "product", "segment", "region", "channel")


def worked() -> Ledger:
    """Bikes 800 (margin 80), parts 200 (margin 120); Acme is a warehouse in the North, Bolt a shop in the South."""
    ledger = Ledger()
    ledger.account("A1", "Acme", segment="Warehouse", region="Europe", territory="North")
    ledger.account("A2", "Bolt", segment="Shop", region="Europe", territory="South")
    ledger.product("B1", "Bike", "Bikes", "Road")
    ledger.product("P1", "Pump", "Parts", "Pumps")
    ledger.sale("A1", "2025-11-05", 800, 1, "B1", cost=720)
    ledger.sale("A2", "2025-11-06", 200, 1, "P1", cost=80)
    return ledger


def ask(ledger: Ledger, **args: Any) -> Answer:
    return run(Args(**args), ledger.book())


def rows(answer: Answer) -> list[tuple[Any, ...]]:
    assert answer.table is not None
    return list(answer.table.rows)


def test_shares_of_sales_and_of_margin() -> None:
    answer = ask(worked(), dimension="category")
    assert rows(answer)[0][:6] == ("Bikes", D(800), D(80), D(80), D(10), D(40))
    assert (
        answer.headline
        == "Bikes: 80 % of net sales but 40 % of gross margin at your accounts in the last 12 full months."
    )


def test_a_region_is_the_widest_place_that_tells_accounts_apart() -> None:
    answer = ask(worked(), dimension="region")
    assert [row[0] for row in rows(answer)] == ["North", "South", "all"]


def test_shares_of_a_margin_that_is_none_are_undefined() -> None:
    ledger = worked()
    ledger.sale("A1", "2026-01-01", 1, 1, "B1", cost=1000)
    answer = ask(ledger, dimension="category")
    assert rows(answer)[0][5] is None
    assert "and a gross margin of −919" in answer.headline


def test_what_is_not_recorded_is_said() -> None:
    answer = ask(worked(), dimension="channel")
    assert answer.headline.startswith("No channel is recorded for your accounts")


def test_the_part_that_moved_most_against_the_year_before() -> None:
    ledger = worked()
    ledger.sale("A1", "2024-11-05", 500, 1, "B1", cost=400)
    ledger.sale("A2", "2024-11-06", 500, 1, "P1", cost=400)
    answer = ask(ledger, dimension="category")
    assert any("moved most: −30.0 points" in line or "moved most: +30.0 points" in line for line in answer.lines)


def test_many_parts_end_in_the_others_and_all() -> None:
    ledger = worked()
    for number in range(20):
        ledger.product(f"X{number}", f"Extra {number}", "Extras")
        ledger.sale("A1", "2026-02-01", 10 + number, 1, f"X{number}", cost=5)
    answer = ask(ledger, dimension="product")
    table = rows(answer)
    assert len(table) == 12
    assert table[-2][0] == "the other 12"
    assert sum(row[1] for row in table[:-1]) == table[-1][1] == answer.figure("net_sales")


def test_one_account() -> None:
    answer = ask(worked(), dimension="category", account="A1")
    assert [row[0] for row in rows(answer)] == ["Bikes", "all"]
    assert answer.accounts == ("A1",)
    assert answer.visibility == "private"


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_parts_of_the_ledger_add_up_to_its_total(adventureworks: Database, dimension: str) -> None:
    with asking(adventureworks, "277", dt.date(2013, 12, 2)) as book:
        parts = split(book, dimension, Scope("all"), calendar_year(2012))
        whole = book.sales.total(Scope("all"), calendar_year(2012))
    assert (parts.whole.net_sales, parts.whole.cogs, parts.whole.quantity) == (
        whole.net_sales,
        whole.cogs,
        whole.quantity,
    )


SOLD = st.tuples(st.sampled_from(["B1", "P1", "F1"]), st.integers(1, 5000), st.integers(1, 4000))


@settings(max_examples=10)  # a ledger for each
@given(st.lists(SOLD, min_size=1, max_size=8), st.sampled_from(DIMENSIONS), st.randoms())
def test_parts_add_up_to_the_whole_in_whatever_order_the_lines_come(
    lines: list[tuple[str, int, int]], dimension: str, random: Any
) -> None:
    found = []
    for order in (lines, random.sample(lines, len(lines))):
        ledger = Ledger()
        ledger.account("A1", "Acme", segment="Warehouse", region="Europe", territory="North", channel="direct")
        for sku, category in (("B1", "Bikes"), ("P1", "Parts"), ("F1", "Frames")):
            ledger.product(sku, sku, category, f"{category} kind")
        for sku, price, cost in order:
            ledger.sale("A1", "2025-11-05", price, 1, sku, cost=cost)
        answer = ask(ledger, dimension=dimension)
        parts = [row for row in rows(answer) if row[0] != "all"]
        assert sum(row[1] for row in parts) == answer.figure("net_sales") == sum(price for _, price, _ in lines)
        assert sum(row[3] for row in parts) == answer.figure("gross_margin") == sum(p - c for _, p, c in lines)
        found.append(parts)
    assert found[0] == found[1]
