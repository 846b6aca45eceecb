"""A ledger of 10,000 accounts, made in SQL: orders of 36 months in 8 categories, costs, effort, invoices, reviews."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from store import migrations, rollups
from store.engine import Database, open_database, sqlite_url
from store.tables import Account, CostCoverage, Person, PersonCost, Product, ReviewRhythm

ACCOUNTS = int(os.environ.get("KAM_BENCH_ACCOUNTS", "10000"))
MONTHS = 36
CATEGORIES = 8
PER_KAM = 50
PER_MANAGER = 10
TODAY = dt.date(2026, 11, 21)
HEAD = "h"

_NUMBERS = "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
"""0 to {last}."""

_MONTH = f"date('2026-11-01', '-' || ({MONTHS} - m.i) || ' months')"
"""The first day of month m, counted from the oldest."""

_SIZE = "(1 + 2000 / (1 + (a.i * 7919) % 1000))"
"""A few large accounts, many small ones."""

_LINES = f"""
INSERT INTO order_line (order_no, line_no, order_date, due_date, ship_date, account_id, kam_id, product_id, quantity,
  list_sales, unit_price, gross_sales, discount, net_sales, cogs, freight, currency_label, illustrative)
SELECT order_no, line_no, day, date(day, '+12 days'), date(day, '+7 days'), account_id, kam_id, product_id,
  units * 10000, units * price * 11 / 10, price, units * price, units * price / 20, units * price - units * price / 20,
  units * price * (55 + spread % 20) / 100, units * price / 50, 'USD', 0
FROM (
  SELECT printf('%05d-%02d', a.i, m.i) AS order_no, c.i + 1 AS line_no,
    date({_MONTH}, '+' || ((a.i * 13 + m.i * 5) % 28) || ' days') AS day,
    printf('A%05d', a.i) AS account_id, printf('k%03d', a.i / {PER_KAM}) AS kam_id, 'P' || c.i AS product_id,
    {_SIZE} + (a.i * 31 + m.i * 17 + c.i * 7) % 10 AS units, (20 + c.i * 15) * 10000 AS price,
    a.i * 3 + c.i * 5 AS spread
  FROM {_NUMBERS.format(last=ACCOUNTS - 1)} a, {_NUMBERS.format(last=MONTHS - 1)} m,
    {_NUMBERS.format(last=CATEGORIES - 1)} c
  WHERE NOT (a.i % 40 = 7 AND m.i >= {MONTHS} - 3) AND NOT (a.i % 40 = 9 AND m.i < {MONTHS} - 8)
)
"""
"""One order a month for everybody with a line of each category; one account in forty has left, one is new."""

_COSTS = f"""
INSERT INTO cost_line (id, account_id, date, kind, amount, note, illustrative)
SELECT kind || '-' || a.i || '-' || m.i, printf('A%05d', a.i), date({_MONTH}, '+27 days'), kind,
  {_SIZE} * share * 10000, '', 0
FROM {_NUMBERS.format(last=ACCOUNTS - 1)} a, {_NUMBERS.format(last=MONTHS - 1)} m,
  (SELECT 'rebate' AS kind, 27 AS share, 3 AS every UNION SELECT 'service', 12, 3 UNION SELECT 'return', 18, 6
   UNION SELECT 'promotion', 72, 12)
WHERE (a.i + m.i) % every = 0
"""
"""Rebates and service by the quarter, returns by the half-year, a promotion a year."""

_EFFORT = f"""
INSERT INTO effort (account_id, person_id, month, hours, visits, illustrative)
SELECT printf('A%05d', a.i), printf('k%03d', a.i / {PER_KAM}), {_MONTH}, (1 + (a.i * 17 + m.i) % 9) * 10000,
  (a.i + m.i) % 3, 0
FROM {_NUMBERS.format(last=ACCOUNTS - 1)} a, {_NUMBERS.format(last=MONTHS - 1)} m
WHERE m.i >= {MONTHS} - 24 AND ((a.i + m.i) % 3 = 0 OR a.i % 25 = 0)
"""
"""Hours on each account once a quarter, on key accounts every month."""

_INVOICES = f"""
INSERT INTO invoice (id, account_id, date, due_date, amount, illustrative)
SELECT printf('I%05d-%02d', a.i, m.i), printf('A%05d', a.i), {_MONTH}, date({_MONTH}, '+30 days'),
  {_SIZE} * 5000000, 0
