"""The lifetime value of the ledger's accounts, for one account's answer and for rankings by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.facts.results import Result
from bot.tools.lifetime_value import LifetimeValue, lifetime_value
from bot.tools.money import ZERO
from bot.tools.periods import Period, last_full_months
from bot.tools.retention import Retention, retentions

HORIZON = Decimal(5)
DISCOUNT = Decimal(10)


@dataclass(frozen=True, slots=True)
class AccountValue:
    """An account's lifetime value in the reporting currency.

    The yearly margin is its contribution of the last twelve full months: after every known cost to serve, before
    the KAM. None = the cost of goods is unknown, so nothing can be said. `missing` names cost lines that are not in
    the data; the margin, and so a positive value, is then an upper bound.
    """

    account: AccountFact
    profit: Result
    missing: tuple[str, ...]
    retention: Retention
    period: Period
    lifetime: LifetimeValue | None
    illustrative: bool

    @property
    def clv(self) -> Decimal | None:
        return None if self.lifetime is None else self.lifetime.value

    @property
    def margin(self) -> Decimal | None:
        return self.profit.contribution


def clv_by_account(book: Book, accounts: Scope | Sequence[str]) -> dict[str, AccountValue]:
    """The lifetime value of every account of a scope, or of these ids, by account id; accounts that bought nothing
    in the last twelve full months are left out. Horizon and discount rate are the configuration's; no growth."""
    period = last_full_months(book.today)
    results = book.results.of(accounts, period, with_kam=not isinstance(accounts, Scope))
    facts = [fact for fact in book.people.accounts(accounts) if fact.id in results.by_account]
    kept = retentions(book, facts)
    missing = tuple(name for name in results.missing if name != "KAM time")
    found = {}
    for fact in facts:
        profit, retention = results.by_account[fact.id], kept[fact.id]
        made_up = results.illustrative or retention.illustrative
        value = _value(book, profit.contribution, retention)
        found[fact.id] = AccountValue(fact, profit, missing, retention, period, value, made_up)
    return found


def horizon_years(book: Book) -> int:
    """Years of a lifetime value where the question names none, today's counted as the first."""
    return int(book.settings.get("clv_horizon_years", HORIZON))


def discount_pct(book: Book) -> Decimal:
    """The yearly discount rate where the question names none."""
    return book.settings.get("clv_discount_pct", DISCOUNT)


def _value(book: Book, margin: Decimal | None, retention: Retention) -> LifetimeValue | None:
    if margin is None:
        return None
    return lifetime_value(margin, retention.pct, discount_pct(book), horizon_years(book), ZERO)
