"""Facts about accounts and our own people, as far as the asker may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.tools.arguments import Scope


@dataclass(frozen=True, slots=True)
class PersonFact:
    """role: kam, manager, head_of_sales, finance, admin, other."""

    id: str
    name: str
    email: str
    title: str
    role: str
    manager_id: str | None
    territory: str
    timezone: str
    illustrative: bool

    @property
    def leads(self) -> bool:
        return self.role in ("manager", "head_of_sales")


@dataclass(frozen=True, slots=True)
class AccountFact:
    """An account with what is recorded of it; None and '' = not recorded."""

    id: str
    name: str
    kam_id: str | None
    kam_name: str
    segment: str
    channel: str
    territory: str
    country: str
    region: str
    city: str
    industry: str
    is_key: bool | None
    strategic_reason: str
    buy_reason: str
    potential: Decimal | None
    customer_since: dt.date | None
    employees: int | None
    customer_annual_sales: Decimal | None
    credit_limit: Decimal | None
    payment_days: int | None
    contract_retention_pct: Decimal | None
    needs: str
    needs_noted: dt.date | None
    group_id: str | None
    illustrative: bool
    illustrative_fields: str = ""  # the fields made up for the sample ledger, comma-separated

    def is_illustrative(self, *names: str) -> bool:
        """Whether any of these fields (or the whole account) was made up for the sample ledger."""
        return self.illustrative or not set(names).isdisjoint(self.illustrative_fields.split(","))


class PeopleFacts(Protocol):
    def account(self, account: str) -> AccountFact:
        """Raises NotPermitted where the asker may not see it, also where there is none."""

    def accounts(self, scope: Scope | Sequence[str]) -> Sequence[AccountFact]:
        """The visible accounts of a scope, or of these ids, by name. Raises NotPermitted for a scope of others."""

    def person(self, person: str) -> PersonFact:
        """Raises NotPermitted for people the asker does not lead (themselves always)."""

    def people(self, scope: Scope) -> Sequence[PersonFact]:
        """The people of a scope: self for mine, the team all the way down for team, everyone for all."""
