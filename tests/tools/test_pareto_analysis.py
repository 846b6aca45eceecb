"""Who is in the 20 %, said as it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import NotPermitted
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.pareto_analysis import Args, run
from bot.tools.periods import Period, calendar_year
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
ALL_TIME = Period(dt.date(2010, 12, 1), dt.date(2013, 11, 30))


def ledger(sales: tuple[int, ...] = (500, 250, 100, 60, 40, 20, 10, 10, 5, 5), margins: tuple[int, ...] = ()) -> Ledger:
    """Accounts of Kim with these sales; Kit's orders make the data begin and end outside the periods."""
    made = Ledger()
    made.account("Z", "Kit's", kam="k3")
    for day in ("2024-11-01", "2026-11-05"):
        made.sale("Z", day, 1)
    for index, amount in enumerate(sales):
        made.account(f"A{index}", f"Account {index}")
        margin = margins[index] if margins else amount
        made.sale(f"A{index}", "2026-03-01", amount, cost=amount - margin)
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def test_the_figures_on_paper() -> None:
    """Of 1,000 the two largest of ten make 750; three make 85 %."""
    answer = ask(ledger())
    assert answer.headline == (
        "2 of 10 accounts (20 %) make 75 % of net sales in the last 12 full months. That is not 80/20."
    )
    assert answer.figure("top_count") == 2
    assert answer.figure("top_amount") == 750
    assert answer.figure("accounts_for_80pct") == 3
    assert answer.figure("largest_share_pct") == 50
    assert answer.figure("largest_five_share_pct") == 95
    assert answer.figure("hhi") == sum(
        D(share) ** 2 for share in ("50", "25", "10", "6", "4", "2", "1", "1", "0.5", "0.5")
    )


def test_the_classes_and_their_shares() -> None:
    answer = ask(ledger())
    assert [answer.figure(f"class_{letter}_accounts") for letter in "abc"] == [2, 2, 6]
    assert [answer.figure(f"class_{letter}_share_pct") for letter in "abc"] == [75, 16, 9]
    assert answer.table is not None
    assert [row[-1] for row in answer.table.rows] == ["A", "A", "B", "B", "C", "C", "C", "C", "C", "C"]
    assert answer.table.rows[-1][4] == 100


def test_where_it_is_eighty_twenty_it_says_so() -> None:
    assert "That is 80/20." in ask(ledger((800, 50, 50, 50, 50))).headline


def test_few_accounts_get_a_warning_and_no_verdict() -> None:
    answer = ask(ledger((800, 50)))
    assert "80/20" not in answer.headline
    assert answer.warnings == ("With 2 accounts a top 20 % says little.",)


def test_the_year_before_stands_beside_it() -> None:
    made = ledger()
    made.sale("A0", "2025-03-01", 400, cost=0)
    made.sale("A1", "2025-03-01", 100, cost=0)
    answer = ask(made)
    assert answer.figure("top_share_before_pct") == 80
    assert any("1 of 2 accounts made 80 %" in line for line in answer.lines)


def test_credits_that_exceed_sales_are_left_out_and_counted() -> None:
    made = ledger((100, 50))
    made.account("N", "Negative")
    made.sale("N", "2026-03-01", -30, cost=0)
    answer = ask(made)
    assert answer.figure("accounts") == 2
    assert "1 account with more credits than sales left out." in answer.warnings


def test_profits_with_losses_get_the_whale_curve_and_no_index() -> None:
    answer = ask(ledger((100, 100, 100, 100, 100), margins=(60, 50, 30, -40, -20)), metric="gross_margin")
    assert answer.figure("hhi") is None
    assert answer.figure("gini") is None
    assert answer.figure("peak_amount") == 140
    assert answer.figure("peak_pct") == 175
    assert answer.figure("losing_accounts") == 2
    assert answer.figure("loss_amount") == -60
    assert answer.figure("top_share_pct") == 75
    assert answer.chart is not None
    assert answer.chart.kind == "whale"
    assert answer.chart.series[0].values[-1] == 80


