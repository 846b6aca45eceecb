"""Every name that people may type: accounts, aliases, people, products, promotions, opportunities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from store.tables import Account, AccountAlias, ImportBatch, Opportunity, Person, Product, Promotion, RollupAccountMonth
from store.visibility import Visible, visible_where


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account as people name it. `sales` are its net sales in all the data, to offer large ones first."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    city: str = ""
    territory: str = ""
    country: str = ""
    region: str = ""
    segment: str = ""
    kam_id: str = ""
    kam_name: str = ""
    sales: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PersonName:
    id: str
    name: str
    role: str = ""
    manager_id: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product by sku; the versions of a sku share one entry."""

    sku: str
    name: str
    category: str = ""
    subcategory: str = ""


@dataclass(frozen=True, slots=True)
class PromotionName:
    id: str
    name: str
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class OpportunityName:
    id: str
    name: str
    account_id: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one state of the data. Not limited to anybody: whoever reads it has to bind it to an asker."""

    accounts: Sequence[AccountName] = field(default_factory=tuple)
    people: Sequence[PersonName] = field(default_factory=tuple)
    products: Sequence[ProductName] = field(default_factory=tuple)
    promotions: Sequence[PromotionName] = field(default_factory=tuple)
    opportunities: Sequence[OpportunityName] = field(default_factory=tuple)
    first_day: dt.date | None = None  # of the orders


def names(session: Session) -> Names:
    """Every active account and person, every product, promotion and opportunity, by name."""
    first = session.execute(select(func.min(RollupAccountMonth.month))).scalar_one()
    return Names(_accounts(session), _people(session), _products(session), _promotions(session), _deals(session), first)


def _accounts(session: Session) -> tuple[AccountName, ...]:
    aliases: dict[str, list[str]] = {}
    for account, alias in session.execute(
        select(col(AccountAlias.account_id), col(AccountAlias.alias)).order_by(col(AccountAlias.alias))
    ):
        aliases.setdefault(account, []).append(alias)
    sums: Select[Any, Any] = select(
        col(RollupAccountMonth.account_id).label("account_id"),
        func.sum(RollupAccountMonth.net_sales).label("sales"),
    ).group_by(col(RollupAccountMonth.account_id))
    sales: dict[str, Decimal] = {row.account_id: row.sales for row in session.execute(sums)}
    statement = (
        select(Account, func.coalesce(Person.name, "").label("kam_name"))
        .outerjoin(Person, col(Person.id) == col(Account.kam_id))
        .where(col(Account.active))
        .order_by(col(Account.name), col(Account.id))
    )
    return tuple(
        AccountName(
            row.Account.id,
            row.Account.name,
            tuple(aliases.get(row.Account.id, ())),
            row.Account.city,
            row.Account.territory,
            row.Account.country,
            row.Account.region,
            row.Account.segment,
            row.Account.kam_id or "",
            row.kam_name,
            sales.get(row.Account.id) or Decimal(0),
        )
        for row in session.execute(statement)
    )


def _people(session: Session) -> tuple[PersonName, ...]:
    statement = select(Person).where(col(Person.active)).order_by(col(Person.name), col(Person.id))
    return tuple(
        PersonName(one.id, one.name, one.role, one.manager_id or "", one.email) for one in session.scalars(statement)
    )


def _products(session: Session) -> tuple[ProductName, ...]:
    statement = (
        select(
            col(Product.sku),
            func.max(Product.name).label("name"),
            func.max(Product.category).label("category"),
            func.max(Product.subcategory).label("subcategory"),
        )
        .group_by(col(Product.sku))
        .order_by(col(Product.sku))
    )
    return tuple(ProductName(row.sku, row.name, row.category, row.subcategory) for row in session.execute(statement))


def _promotions(session: Session) -> tuple[PromotionName, ...]:
    found = session.scalars(select(Promotion).order_by(col(Promotion.name), col(Promotion.id)))
    return tuple(PromotionName(one.id, one.name, one.start, one.end) for one in found)


def _deals(session: Session) -> tuple[OpportunityName, ...]:
    found = session.scalars(select(Opportunity).order_by(col(Opportunity.name), col(Opportunity.id)))
    return tuple(OpportunityName(one.id, one.name, one.account_id, one.status == "open") for one in found)


_VERSION = select(
    *(
        select(func.count()).select_from(table).scalar_subquery()
        for table in (Account, AccountAlias, Person, Product, Promotion, Opportunity)
    ),
    select(func.count()).select_from(Person).where(col(Person.active)).scalar_subquery(),
    select(func.max(ImportBatch.at)).scalar_subquery(),
)


def names_version(session: Session) -> str:
    """A text that changes whenever the names may have: rows come and go, or a file was taken in."""
    return "/".join(str(part) for part in session.execute(_VERSION).one())


def visible_names(session: Session, visible: Visible, typed: str, limit: int) -> list[tuple[str, str]]:
    """(id, name) of visible active accounts whose name contains what was typed, those that begin with it first."""
    name = func.lower(col(Account.name))
    wanted = typed.casefold()
    statement = (
        select(col(Account.id), col(Account.name))
        .where(visible_where(visible), col(Account.active), name.contains(wanted, autoescape=True))
        .order_by(name.startswith(wanted, autoescape=True).desc(), col(Account.name), col(Account.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def account_named(session: Session, visible: Visible, name: str) -> str:
    """The id of the one visible active account whose letters and digits are those of a channel's name; '' = none."""
    wanted = _letters(name)
    first = next((word for word in name.casefold().replace("_", "-").split("-") if len(word) > 2), "")
    if not wanted or not first:
        return ""
    near = visible_names(session, visible, first, 200)
    found = [identity for identity, other in near if _letters(other) == wanted]
    return found[0] if len(found) == 1 else ""


def _letters(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())
