"""The tools of relationship and rhythm on the sample ledger, against sums made here in plain SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from sqlalchemy import text

from bot.book import AskersBook, BookContext
from bot.tools import tool as tools
from bot.tools.answer import Answer
from bot.tools.periods import Period, last_full_months
from store.engine import Database
from store.tables import Person
from tests.conftest import SAMPLE_TODAY

LINDA, WEST = "282", "AW00000697"


@pytest.fixture
def book(sample: Database) -> Iterator[AskersBook]:
    with sample.read() as session:
        person = session.get(Person, LINDA)
        assert person is not None
        yield AskersBook(BookContext.open(session, person, SAMPLE_TODAY, {}))


def asked(book: AskersBook, name: str, **args: Any) -> Answer:
    one = tools.all_tools()[name]
    return one.run(one.args.model_validate(args), book)


def rows(sample: Database, sql: str, **values: Any) -> list[Any]:
    with sample.read() as session:
        return list(session.execute(text(sql), values))


def test_actions_are_those_of_the_kams_accounts(sample: Database, book: AskersBook) -> None:
    sql = """SELECT count(*), sum(due < :today) FROM action JOIN account ON account.id = account_id
             WHERE kam_id = :kam AND closed IS NULL"""
    count, late = rows(sample, sql, kam=LINDA, today=SAMPLE_TODAY.isoformat())[0]
    answer = asked(book, "action_items")
    assert (answer.figure("open"), answer.figure("overdue")) == (count, late)
    assert answer.illustrative


def test_issues_and_the_days_to_fix_them(sample: Database, book: AskersBook) -> None:
    sql = "SELECT raised, closed FROM customer_issue JOIN account ON account.id = account_id WHERE kam_id = :kam"
    every = rows(sample, sql, kam=LINDA)
    answer = asked(book, "customer_issues")
    assert answer.figure("open") == sum(closed is None for _, closed in every)
    year_ago = SAMPLE_TODAY - dt.timedelta(days=365)
    closed = [(dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in every if b is not None]
    days = [(b - a).days for a, b in closed if b > year_ago]
    assert answer.figure("days_to_fix") == median(days)


def test_value_is_summed_by_whether_the_customer_agreed(sample: Database, book: AskersBook) -> None:
    sql = """SELECT sum(CASE WHEN confirmed THEN amount ELSE 0 END), sum(CASE WHEN confirmed THEN 0 ELSE amount END)
             FROM value_delivered WHERE account_id = :account"""
    confirmed, claimed = rows(sample, sql, account=WEST)[0]
    answer = asked(book, "value_delivered", account=WEST)
    assert answer.figure("confirmed_value") == Decimal(confirmed) / 10000
    assert answer.figure("claimed_value") == Decimal(claimed) / 10000


def test_orders_on_time_are_counted_by_order(sample: Database, book: AskersBook) -> None:
    year = last_full_months(SAMPLE_TODAY)
    sql = """SELECT order_no, max(due_date) due, max(ship_date) ship FROM order_line
             WHERE account_id = :account AND due_date BETWEEN :start AND :end GROUP BY order_no"""
    orders = rows(sample, sql, account=WEST, start=year.start.isoformat(), end=year.end.isoformat())
    share = Decimal(100) * sum(ship <= due for _, due, ship in orders) / len(orders)
    assert asked(book, "account_plan", account=WEST).figure("on_time_pct") == share


def test_reviews_of_the_last_quarter_as_recorded(sample: Database, book: AskersBook) -> None:
    quarter = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    sql = """SELECT status, count(*) FROM review JOIN account ON account.id = account_id
             WHERE kam_id = :kam AND due BETWEEN :start AND :end GROUP BY status"""
    counts = dict(tuple(row) for row in rows(sample, sql, kam=LINDA, start=str(quarter.start), end=str(quarter.end)))
    answer = asked(book, "reviews_due", period=quarter)
    assert answer.figure("held") == counts.get("held", 0)
    assert answer.figure("missed") == counts.get("skipped", 0)


def test_every_open_review_of_the_sample_is_late_or_to_come_once(sample: Database, book: AskersBook) -> None:
    sql = """SELECT name, due FROM review JOIN account ON account.id = account_id
             WHERE kam_id = :kam AND status = 'due' AND due < :today"""
    late = {name for name, _ in rows(sample, sql, kam=LINDA, today=SAMPLE_TODAY.isoformat())}
    table = asked(book, "reviews_due").table
    assert table is not None
    shown = [str(row[0]) for row in table.rows if str(row[3]).startswith("late")]
    assert sorted(shown) == sorted(late)


def test_the_pack_says_what_each_tool_says(book: AskersBook) -> None:
    pack = asked(book, "review_pack", account=WEST)
    assert pack.figure("open_actions") == asked(book, "action_items", account=WEST).figure("open")
    assert pack.figure("open_issues") == asked(book, "customer_issues", account=WEST).figure("open")
    assert pack.figure("stage") == asked(book, "lifecycle_stage", account=WEST).figure("stage")
    assert pack.figure("levels_paired") == asked(book, "relationship_map", account=WEST).figure("levels_paired")
    quarter = last_full_months(SAMPLE_TODAY, 3)
    change = asked(book, "price_volume_mix", account=WEST, period=quarter).figure("net_sales_change")
    assert pack.figure("net_sales_change") == change


def test_packs_can_be_made_for_every_reviewed_account(sample: Database, book: AskersBook) -> None:
    sql = "SELECT account_id FROM review_rhythm JOIN account ON account.id = account_id WHERE kam_id = :kam"
    for (account,) in rows(sample, sql, kam=LINDA):
        pack = asked(book, "review_pack", account=account)
        assert len(next(one.lines for one in pack.sections if one.title.startswith("Three"))) == 3
