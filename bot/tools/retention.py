"""How likely customers stay another year, and where that figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.money import HUNDRED, percent
from bot.tools.periods import last_full_months
from bot.tools.scopes import default_scope

FEWEST = 20
"""Accounts of a group from which its observed retention is used: below, one account more or less moves it by
more than five points."""

ASSUMED = Decimal(80)
"""Per cent; only where neither contracts nor the ledger nor the configuration tell."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Yearly, per cent. `source` says in words where it comes from; `assumed` = from the configuration."""

    pct: Decimal
    source: str
    as_of: str = ""
    assumed: bool = False
    illustrative: bool = False


def retentions(
    book: Book, accounts: Sequence[AccountFact], whole: Sequence[AccountFact] | None = None
) -> dict[str, Retention]:
    """Each account's yearly retention: from its contract, else what the asker's accounts of its segment (or all of
    them) did: of those that bought in the year before, how many bought again in the last twelve full months. `whole`
    are all the asker's accounts, where they are at hand."""
    last = last_full_months(book.today)
    observed = _Observed(book, whole if whole is not None else book.people.accounts(default_scope(book)))
    by_segment: dict[str, Retention] = {}
    found = {}
    for account in accounts:
        contract = account.contract_retention_pct
        if contract is not None:
            made_up = account.is_illustrative("contract_retention_pct")
            found[account.id] = Retention(contract, "its contracts", str(book.today), illustrative=made_up)
            continue
        segment = account.segment
        if segment not in by_segment:
            by_segment[segment] = observed.of_segment(segment) or assumed_retention(book, str(last))
        found[account.id] = by_segment[segment]
    return found


def assumed_retention(book: Book, as_of: str = "") -> Retention:
    return Retention(book.settings.get("clv_retention_pct", ASSUMED), "config: clv_retention_pct", as_of, True)


class _Observed:
    """Who bought again, by segment; asked of the ledger once."""

    def __init__(self, book: Book, scope_accounts: Sequence[AccountFact]) -> None:
        last = last_full_months(book.today)
        scope = default_scope(book)
        bought, again = book.sales.buyers(scope, last.year_before()), book.sales.buyers(scope, last)
        self._as_of = str(last)
        self._groups: dict[str, tuple[int, int]] = {}
        for account in scope_accounts:
            if account.id in bought:
                for group in {account.segment, ""}:  # '' = all of them
                    kept, of = self._groups.get(group, (0, 0))
                    self._groups[group] = (kept + (account.id in again), of + 1)

    def of_segment(self, segment: str) -> Retention | None:
        """The segment's where it is large enough, else that of all; None where neither is."""
        for group in (segment, ""):
            kept, of = self._groups.get(group, (0, 0))
            if of >= FEWEST:
                pct = percent(Decimal(kept), Decimal(of)) or Decimal(0)
                whose = f"{segment} accounts" if group else "accounts"
                return Retention(min(pct, HUNDRED), f"the ledger: {kept} of {of} {whose} bought again", self._as_of)
        return None
