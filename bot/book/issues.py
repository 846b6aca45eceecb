"""Customer issues of visible accounts, read and written for the asker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from bot.book.context import BookContext, new_id
from bot.tools.arguments import Scope
from bot.tools.facts.issues import IssueFact
from store.questions import issues
from store.tables import CustomerIssue

_FIELDS = [one.name for one in fields(IssueFact) if one.name != "account_name"]


class BookIssues:
    """Implements bot.tools.facts.issues.IssueFacts."""

    def __init__(self, context: BookContext) -> None:
        self._context = context
        self._session = context.session

    def of(self, accounts: Scope | Sequence[str], open_only: bool = True) -> Sequence[IssueFact]:
        rows = issues.issues(self._session, self._context.chosen(accounts), open_only)
        return [
            IssueFact(account_name=row.account_name, **{name: getattr(row.CustomerIssue, name) for name in _FIELDS})
            for row in rows
        ]

    def departments(self) -> Sequence[str]:
        return issues.departments(self._session)

    def add(self, issue: IssueFact) -> IssueFact:
        self._context.visible_account(issue.account_id)
        kept = replace(issue, id=new_id())
        values = asdict(kept)
        values.pop("account_name")
        self._session.add(CustomerIssue(**values, raised_by=self._context.person.id))
        self._session.flush()
        return kept

    def close(self, issue: str, on: dt.date, resolution: str) -> None:
        found = self._session.get(CustomerIssue, issue)
        if found is None:
            return
        self._context.visible_account(found.account_id)
        found.closed = on
        found.resolution = resolution or found.resolution
        self._session.flush()
