"""Lifetime value answers: from figures, from the ledger, and the loss-now case."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import BadInput, NotPermitted
from bot.tools.account_value import clv_by_account
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.customer_lifetime_value import Args, run
from bot.tools.lifetime_value import lifetime_value
from store.engine import Database
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

D = Decimal


def flows(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(D(amount) for amount in amounts)


def ask(made: Ledger | None = None, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), (made or Ledger()).book(asker))


def ledger(accounts: int = 25, kept: int = 20) -> Ledger:
    """Brakes earns 300 a year; of `accounts` bikes shops that bought the year before, `kept` bought again."""
    made = Ledger()
    made.account("A", "Brakes and Gears", segment="shop")
    made.sale("A", "2026-01-10", 1000, cost=680, freight=20)
    made.sale("A", "2025-01-10", 900, cost=700)
    for index in range(accounts - 1):
        made.account(f"S{index}", f"Shop {index}", segment="shop")
        made.sale(f"S{index}", "2025-02-01", 100)
        if index < kept - 1:
            made.sale(f"S{index}", "2026-02-01", 100)
    return made


def test_figures_of_the_question_give_today_s_convention_and_the_others_beside_it() -> None:
    answer = ask(margin=D(100), retention_pct=D(80), discount_pct=D(10))
    assert answer.headline == "This customer is worth 292 USD over 5 years, today’s profit included."
    expected = lifetime_value(D(100), D(80), D(10), 5)
    assert answer.figure("clv") == expected.value
    assert answer.figure("clv_no_end") == expected.no_end
    assert answer.figure("clv_excluding_today_no_end") == expected.excluding_today_no_end
    assert answer.figure("horizon_years") == 5
    assert answer.visibility == "public"
    assert answer.receipt is not None
    assert "today’s counts in full" in answer.receipt.convention
    assert dict(answer.receipt.inputs)["horizon_years"].source == "config: clv_horizon_years"


def test_the_years_add_up_to_the_value() -> None:
    answer = ask(margin=D(100), retention_pct=D(80), discount_pct=D(10), acquisition_cost=D(150))
    assert answer.table is not None
    assert len(answer.table.rows) == 5
    assert answer.table.rows[-1][-1] == answer.figure("clv")
    assert sum((D(str(row[2])) for row in answer.table.rows), D(-150)) == answer.figure("clv")


def test_an_assumed_retention_is_said() -> None:
    answer = ask(margin=D(100))
    assert answer.figure("retention_pct") == 80
    assert answer.unknown == ("Retention is an assumption (80 %): you gave none.",)


def test_the_configuration_decides_what_is_assumed() -> None:
    book = Ledger().book(clv_horizon_years=3, clv_discount_pct=20, clv_retention_pct=50)
    answer = run(Args(margin=D(100)), book)
    assert answer.figure("clv") == lifetime_value(D(100), D(50), D(20), 3).value


def test_what_never_converges_is_said_and_the_horizon_is_answered() -> None:
    answer = ask(margin=D(100), retention_pct=D(95), discount_pct=D(2), growth_pct=D(8))
    assert answer.figure("clv_no_end") is None
    assert "never converges" in " ".join(answer.lines)
    assert answer.figure("clv") is not None


def test_a_retention_between_nothing_and_one_per_cent_is_asked_about() -> None:
    answer = ask(margin=D(100), retention_pct=D("0.8"))
    assert answer.warnings == ("Taken as 0.8 % retention. If you mean 80 %, say so.",)


def test_the_lowest_retention_that_pays_an_outlay_back_is_given() -> None:
    answer = ask(margin=D(15_000), acquisition_cost=D(40_000), discount_pct=D(9))
    lowest = answer.figure("min_retention_pct")
    assert lowest is not None
    assert round(Decimal(lowest), 1) == 74
    assert any("pays back from 74.0 % retention on" in line for line in answer.lines)


def test_an_outlay_that_never_comes_back_is_said() -> None:
    answer = ask(margin=D(100), acquisition_cost=D(10_000))
    assert answer.figure("min_retention_pct") is None
    assert answer.figure("payback_years") is None
    assert any("does not come back" in line for line in answer.lines)


def test_a_loss_maker_costs_more_than_it_brings() -> None:
    answer = ask(margin=D(-100), retention_pct=D(80), discount_pct=D(10))
    assert answer.headline.startswith("This customer costs more than it brings: −292 USD")


def test_the_ledger_gives_the_margin_and_the_retention_of_its_segment() -> None:
    answer = ask(ledger(), account="A")
    assert answer.figure("margin") == 300
    assert answer.figure("retention_pct") == 80
    assert "20 of 25 shop accounts bought again" in " ".join(answer.lines)
    assert answer.figure("clv") == lifetime_value(D(300), D(80), D(10), 5).value
    assert answer.headline.startswith("Brakes and Gears is worth at most")
    assert answer.unknown[0].startswith("Not in the data: rebates, returns, service and promotion cost.")
    assert answer.accounts == ("A",)
    assert not answer.hypothetical


def test_too_few_accounts_tell_no_retention() -> None:
    answer = ask(ledger(accounts=19, kept=10), account="A")
    assert answer.figure("retention_pct") == 80
    assert "neither a contract nor enough accounts" in " ".join(answer.unknown)


def test_a_contract_wins_over_the_ledger() -> None:
    made = ledger()
    made.account("C", "Contract", segment="shop", contract_retention_pct=D(95))
    made.sale("C", "2026-01-10", 1000, cost=700)
    answer = ask(made, account="C")
    assert answer.figure("retention_pct") == 95
    assert "its contracts" in " ".join(answer.lines)


def test_the_question_wins_over_both() -> None:
    answer = ask(ledger(), account="A", retention_pct=D(50), margin=D(100))
    assert answer.figure("clv") == lifetime_value(D(100), D(50), D(10), 5).value
    assert answer.hypothetical


def test_the_kam_s_share_is_taken_off_beside_it() -> None:
    made = ledger()
    made.kam_cost("k1", 2500)
    answer = ask(made, account="A")
    assert answer.figure("clv") == lifetime_value(D(300), D(80), D(10), 5).value
    assert any(line.startswith("After its share of the KAM (100 USD a year)") for line in answer.lines)


def test_an_account_without_sales_has_no_current_profit() -> None:
    made = ledger()
    made.account("N", "Never")
    answer = ask(made, account="N")
    assert answer.figure("clv") is None
    assert "no sales in the last 12 full months" in answer.headline
    assert ask(made, account="N", margin=D(100)).figure("margin") == 100


def test_without_the_cost_of_goods_the_margin_is_asked_for() -> None:
    made = ledger()
    made.account("U", "Unknown")
    made.sale("U", "2026-03-01", 100, cost=None)
    answer = ask(made, account="U")
    assert answer.route == "clarify"
    assert "the cost of goods is not in the data" in answer.headline


def test_nothing_named_asks_with_the_largest_accounts() -> None:
    answer = ask(ledger())
    assert answer.route == "clarify"
    assert answer.choices[0].label == "Brakes and Gears"
    assert answer.choices[0].args == (("account", "A"),)


def test_a_colleague_s_account_is_refused() -> None:
    with pytest.raises(NotPermitted):
        ask(ledger(), asker="k2", account="A")


def test_the_loss_now_case() -> None:
    answer = ask(cash_flows=flows(-50, -20, 40, 60, 60), discount_pct=D(10))
    assert answer.headline == ("Worth it: 50.94 USD today at 10 %; deepest −68.18 USD in year 1, paid back in year 3.")
    assert answer.figure("npv") == answer.figure("clv")
    assert answer.figure("undiscounted_total") == 90
    assert answer.figure("deepest_year") == 1
    assert answer.figure("positive_in_year") == 3
    assert answer.figure("payback_years_undiscounted") == D("2.5")
    assert answer.table is not None
    assert answer.table.rows[-1][-1] == answer.figure("npv")
    lowest = answer.figure("min_retention_pct")
    assert lowest is not None
    assert round(Decimal(lowest), 1) == D("81.7")


def test_a_plan_that_is_not_worth_it_is_called_so() -> None:
    answer = ask(cash_flows=flows(-100, 10, 10), discount_pct=D(10))
    assert answer.headline.startswith("Not worth it at 10 %")
    assert answer.figure("positive_in_year") is None
    assert answer.figure("payback_years") is None


def test_gains_and_losses_in_turn_have_no_single_rate() -> None:
    answer = ask(cash_flows=flows(-100, 300, -220), discount_pct=D(10))
    assert answer.figure("internal_rate_pct") is None
    assert any("no single break-even rate" in line for line in answer.lines)


def test_a_retention_weighs_the_later_flows() -> None:
    sure = ask(cash_flows=flows(-50, 100), discount_pct=D(0))
    doubtful = ask(cash_flows=flows(-50, 100), discount_pct=D(0), retention_pct=D(60))
    assert (sure.figure("npv"), doubtful.figure("npv")) == (D(50), D(10))


def test_an_outlay_is_added_to_today() -> None:
    answer = ask(cash_flows=flows(0, 100), discount_pct=D(0), acquisition_cost=D(40))
    assert answer.figure("npv") == 60
    assert answer.figure("deepest_exposure") == -40
    with pytest.raises(BadInput, match="cannot be negative"):
        ask(cash_flows=flows(0, 100), acquisition_cost=D(-1))


def test_too_many_flows_are_refused() -> None:
    with pytest.raises(BadInput, match="101 cash flows"):
        ask(cash_flows=flows(*([1] * 101)))


def test_rankings_get_every_active_account_of_a_scope() -> None:
    made = ledger()
    found = clv_by_account(made.book(), Scope("mine"))
    assert len(found) == 20
    assert found["A"].clv == lifetime_value(D(300), D(80), D(10), 5).value
    assert found["A"].margin == 300
    assert set(clv_by_account(made.book(), ["A", "S0"])) == {"A", "S0"}


def test_one_account_of_the_sample_is_worth_what_its_ranking_says(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        found = clv_by_account(book, Scope("mine"))
        for account in list(found)[:5]:
            assert run(Args(account=account), book).figure("clv") == found[account].clv


def test_the_unshifted_ledger_gives_what_the_orders_give(adventureworks: Database) -> None:
    """Brakes and Gears, December 2012 to November 2013: the margin from the order lines themselves."""
    with asking(adventureworks, "282", dt.date(2013, 12, 2)) as book:
        answer = run(Args(account="AW00000697", retention_pct=D(80)), book)
    with adventureworks.readers.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT SUM(net_sales) - SUM(cogs) - SUM(freight) FROM order_line WHERE account_id = 'AW00000697' "
            "AND order_date BETWEEN '2012-12-01' AND '2013-11-30'"
        ).one()
    assert answer.figure("margin") == D(row[0]) / 10_000
