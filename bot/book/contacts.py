"""People at visible accounts, and ours beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from bot.book.context import BookContext
from bot.tools.arguments import Scope
from bot.tools.facts.contacts import ContactFact, TeamFact
from store.questions import contacts, people

LEVELS = {"head_of_sales": 2, "manager": 3, "kam": 4}
"""The level of our own people by role, where a contact of the same level is their equal."""


class BookContacts:
    """Implements bot.tools.facts.contacts.ContactFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str]) -> Sequence[ContactFact]:
        rows = contacts.contacts(self._session, self._context.chosen(accounts))
        return [ContactFact(**{one.name: getattr(row, one.name) for one in fields(ContactFact)}) for row in rows]

    def team(self, accounts: Scope | Sequence[str]) -> Sequence[TeamFact]:
        chosen = self._context.chosen(accounts)
        rows = contacts.team_roles(self._session, chosen)
        team = [TeamFact(row.account_id, row.person_name, row.role, row.level, row.illustrative) for row in rows]
        lines: dict[str, list[tuple[str, str]]] = {}
        for account, kam in people.owners(self._session, chosen).items():
            if kam is None:
                continue
            if kam not in lines:
                above = contacts.line_of_managers(self._session, kam)
                lines[kam] = [(one.name, one.role) for one in above]
            team += [TeamFact(account, name, role, LEVELS.get(role)) for name, role in lines[kam]]
        return sorted(team, key=lambda one: (one.account_id, one.level is None, one.level or 0, one.name))
