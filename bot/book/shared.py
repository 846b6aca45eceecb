"""The books of many people read together: one query for all of them, and each gets the facts of their own accounts.

A morning's digests ask the same dozen questions for every key account manager; asked once for fifty of them, they cost
a fiftieth. Who may see what is not decided here: it comes from each asker's own context.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from bot.book.actions import BookActions
from bot.book.book import AskersBook
from bot.book.contacts import BookContacts
from bot.book.context import BookContext
from bot.book.issues import BookIssues
from bot.book.opportunities import BookOpportunities
from bot.book.people import BookPeople
from bot.book.plans import BookPlans
from bot.book.receivables import BookReceivables
from bot.book.reviews import BookReviews
from bot.book.sales import BookSales
from bot.book.value import BookValue
from bot.tools.arguments import Scope
from bot.tools.facts.actions import ActionFact
from bot.tools.facts.contacts import ContactFact
from bot.tools.facts.issues import IssueFact
from bot.tools.facts.opportunities import EvidenceFact, OpportunityFact
from bot.tools.facts.people import AccountFact
from bot.tools.facts.plans import ObjectiveFact
from bot.tools.facts.receivables import InvoiceFact
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.facts.sales import Sums
from bot.tools.facts.value import RatingFact
from bot.tools.periods import Period
from store.questions.people import visible_ids
from store.tables import Person
from store.visibility import Visible

MINE = Scope("mine")
Which = Scope | Sequence[str]


class OfAccount(Protocol):
    """A fact about one account."""

    @property
    def account_id(self) -> str | None: ...


Fact = TypeVar("Fact", bound=OfAccount)


class Shared:
    """What was read for several key account managers at once; each question the first time somebody asks it."""

    def __init__(self, session: Session, people: Collection[Person], today: dt.date, settings: dict[str, Decimal]):
        """`people` are at least one, all with the role kam."""
        contexts = [BookContext.open(session, one, today, settings) for one in people]
        kams = frozenset[str]().union(*(one.visible.kams for one in contexts))
        accounts = frozenset[str]().union(*(one.visible.accounts for one in contexts))
        self._whole = replace(contexts[0], visible=Visible(kams=kams, accounts=accounts))
        self._people = frozenset(one.id for one in people)
        self._kept: dict[Any, Any] = {}
        self.accounts = BookPeople(self._whole).accounts(MINE)

    def book(self, context: BookContext) -> AskersBook:
        """The book of one of these people; an ordinary one where their accounts are no longer those that were read."""
        own = frozenset(one.id for one in self.accounts if _holds(context.visible, one))
        same = context.person.id in self._people and visible_ids(context.session, context.visible) == own
        return SharedBook(context, self, own) if same else AskersBook(context)

    def kept(self, session: Session, key: Any, read: Callable[[BookContext], Any]) -> Any:
        """The answer to a question about all the accounts."""
        if key not in self._kept:
            self._kept[key] = read(replace(self._whole, session=session))
        return self._kept[key]


def _holds(visible: Visible, account: AccountFact) -> bool:
    return visible.everything or account.kam_id in visible.kams or account.id in visible.accounts


class _Own:
    """One asker's part of what is shared."""

    def __init__(self, context: BookContext, shared: Shared, ids: frozenset[str]) -> None:
        self.context, self.shared, self._ids = context, shared, ids

    def ids(self, accounts: Which) -> frozenset[str] | None:
        """The asker's accounts among these; None for a scope that is not shared."""
        if isinstance(accounts, Scope):
            return self._ids if accounts.kind == MINE.kind else None
        return self._ids.intersection(accounts)

    def kept(self, key: Any, read: Callable[[BookContext], Any]) -> Any:
        return self.shared.kept(self.context.session, key, read)

    def facts(self, key: Any, ids: Iterable[str], read: Callable[[BookContext], Sequence[Fact]]) -> list[Fact]:
        """The facts of these accounts, in the order in which they were read."""
        by_account = self.kept(key, lambda whole: _by_account(read(whole)))
        found = [pair for one in ids for pair in by_account.get(one, ())]
        return [fact for _, fact in sorted(found, key=itemgetter(0))]


def _by_account(facts: Sequence[Fact]) -> dict[str | None, list[tuple[int, Fact]]]:
    found: dict[str | None, list[tuple[int, Fact]]] = {}
    for place, one in enumerate(facts):
        found.setdefault(one.account_id, []).append((place, one))
    return found


class _Part:
    """A part of a shared book: what its parent answers for one asker, from what was read for all."""

    def __init__(self, own: _Own) -> None:
        super().__init__(own.context)  # type: ignore[call-arg]  # the parent beside this one takes it
        self._own = own


