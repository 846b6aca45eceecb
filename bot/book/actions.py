"""Actions of visible accounts, read and written for the asker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from bot.book.context import BookContext, new_id
from bot.tools.arguments import Scope
from bot.tools.facts.actions import ActionFact, Colleague
from store.questions import actions
from store.tables import Action

_FIELDS = [one.name for one in fields(ActionFact) if one.name != "account_name"]


def action_fact(row: Action, account_name: str) -> ActionFact:
    return ActionFact(account_name=account_name, **{name: getattr(row, name) for name in _FIELDS})


class BookActions:
    """Implements bot.tools.facts.actions.ActionFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str], open_only: bool = True) -> Sequence[ActionFact]:
        rows = actions.actions(self._session, self._context.chosen(accounts), open_only)
        return [action_fact(row.Action, row.account_name) for row in rows]

    def own(self, open_only: bool = True) -> Sequence[ActionFact]:
        found = actions.own_actions(self._session, self._context.person.id, open_only)
        return [action_fact(row, "") for row in found]

    def colleagues(self, name: str) -> Sequence[Colleague]:
        return [Colleague(one.id, one.name) for one in actions.people_named(self._session, name)]

    def add(self, action: ActionFact) -> ActionFact:
        if action.account_id is not None:
            self._context.visible_account(action.account_id)
        kept = replace(action, id=new_id())
        values = asdict(kept)
        values.pop("account_name")
        self._session.add(Action(**values))
        self._session.flush()
        return kept

    def close(self, action: str, on: dt.date) -> None:
        found = self._session.get(Action, action)
        if found is None:
            return
        if found.account_id is not None:
            self._context.visible_account(found.account_id)
        found.closed = on
        self._session.flush()
