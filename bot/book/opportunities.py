"""Opportunities of visible accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from bot.book.context import BookContext
from bot.errors import NotPermitted
from bot.tools.arguments import Scope
from bot.tools.facts.opportunities import EvidenceFact, OpportunityFact
from store.questions import opportunities as questions
from store.visibility import Accounts

NOT_YOURS = "I can't show opportunities of accounts that aren't yours. Ask me about one of your own."


def _fact(row: Any) -> OpportunityFact:
    names = [one.name for one in fields(OpportunityFact) if one.name != "account_name"]
    return OpportunityFact(account_name=row.account_name, **{name: getattr(row.Opportunity, name) for name in names})


class BookOpportunities:
    """Implements bot.tools.facts.opportunities.OpportunityFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def opportunity(self, opportunity: str) -> OpportunityFact:
        rows = questions.opportunities(self._session, Accounts(self._context.visible), opportunity)
        if not rows:
            raise NotPermitted(NOT_YOURS)
        return _fact(rows[0])

    def open_of(self, accounts: Scope | Sequence[str]) -> Sequence[OpportunityFact]:
        chosen = self._context.chosen(accounts)
        return [_fact(row) for row in questions.opportunities(self._session, chosen, open_only=True)]

    def evidence(self, opportunities: Sequence[str]) -> Mapping[str, Sequence[EvidenceFact]]:
        found: dict[str, list[EvidenceFact]] = {}
        names = [one.name for one in fields(EvidenceFact)]
        chosen = Accounts(self._context.visible)
        for row in questions.evidence(self._session, chosen, opportunities):
            fact = EvidenceFact(**{name: getattr(row, name) for name in names})
            found.setdefault(row.opportunity_id, []).append(fact)
        return found
