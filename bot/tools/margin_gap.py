"""The customer's own margin beside its industry's, at the same margin level and fiscal year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.answer import Input
from bot.tools.book import Book
from bot.tools.facts.margins import CustomerYear, IndustryFigure
from bot.tools.facts.people import AccountFact
from bot.tools.money import show_percent

LEVELS = ("gross_margin_pct", "net_margin_pct")
"""Margin levels that may be compared, the first that both have."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The customer's margin beside its industry's, per cent, with where each comes from."""

    customer: Decimal | None
    industry: Decimal | None
    level: str
    inputs: tuple[tuple[str, Input], ...]
    warnings: tuple[str, ...] = ()
    customer_sales: Decimal | None = None
    illustrative: bool = False

    @property
    def points(self) -> Decimal | None:
        return None if self.customer is None or self.industry is None else self.customer - self.industry


def margin_gap(book: Book, account: AccountFact | None, customer: Decimal | None, industry: Decimal | None) -> Gap:
    """Margins of the question win; the others from the records, at the same level and, where possible, year."""
    years = book.margins.of_customer(account.id) if account is not None else ()
    peers = book.margins.of_industry(account.industry) if account is not None else ()
    year, peer, level = _same_level(years, peers)
    from_records = customer is None and industry is None
    inputs: list[tuple[str, Input]] = []
    warnings: list[str] = []
    made_up = False
    if customer is not None:
        inputs.append(("customer_margin_pct", Input(show_percent(customer), "your question")))
    elif year is not None:
        customer = getattr(year, level)
        made_up = made_up or year.illustrative
        inputs.append(("customer_margin_pct", Input(show_percent(customer), year.source, _as_of(year.year, year.date))))
    if industry is not None:
        inputs.append(("industry_margin_pct", Input(show_percent(industry), "your question")))
    elif peer is not None:
        industry = peer.value
        made_up = made_up or peer.illustrative
        inputs.append(("industry_margin_pct", Input(show_percent(industry), peer.source, _as_of(peer.year, peer.date))))
    if from_records and year is not None and peer is not None and year.year != peer.year:
        warnings.append(f"The customer's margin is of {year.year}, its industry's of {peer.year}.")
    sales = years[0].sales if years else None
    made_up = made_up or (sales is not None and years[0].illustrative)
    word = level.removesuffix("_pct").replace("_", " ") if from_records and (year or peer) else "margin"
    return Gap(customer, industry, word, tuple(inputs), tuple(warnings), sales, made_up)


def _same_level(
    years: Sequence[CustomerYear], peers: Sequence[IndustryFigure]
) -> tuple[CustomerYear | None, IndustryFigure | None, str]:
    """The newest year and peer figure of the same margin level, of the same year where there is one."""
    for level in LEVELS:
        own = [one for one in years if getattr(one, level) is not None]
        theirs = [one for one in peers if one.metric == level]
        if own and theirs:
            for year in own:
                for peer in theirs:
                    if year.year == peer.year:
                        return year, peer, level
            return own[0], theirs[0], level
    for level in LEVELS:
        own = [one for one in years if getattr(one, level) is not None]
        theirs = [one for one in peers if one.metric == level]
        if own or theirs:
            return (own[0] if own else None), (theirs[0] if theirs else None), level
    return None, None, LEVELS[0]


def _as_of(year: int, date: dt.date | None) -> str:
    return f"{year}, noted {date}" if date else str(year)
