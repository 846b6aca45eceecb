"""Which accounts a person may see, as a value and as a condition on the account table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col

from store.tables import Account


@dataclass(frozen=True, slots=True)
class Visible:
    """Everything, or the accounts of some KAMs plus some single accounts (stand-ins)."""

    everything: bool = False
    kams: frozenset[str] = field(default_factory=frozenset)
    accounts: frozenset[str] = field(default_factory=frozenset)


NOTHING = Visible()


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

    def where(self) -> ColumnElement[bool]:
        """The condition on `account`; never wider than what is visible."""
        parts = [visible_where(self.visible)]
        if self.ids is not None:
            parts.append(_in(Account.id, self.ids))
        if self.kams is not None:
            parts.append(_in(Account.kam_id, self.kams))
        if self.territory is not None:
            place = self.territory
            parts.append(
                or_(
                    col(Account.territory) == place,
                    col(Account.country) == place,
                    col(Account.region) == place,
                )
            )
        if self.segment is not None:
            parts.append(col(Account.segment) == self.segment)
        return and_(*parts)


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
