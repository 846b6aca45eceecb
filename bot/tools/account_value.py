"""The lifetime value of the ledger's accounts, for one account's answer and for rankings by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.facts.results import Result
from bot.tools.lifetime_value import check, value_of, yearly_weight
from bot.tools.money import ZERO
from bot.tools.net_present_value import powers
from bot.tools.periods import Period, last_full_months
from bot.tools.retention import Retention, retentions
from bot.tools.scopes import default_scope

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
    clv: Decimal | None
    illustrative: bool

    @property
    def margin(self) -> Decimal | None:
        return self.profit.contribution


def clv_by_account(book: Book, accounts: Scope | Sequence[str]) -> dict[str, AccountValue]:
    """The lifetime value of every account of a scope, or of these ids, by account id; accounts that bought nothing
    in the last twelve full months are left out. Horizon and discount rate are the configuration's; no growth."""
    period = last_full_months(book.today)
    results = book.results.of(accounts, period, with_kam=not isinstance(accounts, Scope))
    everyone = book.people.accounts(accounts)
    facts = [fact for fact in everyone if fact.id in results.by_account]
    kept = retentions(book, facts, whole=everyone if accounts == default_scope(book) else None)
    missing = tuple(name for name in results.missing if name != "KAM time")
    discount, years = discount_pct(book), horizon_years(book)
    weights: dict[Decimal, tuple[Decimal, ...]] = {}
    found = {}
    for fact in facts:
        profit, retention = results.by_account[fact.id], kept[fact.id]
        if retention.pct not in weights:
            check(retention.pct, ZERO, years)
            weights[retention.pct] = powers(yearly_weight(retention.pct, discount), years)
        margin = profit.contribution
        value = None if margin is None else value_of(margin, weights[retention.pct])
        made_up = results.illustrative or retention.illustrative
        found[fact.id] = AccountValue(fact, profit, missing, retention, period, value, made_up)
    return found


def horizon_years(book: Book) -> int:
    """Years of a lifetime value where the question names none, today's counted as the first."""
    return int(book.settings.get("clv_horizon_years", HORIZON))


def discount_pct(book: Book) -> Decimal:
    """The yearly discount rate where the question names none."""
    return book.settings.get("clv_discount_pct", DISCOUNT)
