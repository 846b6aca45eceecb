"""Everything that a portfolio's summary says, gathered in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.coverage import Coverage, compared
from bot.tools.facts.portfolio import Change
from bot.tools.facts.sales import Sums, add_sums
from bot.tools.movers import Mover, movers
from bot.tools.periods import Period
from bot.tools.portfolio_checks import PlanGaps, ReviewsBehind, Risks, plan_gaps, reviews_behind, risks
from bot.tools.profit import AccountProfit

NAMED = 3
"""Accounts named in each line of a section; the rest are counted."""

BY_PERSON = ("mine", "team", "all", "person", "person_team")
"""Scopes that mean people, so that the orders which carry them can be summed too."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Sums of the orders that carry the scope's people, whoever has the accounts today."""

    sums: Sums
    accounts: int
    by_person: Mapping[str, Sums]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything the answer says; `before` and `base` are None where the data has no period to compare with."""

    scope: Scope
    span: Coverage
    base: Coverage
    now: AccountProfit
    before: AccountProfit | None
    active: int
    active_before: int | None
    changes: Mapping[str, Change]
    movers: Sequence[Mover]
    risks: Risks
    reviews: ReviewsBehind
    plans: PlanGaps
    credit: Credit | None
    names: Mapping[str, str]

    @property
    def sales(self) -> tuple[Decimal, Decimal | None]:
        """Sales of now and before that may be compared: after rebates where both know them, else before rebates."""
        if self.before is None:
            return self.now.net_sales, None
        if (self.now.rebates.amount is None) != (self.before.rebates.amount is None):
            return self.now.sums.net_sales, self.before.sums.net_sales
        return self.now.net_sales, self.before.net_sales

    @property
    def illustrative(self) -> bool:
        made_up = self.now.illustrative or self.risks.illustrative
        return made_up or self.reviews.illustrative or self.plans.illustrative


def gather(book: Book, scope: Scope, span: Coverage) -> Portfolio:
    """A fixed number of questions, however many accounts there are."""
    base = compared(book, span, None)
    earlier = span.period.before() if base.nothing else base.period
    changes = book.portfolio.changes(scope, span.period, earlier)
    now = _profit(book, scope, span.period)
    before = None if base.nothing else _profit(book, scope, base.period, with_kam=False)
    told = [] if base.nothing else movers(book, changes, span.period, base.period)
    overdue = book.portfolio.overdue(scope)
    known = bool(overdue) or book.portfolio.has_invoices()
    risk = risks(changes, overdue if known else None, span.period)
    reviews = reviews_behind(book, scope, span.period)
    plans = plan_gaps(sorted(book.portfolio.key_accounts(scope)), reviews.accounts, book.plans.of(scope))
    named = {mover.account for mover in told} | {one.account_id for one in reviews.late[:NAMED]}
    named |= set(list(plans.missing)[:NAMED])
    for worry in (risk.below_cost, risk.stopped, risk.silent, risk.overdue):
        named |= set(worry.accounts[:NAMED]) if worry is not None else set()
    return Portfolio(
        scope,
        span,
        base,
        now,
        before,
        _active(changes),
        None if base.nothing else sum(1 for one in changes.values() if one.before),
        changes,
        told,
        risk,
        reviews,
        plans,
        _credit(book, scope, span, now.sums, changes),
        {fact.id: fact.name for fact in book.people.accounts(sorted(named))},
    )


def _profit(book: Book, scope: Scope, period: Period, with_kam: bool = True) -> AccountProfit:
    return AccountProfit(book.sales.total(scope, period), book.portfolio.costs(scope, period, with_kam))


def _credit(book: Book, scope: Scope, span: Coverage, whole: Sums, changes: Mapping[str, Change]) -> Credit | None:
    if scope.kind not in BY_PERSON:
        return None
    people = [person.id for person in book.people.people(scope)]
    by_person = book.sales.by_order_kam(people, span.period)
    sums = add_sums(by_person.values())
    if scope.kind == "all" and sums.lines == whole.lines:  # these people's orders are all there are
        return Credit(sums, _active(changes), by_person)
    return Credit(sums, book.portfolio.credited_accounts(people, span.period), by_person)


def _active(changes: Mapping[str, Change]) -> int:
    return sum(1 for one in changes.values() if one.now)
