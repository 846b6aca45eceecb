"""Everything that one message names: accounts, people, products, periods, dates, scopes; each read once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from bot.routing.lexicon import AccountHit, NameHit
from bot.routing.masking import ACCOUNT, PERSON, PRODUCT, PROMOTION, replaced
from bot.routing.names import ordinary
from bot.routing.normal import Word, fold, word_set, words
from bot.routing.read.atoms import Calendar
from bot.routing.read.dates import DateHit, dates_in
from bot.routing.read.months import MONTHS, WEEKDAYS
from bot.routing.read.periods import PeriodHit, periods_in
from bot.routing.read.scopes import ScopeHit, scopes_in
from bot.routing.understanding import Context

Spans = list[tuple[int, int]]

_BEFORE_NAME = re.compile(
    r"(?:\b(?:at|for|with|from|of|about|on|to|is|are|does|did|do|has|have|was|will|by|bei|fur|von|mit|chez|pour|avec|de|con|"
    r"para|en|account|customer|client|kunde|cliente|compare|and|brief|prep)\s+(?:the )?|^)$"
)
_NOT_NAMES = word_set(
    """ok okay hi hello hey thanks thank please kam kams clv roi bant qbr crm erp p&l gm ebit cogs dso hhi cfo ceo coo
    vp hq ceos cfos usd eur gbp chf ytd ltm ly py fy sku skus i im ill ive id eu uk us usa b2b kpi kpis pdf excel
    powerpoint slack outlook teams salesforce sap google english german french spanish christmas easter fwd re fw ps
    asap pls swot nps abc pareto eom eoq eoy net gross sales margin profit account accounts customer customers"""
)


class Said:
    """One message read against its context. Everything is found at first need and kept."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words(self.text)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def accounts(self) -> tuple[AccountHit, ...]:
        """Accounts named, without a mere part of a name that is a product's ('brakes'), a place's or a person's."""
        lexicon = self.context.lexicon
        kept = []
        for one in lexicon.accounts_in(self.text):
            if not one.exact and self._is_other(one):
                continue
            kept.append(one)
        return tuple(kept)

    def _is_other(self, hit: AccountHit) -> bool:
        """Whether a part of an account's name is the name of something else."""
        lexicon = self.context.lexicon
        if fold(hit.text) in lexicon.places or fold(hit.text) in lexicon.segments:
            return True
        others = (*lexicon.promotions_in(self.text), *lexicon.people_in(self.text))
        if any(hit.start >= other.start and hit.end <= other.end for other in others):
            return True
        product = any(hit.start >= other.start and hit.end <= other.end for other in self._all_products)
        return product and not _BEFORE_NAME.search(self.folded_before(hit.start))

    @cached_property
    def _all_products(self) -> tuple[NameHit, ...]:
        return self.context.lexicon.products_in(self.text)

    @cached_property
    def people(self) -> tuple[NameHit, ...]:
        return self._free(self.context.lexicon.people_in(self.text), self._account_spans)

    @cached_property
    def promotions(self) -> tuple[NameHit, ...]:
        return self._free(self.context.lexicon.promotions_in(self.text), self._account_spans)

    @cached_property
    def products(self) -> tuple[NameHit, ...]:
        return self._free(self._all_products, self._account_spans)

    @cached_property
    def opportunities(self) -> tuple[NameHit, ...]:
        return self.context.lexicon.opportunities_in(self.text)

    @cached_property
    def scopes(self) -> tuple[ScopeHit, ...]:
        found = scopes_in(self.text, self.context.lexicon, self.context.asker)
        kept = (one for one in found if not self._overlaps(one.start, one.end, self._account_spans))
        return tuple(sorted(kept, key=lambda one: one.start))

    def periods(self, calendar: Calendar) -> tuple[PeriodHit, ...]:
        found = periods_in(self.text, calendar)
        return tuple(one for one in found if not self._overlaps(one.start, one.end, self.name_spans))

    def dates(self, past: bool = False) -> tuple[DateHit, ...]:
        found = dates_in(self.text, self.context.today, past)
        return tuple(one for one in found if not self._overlaps(one.start, one.end, self.name_spans))

    @cached_property
    def name_spans(self) -> Spans:
        """Where names stand: numbers within them are no figures."""
        spans = [(one.start, one.end) for one in self.accounts]
        return spans + [(one.start, one.end) for one in (*self.products, *self.promotions)]

    @cached_property
    def masked(self) -> str:
        """The message as the router reads it."""
        spans = [(one.start, one.end, ACCOUNT) for one in self.accounts]
        for hits, name in ((self.people, PERSON), (self.promotions, PROMOTION), (self.products, PRODUCT)):
            taken = [(start, end) for start, end, _ in spans]
            spans += [(one.start, one.end, name) for one in self._free(hits, taken)]
        return replaced(self.text, spans)

    @property
    def masked_strange(self) -> str:
        """The same with the strange name as an account's."""
        if self._strange is None:
            return self.masked
        strange = self.text[self._strange.start : self._strange.end]
        return self.masked.replace(strange, ACCOUNT)

    @property
    def strange_name(self) -> str:
        """A name in an account's place that is nobody's we know: 'Zenith' in 'brief me on Zenith'; '' for none."""
        return "" if self._strange is None else self.text[self._strange.start : self._strange.end]

    @cached_property
    def _strange(self) -> Word | None:
        known = self.name_spans + [(one.start, one.end) for one in self.people]
        known += [(one.start, one.end) for one in self.scopes]
        for word in self.words:
            if not word.capital or self._overlaps(word.start, word.end, known) or self._common(word):
                continue
            if word.owner or _BEFORE_NAME.search(self.folded_before(word.start)):
                return word
        return None

    def folded_before(self, position: int) -> str:
        return fold(self.text[max(0, position - 30) : position])

    def _common(self, word: Word) -> bool:
        text = self.text[word.start : word.end]
        return (
            word.text in ordinary()
            or word.text in _NOT_NAMES
            or word.text in MONTHS
            or word.text in WEEKDAYS
            or len(word.text) < 4
            or not word.text.isalpha()
            or (text.isupper() and len(text) <= 4)
        )

    @cached_property
    def _account_spans(self) -> Spans:
        return [(one.start, one.end) for one in self.accounts]

    def _free(self, hits: tuple[NameHit, ...], taken: Spans) -> tuple[NameHit, ...]:
        return tuple(one for one in hits if not self._overlaps(one.start, one.end, taken))

    @staticmethod
    def _overlaps(start: int, end: int, taken: Spans) -> bool:
        return any(start < last and end > first for first, last in taken)

    def without(self, spans: Spans) -> str:
        """The text with these spans blanked; places stay the same."""
        letters = list(self.text)
        for start, end in spans:
            letters[start:end] = " " * (end - start)
        return "".join(letters)


def narrowed(hit: AccountHit, wanted: frozenset[str]) -> AccountHit:
    """The hit limited to the accounts that the talk is about anyway, where one of its candidates is."""
    kept = tuple(one for one in hit.candidates if one.id in wanted)
    return replace(hit, candidates=kept) if len(kept) == 1 else hit
