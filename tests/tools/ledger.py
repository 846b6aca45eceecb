"""A small ledger in memory for tests of tools: rows as a KAM would tell them, and the book of whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.book import AskersBook, BookContext
from store import rollups
from store.engine import Database, open_database
from store.tables import (
    Account,
    CostCoverage,
    CostLine,
    OrderLine,
    Person,
    PersonCost,
    Product,
    Promotion,
    metadata,
)
from tests.doubles.postgres import PostgresServer

Number = Decimal | int | str

TODAY = dt.date(2026, 11, 21)
"""The last 12 full months are then November 2025 to October 2026, and the year before begins in November 2024."""

EVERY = (dt.date(2000, 1, 1), dt.date(2099, 12, 31))


def exact(number: Number) -> Decimal:
    return Decimal(number)


@dataclass
class Ledger:
    """Fill it, then ask for a `book`. People: kam 'k1' (Kim) under manager 'm1' (Max) under head 'h1' (Hana); kam 'k2'
    (Kai) is led by 'm1' too, 'k3' (Kit) by nobody else. Amounts are numbers or decimal strings."""

    database: Database = field(default_factory=lambda: open_database("sqlite://"))
    lines: int = 0

    def __post_init__(self) -> None:
        metadata.create_all(self.database.writers)
        self.session = Session(self.database.writers, expire_on_commit=False)
        for identity, name, role, boss in (
            ("h1", "Hana Head", "head_of_sales", None),
            ("m1", "Max Manager", "manager", "h1"),
            ("k1", "Kim Keller", "kam", "m1"),
            ("k2", "Kai Kern", "kam", "m1"),
            ("k3", "Kit Klein", "kam", "h1"),
        ):
            self.add(Person(id=identity, name=name, email=f"{identity}@example.com", role=role, manager_id=boss))

    def add(self, *rows: Any) -> None:
        """Any table's rows as they are."""
        self.session.add_all(rows)
        self.session.flush()

    def account(self, identity: str, name: str = "", kam: str = "k1", **fields: Any) -> str:
        self.add(Account(id=identity, name=name or identity, kam_id=kam, **fields))
        return identity

    def product(
        self,
        sku: str,
        name: str = "",
        category: str = "",
        subcategory: str = "",
        list_price: Number | None = None,
        cost: Number | None = None,
    ) -> str:
        self.add(
            Product(
                id=sku,
                sku=sku,
                name=name or sku,
                category=category,
                subcategory=subcategory,
                list_price=None if list_price is None else exact(list_price),
                standard_cost=None if cost is None else exact(cost),
            )
        )
        return sku

    def promotion(self, identity: str, name: str, **fields: Any) -> str:
        self.add(Promotion(id=identity, name=name, **fields))
        return identity

    def sale(
        self,
        account: str,
        day: dt.date | str,
        price: Number = 100,
        quantity: Number = 1,
        product: str | None = None,
        cost: Number | None = 0,
        discount: Number = 0,
        freight: Number | None = 0,
        list_price: Number | None = None,
        promotion: str | None = None,
        kam: str = "k1",
        order: str = "",
    ) -> None:
        """One order line: `price` and `cost` and `list_price` per unit, `discount` and `freight` for the line."""
        self.lines += 1
        units = exact(quantity)
        gross = exact(price) * units
        self.add(
            OrderLine(
                order_no=order or f"O{self.lines}",
                line_no=self.lines,
                order_date=day if isinstance(day, dt.date) else dt.date.fromisoformat(day),
                account_id=account,
                kam_id=kam,
                product_id=product,
                promotion_id=promotion,
                quantity=units,
                list_sales=None if list_price is None else exact(list_price) * units,
                unit_price=exact(price),
                gross_sales=gross,
                discount=exact(discount),
                net_sales=gross - exact(discount),
                cogs=None if cost is None else exact(cost) * units,
                freight=None if freight is None else exact(freight),
            )
        )

    def cost(self, account: str, day: dt.date | str, kind: str, amount: Number, promotion: str | None = None) -> None:
        """A cost line; say with `covers` from when to when the kind is recorded at all."""
        self.lines += 1
        date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
        identity = f"C{self.lines}"
        self.add(
            CostLine(
                id=identity, account_id=account, date=date, kind=kind, amount=exact(amount), promotion_id=promotion
            )
        )

    def covers(self, *kinds: str, start: dt.date = EVERY[0], end: dt.date = EVERY[1]) -> None:
        for kind in kinds:
            self.add(CostCoverage(kind=kind, start=start, end=end))

    def kam_cost(self, person: str, total: Number, year: int = 2025) -> None:
        self.add(PersonCost(person_id=person, year=year, total=exact(total)))

    def book(self, asker: str = "k1", today: dt.date = TODAY, **settings: Number) -> AskersBook:
        """The book of one person over everything added so far."""
        self.session.flush()
        rollups.rebuild(self.session)
        person = self.session.get(Person, asker)
        assert person is not None, asker
        numbers = {name: exact(value) for name, value in settings.items()}
        return AskersBook(BookContext.open(self.session, person, today, numbers))


@contextmanager
def asking(database: Database, person: str, today: dt.date, **settings: Number) -> Iterator[AskersBook]:
    """The book of one person over a whole database, as the assistant would open it."""
    with database.read() as session:
        asker = session.get(Person, person)
        assert asker is not None, person
        numbers = {name: exact(value) for name, value in settings.items()}
        yield AskersBook(BookContext.open(session, asker, today, numbers))


@contextmanager
def on_both(postgres: PostgresServer, fill: Callable[[Ledger], Ledger]) -> Iterator[tuple[Ledger, Ledger]]:
    """The same ledger on SQLite and on PostgreSQL."""
    url = postgres.fresh()
    database = open_database(url)
    other = fill(Ledger(database))
    yield fill(Ledger()), other
    other.session.close()
    database.close()
    postgres.drop(url)
