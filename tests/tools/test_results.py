"""The results of a whole portfolio are those of each account's P&L, one by one."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.periods import Period, last_full_months
from bot.tools.profit import account_profit
from store.engine import Database
from tests.tools.ledger import Ledger, asking

PERIODS = (
    last_full_months(dt.date(2026, 11, 21)),
    Period(dt.date(2026, 3, 5), dt.date(2026, 9, 17)),
)


def assert_equal(book: Book, scope: Scope, period: Period) -> None:
    results = book.results.of(scope, period)
    profits = {key: one for key, one in account_profit(book, scope, period).items() if one.sums.lines}
    assert {key: tuple(one) for key, one in results.by_account.items()} == {
        key: (one.net_sales, one.gross_margin, one.net_profit, one.contribution, one.kam_cost)
        for key, one in profits.items()
    }
    assert set(results.missing) == {name for one in profits.values() for name in one.missing}
    assert results.illustrative == any(one.illustrative for one in profits.values())


@pytest.mark.parametrize(("asker", "scope"), [("277", "all"), ("272", "team"), ("282", "mine")])
@pytest.mark.parametrize("period", PERIODS)
def test_of_the_sample(sample: Database, asker: str, scope: str, period: Period) -> None:
    with asking(sample, asker, dt.date(2026, 11, 21)) as book:
        assert_equal(book, Scope(scope), period)  # type: ignore[arg-type]  # one of the kinds


def test_with_gaps_in_every_line() -> None:
    ledger = Ledger()
    for identity, kam in (("A1", "k1"), ("A2", "k1"), ("A3", "k2"), ("A4", "k2")):
        ledger.account(identity, kam=kam)
    ledger.sale("A1", "2026-03-10", 100, cost=60, freight=None)
    ledger.sale("A2", "2026-03-11", 100, cost=None, freight=3)
    ledger.sale("A3", "2026-03-12", 100, cost=70, freight=2, discount=5)
    ledger.covers("rebate", "other")
    ledger.covers("service", start=dt.date(2026, 6, 1))
    ledger.cost("A1", "2026-03-20", "rebate", 7)
    ledger.cost("A3", "2026-03-20", "service", 9)
    ledger.cost("A3", "2026-03-20", "other", 4)
    ledger.cost("A4", "2026-03-20", "other", 4)
    ledger.kam_cost("k1", 1200)
    for period in PERIODS:
        assert_equal(ledger.book("m1"), Scope("team"), period)
