"""What can be referred to: accounts, people, products … of the database and of the files read so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from store.imports.names import normal, slug, unused
from store.imports.values import BadCell
from store.tables import (
    Account,
    AccountAlias,
    AccountGroup,
    Assignment,
    Contact,
    Invoice,
    Opportunity,
    Person,
    Product,
    Promotion,
    Review,
)


@dataclass
class Directory:
    """The ids of one kind, and the other ways to name its rows."""

    title: str
    known_ids: dict[str, str] = field(default_factory=dict)  # every id, by itself: to look up whole columns
    names: dict[str, list[str]] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    skus: dict[str, list[str]] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)  # id → name as written
    also: dict[str, str] = field(default_factory=dict)  # other number → id
    fresh: set[str] = field(default_factory=set)  # ids that this import brings

    @property
    def ids(self) -> KeysView[str]:
        return self.known_ids.keys()

    def add(self, identity: str, name: str = "", email: str = "", sku: str = "") -> None:
        """Take note of a row; harmless where it is known."""
        self.known_ids[identity] = identity
        if name and self.called.get(identity) != name:
            self.called[identity] = name
            known = self.names.setdefault(normal(name), [])
            if identity not in known:
                known.append(identity)
        if email:
            self.emails[email] = identity
        if sku:
            versions = self.skus.setdefault(sku, [])
            if identity not in versions:
                versions.append(identity)

    def adopt(self, old: str, new: str) -> None:
        """The row `old`, which was made from a name alone, is from now on `new`."""
        self.known_ids.pop(old, None)
        self.also[old] = new
        for known in self.names.values():
            if old in known:
                known.remove(old)
        self.emails = {email: new if one == old else one for email, one in self.emails.items()}

    def new_id(self, name: str) -> str:
        return unused(slug(name), self.ids)

    def find(self, by: str, said: str) -> str | None:
        """The id for what was said; None where unknown. Raises BadCell where a name fits several."""
        if by == "id":
            return said if said in self.ids else self.also.get(said)
        if by == "email":
            return self.emails.get(said)
        if by == "sku":
            versions = self.skus.get(said, ())
            return versions[-1] if versions else (said if said in self.ids else None)
        found = self.names.get(normal(said), ())
        exact = [one for one in found if self.called.get(one) == said] or found
        if len(exact) > 1:
            raise BadCell(f"{len(exact)} {self.title} have this name ({', '.join(sorted(exact)[:5])})", "Give the id.")
        return exact[0] if exact else None


class Registry:
    """One directory a kind, filled from the database at the start."""

    def __init__(self, connection: Connection) -> None:
        self.account = Directory("accounts")
        self.person = Directory("people")
        self.product = Directory("products")
        self.promotion = Directory("promotions")
        self.contact = Directory("contacts")
        self.opportunity = Directory("opportunities")
        self.review = Directory("reviews")
        self.invoice = Directory("invoices")
        self.group = Directory("groups")
        self.versions: dict[str, Version] = {}  # product id → its prices
        self.kams: dict[str, str | None] = {}  # account id → its KAM in the database
        self.adopted: dict[str, dict[str, str]] = {"account": {}, "person": {}}  # made from a name → its real id
        self.owned: dict[tuple[str, str], str] = {}  # (account id, person id) → since when, for open assignments
        self._fill(connection)

    def of(self, kind: str) -> Directory:
        found: Directory = getattr(self, kind)
        return found

    def _fill(self, connection: Connection) -> None:
        def rows(*columns: Any) -> Iterable[Any]:
            return connection.execute(select(*(col(one) for one in columns)))

        for identity, name, kam in rows(Account.id, Account.name, Account.kam_id):
            self.account.add(identity, name)
            self.kams[identity] = kam
        owned = (Assignment.account_id, Assignment.person_id, Assignment.start, Assignment.end, Assignment.cause)
        for account, person, start, end, cause in rows(*owned):
            if end is None and cause == "owner":
                self.owned[account, person] = start.isoformat()
        for identity, alias in rows(AccountAlias.account_id, AccountAlias.alias):
            known = self.account.names.setdefault(normal(alias), [])
            if identity not in known:
                known.append(identity)
            self.account.also.setdefault(alias, identity)
        for identity, name, email in rows(Person.id, Person.name, Person.email):
            self.person.add(identity, name, email)
        for identity, name in rows(Promotion.id, Promotion.name):
            self.promotion.add(identity, name)
        for identity, name in rows(Contact.id, Contact.name):
            self.contact.add(identity, name)
        for identity, name in rows(Opportunity.id, Opportunity.name):
            self.opportunity.add(identity, name)
        for identity, name in rows(AccountGroup.id, AccountGroup.name):
            self.group.add(identity, name)
        for directory, column in ((self.review, Review.id), (self.invoice, Invoice.id)):
            directory.known_ids.update((one, one) for (one,) in rows(column))
        self._fill_products(rows)

    def _fill_products(self, rows: Callable[..., Iterable[Any]]) -> None:
        table = Product
        for identity, sku, name, price, start, end in rows(
            table.id, table.sku, table.name, table.list_price, table.valid_from, table.valid_to
        ):
            self.product.add(identity, name, sku=sku)
            units = None if price is None else int(price * 10_000)
            self.versions[identity] = Version(units, str(start or ""), str(end or ""))


@dataclass(frozen=True, slots=True)
class Version:
    """A product version: list price in 1/10,000, first and last day as ISO text ('' = open)."""

    list_price: int | None
    start: str
    end: str

    def holds(self, day: str) -> bool:
        return (not self.start or self.start <= day) and (not self.end or day <= self.end)


def version_at(registry: Registry, sku: str, day: str) -> str | None:
    """The version of a sku on a day: the latest that began by then, else the first of all; None = unknown sku."""
    versions = registry.product.skus.get(sku)
    if not versions:
        return sku if sku in registry.product.ids else None
    known = registry.versions
    ordered = sorted(versions, key=lambda one: (known[one].start if one in known else "", one))
    begun = [one for one in ordered if one not in known or known[one].start <= day]
    return begun[-1] if begun else ordered[0]
