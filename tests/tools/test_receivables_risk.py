"""What is owed can be checked on paper; growth on credit is told from growth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.tools.arguments import Scope
from bot.tools.money import rounded
from bot.tools.receivables import (
    ageing,
    allowance,
    cusum,
    dso_count_back,
    modified_z,
    roll_rates,
)
from bot.tools.receivables_risk import Args, run
from store.tables import Invoice, Payment
from tests.tools.ledger import TODAY, Ledger

D = Decimal
MONEY = st.decimals(min_value=0, max_value=10**6, places=2)


def test_count_back_takes_whole_months_then_a_part() -> None:
    months = [(D(100000), 30), (D(80000), 30), (D(70000), 30)]
    assert rounded(dso_count_back(D(212000), months).days or D(0), 2) == D("73.71")


def test_count_back_says_at_least_where_history_runs_out() -> None:
    found = dso_count_back(D(500), [(D(100), 30), (D(100), 31)])
    assert (found.days, found.at_least) == (D(61), True)


def test_count_back_without_any_month_is_undefined() -> None:
    assert dso_count_back(D(500), []).days is None


def test_a_month_without_sales_counts_its_days() -> None:
    assert dso_count_back(D(100), [(D(0), 30), (D(200), 30)]).days == D(45)


def test_ageing_counts_from_the_due_date_and_its_edges() -> None:
    today = dt.date(2026, 11, 21)
    items = [(today - dt.timedelta(days=late), D(1)) for late in (-5, 0, 1, 30, 31, 60, 61, 90, 91)]
    assert ageing(items, today) == (D(2), D(2), D(2), D(2), D(1))


@given(st.lists(st.tuples(st.integers(-400, 400), MONEY), max_size=20))
def test_the_buckets_sum_to_what_is_open(items: list[tuple[int, Decimal]]) -> None:
    dated = [(TODAY + dt.timedelta(days=days), amount) for days, amount in items]
    assert sum(ageing(dated, TODAY)) == sum((amount for _, amount in items), D(0))


@given(st.lists(st.tuples(MONEY, st.integers(28, 31)), min_size=1, max_size=12), MONEY, st.integers(2, 9))
def test_scaling_balance_and_sales_keeps_the_days(
    months: list[tuple[Decimal, int]], balance: Decimal, factor: int
) -> None:
    scaled = [(sales * factor, days) for sales, days in months]
    one, other = dso_count_back(balance, months), dso_count_back(balance * factor, scaled)
    assert rounded(one.days or D(0), 9) == rounded(other.days or D(0), 9)


def test_expected_loss_is_balance_times_rate() -> None:
    balances = [D(15000000), D(7500000), D(4000000), D(2500000), D(1000000)]
    rates = [D("0.003"), D("0.016"), D("0.036"), D("0.066"), D("0.106")]
    assert allowance(balances, rates) == tuple(map(D, (45000, 120000, 144000, 165000, 106000)))


def test_roll_rates_are_the_share_never_paid() -> None:
    entering = [D(100000), D(50000), D(23000), D(8000), D(2000), D(0)]
    rates = roll_rates(entering, D(2000))
    assert [None if rate is None else rounded(rate, 4) for rate in rates] == [
        D("0.0200"),
        D("0.0400"),
        D("0.0870"),
        D("0.2500"),
        D("1.0000"),
        None,
    ]


def test_modified_z_of_the_published_series() -> None:
    series = [D(one) for one in (1, 1, 2, 2, 4, 6, 9)]
    assert rounded(modified_z(D(9), series) or D(0), 4) == D("4.7215")


def test_a_baseline_that_never_varies_has_no_scale() -> None:
    assert modified_z(D(9), [D(5), D(5), D(5)]) is None


def test_cusum_of_the_published_series_gives_no_signal() -> None:
    values = [D(one) for one in ("102.0", "94.8", "98.3", "98.4", "102.0", "98.5", "99.0", "97.7", "100.0", "98.1")]
    upper, lower = cusum(values, D(99), D(1))
    assert [rounded(one, 1) for one in upper] == [
        D(one) for one in ("2.0", "0", "0", "0", "2.0", "0.5", "0", "0", "0", "0")
    ]
    assert [rounded(one, 1) for one in lower[:4]] == [D(0), D("3.2"), D("2.9"), D("2.5")]
    assert max(*upper, *lower) < 10


def _owing(ledger: Ledger) -> Ledger:
    ledger.account("a1", kam="k1")
    ledger.add(
        Invoice(id="i1", account_id="a1", date=dt.date(2026, 9, 1), due_date=dt.date(2026, 10, 1), amount=D(1000)),
        Invoice(id="i2", account_id="a1", date=dt.date(2026, 11, 1), due_date=dt.date(2026, 12, 1), amount=D(500)),
        Payment(id="p1", invoice_id="i1", date=dt.date(2026, 10, 20), amount=D(400)),
    )
    return ledger


def test_open_is_invoiced_less_paid_and_late_is_past_due() -> None:
    answer = run(Args(account="a1"), _owing(Ledger()).book("k1"))
    assert answer.figure("receivables") == D(1100)
    assert answer.figure("overdue") == D(600)
    assert answer.figure("days_late") == 51
    assert "owes 1,100 USD, 600 USD of it overdue" in answer.headline
    assert "No credit limit is set." in answer.lines


def test_without_invoices_what_is_owed_is_unknown_not_zero() -> None:
    ledger = Ledger()
    ledger.account("a1", kam="k1")
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert "unknown" in answer.headline
    assert not answer.figures


def test_a_portfolio_lists_the_most_overdue_first() -> None:
    answer = run(Args(scope=Scope("mine")), _owing(Ledger()).book("k1"))
    assert answer.table is not None
    assert answer.table.rows[0][1:3] == (D(1100), D(600))
    assert answer.figure("accounts_late") == 1
