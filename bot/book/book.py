"""The book itself: one object that hands each tool the facts of its subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from bot.book.actions import BookActions
from bot.book.comparables import BookComparables
from bot.book.competences import BookCompetences
from bot.book.contacts import BookContacts
from bot.book.context import BookContext
from bot.book.costs import BookCosts
from bot.book.customer import BookCustomer
from bot.book.deliveries import BookDeliveries
from bot.book.effort import BookEffort
from bot.book.guidance import BookGuidance
from bot.book.issues import BookIssues
from bot.book.margins import BookMargins
from bot.book.memory import BookMemory
from bot.book.opportunities import BookOpportunities
from bot.book.people import BookPeople, person_fact
from bot.book.plans import BookPlans
from bot.book.portfolio import BookPortfolio
from bot.book.promotions import BookPromotions
from bot.book.quotas import BookQuotas
from bot.book.receivables import BookReceivables
from bot.book.results import BookResults
from bot.book.reviews import BookReviews
from bot.book.sales import BookSales
from bot.book.stages import BookStages
from bot.book.value import BookValue
from bot.tools.facts.people import PersonFact
from knowledge.search import Knowledge
from store.questions.settings import CURRENCY, DATA_NAME, setting


class AskersBook:
    """Implements bot.tools.book.Book for one asker and one question."""

    def __init__(self, context: BookContext, frozen: Sequence[str] = (), knowledge: Knowledge | None = None) -> None:
        """`frozen` are the earlier answers of the thread (bot.tools.frozen), newest first."""
        self._context = context
        self._frozen = frozen
        self._knowledge = knowledge

    @property
    def today(self) -> dt.date:
        return self._context.today

    @property
    def settings(self) -> Mapping[str, Decimal]:
        return self._context.settings

    @cached_property
    def asker(self) -> PersonFact:
        return person_fact(self._context.person)

    @cached_property
    def currency(self) -> str:
        return setting(self._context.session, CURRENCY, "USD")

    @cached_property
    def data_name(self) -> str:
        name = setting(self._context.session, DATA_NAME, "imported data")
        last = self.sales.last_day()
        return f"{name}, orders to {last}" if last else f"{name}, no orders yet"

    @cached_property
    def sales(self) -> BookSales:
        return BookSales(self._context)

    @cached_property
    def costs(self) -> BookCosts:
        return BookCosts(self._context)

    @cached_property
    def effort(self) -> BookEffort:
        return BookEffort(self._context)

    @cached_property
    def guidance(self) -> BookGuidance:
        return BookGuidance(self._context, self._knowledge)

    @cached_property
    def memory(self) -> BookMemory:
        return BookMemory(self._frozen)

    @cached_property
    def people(self) -> BookPeople:
        return BookPeople(self._context)

    @cached_property
    def actions(self) -> BookActions:
        return BookActions(self._context)

    @cached_property
    def competences(self) -> BookCompetences:
        return BookCompetences(self._context)

    @cached_property
    def comparables(self) -> BookComparables:
        return BookComparables(self._context)

    @cached_property
    def contacts(self) -> BookContacts:
        return BookContacts(self._context)

    @cached_property
    def customer(self) -> BookCustomer:
        return BookCustomer(self._context)

    @cached_property
    def deliveries(self) -> BookDeliveries:
        return BookDeliveries(self._context)

    @cached_property
    def issues(self) -> BookIssues:
        return BookIssues(self._context)

    @cached_property
    def opportunities(self) -> BookOpportunities:
        return BookOpportunities(self._context)

    @cached_property
    def plans(self) -> BookPlans:
        return BookPlans(self._context)

    @cached_property
    def portfolio(self) -> BookPortfolio:
        return BookPortfolio(self._context, self.costs)

    @cached_property
    def promotions(self) -> BookPromotions:
        return BookPromotions(self._context)

    @cached_property
    def margins(self) -> BookMargins:
        return BookMargins(self._context)

    @cached_property
    def quotas(self) -> BookQuotas:
        return BookQuotas(self._context)

    @cached_property
    def receivables(self) -> BookReceivables:
        return BookReceivables(self._context)

    @cached_property
    def results(self) -> BookResults:
        return BookResults(self._context, self.costs)

    @cached_property
    def reviews(self) -> BookReviews:
        return BookReviews(self._context)

    @cached_property
    def stages(self) -> BookStages:
        return BookStages(self._context)

    @cached_property
    def value(self) -> BookValue:
        return BookValue(self._context)
