"""Whose accounts a question means where it does not say."""

from __future__ import annotations

from bot.tools.arguments import Scope
from bot.tools.book import Book

SEES_ALL = ("head_of_sales", "finance")


def default_scope(book: Book) -> Scope:
    """The asker's own accounts for a KAM, the team's for a manager, all for the head of sales and finance."""
    if book.asker.role in SEES_ALL:
        return Scope("all")
    return Scope("team") if book.asker.role == "manager" else Scope("mine")


def scope_name(scope: Scope) -> str:
    """The scope as the subject of a sentence: 'your accounts', 'your team', 'all accounts', 'Europe'."""
    names = {"mine": "your accounts", "team": "your team", "all": "all accounts"}
    return names.get(scope.kind) or str(scope)
