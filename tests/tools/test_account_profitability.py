"""The P&L of an account can be checked on paper; what is unknown is a bound; the ledger's figures are the source's."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotPermitted
from bot.tools.account_profitability import Args, run
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.facts.costs import AccountCosts, Cost
from bot.tools.facts.sales import Sums
from bot.tools.periods import Period, calendar_year
from bot.tools.pnl import pnl_lines
from bot.tools.pnl import told as told_lines
from bot.tools.profit import AccountProfit
from store.engine import Database
from tests.tools.ledger import Ledger, asking

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**7, places=4)
REFERENCE_FILE = Path(__file__).parents[1] / "data" / "adventureworks_reference.json"
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "adventureworks_reference.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)
LAST_DAY = dt.date(2013, 12, 2)


def worked() -> Ledger:
    """Acme: 1,000 gross, 100 discount, 50 rebates, 600 cost, 20 + 5 freight, 10 returns, 15 service, 30 promotion;
    Kim costs 240 a year and has two accounts, so 120 of it are Acme's."""
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.account("A2", "Bolt")
    ledger.sale("A1", "2026-03-05", 100, 10, cost=60, discount=100, freight=20)
    ledger.sale("A2", "2025-11-06", 500, 1, cost=300)
    for kind, amount in (("rebate", 50), ("freight", 5), ("return", 10), ("service", 15), ("promotion", 30)):
        ledger.cost("A1", "2026-04-01", kind, amount)
    ledger.covers("rebate", "freight", "return", "service", "promotion", "other")
    ledger.kam_cost("k1", 240, 2025)
    return ledger


def ask(ledger: Ledger, account: str = "A1", asker: str = "k1", **args: Any) -> Answer:
    return run(Args(account=account, **args), ledger.book(asker))


def test_every_line_down_to_the_net_profit() -> None:
    answer = ask(worked())
    names = ("gross_sales", "invoiced_sales", "net_sales", "gross_margin", "freight", "contribution")
    assert {name: answer.figure(name) for name in (*names, "kam_cost", "net_profit")} == {
        "gross_sales": D(1000),
        "invoiced_sales": D(900),
        "net_sales": D(850),
        "gross_margin": D(250),
        "freight": D(25),
        "contribution": D(170),
        "kam_cost": D(120),
        "net_profit": D(50),
    }
    assert answer.headline == "Acme earned us 50.00 net on 850 net sales in the last 12 full months (5.9 %)."
    assert answer.unknown == ()


def test_margins_are_per_cents_of_net_sales() -> None:
    answer = ask(worked())
    assert answer.figure("gross_margin_pct") == D(250) / D(850) * 100
    assert answer.figure("net_profit_pct") == D(50) / D(850) * 100


def test_missing_lines_are_unknown_and_the_profit_is_at_most() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", 1000, cost=700, freight=30)
    answer = ask(ledger)
    assert answer.figure("rebates") is None
    assert answer.figure("net_profit") == D(270)
    assert "rebates, returns, service, promotion cost, KAM time" in answer.unknown[0]
    assert "270 USD at most" in answer.unknown[0]
    assert answer.headline.startswith("Acme made 300 gross margin on 1,000 net sales")


def test_a_known_loss_with_missing_lines_is_at_least() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", 1000, cost=1100)
    answer = ask(ledger)
    assert answer.headline.startswith("Acme lost 100 gross margin")
    assert "true loss is 100 USD at least" in answer.unknown[0]


def test_costs_without_sales_are_a_loss_without_a_margin() -> None:
    ledger = worked()
    ledger.account("A3", "Idle")
    ledger.cost("A3", "2026-04-01", "service", 42)
    answer = ask(ledger, "A3")
    assert answer.headline == "Idle bought nothing in the last 12 full months; serving it cost 122."
    assert answer.figure("net_profit") == D(-42) - D(240) / 3
    assert answer.figure("net_profit_pct") is None
    assert answer.chart is None


def test_without_cost_of_goods_nothing_is_claimed_about_profit() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", 1000, cost=None)
    answer = ask(ledger)
    assert answer.figure("gross_margin") is None
    assert answer.figure("net_profit") is None
    assert "1 of 1 order lines" in answer.headline


def test_credits_larger_than_sales_are_said() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", -500, cost=-300)
    assert any("Credits" in warning for warning in ask(ledger).warnings)


def test_an_earlier_period_stands_beside_it() -> None:
    ledger = worked()
    ledger.sale("A1", "2025-03-05", 800, cost=600)
    answer = ask(ledger)
    assert answer.figure("prior_net_sales") == D(800)
    assert answer.figure("net_sales_change") == D(50)
    assert answer.figure("net_sales_growth_pct") == D("6.25")
    assert any(line.startswith("Against March to October 2025: net sales +6.3 %") for line in answer.lines)


def test_profits_that_know_different_lines_are_not_compared() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.sale("A1", "2026-03-05", 1000, cost=700)
    ledger.sale("A1", "2025-03-05", 800, cost=600)
    ledger.covers("rebate", start=dt.date(2025, 11, 1))
    answer = ask(ledger)
    assert answer.figure("net_profit_change") is None
    assert any("can't be compared: rebates known in one" in line for line in answer.lines)


