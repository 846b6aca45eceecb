"""The book: the asker's own accounts and people, as questions. Bound to the asker, never to what a text says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from bot.tools.facts.actions import ActionFacts
from bot.tools.facts.comparables import ComparableFacts
from bot.tools.facts.competences import CompetenceFacts
from bot.tools.facts.contacts import ContactFacts
from bot.tools.facts.costs import CostFacts
from bot.tools.facts.customer import CustomerFacts
from bot.tools.facts.deliveries import DeliveryFacts
from bot.tools.facts.effort import EffortFacts
from bot.tools.facts.guidance import GuidanceFacts
from bot.tools.facts.issues import IssueFacts
from bot.tools.facts.margins import MarginFacts
from bot.tools.facts.memory import MemoryFacts
from bot.tools.facts.opportunities import OpportunityFacts
from bot.tools.facts.people import PeopleFacts, PersonFact
from bot.tools.facts.plans import PlanFacts
from bot.tools.facts.portfolio import PortfolioFacts
from bot.tools.facts.promotions import PromotionFacts
from bot.tools.facts.quotas import QuotaFacts
from bot.tools.facts.receivables import ReceivableFacts
from bot.tools.facts.results import ResultFacts
from bot.tools.facts.reviews import ReviewFacts
from bot.tools.facts.sales import SalesFacts
from bot.tools.facts.stages import StageFacts
from bot.tools.facts.value import ValueFacts


class Book(Protocol):
    """What a tool may know. Everything read through it is already limited to what the asker may see."""

    @property
    def today(self) -> dt.date: ...

    @property
    def asker(self) -> PersonFact: ...

    @property
    def currency(self) -> str:
        """The reporting currency, ISO 4217."""

    @property
    def data_name(self) -> str:
        """What the data is and how fresh: 'sample ledger (AdventureWorks), orders to 2026-10-29'."""

    @property
    def settings(self) -> Mapping[str, Decimal]:
        """Tunable numbers of config.yaml's `finance` section by name."""

    @property
    def sales(self) -> SalesFacts: ...

    @property
    def costs(self) -> CostFacts: ...

    @property
    def effort(self) -> EffortFacts: ...

    @property
    def guidance(self) -> GuidanceFacts: ...

    @property
    def memory(self) -> MemoryFacts: ...

    @property
    def people(self) -> PeopleFacts: ...

    @property
    def actions(self) -> ActionFacts: ...

    @property
    def competences(self) -> CompetenceFacts: ...

    @property
    def comparables(self) -> ComparableFacts: ...

    @property
    def contacts(self) -> ContactFacts: ...

    @property
    def customer(self) -> CustomerFacts: ...

    @property
    def deliveries(self) -> DeliveryFacts: ...

    @property
    def issues(self) -> IssueFacts: ...

    @property
    def opportunities(self) -> OpportunityFacts: ...

    @property
    def plans(self) -> PlanFacts: ...

    @property
    def portfolio(self) -> PortfolioFacts: ...

    @property
    def promotions(self) -> PromotionFacts: ...

    @property
    def margins(self) -> MarginFacts: ...

    @property
    def quotas(self) -> QuotaFacts: ...

    @property
    def receivables(self) -> ReceivableFacts: ...

    @property
    def results(self) -> ResultFacts: ...

    @property
    def reviews(self) -> ReviewFacts: ...

    @property
    def stages(self) -> StageFacts: ...

    @property
    def value(self) -> ValueFacts: ...
