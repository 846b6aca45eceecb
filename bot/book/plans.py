"""Plans of visible accounts, read and written for the asker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from bot.book.context import BookContext, new_id
from bot.tools.arguments import Scope
from bot.tools.facts.plans import ObjectiveFact
from store.questions import plans
from store.tables import PlanObjective


class BookPlans:
    """Implements bot.tools.facts.plans.PlanFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ObjectiveFact]:
        rows = plans.objectives(self._session, self._context.chosen(accounts))
        return [ObjectiveFact(**{one.name: getattr(row, one.name) for one in fields(ObjectiveFact)}) for row in rows]

    def add(self, objective: ObjectiveFact) -> ObjectiveFact:
        self._context.visible_account(objective.account_id)
        kept = replace(objective, id=new_id())
        self._session.add(PlanObjective(**asdict(kept)))
        self._session.flush()
        return kept
