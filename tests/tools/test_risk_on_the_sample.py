"""Who may leave, what is owed and what is not bought yet, on the sample: counted again from its rows by other means."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.tools import churn_risk, receivables_risk, whitespace
from bot.tools.arguments import Scope
from store.engine import Database
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

KAM = "282"


def test_who_may_leave_is_who_sql_and_medians_say(sample: Database) -> None:
    with sample.readers.connect() as connection:
        days = defaultdict(set)
        sold: dict[str, int] = defaultdict(int)
        before: dict[str, int] = defaultdict(int)
        query = text(
            "SELECT l.account_id, l.order_date, l.net_sales FROM order_line l JOIN account a ON a.id = l.account_id "
            "WHERE a.kam_id = :kam AND l.order_date <= :today"
        )
        for account, day, net in connection.execute(query, {"kam": KAM, "today": str(SAMPLE_TODAY)}):
            days[account].add(dt.date.fromisoformat(day))
            if "2026-05-01" <= day <= "2026-10-31":
                sold[account] += net
            if "2025-05-01" <= day <= "2025-10-31":
                before[account] += net
    late, falls = set(), set()
    for account, found in days.items():
        gaps = [(later - earlier).days for earlier, later in pairwise(sorted(found))]
        if len(gaps) >= 4 and (SAMPLE_TODAY - max(found)).days > 1.5 * median(gaps):
            late.add(account)
        if before[account] > 0 and sold[account] - before[account] <= -0.25 * before[account]:
            falls.add(account)
    with asking(sample, KAM, SAMPLE_TODAY) as book:
        answer = churn_risk.run(churn_risk.Args(scope=Scope("mine")), book)
    assert answer.figure("accounts") == len(days)
    assert answer.figure("accounts_late") == len(late)
    assert answer.figure("accounts_at_risk") == len(late | falls)


def test_what_is_owed_is_what_the_invoices_less_the_payments_leave(sample: Database) -> None:
    query = text(
        "SELECT i.account_id, i.due_date, i.amount - coalesce((SELECT sum(p.amount) FROM payment p "
        "WHERE p.invoice_id = i.id AND p.date <= :today), 0) AS left FROM invoice i JOIN account a "
        "ON a.id = i.account_id WHERE a.kam_id = :kam AND i.date <= :today"
    )
    with sample.readers.connect() as connection:
        rows = [row for row in connection.execute(query, {"kam": KAM, "today": str(SAMPLE_TODAY)}) if row[2]]
    overdue = [row for row in rows if row[1] < str(SAMPLE_TODAY)]
    with asking(sample, KAM, SAMPLE_TODAY) as book:
        answer = receivables_risk.run(receivables_risk.Args(scope=Scope("mine")), book)
    assert float(answer.figure("receivables") or 0) == pytest.approx(sum(row[2] for row in rows) / 10_000)
    assert float(answer.figure("overdue") or 0) == pytest.approx(sum(row[2] for row in overdue) / 10_000)
    assert answer.figure("accounts_owing") == len({row[0] for row in rows})
    assert answer.figure("accounts_late") == len({row[0] for row in overdue})


LINES = """
SELECT l.account_id, p.subcategory, sum(l.net_sales) / 10000.0, sum(l.cogs) / 10000.0 FROM order_line l
JOIN product p ON p.id = l.product_id JOIN account a ON a.id = l.account_id
WHERE l.order_date BETWEEN '2025-11-01' AND '2026-10-31'
  AND a.segment = (SELECT segment FROM account WHERE id = :account) GROUP BY l.account_id, p.subcategory
"""


def test_white_space_is_what_like_accounts_usually_spend_beyond_this_one(sample: Database) -> None:
    account = "AW00000697"
    with sample.readers.connect() as connection:
        lines = connection.execute(text(LINES), {"account": account}).all()
    sales: dict[str, float] = defaultdict(float)
    for one, _, net, _ in lines:
        sales[one] += net
    own_sales = sales[account]
    like = {one for one, net in sales.items() if one != account and own_sales / 3 <= net <= own_sales * 3}
    spent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one, name, net, cogs in lines:
        if one in like and name:
            spent[name].append((net, cogs))
    own = {name: net for one, name, net, _ in lines if one == account}
    room, at_loss, gaps = 0.0, 0.0, 0
    for name, found in spent.items():
        usual = sum(net for net, _ in found) / len(found)
        if len(found) < 5 or len(found) / len(like) < 0.25 or own.get(name, 0.0) >= usual / 2:
            continue
        gaps += 1
        room += usual - own.get(name, 0.0)
        if sum(net - cogs for net, cogs in found) <= 0:
            at_loss += usual - own.get(name, 0.0)
    with asking(sample, KAM, SAMPLE_TODAY) as book:
        answer = whitespace.run(whitespace.Args(account=account), book)
    assert answer.figure("comparable_accounts") == len(like)
    assert answer.figure("gaps") == gaps
    assert float(answer.figure("room") or 0) == pytest.approx(room, abs=0.01)
    assert float(answer.figure("room_at_loss") or 0) == pytest.approx(at_loss, abs=0.01)


@settings(max_examples=10)
@given(st.permutations([f"2026-{month:02}-05" for month in range(1, 8)]))
def test_the_order_in_which_orders_are_told_changes_no_check(days: list[str]) -> None:
    made = Ledger()
    made.account("a1", "Acme")
    for day in days:
        made.sale("a1", day)
    answer = churn_risk.run(churn_risk.Args(account="a1"), made.book())
    assert answer.figure("days_since_order") == 139
    assert answer.figure("usual_gap_days") == 30.5
