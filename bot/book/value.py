"""Value given to visible accounts, read and written for the asker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal

from bot.book.context import BookContext, new_id
from bot.tools.arguments import Scope
from bot.tools.facts.value import RatingFact, ValueFact
from store.questions import value
from store.tables import ValueDelivered


class BookValue:
    """Implements bot.tools.facts.value.ValueFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ValueFact]:
        rows = value.value_delivered(self._session, self._context.chosen(accounts))
        return [ValueFact(**{one.name: getattr(row, one.name) for one in fields(ValueFact)}) for row in rows]

    def last_rating(self, account: str) -> RatingFact | None:
        row = value.last_rating(self._session, self._context.chosen([account]))
        if row is None:
            return None
        return RatingFact(**{one.name: getattr(row, one.name) for one in fields(RatingFact)})

    def last_ratings(self, accounts: Scope | Sequence[str]) -> Mapping[str, RatingFact]:
        rows = value.last_ratings(self._session, self._context.chosen(accounts))
        names = [one.name for one in fields(RatingFact)]
        return {row.account_id: RatingFact(**{name: getattr(row, name) for name in names}) for row in rows}

    def add(self, value: ValueFact) -> ValueFact:
        self._context.visible_account(value.account_id)
        kept = replace(value, id=new_id())
        self._session.add(ValueDelivered(**asdict(kept), entered_by=self._context.person.id))
        self._session.flush()
        return kept

    def confirm(self, value: str, amount: Decimal | None) -> None:
        found = self._session.get(ValueDelivered, value)
        if found is None:
            return
        self._context.visible_account(found.account_id)
        found.confirmed = True
        if amount is not None:
            found.amount = amount
        self._session.flush()
