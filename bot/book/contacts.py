"""People at visible accounts, and ours beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.contacts import ContactFact, TeamFact
from store.questions import contacts


class BookContacts:
    """Implements bot.tools.facts.contacts.ContactFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ContactFact]:
        rows = contacts.contacts(self._session, self._context.chosen(accounts))
        return [ContactFact(**{one.name: getattr(row, one.name) for one in fields(ContactFact)}) for row in rows]

    def team(self, accounts: Scope | Sequence[str]) -> Sequence[TeamFact]:
        rows = contacts.team_roles(self._session, self._context.chosen(accounts))
        return [TeamFact(row.account_id, row.person_name, row.role, row.level, row.illustrative) for row in rows]
