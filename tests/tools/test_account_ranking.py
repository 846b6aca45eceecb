"""Rankings list the right accounts in the right order, and sales stand beside profit."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.errors import BadInput, NotPermitted
from bot.tools.account_ranking import Args, run
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.periods import Period, calendar_year
from bot.tools.ranked_accounts import ranked
from bot.tools.whale import drawn, whale
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
REFERENCE_FILE = Path(__file__).parents[1] / "data" / "adventureworks_reference.json"
REFERENCE: dict[str, Any] = json.loads(REFERENCE_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
LAST_DAY = dt.date(2013, 12, 2)
ALL_TIME = Period(dt.date(2010, 12, 1), dt.date(2013, 11, 30))


def portfolio() -> Ledger:
    """Big sells 1,000 and loses 100; Mid sells 600 and earns 300; Tiny sells 100 and earns 50; Kai's account is not
    Kim's. The year before: Big 500, Mid 800."""
    ledger = Ledger()
    for identity, name, kam in (("A1", "Big", "k1"), ("A2", "Mid", "k1"), ("A3", "Tiny", "k1"), ("B1", "Other", "k2")):
        ledger.account(identity, name, kam=kam)
    ledger.sale("A1", "2026-02-01", 1000, cost=1100)
    ledger.sale("A2", "2026-02-01", 600, cost=300)
    ledger.sale("A3", "2026-02-01", 100, cost=50)
    ledger.sale("B1", "2026-02-01", 9000, cost=1)
    ledger.sale("A1", "2024-11-01", 500, cost=400)
    ledger.sale("A2", "2025-03-01", 800, cost=400)
    return ledger


def ask(ledger: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), ledger.book(asker))


def names(answer: Answer) -> list[Any]:
    assert answer.table is not None
    place = [column.name for column in answer.table.columns].index("account")
    return [row[place] for row in answer.table.rows]


def cells(answer: Answer, column: str) -> list[Any]:
    assert answer.table is not None
    place = [one.name for one in answer.table.columns].index(column)
    return [row[place] for row in answer.table.rows]


def test_by_sales_with_the_rank_by_profit_beside_it() -> None:
    answer = ask(portfolio(), metric="sales")
    assert names(answer) == ["Big", "Mid", "Tiny"]
    assert cells(answer, "profit_rank") == [3, 1, 2]
    assert answer.figure("total") == D(1700)
    assert any("1 of these 3 lose money" in line for line in answer.lines)


def test_by_profit_with_the_rank_by_sales_beside_it() -> None:
    answer = ask(portfolio(), metric="net_profit")
    assert names(answer) == ["Mid", "Tiny", "Big"]
    assert cells(answer, "sales_rank") == [2, 3, 1]
    assert answer.headline.startswith("Mid leads your accounts by net account profit")
    assert (answer.figure("peak"), answer.figure("loss_total")) == (D(350), D(-100))
    assert answer.chart is not None
    assert answer.chart.kind == "whale"
    assert answer.chart.series[0].values == (D(300), D(350), D(250))


def test_the_bottom_comes_worst_first() -> None:
    answer = ask(portfolio(), metric="gross_margin", order="bottom", top=2)
    assert names(answer) == ["Big", "Tiny"]
    assert "comes last" in answer.headline


def test_growth_needs_a_year_before() -> None:
    answer = ask(portfolio(), metric="growth")
    assert names(answer) == ["Big", "Mid"]
    assert cells(answer, "growth_pct") == [D(100), D(-25)]
    assert any("1 account bought nothing" in line for line in answer.lines)


def test_a_lost_account_has_lost_everything() -> None:
    ledger = portfolio()
    ledger.account("A4", "Gone")
    ledger.sale("A4", "2025-01-01", 300)
    assert names(ask(ledger, metric="growth", order="bottom", top=1)) == ["Gone"]


def test_lifetime_value_is_that_of_the_lifetime_value_tool() -> None:
    from bot.tools.account_value import clv_by_account

    ledger = portfolio()
    answer = ask(ledger, metric="clv")
    values = clv_by_account(ledger.book(), Scope("mine"))
    assert names(answer)[0] == "Mid"
    assert cells(answer, "clv")[0] == values["A2"].clv


def test_only_the_askers_accounts_are_ranked() -> None:
    assert "Other" not in names(ask(portfolio(), metric="sales"))
    assert names(ask(portfolio(), asker="m1", metric="sales"))[0] == "Other"
    with pytest.raises(NotPermitted):
        ask(portfolio(), metric="sales", scope=Scope("all"))


