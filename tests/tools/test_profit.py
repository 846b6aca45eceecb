"""From gross sales to net account profit: every level is the level before less known lines; unknown is never zero."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.tools.arguments import Scope
from bot.tools.facts.costs import KINDS, UNKNOWN, AccountCosts, Cost
from bot.tools.facts.sales import Sums, add_sums
from bot.tools.periods import Period, last_full_months
from bot.tools.profit import AccountProfit, account_profit
from store.tables import Effort
from tests.tools.ledger import TODAY, Ledger

D = Decimal
PERIOD = last_full_months(TODAY)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def costs(kam: Decimal | None = None, **amounts: Decimal | int | None) -> AccountCosts:
    by_kind = {kind: Cost(None if amount is None else D(amount)) for kind, amount in amounts.items()}
    return AccountCosts(by_kind, UNKNOWN if kam is None else Cost(kam))


def sums(gross: int, discount: int, cogs: int, freight: int) -> Sums:
    return Sums(1, 1, D(1), D(gross), D(discount), D(gross - discount), D(cogs), D(freight))


def test_each_level_on_paper() -> None:
    """1,000 gross − 50 discount − 30 rebates = 920 net; − 600 goods = 320; − 20 − 10 − 40 − 5 = 245; − 100 = 145."""
    lines = sums(1000, 50, 600, 20)
    lines_of_cost = {"return": 10, "service": 40, "promotion": 5, "other": 0}
    profit = AccountProfit(lines, costs(D(100), rebate=30, freight=None, **lines_of_cost))
    assert profit.net_sales == 920
    assert profit.gross_margin == 320
    assert profit.cost_to_serve == 75
    assert profit.contribution == 245
    assert profit.net_profit == 145
    assert profit.missing == ()


def test_freight_lines_and_freight_of_the_orders_add_up() -> None:
    profit = AccountProfit(sums(100, 0, 0, 20), costs(freight=5))
    assert profit.freight.amount == 25


def test_a_missing_line_is_named_and_the_profit_is_a_bound() -> None:
    profit = AccountProfit(sums(1000, 0, 600, 20), costs())
    assert profit.contribution == 380
    assert profit.net_profit == 380
    assert profit.missing == ("rebates", "returns", "service", "promotion cost", "KAM time")


def test_without_the_cost_of_goods_nothing_can_be_said() -> None:
    lines = Sums(1, 2, D(2), D(100), D(0), D(100), D(30), D(0), lines_without_cogs=1)
    profit = AccountProfit(lines, costs(D(10)))
    assert profit.gross_margin is None
    assert profit.contribution is None
    assert profit.net_profit is None
    assert profit.gross_margin_pct is None


def test_a_margin_on_no_sales_is_undefined_and_the_loss_is_not() -> None:
    profit = AccountProfit(Sums(), costs(rebate=0, service=4200))
    assert profit.net_profit == -4200
    assert profit.net_profit_pct is None


def test_freight_is_unknown_only_where_no_line_and_no_cost_has_any() -> None:
    lines = Sums(1, 1, D(1), D(100), D(0), D(100), D(60), D(0), lines_without_freight=1)
    assert AccountProfit(lines, costs()).freight.amount is None
    assert AccountProfit(lines, costs(freight=7)).freight.amount == 7


def test_a_made_up_line_marks_the_profit() -> None:
    assert not AccountProfit(Sums(), costs(rebate=1)).illustrative
    assert AccountProfit(Sums(), AccountCosts({"rebate": Cost(D(0), illustrative=True)}, UNKNOWN)).illustrative


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_the_levels_differ_by_exactly_the_lines_between(
    net: Decimal, rebate: Decimal, cogs: Decimal, service: Decimal, kam: Decimal
) -> None:
    lines = Sums(1, 1, D(1), net, D(0), net, cogs, D(0))
    profit = AccountProfit(lines, AccountCosts({"rebate": Cost(rebate), "service": Cost(service)}, Cost(kam)))
    assert profit.net_profit == net - rebate - cogs - service - kam


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=6))
def test_sums_add_up_in_any_order(rows: list[tuple[Decimal, Decimal]]) -> None:
    parts = [Sums(1, 1, D(1), gross, D(0), gross, cogs) for gross, cogs in rows]
    assert add_sums(parts) == add_sums(reversed(parts))
    assert add_sums(parts).net_sales == sum((gross for gross, _ in rows), D(0))


def ledger() -> Ledger:
    """Two accounts of Kim, whose cost of 120,000 is shared; one rebate."""
    made = Ledger()
    made.account("A", "Big")
    made.account("B", "Small")
    made.sale("A", "2026-01-10", 1000, cost=600, freight=20)
    made.cost("A", "2026-02-10", "rebate", 30)
    made.covers("rebate")
    made.kam_cost("k1", 120000)
    return made


def test_the_ledger_gives_every_account_asked_for_also_without_sales() -> None:
    found = account_profit(ledger().book(), Scope("mine"), PERIOD)
    assert set(found) == {"A", "B"}
    assert found["A"].contribution == 350
    assert found["B"].sums == Sums()
    assert found["B"].rebates.amount == 0  # rebates are recorded for the period, and B has none


def test_a_kind_that_is_recorded_for_part_of_the_period_is_unknown() -> None:
    made = ledger()
    made.cost("A", "2026-03-01", "service", 10)
    made.covers("service", start=dt.date(2026, 1, 1))
    found = account_profit(made.book(), ["A"], PERIOD)["A"]
    assert found.costs.kind("service").amount is None
    assert "service" in found.missing
    whole = account_profit(made.book(), ["A"], Period(dt.date(2026, 1, 1), dt.date(2026, 10, 31)))["A"]
    assert whole.costs.kind("service").amount == 10


def test_a_kam_is_shared_equally_without_logged_hours() -> None:
    found = account_profit(ledger().book(), Scope("mine"), PERIOD)
    assert [one.kam_cost for one in found.values()] == [60000, 60000]


def test_a_kam_is_shared_by_logged_hours_and_the_shares_add_up() -> None:
    made = ledger()
    made.add(
        Effort(account_id="A", person_id="k1", month=dt.date(2026, 1, 1), hours=D(30)),
        Effort(account_id="B", person_id="k1", month=dt.date(2026, 2, 1), hours=D(10)),
    )
    found = account_profit(made.book(), Scope("mine"), PERIOD)
    assert [found["A"].kam_cost, found["B"].kam_cost] == [90000, 30000]
    assert found["A"].costs.kam_basis == "by logged hours"


def test_half_a_year_carries_half_a_year_of_the_kam() -> None:
    half = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert account_profit(ledger().book(), ["A"], half)["A"].kam_cost == 30000


def test_the_sums_of_a_portfolio_are_the_sums_of_its_accounts() -> None:
    made = ledger()
    made.sale("B", "2026-05-01", 70, cost=80)
    made.cost("B", "2026-05-01", "rebate", 3)
    book = made.book()
    parts = account_profit(book, Scope("mine"), PERIOD)
    whole = book.portfolio.costs(Scope("mine"), PERIOD)
    assert whole.kam.amount == sum(one.kam_cost or 0 for one in parts.values())
    for kind in KINDS:
        amounts = [one.costs.kind(kind).amount for one in parts.values()]
        known = [one for one in amounts if one is not None]
        assert whole.kind(kind).amount == (sum(known) if known else None)
