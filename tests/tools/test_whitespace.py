"""White space is what many like it buy and it does not; nobody else's account can be told from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.tools.whitespace import Args, run
from store.tables import Product
from tests.tools.ledger import Ledger

D = Decimal
DAY = dt.date(2026, 6, 15)


def _market(others: int, helmets: int) -> Ledger:
    """One account of k1 that buys bikes only, and others of k2 of which some buy helmets for 200 at 50 each unit."""
    ledger = Ledger()
    ledger.add(Product(id="bike", sku="B", name="Bike", category="Bikes", subcategory="Road Bikes", helps_compete=1))
    ledger.add(Product(id="helm", sku="H", name="Helmet", category="Wear", subcategory="Helmets", helps_compete=4))
    ledger.account("a0", "Acme", kam="k1", segment="Shop")
    ledger.sale("a0", DAY, 1000, product="bike", cost=900)
    for index in range(1, others + 1):
        ledger.account(f"a{index}", f"Other {index}", kam="k2", segment="Shop")
        ledger.sale(f"a{index}", DAY, 1000, product="bike", cost=900, kam="k2")
        if index <= helmets:
            ledger.sale(f"a{index}", DAY, 50, 4, product="helm", cost=30, kam="k2")
    return ledger


def test_room_and_lead_can_be_checked_on_paper() -> None:
    answer = run(Args(account="a0"), _market(10, 6).book("k1"))
    assert answer.table is not None
    assert answer.table.rows == (("Helmets", D(60), D(200), D(0), D(200), D(40), D(4)),)
    assert answer.figure("room") == D(200)
    assert answer.figure("lead_score") == D(40)
    assert "Lead with Helmets" in answer.lines[1]


def test_a_range_that_few_buy_is_no_white_space() -> None:
    answer = run(Args(account="a0"), _market(30, 6).book("k1"))
    assert answer.figure("gaps") == 0
    assert answer.headline == "Acme buys everything that comparable accounts usually buy."


def test_ranges_bought_by_fewer_than_five_are_not_told() -> None:
    answer = run(Args(account="a0"), _market(10, 4).book("k1"))
    assert answer.figure("gaps") == 0


def test_fewer_than_five_comparable_accounts_are_not_told() -> None:
    answer = run(Args(account="a0"), _market(4, 4).book("k1"))
    assert "can't compare Acme" in answer.headline
    assert not answer.figures


def test_names_of_other_accounts_never_appear() -> None:
    answer = run(Args(account="a0"), _market(10, 6).book("k1"))
    assert "Other" not in repr(answer)