def test_accounts_without_cost_of_goods_are_named_not_ranked() -> None:
    ledger = portfolio()
    ledger.account("A5", "Dark")
    ledger.sale("A5", "2026-02-01", 50, cost=None)
    answer = ask(ledger, metric="gross_margin")
    assert "Dark" not in names(answer)
    assert any("1 account not ranked" in line for line in answer.lines)


def test_two_accounts_of_the_same_name_are_told_apart() -> None:
    ledger = portfolio()
    ledger.account("A6", "Big", city="Leeds")
    ledger.sale("A6", "2026-02-01", 5)
    assert "Big (Leeds)" in names(ask(ledger, metric="sales"))


def test_nothing_to_rank_is_said() -> None:
    ledger = portfolio()
    assert "nothing to rank" in ask(ledger, asker="k3", metric="sales").headline


def test_a_top_of_zero_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="top 1 or more"):
        ask(portfolio(), metric="sales", top=0)


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.decimals(-1000, 1000, places=2), max_size=12))
def test_equal_values_share_a_rank_and_order_of_rows_changes_nothing(values: dict[str, D]) -> None:
    places = ranked(values)
    assert places == ranked(dict(reversed(values.items())))
    for rank, key in places:
        assert rank == 1 + sum(1 for other in values.values() if other > values[key])


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=30))
def test_the_whale_ends_at_the_total_and_peaks_where_losses_begin(profits: list[D]) -> None:
    curve = whale(profits)
    assert curve.cumulative[-1] == curve.total == sum(profits)
    assert curve.peak + curve.loss_total == curve.total
    assert max(*curve.cumulative, D(0)) == curve.peak


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=200))
def test_the_drawn_curve_keeps_its_start_its_peak_and_its_end(profits: list[D]) -> None:
    curve = whale(profits)
    points = dict(drawn(curve))
    assert len(points) <= 20
    assert points[1] == curve.cumulative[0]
    assert points[len(profits)] == curve.total
    assert curve.peak_index == 0 or points[curve.peak_index] == curve.peak


def test_top_ten_by_sales_agree_with_the_reference(adventureworks: Database) -> None:
    with asking(adventureworks, "277", LAST_DAY) as book:
        answer = run(Args(metric="sales", period=ALL_TIME), book)
    expected = REFERENCE["top10_by_net_sales"]
    assert cells(answer, "account_id") == [one["account_id"] for one in expected]
    assert cells(answer, "net_sales") == [one["net_sales"] for one in expected]


def test_bottom_ten_by_gross_margin_agree_with_the_reference(adventureworks: Database) -> None:
    with asking(adventureworks, "277", LAST_DAY) as book:
        answer = run(Args(metric="gross_margin", order="bottom", period=ALL_TIME), book)
    expected = REFERENCE["bottom10_by_gross_margin"]
    assert cells(answer, "account_id") == [one["account_id"] for one in expected]
    assert cells(answer, "gross_margin") == [one["gross_margin"] for one in expected]


def test_growth_agrees_with_a_query_of_ones_own(adventureworks: Database) -> None:
    query = text(
        "select account_id, sum(case when order_date >= '2012-01-01' then net_sales else 0 end) * 1.0 / "
        "sum(case when order_date < '2012-01-01' then net_sales else 0 end) from order_line "
        "where order_date between '2011-01-01' and '2012-12-31' group by account_id "
        "having sum(case when order_date < '2012-01-01' then net_sales else 0 end) > 0 order by 2 desc limit 5"
    )
    with asking(adventureworks, "277", LAST_DAY) as book:
        answer = run(Args(metric="growth", top=5, period=calendar_year(2012)), book)
    with adventureworks.read() as session:
        rows = session.execute(query).all()
    assert cells(answer, "account_id") == [row[0] for row in rows]
    assert [float(value) for value in cells(answer, "growth_pct")] == pytest.approx(
        [(row[1] - 1) * 100 for row in rows]
    )


def test_the_sample_ranks_by_lifetime_value(sample: Database) -> None:
    with asking(sample, "282", dt.date(2026, 11, 21)) as book:
        answer = run(Args(metric="clv"), book)
    values = cells(answer, "clv")
    assert values == sorted(values, reverse=True)
    assert answer.illustrative
