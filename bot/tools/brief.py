"""What one page on an account rests on, and how complete our picture of the customer is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.answer import Figure
from bot.tools.book import Book
from bot.tools.facts.actions import ActionFact
from bot.tools.facts.contacts import ContactFact
from bot.tools.facts.customer import KpiFact, SegmentFact, StrategyFact
from bot.tools.facts.issues import IssueFact
from bot.tools.facts.opportunities import OpportunityFact
from bot.tools.facts.people import AccountFact
from bot.tools.facts.plans import ObjectiveFact
from bot.tools.facts.reviews import ReviewFact, RhythmFact
from bot.tools.facts.sales import Sums
from bot.tools.money import percent, show_percent
from bot.tools.periods import Period, last_full_months
from bot.tools.profit import AccountProfit, account_profit

AHEAD = dt.timedelta(days=100)
"""How far ahead a next review is looked for: a little more than a quarter."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything we hold on an account, over one period. `margin_gap` is the sentence on their margin, if any."""

    account: AccountFact
    period: Period
    profit: AccountProfit
    by_month: Mapping[dt.date, Sums]
    last_order: dt.date | None
    contacts: Sequence[ContactFact]
    rhythms: Sequence[RhythmFact]
    reviews: Sequence[ReviewFact]
    actions: Sequence[ActionFact]
    issues: Sequence[IssueFact]
    opportunities: Sequence[OpportunityFact]
    objectives: Sequence[ObjectiveFact]
    segments: Sequence[SegmentFact]
    strategies: Sequence[StrategyFact]
    kpis: Sequence[KpiFact]
    margin_gap: str | None
    horizon: dt.date

    @property
    def illustrative(self) -> bool:
        """True where anything on the page was made up for the sample."""
        rows: tuple[Sequence[object], ...] = (
            self.contacts,
            self.rhythms,
            self.reviews,
            self.actions,
            self.issues,
            self.opportunities,
            self.segments,
            self.strategies,
            self.kpis,
            self.objectives,
        )
        told = self.account.is_illustrative("needs", "buy_reason", "potential", "strategic_reason", "is_key")
        return (
            told
            or self.profit.illustrative
            or any(getattr(one, "illustrative", False) for part in rows for one in part)
        )


def load(book: Book, account: str) -> Known:
    """Read it all for an account. Raises NotPermitted where the asker may not see it."""
    fact = book.people.account(account)
    period = last_full_months(book.today)
    chosen = [account]
    orders = book.sales.orders(account, book.today)
    return Known(
        account=fact,
        period=period,
        profit=account_profit(book, chosen, period)[account],
        by_month=book.sales.by_month(chosen, period),
        last_order=orders[-1].date if orders else None,
        contacts=book.contacts.of(chosen),
        rhythms=book.reviews.rhythms(chosen),
        reviews=book.reviews.reviews(chosen),
        actions=book.actions.of(chosen),
        issues=book.issues.of(chosen),
        opportunities=book.opportunities.open_of(chosen),
        objectives=book.plans.of(chosen),
        segments=book.customer.segments(account),
        strategies=book.customer.strategies(account),
        kpis=book.customer.kpis(account),
        margin_gap=_margin_gap(book, fact),
        horizon=book.today + AHEAD,
    )


def four_figures(known: Known, book: Book) -> tuple[Figure, ...]:
    """Sales, margin, profit, ROI: what a general manager asks for."""
    profit, currency = known.profit, book.currency
    spent = profit.cost_to_serve + (profit.kam_cost or Decimal(0))
    bound = f"at most: {', '.join(profit.missing)} not in the data" if profit.missing else ""
    why = "undefined: nothing is known to be spent on the account beyond the goods" if not spent else bound
    return (
        Figure("net_sales", profit.net_sales, currency, "net sales"),
        Figure("gross_margin", profit.gross_margin, currency, "gross margin"),
        Figure("gross_margin_pct", profit.gross_margin_pct, "%", "gross margin"),
        Figure("net_profit", profit.net_profit, currency, "net account profit", bound),
        Figure("roi_pct", percent(profit.net_profit, spent), "%", "return on what we spend on the account", why),
    )


def completeness(known: Known) -> tuple[int, int, tuple[str, ...]]:
    """(facts known, facts asked, what is missing), most useful to close first."""
    account = known.account
    checks = (
        ("their needs today", bool(account.needs)),
        ("what their buyers are paid on", bool(known.kpis)),
        ("their strategies", bool(known.strategies)),
        ("what they expect their strategies to earn", any(one.expected_effect for one in known.strategies)),
        ("who decides", any(one.role in ("economic_buyer", "decider") for one in known.contacts)),
        ("their top executive", any(one.level == 1 for one in known.contacts)),
        ("their lines of business", bool(known.segments)),
        ("their margin against their industry", known.margin_gap is not None),
        ("why they buy from us", bool(account.buy_reason)),
        ("how much they could buy", account.potential is not None),
        ("a vision for the account", any(one.objective == "vision" for one in known.objectives)),
        ("a business objective", any(one.objective == "business" for one in known.objectives)),
        ("a review rhythm", bool(known.rhythms)),
    )
    missing = tuple(name for name, there in checks if not there)
    return len(checks) - len(missing), len(checks), missing


ASK = {
    "their needs today": "What do you need from us this quarter that you did not need last year?",
    "what their buyers are paid on": "What is your own year measured on?",
    "their strategies": "Which two things must your company get right in the next three years?",
    "what they expect their strategies to earn": "What should that plan change in your sales and margin?",
    "who decides": "Who else has to say yes, and can you sign alone?",
    "their top executive": "When could our managing directors meet?",
    "their lines of business": "Which of your lines carries the profit, and which the volume?",
    "their margin against their industry": "How does your margin compare with others in your trade?",
    "why they buy from us": "If we were gone tomorrow, what would you miss first?",
    "how much they could buy": "What do you buy elsewhere that we could deliver?",
    "a vision for the account": "What would make us your best supplier in five years?",
    "a business objective": "What should we have achieved together by this time next year?",
    "a review rhythm": "Shall we sit together every quarter?",
}
"""The question to the customer that closes each gap."""


def next_questions(gaps: Sequence[str]) -> list[str]:
    """The gaps in a line, then at most three questions that close the first ones."""
    if not gaps:
        return []
    return [f"Missing: {', '.join(gaps)}.", *(f"Ask: {ASK[gap]}" for gap in gaps[:3])]


def _margin_gap(book: Book, account: AccountFact) -> str | None:
    """Their latest gross margin beside their industry's of the same year, with both sources; None if unknown."""
    years = [one for one in book.margins.of_customer(account.id) if one.gross_margin_pct is not None]
    peers = {one.year: one for one in book.margins.of_industry(account.industry) if one.metric == "gross_margin_pct"}
    for year in years:
        peer = peers.get(year.year)
        if peer is None or year.gross_margin_pct is None:
            continue
        gap = year.gross_margin_pct - peer.value
        side = f"{show_percent(abs(gap)).removesuffix(' %')} points {'above' if gap > 0 else 'below'}"
        sources = "; ".join(dict.fromkeys(one for one in (year.source, peer.source) if one))
        return (
            f"Their gross margin of {show_percent(year.gross_margin_pct)} in {year.year} is "
            f"{side if gap else 'the same as'} their industry's {show_percent(peer.value)}"
            f"{f' ({sources})' if sources else ''}."
        )
    return None
