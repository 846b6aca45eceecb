"""Which accounts a person may see, as a value and as a condition on the account table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlmodel import col

from store.tables import Account


@dataclass(frozen=True, slots=True)
class Visible:
    """Everything, or the accounts of some KAMs plus some single accounts (stand-ins)."""

    everything: bool = False
    kams: frozenset[str] = field(default_factory=frozenset)
    accounts: frozenset[str] = field(default_factory=frozenset)


NOTHING = Visible()

FEW = 100
"""Conditions on up to so many ids are kept for the next query."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """A choice of visible accounts: each part narrows, None does not."""

    visible: Visible
    ids: frozenset[str] | None = None
    kams: frozenset[str] | None = None
    territory: str | None = None  # a territory, country or region
    segment: str | None = None

    @property
    def everything(self) -> bool:
        """True where no account is left out, so that nothing need be asked of `account`."""
        return self.visible.everything and (self.ids, self.kams, self.territory, self.segment) == (None,) * 4

    def holds(self, account: Any) -> ColumnElement[bool]:
        """The condition on a column of account ids elsewhere; a set of ids is quicker there than a join on each row."""
        return true() if self.everything else col(account).in_(select(col(Account.id)).where(self.where()))

    def each(self, account: Any) -> ColumnElement[bool]:
        """As `holds`, and where no account is left out too: for sums by account over a part of the days, where going
        from account to account reads only that part of the index."""
        return col(account).in_(select(col(Account.id)).where(self.where()))

    def where(self) -> ColumnElement[bool]:
        """The condition on `account`; never wider than what is visible."""
        return _condition(self) if self.ids and len(self.ids) > FEW else _kept_condition(self)


def _condition(chosen: Accounts) -> ColumnElement[bool]:
    parts = [visible_where(chosen.visible)]
    if chosen.ids is not None:
        parts.append(_in(Account.id, chosen.ids))
    if chosen.kams is not None:
        parts.append(_in(Account.kam_id, chosen.kams))
    if chosen.territory is not None:
        place = chosen.territory
        parts.append(
            or_(
                col(Account.territory) == place,
                col(Account.country) == place,
                col(Account.region) == place,
            )
        )
    if chosen.segment is not None:
        parts.append(col(Account.segment) == chosen.segment)
    return and_(*parts)


_kept_condition = lru_cache(maxsize=512)(_condition)
"""One question asks for the same accounts again and again; building the condition costs more than running it."""


def visible_where(visible: Visible) -> ColumnElement[bool]:
    """The condition on `account` for what is visible."""
    if visible.everything:
        return true()
    parts = []
    if visible.kams:
        parts.append(_in(Account.kam_id, visible.kams))
    if visible.accounts:
        parts.append(_in(Account.id, visible.accounts))
    return or_(*parts) if parts else false()


def _in(column: object, values: Collection[str]) -> ColumnElement[bool]:
    return col(column).in_(sorted(values)) if values else false()
