"""Effort against return: shares, the index, and what was never logged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotPermitted
from bot.tools.answer import Answer
from bot.tools.effort_vs_return import Args, returns, run
from bot.tools.facts.effort import EffortFact
from bot.tools.periods import Period
from store.engine import Database
from store.tables import Effort
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

D = Decimal
HOURS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500).map(Decimal), min_size=1)
SALES = st.dictionaries(st.sampled_from("abcdef"), st.integers(-100, 10**6).map(Decimal), min_size=1)


def ledger() -> Ledger:
    """100 hours: Noisy 60 for 100 of 1,000, Good 30 for 600, Cheap none for 200, Thin 10 for 100 at a loss."""
    made = Ledger()
    for identity, name, hours, sales, cost in (
        ("N", "Noisy", 60, 100, 50),
        ("G", "Good", 30, 600, 300),
        ("C", "Cheap", 0, 200, 100),
        ("T", "Thin", 10, 100, 110),
    ):
        made.account(identity, name)
        made.sale(identity, "2026-03-01", sales, cost=cost)
        if hours:
            row = Effort(
                account_id=identity, person_id="k1", month=dt.date(2026, 3, 1), hours=D(hours), visits=hours // 10
            )
            made.add(row)
    made.account("Z", "Kit's", kam="k3")
    for day in ("2025-11-01", "2026-11-05"):
        made.sale("Z", day, 1)
        made.add(
            Effort(account_id="Z", person_id="k3", month=dt.date.fromisoformat(day[:8] + "01"), hours=D(5), visits=0)
        )
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def test_one_account_on_paper() -> None:
    answer = ask(ledger(), account="G")
    assert answer.figure("effort_share_pct") == 30
    assert answer.figure("sales_share_pct") == 60
    assert answer.figure("return_index") == 2
    assert answer.figure("gap_points") == 30
    assert answer.figure("contribution_per_hour") == 10
    assert answer.figure("sales_per_hour") == 20
    assert answer.figure("rank") == 1
    assert answer.headline == (
        "Good took 30 hours (30 % of the effort) in the last 12 full months and brought 600 net sales (60 %), "
        "2.0 times its share."
    )


def test_the_portfolio_names_who_takes_more_than_they_bring() -> None:
    answer = ask(ledger())
    assert (
        answer.headline
        == "1 of 3 accounts takes 60 % of the hours and brings 10 % of the sales in the last 12 full months."
    )
    assert answer.figure("hours") == 100
    assert answer.figure("accounts_earning_nothing") == 1
    assert answer.figure("accounts_without_effort") == 1
    assert answer.table is not None
    assert [(row[0], row[-1]) for row in answer.table.rows] == [
        ("Noisy", "takes far more than it brings"),
        ("Thin", "sells, but earns nothing"),
        ("Good", "earns its time"),
    ]
    assert any("1 account bought for 200 without any logged effort." in line for line in answer.lines)


def test_no_logged_effort_is_unknown_and_not_zero() -> None:
    answer = ask(ledger(), account="C")
    assert answer.headline == "No effort is logged for Cheap in the last 12 full months; it bought for 200."
    assert answer.figure("hours") is None
    assert answer.figure("return_index") is None


def test_effort_without_orders_is_said() -> None:
    made = ledger()
    made.account("E", "Empty")
    made.add(Effort(account_id="E", person_id="k1", month=dt.date(2026, 3, 1), hours=D("12.5"), visits=1))
    answer = ask(made, account="E")
    assert answer.headline.startswith("Empty took 12.5 hours")
    assert answer.headline.endswith("and bought nothing.")
    assert ask(made).figure("accounts_overserved") == 2


def test_where_nothing_is_logged_it_says_from_when_there_is_something() -> None:
    made = Ledger()
    made.account("A", "A")
    made.sale("A", "2026-03-01", 100)
    assert "No hours or visits are logged for your accounts" in ask(made).headline
    elsewhere = ask(ledger(), asker="k2")
    assert "Effort is logged from November 2025 to November 2026." in elsewhere.headline


def test_effort_of_a_part_of_the_period_is_warned_of() -> None:
    made = ledger()
    made.sale("G", "2025-01-01", 50)
    answer = ask(made, period=Period(dt.date(2025, 1, 1), dt.date(2026, 10, 31)))
    assert any("Effort is logged from November 2025" in line for line in answer.warnings)


def test_a_colleague_s_account_is_refused() -> None:
    with pytest.raises(NotPermitted):
        ask(ledger(), account="Z")


@given(HOURS, SALES)
def test_shares_add_up_and_gaps_cancel_out(hours: dict[str, Decimal], sales: dict[str, Decimal]) -> None:
    effort = {account: EffortFact(amount, 0) for account, amount in hours.items()}
    found = returns(effort, sales, {})
    shares = [one.effort_share_pct for one in found if one.effort_share_pct is not None]
    if shares:
        assert abs(sum(shares, D(0)) - 100) < D("1e-15")
    sold = [one.sales_share_pct for one in found if one.sales_share_pct is not None and one.sales > 0]
    if sold:
        assert abs(sum(sold, D(0)) - 100) < D("1e-15")


@given(HOURS, SALES)
def test_accounts_in_another_order_give_the_same(hours: dict[str, Decimal], sales: dict[str, Decimal]) -> None:
    effort = {account: EffortFact(amount, 0) for account, amount in hours.items()}
    backwards = dict(reversed(list(effort.items())))
    assert returns(effort, sales, {}) == returns(backwards, dict(reversed(list(sales.items()))), {})


def test_the_sample_s_shares_add_up(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        answer = run(Args(), book)
        assert answer.illustrative
        assert answer.table is not None
        account = answer.accounts[0]
        single = run(Args(account=account), book)
    row = next(one for one, key in zip(answer.table.rows, answer.accounts, strict=False) if key == account)
    assert single.figure("hours") in {one[1] for one in answer.table.rows}
    assert row is not None
