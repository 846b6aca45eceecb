"""Which accounts moved a portfolio's sales, and the plain reason of each."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.book import Book
from bot.tools.facts.portfolio import Change
from bot.tools.facts.sales import Sums
from bot.tools.money import HUNDRED, ZERO, percent, show_number, show_percent
from bot.tools.periods import Period
from bot.tools.wording import signed

EACH = 3
"""Movers up and movers down that are told."""


@dataclass(frozen=True, slots=True)
class Mover:
    """An account whose sales moved; `reason` is a phrase without a full stop."""

    account: str
    change: Change
    reason: str


def largest_moves(changes: Mapping[str, Change], count: int = EACH) -> tuple[list[str], list[str]]:
    """The accounts with the largest rises and with the largest falls, largest first; equal ones by id."""
    moves = [(one.now - one.before, account) for account, one in changes.items()]
    rises = heapq.nsmallest(count, ((-move, account) for move, account in moves if move > 0))
    falls = heapq.nsmallest(count, (one for one in moves if one[0] < 0))
    return [account for _, account in rises], [account for _, account in falls]


def movers(book: Book, changes: Mapping[str, Change], period: Period, base: Period) -> list[Mover]:
    """The largest rises, then the largest falls, each with its reason."""
    rises, falls = largest_moves(changes)
    accounts = [*rises, *falls]
    if not accounts:
        return []
    now, before = book.sales.by_account(accounts, period), book.sales.by_account(accounts, base)
    groups = book.portfolio.by_category(accounts, period), book.portfolio.by_category(accounts, base)
    return [
        Mover(
            account,
            changes[account],
            reason(
                now.get(account, Sums()),
                before.get(account, Sums()),
                groups[0].get(account, {}),
                groups[1].get(account, {}),
            ),
        )
        for account in accounts
    ]


def reason(now: Sums, before: Sums, categories: Mapping[str, Decimal], categories_before: Mapping[str, Decimal]) -> str:
    """Why sales moved, in one phrase: new, stopped, the number of pieces, or the price and mix per piece, whichever
    moved more, and the product category that moved most.

    pieces: (Q1 − Q0)·P0; price and mix per piece: (P1 − P0)·Q1; together the whole change.
    """
    if not before.lines:
        return "bought nothing in the period before"
    if not now.lines:
        return "stopped: no order in the period"
    where = _category(categories, categories_before)
    if before.quantity <= 0 or now.quantity <= 0:
        return f"more credits than sales in one of the periods{where}"
    old_price = before.net_sales / before.quantity
    by_pieces = (now.quantity - before.quantity) * old_price
    by_price = now.net_sales - before.net_sales - by_pieces
    if abs(by_pieces) >= abs(by_price):
        change = percent(now.quantity - before.quantity, before.quantity) or ZERO
        return f"{_amount(change)} pieces{where}"
    change = (now.net_sales / now.quantity / old_price - 1) * HUNDRED if old_price else ZERO
    return f"net price and mix per piece {show_percent(change, 0, signed=True)}{where}"


def _amount(change_pct: Decimal) -> str:
    if change_pct >= HUNDRED:
        return f"{show_number(1 + change_pct / HUNDRED, 1)} times as many"
    return f"{show_percent(abs(change_pct), 0)} {'more' if change_pct > 0 else 'fewer'}"


def _category(now: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> str:
    """', mostly Bikes (−80,000)' where there is more than one category; '' else."""
    names: Sequence[str] = sorted({*now, *before} - {""})
    if len(names) < 2:
        return ""
    moves = {name: now.get(name, ZERO) - before.get(name, ZERO) for name in names}
    most = max(names, key=lambda name: (abs(moves[name]), name))
    return f", mostly {most} ({signed(moves[most])})"
