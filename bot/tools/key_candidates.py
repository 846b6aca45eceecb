"""The accounts that could be key accounts, each with its score and the facts behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.facts.portfolio import Change
from bot.tools.facts.results import Result, Results
from bot.tools.money import ZERO, growth, percent, show_money, show_number, show_percent
from bot.tools.periods import Period
from bot.tools.selection import BUYS_FOR, TEN, Selection, percentile, scaled, select, weights

PAYS_TWICE = Decimal(2)
"""Contribution of twice its share of the KAM earns full marks for profit; of nothing, none."""

GOOD_MARGIN = Decimal(20)
"""Per cent contribution that earns full marks where the KAM's cost is unknown."""

FAST = Decimal(20)
"""Per cent growth that earns full marks; as much shrinking earns none."""

ROOM = Decimal(3)
"""Potential of three times today's sales earns full marks for headroom."""

NOTHING = Result(ZERO, ZERO, None, ZERO)
"""Of an account that bought nothing in the period."""

DROP = "take off the key list"

SIZE_CAP = Decimal(30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account with its score and the facts behind it; growth in per cent, None = unknown."""

    fact: AccountFact
    profit: Result
    grown_pct: Decimal | None
    segment_pct: Decimal | None
    selection: Selection
    small: bool  # sells below the median of the scope

    @property
    def value(self) -> Decimal:
        return self.selection.value or ZERO

    @property
    def pays(self) -> bool | None:
        """Whether its contribution covers its share of the KAM; None where either is unknown."""
        contribution, share = self.profit.contribution, self.profit.kam_cost
        return None if contribution is None or share is None else contribution >= share

    @property
    def strategic_though_small(self) -> str:
        """The reason why a small account may be key; '' for none."""
        if not self.small:
            return ""
        if self.fact.strategic_reason:
            return self.fact.strategic_reason.rstrip(".")
        sales = self.profit.net_sales
        if self.fact.potential is not None and sales > 0 and self.fact.potential >= ROOM * sales:
            return f"could buy {show_number(self.fact.potential / sales, 1)} times as much"
        return ""

    @property
    def verdict(self) -> str:
        classed = self.selection.classed
        if not classed:
            return "too little known"
        if self.fact.is_key:
            if classed == "Low" and not self.strategic_though_small:
                return DROP
            return "keep, but it must pay for its KAM" if self.pays is False else "keep as key"
        if classed == "High":
            return "make it key"
        if self.strategic_though_small and classed == "Medium":
            return "small but strategic: consider"
        return "develop" if classed == "Medium" else "serve, not key"


def candidates_of(book: Book, scope: Scope, period: Period, also: str = "") -> tuple[list[Candidate], Results]:
    """Every account of the scope that bought in the period, is a key account, or is asked about; best score first;
    and the results that they are taken from."""
    results = book.results.of(scope, period)
    profits = results.by_account
    changes = book.portfolio.changes(scope, period, period.year_before())
    facts = {fact.id: fact for fact in book.people.accounts(scope)}
    wanted = [fact for fact in facts.values() if fact.is_key or fact.id == also or fact.id in profits]
    sizes = sorted(profits.get(fact.id, NOTHING).net_sales for fact in wanted)
    segments = _segment_growth(facts, changes)
    middle = median(sizes) if sizes else ZERO
    weighing = weights(book.settings.get("selection_size_cap_pct", SIZE_CAP))
    found = []
    for fact in wanted:
        profit, change, segment = profits.get(fact.id, NOTHING), changes.get(fact.id), segments.get(fact.segment)
        grown = growth(change.now, change.before) if change is not None else None
        selection = select(_score(fact, profit, grown, segment, sizes), weighing)
        found.append(Candidate(fact, profit, grown, segment, selection, profit.net_sales < middle))
    found.sort(key=lambda one: (-one.value, one.fact.id))
    return found, results


def _segment_growth(facts: Mapping[str, AccountFact], changes: Mapping[str, Change]) -> dict[str, Decimal | None]:
    """Growth of the sales of each segment over the scope's accounts, per cent."""
    now: dict[str, Decimal] = {}
    before: dict[str, Decimal] = {}
    for account, change in changes.items():
        if account in facts:
            segment = facts[account].segment
            now[segment] = now.get(segment, ZERO) + change.now
            before[segment] = before.get(segment, ZERO) + change.before
    return {segment: growth(now[segment], before[segment]) for segment in now if segment}


def _score(
    fact: AccountFact, profit: Result, grown: Decimal | None, segment: Decimal | None, sizes: Sequence[Decimal]
) -> dict[str, Decimal | None]:
    """Each criterion's score, 0 to 10, or None for unknown."""
    return {
        "profit": _earned(profit),
        "growth": scaled(grown, -FAST, FAST),
        "size": percentile(profit.net_sales, sizes),
        "headroom": scaled(_room(fact, profit), Decimal(1), ROOM),
        "segment": scaled(segment, -FAST, FAST),
        "strategic": TEN if fact.strategic_reason else None,
        "buys_for": Decimal(BUYS_FOR[fact.buy_reason]) if fact.buy_reason in BUYS_FOR else None,
    }


def _room(fact: AccountFact, profit: Result) -> Decimal | None:
    """How many times today's sales the account could buy."""
    if fact.potential is None or profit.net_sales <= 0:
        return None
    return fact.potential / profit.net_sales


def _earned(profit: Result) -> Decimal | None:
    """Against its share of the KAM where that is known, else by its contribution margin."""
    if profit.contribution is None:
        return None
    if profit.kam_cost:
        return scaled(profit.contribution / profit.kam_cost, ZERO, PAYS_TWICE)
    return scaled(percent(profit.contribution, profit.net_sales), ZERO, GOOD_MARGIN)


def words_of(one: Candidate) -> dict[str, str]:
    """The fact behind each criterion."""
    fact, profit = one.fact, one.profit
    grown, segment, room = one.grown_pct, one.segment_pct, _room(fact, profit)
    return {
        "profit": _earned_words(profit),
        "growth": f"sales {show_percent(grown, signed=True)}" if grown is not None else "no sales the year before",
        "size": f"{show_money(profit.net_sales)} net sales",
        "headroom": f"could buy {show_money(fact.potential)}"
        if room is not None and fact.potential
        else "not recorded",
        "segment": f"{fact.segment} {show_percent(segment, signed=True)}" if segment is not None else "not known",
        "strategic": fact.strategic_reason or "none recorded",
        "buys_for": fact.buy_reason or "not recorded",
    }


def _earned_words(profit: Result) -> str:
    if profit.contribution is None:
        return "the cost of goods is not in the data"
    earned = f"contribution {show_money(profit.contribution)}"
    if profit.kam_cost:
        times = show_number(profit.contribution / profit.kam_cost, 1)
        if profit.contribution < 0:
            return f"{earned} before its share of the KAM, {show_money(profit.kam_cost)}"
        return f"{earned}, {times} times its share of the KAM"
    return f"{earned} ({show_percent(percent(profit.contribution, profit.net_sales))})"
