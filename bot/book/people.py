"""Accounts and people as far as the asker may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from bot.book.context import BookContext
from bot.errors import OTHERS, NotPermitted
from bot.tools.arguments import Scope
from bot.tools.facts.people import AccountFact, PersonFact
from store.questions import people
from store.tables import Person

_ACCOUNT_FIELDS = [one.name for one in fields(AccountFact)]


def person_fact(person: Person) -> PersonFact:
    return PersonFact(**{one.name: getattr(person, one.name) for one in fields(PersonFact)})


def account_fact(row: Any) -> AccountFact:
    return AccountFact(*row)  # by place, not by name: there may be thousands


class BookPeople:
    """Implements bot.tools.facts.people.PeopleFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session
        self._known: dict[str, AccountFact] = {}  # one question asks for the same account several times

    def account(self, account: str) -> AccountFact:
        if account not in self._known:
            rows = people.account_rows(self._session, self._context.chosen([account]), _ACCOUNT_FIELDS)
            if not rows:
                raise NotPermitted(OTHERS)
            self._known[account] = account_fact(rows[0])
        return self._known[account]

    def accounts(self, scope: Scope | Sequence[str]) -> Sequence[AccountFact]:
        rows = people.account_rows(self._session, self._context.chosen(scope), _ACCOUNT_FIELDS)
        return [account_fact(row) for row in rows]

    def person(self, person: str) -> PersonFact:
        if person not in self._context.led():
            raise NotPermitted("I can only show you yourself and people in your team.")
        found = people.person_by_id(self._session, person)
        if found is None:
            raise NotPermitted("I can only show you yourself and people in your team.")
        return person_fact(found)

    def people(self, scope: Scope) -> Sequence[PersonFact]:
        wanted = self._context.people_of(scope)
        return [person_fact(one) for one in people.people(self._session) if one.id in wanted]
