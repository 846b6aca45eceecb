"""What every part of the book shares: the session, the asker, and how a scope becomes a choice of accounts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from bot.access import led_people, visible_accounts
from bot.errors import OTHERS, NotPermitted
from bot.tools.arguments import Scope
from store.questions.people import accounts as accounts_of
from store.questions.people import people_below
from store.tables import Person
from store.visibility import Accounts, Visible


def new_id() -> str:
    """The id of a new row."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class BookContext:
    """One question's view of the data. `visible` is decided once, by bot.access."""

    session: Session
    person: Person
    today: dt.date
    visible: Visible
    settings: dict[str, Decimal]

    @classmethod
    def open(cls, session: Session, person: Person, today: dt.date, settings: dict[str, Decimal]) -> BookContext:
        return cls(session, person, today, visible_accounts(session, person, today), settings)

    def led(self) -> frozenset[str]:
        """The people whose totals the asker may see."""
        return led_people(self.session, self.person)

    def must_lead(self, people: Collection[str]) -> None:
        """Guards totals by person. Raises NotPermitted where the asker does not lead all of them."""
        if not set(people) <= self.led():
            raise NotPermitted("I can only show the sales credited to you and to people in your team.")

    def people_of(self, scope: Scope) -> frozenset[str]:
        """The KAMs that a scope means. Raises NotPermitted where the asker does not lead them."""
        match scope.kind:
            case "mine":
                wanted = frozenset({self.person.id})
            case "team":
                wanted = people_below(self.session, self.person.id) | {self.person.id}
            case "person":
                wanted = frozenset({scope.value})
            case "person_team":
                wanted = people_below(self.session, scope.value) | {scope.value}
            case _:
                return self.led()
        if not wanted <= self.led():
            raise NotPermitted(OTHERS)
        return wanted

    def chosen(self, accounts: Scope | Sequence[str]) -> Accounts:
        """The accounts that a scope or a list of ids means, never more than are visible.

        'mine' takes in the accounts one stands in for. Raises NotPermitted for 'all', 'team' or another person
        that the asker does not lead.
        """
        if not isinstance(accounts, Scope):
            return Accounts(self.visible, ids=frozenset(accounts))
        match accounts.kind:
            case "all":
                if not self.visible.everything:
                    raise NotPermitted(OTHERS)
                return Accounts(self.visible)
            case "mine":
                if self.person.role == "kam":
                    return Accounts(self.visible)
                return Accounts(self.visible, kams=frozenset({self.person.id}))
            case "team":
                if self.person.role == "kam":
                    raise NotPermitted(OTHERS)
                return Accounts(self.visible)
            case "region":
                return Accounts(self.visible, territory=accounts.value)
            case "segment":
                return Accounts(self.visible, segment=accounts.value)
            case _:
                return Accounts(self.visible, kams=self.people_of(accounts))

    def visible_account(self, account: str) -> None:
        """Guards a write. Raises NotPermitted where the asker may not see the account."""
        if not accounts_of(self.session, self.chosen([account])):
            raise NotPermitted(OTHERS)
