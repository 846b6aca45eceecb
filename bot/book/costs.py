"""Cost-to-serve facts: what is recorded, what is unknown, and each account's share of its KAM's cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from bot.book.asked import asked_once
from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.costs import KINDS, UNKNOWN, AccountCosts, Cost, KamCost
from bot.tools.money import ZERO
from bot.tools.periods import Period
from store.questions import costs, people, portfolio
from store.tables import CostCoverage, PersonCost
from store.visibility import Accounts

MONTHS = Decimal(12)
DAYS = Decimal(365)


class BookCosts:
    """Implements bot.tools.facts.costs.CostFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    @cached_property
    def _covered(self) -> Mapping[str, CostCoverage]:
        return {one.kind: one for one in costs.coverage(self._session)}

    @cached_property
    def _accounts_per_kam(self) -> Mapping[str, int]:
        return people.accounts_per_kam(self._session)

    @asked_once
    def _owners(self, accounts: Scope | Sequence[str]) -> Mapping[str, str | None]:
        return people.owners(self._session, self._context.chosen(accounts))

    @asked_once
    def by_account(self, accounts: Scope | Sequence[str], period: Period) -> Mapping[str, AccountCosts]:
        chosen = self._context.chosen(accounts)
        found: dict[str, dict[str, Cost]] = {}
        for row in costs.cost_lines(self._session, chosen, period.start, period.end):
            found.setdefault(row.account_id, {})[row.kind] = Cost(row.amount, bool(row.illustrative))
        covered = self._covered
        without = {kind: _without(covered.get(kind), period) for kind in KINDS}
        owners = self._owners(accounts)
        shares = self.kam_shares(owners, period)
        return {
            account: AccountCosts(
                _costs(found[account], without, covered) if account in found else without,
                *shares[account],
            )
            for account in owners
        }

    def total(self, accounts: Scope | Sequence[str], period: Period, with_kam: bool = True) -> AccountCosts:
        """The sums of `by_account` over the accounts, summed in the database; without the KAMs' shares if so asked."""
        chosen = self._context.chosen(accounts)
        days = (period.start, period.end)
        found = {
            row.kind: Cost(row.amount, bool(row.illustrative))
            for row in portfolio.cost_totals(self._session, chosen, days)
        }
        covered = self._covered
        without = {kind: _without(covered.get(kind), period) for kind in KINDS}
        kam, basis = self._kam_total(chosen, period) if with_kam else (UNKNOWN, "")
        return AccountCosts(_costs(found, without, covered), kam, basis)

    @asked_once
    def kam_cost(self, person: str, year: int) -> KamCost | None:
        cost = people.person_cost(self._session, person, year)
        return None if cost is None else _kam_cost(cost)

    def accounts_of(self, person: str) -> int:
        return self._accounts_per_kam.get(person, 0)

    def _kam_total(self, chosen: Accounts, period: Period) -> tuple[Cost, str]:
        """The chosen accounts' shares of their KAMs' cost; unknown where one KAM's cost is."""
        days = (period.start, period.end)
        here, counts = portfolio.accounts_by_kam(self._session, chosen), self._accounts_per_kam
        yearly = people.person_costs(self._session, sorted(here), period.end.year)
        if not here or yearly.keys() != here.keys():
            return UNKNOWN, ""
        logged = {
            row.person_id: (Decimal(row.own or 0), row.hours)
            for row in portfolio.hours_by_person(self._session, sorted(here), days, chosen)
        }
        amount = ZERO
        for kam, cost in yearly.items():
            part = cost.total * _part_of_year(period)
            own, whole = logged.get(kam, (ZERO, 0))
            if whole:
                amount += part * own / whole
            else:
                amount += part * here[kam] / max(counts.get(kam, 1), 1)
        return Cost(amount, any(cost.illustrative for cost in yearly.values())), "as each account's share"

    def recorded(self, period: Period) -> dict[str, bool]:
        """The kinds of cost that are recorded over the whole period, and whether that is made up for the sample."""
        covered = self._covered
        known = {kind: _without(covered.get(kind), period) for kind in KINDS}
        return {kind: cost.illustrative for kind, cost in known.items() if cost.amount is not None}

    def kam_shares(self, owners: Mapping[str, str | None], period: Period) -> dict[str, tuple[Cost, str]]:
        """Each account's share of its KAM's cost over the period: by logged hours, else equally."""
        counts = self._accounts_per_kam
        kams = sorted({kam for kam in owners.values() if kam})
        logged: dict[str, dict[str, int]] = {}
        for person, account, hours in costs.hours(self._session, kams, period.start, period.end):
            logged.setdefault(person, {})[account] = int(hours)
        part = _part_of_year(period)
        whole = {kam: sum(own.values()) for kam, own in logged.items()}
        yearly = people.person_costs(self._session, kams, period.end.year)
        amounts = {kam: cost.total * part for kam, cost in yearly.items()}
        equally = {
            kam: (
                Cost(amounts[kam] / max(counts.get(kam, 1), 1), cost.illustrative),
                f"equally over {counts.get(kam, 1)} accounts",
            )
            for kam, cost in yearly.items()
        }
        shares: dict[str, tuple[Cost, str]] = {}
        for account, kam in owners.items():
            cost = yearly.get(kam) if kam else None
            if cost is None or not kam:
                shares[account] = (UNKNOWN, "")
            elif kam in logged:
                own_hours = logged[kam].get(account)
                share = amounts[kam] * own_hours / whole[kam] if own_hours else ZERO
                shares[account] = (Cost(share, cost.illustrative), "by logged hours")
            else:
                shares[account] = equally[kam]
        return shares


def _part_of_year(period: Period) -> Decimal:
    return Decimal(period.months) / MONTHS if period.whole_months else Decimal(period.days) / DAYS


def _kam_cost(cost: PersonCost) -> KamCost:
    parts = (cost.salary, cost.expenses, cost.overhead)
    return KamCost(cost.person_id, cost.year, cost.total, *parts, cost.illustrative)


def _without(covered: CostCoverage | None, period: Period) -> Cost:
    """The cost of an account without a line: zero where the kind is recorded for the whole period, else unknown."""
    if covered is None or covered.start > period.start or covered.end < period.end:
        return UNKNOWN
    return Cost(ZERO, covered.illustrative)


def _costs(
    found: Mapping[str, Cost], without: Mapping[str, Cost], covered: Mapping[str, CostCoverage]
) -> dict[str, Cost]:
    """An account's lines by kind; one of a period that is only partly recorded is unknown."""
    known = {
        kind: Cost(None, cost.illustrative and kind in covered) if without[kind].amount is None else cost
        for kind, cost in found.items()
        if kind in without
    }
    return {**without, **known}