FROM {_NUMBERS.format(last=ACCOUNTS - 1)} a, {_NUMBERS.format(last=MONTHS - 1)} m WHERE m.i >= {MONTHS} - 6
"""

_PAYMENTS = f"""
INSERT INTO payment (id, invoice_id, date, amount, illustrative)
SELECT 'P' || id, id, date(due_date, '-3 days'), amount, 0 FROM invoice
WHERE date < '{TODAY.replace(day=1) - dt.timedelta(days=62)}' AND (CAST(substr(account_id, 2) AS INTEGER) % 11) <> 3
"""

_REVIEWS = f"""
INSERT INTO review (id, account_id, cadence, due, held, status, notes, needs, illustrative)
SELECT printf('R%05d-%02d', a.i, m.i), printf('A%05d', a.i), CASE a.i % 25 WHEN 0 THEN 'monthly' ELSE 'quarterly' END,
  date({_MONTH}, '+9 days'), date({_MONTH}, '+11 days'), 'held', '', '', 0
FROM {_NUMBERS.format(last=ACCOUNTS - 1)} a, {_NUMBERS.format(last=MONTHS - 1)} m
WHERE m.i >= {MONTHS} - 24 AND (a.i % 25 = 0 OR (a.i % 5 = 1 AND (m.i + 1) % 3 = 0))
  AND (a.i % 7 OR m.i < {MONTHS} - 4)
"""
"""Key accounts are reviewed monthly, two more in ten quarterly; one in seven of these is behind."""


def large(folder: Path) -> Database:
    """The ledger in a folder; made where it is not there yet, which takes a minute or two."""
    if not (folder / "kam.sqlite").exists():
        _make(folder / "half")
        (folder / "half" / "kam.sqlite").rename(folder / "kam.sqlite")
    return open_database(sqlite_url(folder))


def _make(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    database = open_database(sqlite_url(folder))
    migrations.upgrade(database)
    with database.write() as session:
        _fill(session)
    with database.write() as session:
        rollups.rebuild(session)
    database.close()


def _fill(session: Session) -> None:
    session.add(Person(id=HEAD, name="Hana Head", email="h@example.com", role="head_of_sales"))
    session.flush()
    kams = range(ACCOUNTS // PER_KAM)
    bosses = range(len(kams) // PER_MANAGER)
    session.add_all(_person(f"m{one:02}", f"Manager {one}", "manager", HEAD) for one in bosses)
    session.flush()
    session.add_all(_person(f"k{one:03}", f"Kam {one}", "kam", f"m{one // PER_MANAGER:02}") for one in kams)
    session.flush()
    session.add_all(PersonCost(person_id=f"k{one:03}", year=2025, total=Decimal(120_000 + one)) for one in kams)
    session.add_all(
        Product(
            id=f"P{one}", sku=f"P{one}", name=f"Product {one}", category=f"Category {one}", subcategory=f"Range {one}"
        )
        for one in range(CATEGORIES)
    )
    session.add_all(_account(one) for one in range(ACCOUNTS))
    first, last = dt.date(2020, 1, 1), dt.date(2030, 12, 31)
    session.add_all(
        CostCoverage(kind=kind, start=first, end=last) for kind in ("rebate", "service", "promotion", "return")
    )
    session.flush()
    session.add_all(_rhythm(one) for one in range(ACCOUNTS) if one % 25 == 0 or one % 5 == 1)
    session.flush()
    for statement in (_LINES, _COSTS, _EFFORT, _INVOICES, _PAYMENTS, _REVIEWS):
        session.execute(text(statement.replace(":", r"\:")))


def _person(identity: str, name: str, role: str, boss: str) -> Person:
    return Person(id=identity, name=name, email=f"{identity}@example.com", role=role, manager_id=boss)


def _account(number: int) -> Account:
    return Account(
        id=f"A{number:05}",
        name=f"Customer {number:05}",
        kam_id=f"k{number // PER_KAM:03}",
        segment=f"Segment {number % 6}",
        territory=f"Territory {number % 12}",
        country=f"Country {number % 5}",
        region="North" if number % 2 else "South",
        channel="direct" if number % 4 else "partner",
        is_key=number % 25 == 0,
        potential=Decimal(100_000 + number) if number % 3 == 0 else None,
        credit_limit=Decimal(50_000 + number),
        payment_days=30,
    )


def _rhythm(number: int) -> ReviewRhythm:
    monthly = number % 25 == 0
    rule = "FREQ=MONTHLY;BYMONTHDAY=10" if monthly else "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10"
    cadence = "monthly" if monthly else "quarterly"
    return ReviewRhythm(account_id=f"A{number:05}", cadence=cadence, rule=rule, anchor=dt.date(2024, 11, 10))