def test_of_a_loss_there_is_no_share() -> None:
    answer = ask(ledger((100, 100), margins=(10, -50)), metric="gross_margin")
    assert answer.figure("top_share_pct") is None
    assert "so no share exists" in answer.headline


def test_growth_counts_what_was_added() -> None:
    made = ledger((100, 50))
    made.sale("A0", "2025-03-01", 90, cost=0)
    answer = ask(made, metric="growth")
    assert answer.figure("total_amount") == 60
    assert answer.table is not None
    assert [row[2] for row in answer.table.rows] == [50, 10]


def test_lifetime_value_is_as_of_today() -> None:
    answer = ask(ledger(), metric="clv")
    assert "lifetime value" in answer.headline
    assert "12 full months" not in answer.headline


def test_missing_costs_of_goods_leave_an_account_out() -> None:
    made = ledger((100, 50))
    made.account("U", "Unknown")
    made.sale("U", "2026-03-01", 70, cost=None)
    answer = ask(made, metric="gross_margin")
    assert answer.figure("accounts") == 2
    assert "1 account left out: the cost of goods is not in the data." in answer.warnings


def test_without_sales_there_is_nothing_to_analyse() -> None:
    made = ledger((100, 50))
    made.account("K", "Kai's", kam="k2")
    answer = ask(made, asker="k2")
    assert "There is no net sales to analyse for your accounts" in answer.headline


def test_the_scope_is_the_asker_s_own() -> None:
    made = ledger((100, 50))
    made.account("K", "Kai's", kam="k2")
    made.sale("K", "2026-03-01", 999)
    assert ask(made).figure("total_amount") == 150
    assert ask(made, asker="m1").figure("total_amount") == 1149
    with pytest.raises(NotPermitted):
        ask(made, scope=Scope("all"))


def test_many_accounts_are_drawn_in_twentieths() -> None:
    answer = ask(ledger(tuple(range(100, 70, -1))))
    assert answer.chart is not None
    assert answer.chart.categories[:2] == ("5 %", "10 %")
    bars, shares = (series.values for series in answer.chart.series)
    assert bars[:2] == (D(100 + 99), D(98))  # 30 accounts: the groups end with the 2nd, 3rd, 5th …
    assert sum((one for one in bars if one is not None), D(0)) == answer.figure("total_amount")
    assert shares[-1] == 100
    assert shares[3] == answer.figure("top_share_pct")


def test_few_accounts_are_drawn_by_name() -> None:
    answer = ask(ledger())
    assert answer.chart is not None
    assert answer.chart.categories[0] == "Account 0"
    assert len(answer.chart.categories) == 10


def test_the_whole_ledger_has_127_of_635_accounts_with_66_71_per_cent(adventureworks: Database) -> None:
    with asking(adventureworks, "277", dt.date(2013, 12, 2)) as book:
        answer = run(Args(scope=Scope("all"), period=ALL_TIME), book)
    assert (answer.figure("top_count"), answer.figure("accounts")) == (127, 635)
    assert answer.figure("top_amount") == D("53670551.2875")
    assert round(D(str(answer.figure("top_share_pct"))), 2) == D("66.71")
    assert answer.figure("accounts_for_80pct") == 186
    assert len(answer.accounts) == 100


def test_one_year_agrees_with_the_order_lines(adventureworks: Database) -> None:
    with asking(adventureworks, "277", dt.date(2013, 12, 2)) as book:
        answer = run(Args(scope=Scope("all"), period=calendar_year(2012)), book)
    with adventureworks.readers.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT SUM(net_sales) FROM order_line WHERE order_date LIKE '2012%' GROUP BY account_id ORDER BY 1 DESC"
        )
        amounts = [D(row[0]) / 10_000 for row in rows]
    head = amounts[: -(-len(amounts) // 5)]
    assert answer.figure("top_amount") == sum(head)
    whole = sum(amounts, D(0))
    index = sum((amount * amount for amount in amounts), D(0)) / (whole * whole) * 10_000
    assert abs(D(str(answer.figure("hhi"))) - index) < D("1e-15")
    assert sum(D(str(answer.figure(f"class_{one}_amount"))) for one in "abc") == whole