class _People(_Part, BookPeople):
    def accounts(self, scope: Which) -> Sequence[AccountFact]:
        ids = self._own.ids(scope)
        return super().accounts(scope) if ids is None else [one for one in self._own.shared.accounts if one.id in ids]


class _Reviews(_Part, BookReviews):
    def rhythms(self, accounts: Which) -> Sequence[RhythmFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().rhythms(accounts)
        return self._own.facts("rhythms", ids, lambda whole: BookReviews(whole).rhythms(MINE))

    def reviews(self, accounts: Which, since: dt.date | None = None) -> Sequence[ReviewFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().reviews(accounts, since)
        return self._own.facts(("reviews", since), ids, lambda whole: BookReviews(whole).reviews(MINE, since))


class _Actions(_Part, BookActions):
    def of(self, accounts: Which, open_only: bool = True) -> Sequence[ActionFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().of(accounts, open_only)
        return self._own.facts(("actions", open_only), ids, lambda whole: BookActions(whole).of(MINE, open_only))


class _Issues(_Part, BookIssues):
    def of(self, accounts: Which, open_only: bool = True) -> Sequence[IssueFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().of(accounts, open_only)
        return self._own.facts(("issues", open_only), ids, lambda whole: BookIssues(whole).of(MINE, open_only))


class _Receivables(_Part, BookReceivables):
    def open_items(self, accounts: Which, on: dt.date) -> Sequence[InvoiceFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().open_items(accounts, on)
        return self._own.facts(("invoices", on), ids, lambda whole: BookReceivables(whole).open_items(MINE, on))


class _Sales(_Part, BookSales):
    def by_account(self, accounts: Which, period: Period) -> Mapping[str, Sums]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().by_account(accounts, period)
        key = ("sales", period.start, period.end)
        found: Mapping[str, Sums] = self._own.kept(key, lambda whole: BookSales(whole).by_account(MINE, period))
        return {one: found[one] for one in ids if one in found}


class _Opportunities(_Part, BookOpportunities):
    def open_of(self, accounts: Which) -> Sequence[OpportunityFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().open_of(accounts)
        return self._own.facts("opportunities", ids, lambda whole: BookOpportunities(whole).open_of(MINE))

    def evidence(self, opportunities: Sequence[str]) -> Mapping[str, Sequence[EvidenceFact]]:
        own = {one.id for one in self.open_of(MINE)}
        if not own.issuperset(opportunities):
            return super().evidence(opportunities)
        found: Mapping[str, Sequence[EvidenceFact]] = self._own.kept("evidence", _all_evidence)
        return {one: found[one] for one in opportunities if one in found}


def _all_evidence(whole: BookContext) -> Mapping[str, Sequence[EvidenceFact]]:
    part = BookOpportunities(whole)
    return part.evidence([one.id for one in part.open_of(MINE)])


class _Contacts(_Part, BookContacts):
    def of(self, accounts: Which) -> Sequence[ContactFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().of(accounts)
        return self._own.facts("contacts", ids, lambda whole: BookContacts(whole).of(MINE))


class _Plans(_Part, BookPlans):
    def of(self, accounts: Which) -> Sequence[ObjectiveFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().of(accounts)
        return self._own.facts("plans", ids, lambda whole: BookPlans(whole).of(MINE))


class _Value(_Part, BookValue):
    def last_ratings(self, accounts: Which) -> Mapping[str, RatingFact]:
        ids = self._own.ids(accounts)
        if ids is None:
            return super().last_ratings(accounts)
        found: Mapping[str, RatingFact] = self._own.kept("ratings", lambda whole: BookValue(whole).last_ratings(MINE))
        return {one: found[one] for one in ids if one in found}


class SharedBook(AskersBook):
    """As its parent; what digests ask of the asker's own accounts comes from what was read for all."""

    def __init__(self, context: BookContext, shared: Shared, ids: frozenset[str]) -> None:
        super().__init__(context)
        self._own = _Own(context, shared, ids)

    @cached_property
    def people(self) -> BookPeople:
        return _People(self._own)

    @cached_property
    def reviews(self) -> BookReviews:
        return _Reviews(self._own)

    @cached_property
    def actions(self) -> BookActions:
        return _Actions(self._own)

    @cached_property
    def issues(self) -> BookIssues:
        return _Issues(self._own)

    @cached_property
    def receivables(self) -> BookReceivables:
        return _Receivables(self._own)

    @cached_property
    def sales(self) -> BookSales:
        return _Sales(self._own)

    @cached_property
    def opportunities(self) -> BookOpportunities:
        return _Opportunities(self._own)

    @cached_property
    def contacts(self) -> BookContacts:
        return _Contacts(self._own)

    @cached_property
    def plans(self) -> BookPlans:
        return _Plans(self._own)

    @cached_property
    def value(self) -> BookValue:
        return _Value(self._own)
