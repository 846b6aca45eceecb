"""What the makers of illustrative records know of the sample ledger, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from store.sample.files import shift
from store.tables import Account, OrderLine, Person, RollupAccountMonth, RollupCategoryMonth

ZERO = Decimal(0)
CENT = Decimal("0.01")
KEPT = 12
"""So many of a KAM's accounts, the largest by sales of the last twelve months, have reviews, plans and contacts."""

INVOICED_MONTHS = 15


@dataclass(frozen=True, slots=True)
class Buyer:
    """An account as the makers see it. rank 0 is the KAM's largest by sales of the last twelve months."""

    id: str
    name: str
    kam: str
    segment: str
    city: str
    country: str
    own_sales: Decimal | None
    year_sales: Decimal
    months: Mapping[dt.date, tuple[Decimal, Decimal]]  # month → gross sales, net sales
    category: str
    rank: int

    @property
    def kept(self) -> bool:
        """One of those that its KAM works on by plan."""
        return self.rank < KEPT and self.year_sales > 0

    @property
    def active(self) -> bool:
        return self.year_sales > 0


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    account: str
    day: dt.date
    shipped: dt.date
    net_sales: Decimal


@dataclass
class Rows:
    """The records made so far, by table; every one is marked illustrative."""

    made: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=dict)
    _empty: dict[type[SQLModel], dict[str, Any]] = field(default_factory=dict)

    def add(self, table: type[SQLModel], **values: Any) -> None:
        if table not in self._empty:
            self._empty[table] = {
                name: one.get_default() for name, one in table.model_fields.items() if not one.is_required()
            }
        self.made.setdefault(table, []).append({**self._empty[table], **values, "illustrative": True})


@dataclass(frozen=True)
class Ledger:
    """Everything that the makers need; `random` gives each record its own numbers, whatever else is made."""

    today: dt.date
    seed: str
    texts: Mapping[str, Any]
    people: Mapping[str, Person]
    kams: Sequence[str]
    buyers: Sequence[Buyer]
    orders: Sequence[Order]
    first_day: dt.date
    last_day: dt.date

    def random(self, *subject: object) -> Random:
        return Random("/".join((self.seed, *map(str, subject))))

    def kept(self) -> list[Buyer]:
        return [one for one in self.buyers if one.kept]

    def manager_of(self, kam: str) -> Person | None:
        boss = self.people[kam].manager_id
        return self.people.get(boss) if boss else None

    def months(self) -> list[dt.date]:
        """The first days of the months from the ledger's first to the last full one."""
        last = shift(self.today.replace(day=1), -1)
        month, found = self.first_day.replace(day=1), []
        while month <= last:
            found.append(month)
            month = shift(month, 1)
        return found


def read_ledger(session: Session, today: dt.date, seed: str) -> Ledger:
    people = {one.id: one for one in session.scalars(select(Person).order_by(col(Person.id)))}
    buyers = _buyers(session, today)
    first, last = session.execute(select(func.min(OrderLine.order_date), func.max(OrderLine.order_date))).one()
    return Ledger(
        today=today,
        seed=seed,
        texts=yaml.load(
            (Path(__file__).parent / "texts.yaml").read_text("utf-8"),
            Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
        ),
        people=people,
        kams=sorted({one.kam for one in buyers} | {one.id for one in people.values() if one.role == "kam"}),
        buyers=buyers,
        orders=_orders(session, shift(today.replace(day=1), -INVOICED_MONTHS)),
        first_day=first,
        last_day=last,
    )


def _buyers(session: Session, today: dt.date) -> list[Buyer]:
    year_ago = shift(today.replace(day=1), -12)
    months: dict[str, dict[dt.date, tuple[Decimal, Decimal]]] = {}
    rollup = RollupAccountMonth
    for account, month, gross, net in session.execute(
        select(col(rollup.account_id), col(rollup.month), col(rollup.gross_sales), col(rollup.net_sales))
    ):
        months.setdefault(account, {})[month] = (gross, net)
    sales = {
        account: sum((net for month, (_, net) in by.items() if month >= year_ago), ZERO)
        for account, by in months.items()
    }
    rows = session.scalars(select(Account).where(col(Account.kam_id).is_not(None)).order_by(col(Account.id))).all()
    ordered = sorted(rows, key=lambda one: (one.kam_id or "", -sales.get(one.id, ZERO), one.id))
    ranks: dict[str, int] = {}
    categories = _top_categories(session)
    found = []
    for one in ordered:
        kam = one.kam_id or ""
        rank = ranks[kam] = ranks.get(kam, -1) + 1
        found.append(
            Buyer(
                id=one.id,
                name=one.name,
                kam=kam,
                segment=one.segment,
                city=one.city,
                country=one.country,
                own_sales=one.customer_annual_sales,
                year_sales=sales.get(one.id, ZERO),
                months=months.get(one.id, {}),
                category=categories.get(one.id, "Bikes"),
                rank=rank,
            )
        )
    return found


def _top_categories(session: Session) -> dict[str, str]:
    rollup = RollupCategoryMonth
    rows = session.execute(
        select(col(rollup.account_id), col(rollup.category), func.sum(rollup.net_sales).label("sales"))
        .group_by(col(rollup.account_id), col(rollup.category))
        .order_by(func.sum(rollup.net_sales), col(rollup.category))
    )
    return {row.account_id: row.category for row in rows}  # the last one of an account is its largest


def _orders(session: Session, since: dt.date) -> list[Order]:
    line = OrderLine
    rows = session.execute(
        select(
            col(line.order_no),
            func.min(line.account_id),
            func.min(line.order_date),
            func.coalesce(func.max(line.ship_date), func.max(line.order_date)),
            func.sum(line.net_sales),
        )
        .where(col(line.order_date) >= since)
        .group_by(col(line.order_no))
        .order_by(col(line.order_no))
    )
    return [Order(*row) for row in rows]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def hundreds(amount: Decimal, step: int = 100) -> Decimal:
    """An amount that looks estimated: to the nearest hundred (or another step), at least one step."""
    return max(Decimal(step), (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step)


def per_cent(random: Random, low: float, high: float) -> Decimal:
    """A percentage between two, to one place."""
    return Decimal(round(random.uniform(low, high) * 10)) / 10


def work_day(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def days_ago(today: dt.date, random: Random, low: int, high: int) -> dt.date:
    return work_day(today - dt.timedelta(days=random.randint(low, high)))
