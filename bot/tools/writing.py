"""What the tools that write share: the echo before a yes, and asking for the account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.tools.answer import Answer, Choice, clarify
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.periods import last_full_months

YES = Choice("Yes", "yes")
NO = Choice("No", "no")


def proposal(route: str, question: str, slots: Sequence[tuple[str, str]], **parts: Any) -> Answer:
    """One question to confirm, with what was understood a line each; empty slots are left out.

    `slots` are (name, value); a reply such as “yes, but the 14th” changes one of them.
    """
    lines = tuple(f"{name}: {value}" if name else value for name, value in slots if value)
    return Answer(route, question, lines, choices=(YES, NO), **parts)


def ask(sentence: str, *choices: Choice, accounts: Sequence[str | None] = (), missing: str = "") -> Answer:
    """A question back that speaks of accounts, so only for who may see them. `missing` is the argument asked for,
    where no choice names it."""
    known = tuple(dict.fromkeys(one for one in accounts if one))
    return clarify(sentence, *choices, visibility="private", accounts=known, missing=missing)


def nothing_open(route: str, sentence: str, accounts: Sequence[str | None] = ()) -> Answer:
    """There is nothing to close: a result, not a question."""
    return Answer(route, sentence, accounts=tuple(dict.fromkeys(one for one in accounts if one)))


def ask_account(book: Book, question: str, again: str) -> Answer:
    """Which customer is meant, with the asker's largest of the last year to choose from.

    `again` is what choosing one asks, with {account} for its name.
    """
    sums = book.sales.by_account(Scope("mine"), last_full_months(book.today))
    largest = sorted(sums, key=lambda key: (-sums[key].net_sales, key))[:4]
    names = {one.id: one.name for one in book.people.accounts(largest)} if largest else {}
    choices = [
        Choice(names[key], again.format(account=names[key]), (("account", key),)) for key in largest if key in names
    ]
    return ask(question, *choices, accounts=largest, missing="account")
