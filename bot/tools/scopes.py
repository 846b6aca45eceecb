"""Whose accounts a question means where it does not say."""

from __future__ import annotations

from bot.tools.answer import Choice
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.periods import last_full_months

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


def account_choices(book: Book, question: str, most: int = 4) -> tuple[Choice, ...]:
    """The asker's largest accounts of the last 12 full months as choices; `question` has {account} for the name."""
    sums = book.sales.by_account(default_scope(book), last_full_months(book.today))
    largest = sorted(sums, key=lambda account: (-sums[account].net_sales, account))[:most]
    names = {fact.id: fact.name for fact in book.people.accounts(largest)}
    return tuple(
        Choice(names[account], question.format(account=names[account]), (("account", account),))
        for account in largest
        if account in names
    )