def test_rank_by_sales_stands_beside_rank_by_margin_without_a_name() -> None:
    ledger = Ledger()
    ledger.account("A1", "Acme")
    ledger.account("B1", "Secret", kam="k3")
    ledger.account("B2", "Hidden", kam="k3")
    ledger.sale("A1", "2026-03-05", 1000, cost=990)
    ledger.sale("B1", "2026-03-05", 900, cost=100)
    ledger.sale("B2", "2026-03-05", 800, cost=100)
    answer = ask(ledger)
    assert (answer.figure("sales_rank"), answer.figure("margin_rank"), answer.figure("active_accounts")) == (1, 3, 3)
    assert any(
        "1st by sales, 3rd by gross margin, of 3 active accounts. It sells better" in line for line in answer.lines
    )
    assert "Secret" not in repr(answer)


def test_rank_of_any_days_is_that_of_the_lines() -> None:
    ledger = worked()
    answer = ask(ledger, period=Period(dt.date(2026, 3, 2), dt.date(2026, 3, 20)))
    assert (answer.figure("sales_rank"), answer.figure("margin_rank")) == (1, 1)


def test_a_colleagues_account_is_refused() -> None:
    ledger = worked()
    ledger.account("B1", "Secret", kam="k3")
    with pytest.raises(NotPermitted):
        ask(ledger, "B1")


def test_a_period_outside_the_data_is_said() -> None:
    assert "it runs from 2025-11-06 to 2026-03-05" in ask(worked(), period=calendar_year(2019)).headline


def test_a_period_partly_outside_is_cut_and_said() -> None:
    answer = ask(worked(), period=calendar_year(2026))
    assert "The data ends on 2026-03-05." in answer.warnings
    assert "January to October 2026" in answer.headline
    assert answer.figure("kam_cost") == D(240) * 10 / 12 / 2  # ten months of the year, two accounts


def test_the_waterfall_goes_from_level_to_level() -> None:
    chart = ask(worked()).chart
    assert chart is not None
    running = D(0)
    for name, value in zip(chart.categories, chart.series[0].values, strict=True):
        assert value is not None
        if name in chart.totals:
            assert value == running or name == chart.categories[0]
            running = value
        else:
            running += value


def test_follow_ups_name_the_account() -> None:
    assert all("Acme" in one for one in ask(worked()).follow_ups)


@given(st.lists(MONEY, min_size=9, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_each_level_is_the_one_above_less_the_lines_between(amounts: list[D], data: st.DataObject) -> None:
    gross, discount, cogs, freight, *others = amounts
    kinds = ("rebate", "return", "service", "promotion", "other")
    known = {kind: amount for kind, amount in zip(kinds, others, strict=True) if data.draw(st.booleans())}
    sums = Sums(1, 1, D(1), gross, discount, gross - discount, cogs, freight)
    profit = AccountProfit(sums, AccountCosts({kind: Cost(amount) for kind, amount in known.items()}, Cost(D(7))))
    level = None
    for line in pnl_lines(profit):
        if not line.level:
            level = (level or D(0)) - (line.amount or D(0))
            continue
        assert level is None or line.amount == level
        level = line.amount
    assert told_lines(pnl_lines(profit))[-1].amount == profit.net_profit


NAMES = ("gross_sales", "discount", "net_sales", "cogs", "gross_margin", "freight", "contribution_after_freight")
COUNTS = ("quantity", "lines", "orders")


@pytest.mark.parametrize("account", sorted(REFERENCE["account_pnl_by_year"]))
def test_yearly_figures_of_an_account_agree_with_the_reference(adventureworks: Database, account: str) -> None:
    with asking(adventureworks, "277", LAST_DAY) as book:
        for year, expected in REFERENCE["account_pnl_by_year"][account].items():
            answer = run(Args(account=account, period=calendar_year(int(year))), book)
            assert {name: answer.figure(name) for name in (*NAMES, *COUNTS)} == {
                name: expected[name] for name in (*NAMES, *COUNTS)
            }


def test_totals_by_year_agree_with_the_reference(adventureworks: Database) -> None:
    with asking(adventureworks, "277", LAST_DAY) as book:
        for year, expected in REFERENCE["by_year"].items():
            period = calendar_year(int(year))
            sums = book.sales.total(Scope("all"), period)
            assert (sums.gross_sales, sums.discount, sums.net_sales) == (
                expected["gross_sales"],
                expected["discount"],
                expected["net_sales"],
            )
            assert (sums.cogs, sums.gross_margin, sums.freight) == (
                expected["cogs"],
                expected["gross_margin"],
                expected["freight"],
            )
            assert sums.after_freight == expected["contribution_after_freight"]
            assert book.sales.active_accounts(Scope("all"), period) == expected["active_accounts"]


def test_totals_of_each_kams_accounts_agree_with_the_reference(adventureworks: Database) -> None:
    period = Period(dt.date(2010, 12, 1), dt.date(2013, 11, 30))
    with asking(adventureworks, "277", LAST_DAY) as book:
        for who, expected in REFERENCE["by_kam_account"].items():
            sums = book.sales.total(Scope("person", who.split()[0]), period)
            assert (sums.net_sales, sums.gross_margin) == (expected["net_sales"], expected["gross_margin"]), who


def test_brakes_and_gears_as_in_the_annual_talk(adventureworks: Database) -> None:
    with asking(adventureworks, "282", LAST_DAY) as book:
        answer = run(Args(account="AW00000697", period=calendar_year(2012)), book)
    assert answer.headline == "Brakes and Gears made 27,900 gross margin on 293,874 net sales in 2012 (9.5 %)."
    assert "Rank in the company: 19th by sales, 8th by gross margin, of 401 active accounts." in answer.lines


def test_the_sample_says_that_it_rests_on_illustrative_records(sample: Database) -> None:
    with asking(sample, "282", dt.date(2026, 11, 21)) as book:
        answer = run(Args(account="AW00000697"), book)
    assert answer.illustrative
    assert answer.figure("rebates") is not None
