"""Which accounts deserve to be key accounts and why, and whether there are too many of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.facts.portfolio import Change
from bot.tools.facts.results import Result, Results
from bot.tools.money import ZERO, growth, percent, show_money, show_number, show_percent
from bot.tools.periods import Period, last_full_months
from bot.tools.scopes import default_scope, scope_name
from bot.tools.selection import BUYS_FOR, CRITERIA, FEWEST_KNOWN, TEN, Selection, percentile, scaled, select, weights
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

SIZE_CAP = Decimal(30)
MOST_PER_KAM = Decimal(15)
PAYS_TWICE = Decimal(2)
"""Contribution of twice its share of the KAM earns full marks for profit; of nothing, none."""

GOOD_MARGIN = Decimal(20)
"""Per cent contribution that earns full marks where the KAM's cost is unknown."""

FAST = Decimal(20)
"""Per cent growth that earns full marks; as much shrinking earns none."""

ROOM = Decimal(3)
"""Potential of three times today's sales earns full marks for headroom."""

LISTED = 12

NOTHING = Result(ZERO, ZERO, None, ZERO)
"""Of an account that bought nothing in the period."""

DROP = "take off the key list"


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account: should it be a key account?")
    scope: ScopeArg | None = Field(None, description="whose accounts; by default one's own, the team's or all")


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def run(args: Args, book: Book) -> Answer:
    """Which accounts deserve to be key accounts, and why; for one account, whether it does.

    A three-part score of 0 to 10: the customer (what it earns against its share of the KAM, growth, size, which never
    weighs more than the cap), the market (what more it could buy, its segment's growth) and our strategy (a recorded
    strategic reason, why it buys). Unknown criteria are left out and the rest reweighted; below 70 % known no class is
    given. Says whether any weight ten points up or down would change the class, names small accounts that are
    strategic with the reason, and says when a KAM has too many key accounts.
    """
    scope = default_scope(book) if args.account is not None else args.scope or default_scope(book)
    period = last_full_months(book.today)
    if args.account is not None:
        return _one(book, args.account, scope, period)
    candidates, results = _candidates(book, scope, period)
    if not candidates:
        return Answer(
            "account_selection",
            f"None of {scope_name(scope)} bought anything in {period}, so there is nothing to choose from.",
            follow_ups=("which accounts are at risk of leaving?",),
        )
    return _many(book, scope, period, candidates, results)


def _candidates(book: Book, scope: Scope, period: Period, also: str = "") -> tuple[list[_Candidate], Results]:
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
        found.append(_Candidate(fact, profit, grown, segment, selection, profit.net_sales < middle))
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


def _words(one: _Candidate) -> dict[str, str]:
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
        return f"{earned}, {times} times its share of the KAM"
    return f"{earned} ({show_percent(percent(profit.contribution, profit.net_sales))})"


def _one(book: Book, account: str, scope: Scope, period: Period) -> Answer:
    book.people.account(account)
    candidates, results = _candidates(book, scope, period, also=account)
    found = next((one for one in candidates if one.fact.id == account), None)
    if found is None:  # a stand-in's account may lie outside the default scope
        candidates, results = _candidates(book, Scope("mine"), period, also=account)
        found = next(one for one in candidates if one.fact.id == account)
    place = candidates.index(found) + 1
    selection = found.selection
    return Answer(
        "account_selection",
        _verdict(found, place, len(candidates)),
        _reasons(found),
        _one_figures(found, place, len(candidates), book),
        table=_criteria_table(found, book),
        receipt=_receipt(book, scope, period, selection),
        unknown=_one_unknown(found, results),
        follow_ups=(
            f"what must {found.fact.name} add in sales to pay for its KAM?",
            "who else should be a key account?",
            f"what is {found.fact.name} worth over its lifetime?",
        ),
        illustrative=_rests_on_made_up([found], results),
        accounts=(account,),
    )


def _verdict(found: _Candidate, place: int, of: int) -> str:
    name, selection = found.fact.name, found.selection
    if selection.value is None or not selection.classed:
        known = show_percent(selection.known_pct, 0)
        return f"{name}: too little is known to tell, {known} of what counts. {_scored(selection)}"
    key = "is a key account" if found.fact.is_key else "is not a key account"
    return (
        f"{name} {key}: {found.verdict}. It scores {show_number(selection.value, 1)} of 10, {place} of "
        f"{counted(of, 'account')}."
    )


def _scored(selection: Selection) -> str:
    return "" if selection.value is None else f"What is known scores {show_number(selection.value, 1)} of 10."


def _reasons(found: _Candidate) -> tuple[str, ...]:
    selection = found.selection
    parts = [
        f"{part} {show_number(value, 1)}" if value is not None else f"{part} unknown"
        for part, value in selection.parts().items()
    ]
    lines = [f"{', '.join(parts).capitalize()} (each 0 to 10)."]
    best, worst = _extremes(selection)
    if best and worst and best != worst:
        lines.append(f"For it: {_words(found)[best]}. Against it: {_words(found)[worst]}.")
    if found.pays is False:
        lines.append("Its contribution does not pay for its share of the KAM.")
    if found.strategic_though_small:
        lines.append(f"Small, but: {found.strategic_though_small}.")
    lines.append(_firmness(selection))
    return tuple(lines)


def _extremes(selection: Selection) -> tuple[str, str]:
    """The criteria that lift and that lower the score most, by weight."""
    weighing = {one.name: one.weight for one in CRITERIA}
    middle = TEN / 2
    pull = {name: (score - middle) * weighing[name] for name, score in selection.scores.items() if score is not None}
    if not pull:
        return "", ""
    return max(pull, key=lambda name: (pull[name], name)), min(pull, key=lambda name: (pull[name], name))


def _firmness(selection: Selection) -> str:
    if not selection.classed:
        return ""
    flips = selection.flips()
    if not flips:
        return "The class is firm: no weight ten points up or down changes it."
    labels = {one.name: one.label for one in CRITERIA}
    return f"The class hangs on the weight of {listed([labels[name] for name in flips])} (±10 points)."


def _one_figures(found: _Candidate, place: int, of: int, book: Book) -> tuple[Figure, ...]:
    selection = found.selection
    parts = tuple(
        Figure(f"{part}_score", value, "of 10", f"{part} score", "" if value is not None else "nothing known")
        for part, value in selection.parts().items()
    )
    contribution = found.profit.contribution
    return (
        Figure("selection_score", selection.value, "of 10", "score"),
        *parts,
        Figure("known_pct", selection.known_pct, "%", "of the weights known"),
        Figure("rank", place, "rank", f"place among {of} accounts"),
        Figure("of_accounts", of, "accounts", "accounts compared"),
        Figure(
            "contribution", contribution, book.currency, "contribution", "" if contribution is not None else "unknown"
        ),
        Figure("kam_cost", found.profit.kam_cost, book.currency, "its share of the KAM"),
    )


def _criteria_table(found: _Candidate, book: Book) -> Table:
    weighing = weights(book.settings.get("selection_size_cap_pct", SIZE_CAP))
    columns = (
        Column("part", "part"),
        Column("criterion", "criterion"),
        Column("fact", "what is known"),
        Column("score", "score", "of 10"),
        Column("weight", "weight", "%"),
    )
    words = _words(found)
    rows = tuple(
        (one.part, one.label, words[one.name], found.selection.scores[one.name], weighing[one.name]) for one in CRITERIA
    )
    return Table(columns, rows)


def _one_unknown(found: _Candidate, results: Results) -> tuple[str, ...]:
    labels = [one.label for one in CRITERIA if found.selection.scores[one.name] is None]
    unknown = []
    if labels:
        unknown.append(f"Not known: {listed(labels)}; left out, the other weights count more.")
    if results.missing:
        unknown.append(f"Not in the data: {listed(results.missing)}. What it earns is at most this.")
    return tuple(unknown)


def _many(book: Book, scope: Scope, period: Period, candidates: Sequence[_Candidate], results: Results) -> Answer:
    keys = [one for one in candidates if one.fact.is_key]
    named = any(one.fact.is_key is not None for one in candidates)
    drop = [one for one in keys if one.verdict == DROP]
    make = [one for one in candidates if one.verdict == "make it key"]
    small = [one for one in candidates if one.strategic_though_small and not one.fact.is_key]
    unpaid = [one for one in keys if one.pays is False]
    shown = _shown(candidates)
    return Answer(
        "account_selection",
        _headline(scope, keys, drop, make, candidates, named),
        _many_lines(book, keys, drop, small, unpaid, shown),
        (
            Figure("accounts", len(candidates), "accounts", "accounts compared"),
            Figure("key_accounts", len(keys), "accounts", "named key accounts"),
            Figure("key_to_drop", len(drop), "accounts", "key accounts with a low score"),
            Figure("to_make_key", len(make), "accounts", "others with a high score"),
            Figure("small_but_strategic", len(small), "accounts", "small, not key, with a strategic reason"),
            Figure("key_not_paying", len(unpaid), "accounts", "key accounts that do not pay for their KAM"),
            Figure("too_many_kams", len(_overloaded(book, keys)), "people", "KAMs with too many key accounts"),
            Figure(
                "unclassed", sum(1 for one in candidates if not one.selection.classed), "accounts", "too little known"
            ),
        ),
        table=_table(shown),
        chart=_chart(shown),
        receipt=_receipt(book, scope, period, candidates[0].selection),
        unknown=_many_unknown(candidates, named),
        follow_ups=(
            f"should {shown[0].fact.name} be a key account?",
            "which accounts are not worth the effort?",
            "what does your guidance say on choosing key accounts?",
        ),
        illustrative=_rests_on_made_up(candidates, results),
        accounts=tuple(one.fact.id for one in shown),
    )


def _shown(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The best accounts, and after them every key account that is not among them, best first."""
    best = [one for one in candidates if one.selection.classed][:LISTED] or list(candidates[:LISTED])
    others = [one for one in candidates if one.fact.is_key and one not in best]
    return [*best, *others]


def _headline(
    scope: Scope,
    keys: Sequence[_Candidate],
    drop: Sequence[_Candidate],
    make: Sequence[_Candidate],
    candidates: Sequence[_Candidate],
    named: bool,
) -> str:
    best = candidates[0]
    score = show_number(best.value, 1)
    if not named:
        return (
            f"No key account is named among {scope_name(scope)}; on merit {best.fact.name} comes first of "
            f"{counted(len(candidates), 'account')} ({score} of 10)."
        )
    kept = len(keys) - len(drop)
    deserve = "deserves it by its score" if kept == 1 else "deserve it by their score"
    sentence = f"{kept} of {counted(len(keys), 'key account')} {deserve}"
    if drop:
        sentence += f", {len(drop)} should come off the list"
    if make:
        names = listed([one.fact.name for one in make[:3]])
        sentence += f"; {names} should be on it"
    return f"{sentence}."


def _many_lines(
    book: Book,
    keys: Sequence[_Candidate],
    drop: Sequence[_Candidate],
    small: Sequence[_Candidate],
    unpaid: Sequence[_Candidate],
    shown: Sequence[_Candidate],
) -> tuple[str, ...]:
    lines = []
    if drop:
        worst = drop[-1]
        _best, against = _extremes(worst.selection)
        lines.append(f"Weakest: {worst.fact.name} ({show_number(worst.value, 1)} of 10; {_words(worst)[against]}).")
    if small:
        told = [f"{one.fact.name} ({one.strategic_though_small})" for one in small[:2]]
        more = f" and {len(small) - 2} more" if len(small) > 2 else ""
        lines.append(f"Small but strategic: {'; '.join(told)}{more}.")
    if unpaid:
        do = "does" if len(unpaid) == 1 else "do"
        lines.append(f"{counted(len(unpaid), 'key account')} {do} not pay for the KAM yet, whatever the score.")
    lines.append(_load(book, keys))
    hanging = sum(1 for one in shown if one.selection.flips())
    lines.append(
        f"{hanging} of the {len(shown)} shown would change class if one weight moved ten points."
        if hanging
        else "No class shown hangs on a single weight (±10 points)."
    )
    return tuple(line for line in lines if line)


def _overloaded(book: Book, keys: Sequence[_Candidate]) -> dict[str, int]:
    """KAMs (by name) with more key accounts than one can look after."""
    counts: dict[str, int] = {}
    for one in keys:
        counts[one.fact.kam_name] = counts.get(one.fact.kam_name, 0) + 1
    most = book.settings.get("max_accounts_per_kam", MOST_PER_KAM)
    return {name: count for name, count in counts.items() if name and count > most}


def _load(book: Book, keys: Sequence[_Candidate]) -> str:
    most = int(book.settings.get("max_accounts_per_kam", MOST_PER_KAM))
    overloaded = _overloaded(book, keys)
    if overloaded:
        told = [f"{name} has {count}" for name, count in sorted(overloaded.items(), key=lambda one: (-one[1], one[0]))]
        return f"Too many key accounts: {listed(told[:3])}; more than {most} each get no attention."
    return f"Not too many: no KAM has more than {most} key accounts." if keys else ""


def _table(shown: Sequence[_Candidate]) -> Table:
    columns = (
        Column("account", "account"),
        Column("key", "key"),
        Column("selection_score", "score", "of 10"),
        Column("customer_score", "customer", "of 10"),
        Column("market_score", "market", "of 10"),
        Column("strategy_score", "strategy", "of 10"),
        Column("verdict", "verdict"),
    )
    rows = tuple(
        (
            one.fact.name,
            "key" if one.fact.is_key else "",
            one.selection.value,
            *one.selection.parts().values(),
            one.verdict,
        )
        for one in shown
    )
    return Table(columns, rows, "Best first, then the other key accounts")


def _chart(shown: Sequence[_Candidate]) -> Chart:
    names = tuple(one.fact.name for one in shown[:LISTED])
    scores = Series("score", tuple(one.selection.value for one in shown[:LISTED]))
    return Chart("bars", "Selection score, 0 to 10", names, (scores,), "of 10")


def _many_unknown(candidates: Sequence[_Candidate], named: bool) -> tuple[str, ...]:
    unknown = []
    for criterion in CRITERIA:
        without = sum(1 for one in candidates if one.selection.scores[criterion.name] is None)
        if without * 2 > len(candidates):
            unknown.append(f"{criterion.label} ({without} of {len(candidates)} accounts)")
    sentences = [f"Mostly not known: {listed(unknown)}; left out, the other weights count more."] if unknown else []
    if not named:
        sentences.append("Which accounts are key is not recorded, so there is no list to judge.")
    return tuple(sentences)


def _rests_on_made_up(candidates: Sequence[_Candidate], results: Results) -> bool:
    fields = ("potential", "is_key", "strategic_reason", "buy_reason")
    return results.illustrative or any(one.fact.is_illustrative(*fields) for one in candidates)


def _receipt(book: Book, scope: Scope, period: Period, selection: Selection) -> Receipt:
    cap = book.settings.get("selection_size_cap_pct", SIZE_CAP)
    weighing = weights(cap)
    return Receipt(
        formula="Σ weight·score ÷ Σ weight over the criteria that are known, each scored 0 to 10",
        inputs=(
            *((one.name, Input(show_percent(weighing[one.name], 0), f"weight: {one.part}")) for one in CRITERIA),
            ("size_cap", Input(show_percent(cap, 0), "config: selection_size_cap_pct")),
            ("period", Input(str(period), "order lines and cost lines", str(period.end))),
            ("compared_among", Input(scope_name(scope), "accounts by their KAM of today", str(book.today))),
        ),
        convention="profit 0 at no contribution, 10 at twice the share of the KAM (or 20 % contribution where that is "
        "unknown); growth and segment 0 at −20 %, 10 at +20 %; size by percentile; headroom 0 at today's sales, 10 at "
        f"three times; thirds of the scale are low, medium, high; below {show_percent(FEWEST_KNOWN, 0)} known no class",
        steps=tuple(
            f"{name.replace('_', ' ')}: {show_number(score, 1)} × {show_percent(weighing[name], 0)}"
            for name, score in selection.scores.items()
            if score is not None
        ),
        as_of=book.today,
        data=book.data_name,
    )


TOOL = Tool(
    id="account_selection",
    args=Args,
    run=run,
    summary="which accounts deserve to be key accounts, and why; too many key accounts?",
    examples=(
        "which of my accounts deserve to be key accounts?",
        "should Brakes and Gears be a key account?",
        "do we have too many key accounts for our team?",
    ),
    group="Choose and invest",
    figures=(
        ("selection_score", "the score, 0 to 10, over what is known"),
        ("customer_score, market_score, strategy_score", "its three parts, 0 to 10"),
        ("known_pct", "per cent of the weights that are known; below 70 no class"),
        ("rank, of_accounts", "place among the accounts compared"),
        ("contribution, kam_cost", "contribution, and the account's share of its KAM, last twelve full months"),
        ("accounts", "portfolio: accounts compared"),
        ("key_accounts", "portfolio: named key accounts"),
        ("key_to_drop", "portfolio: key accounts with a low score and no strategic reason"),
        ("to_make_key", "portfolio: other accounts with a high score"),
        ("small_but_strategic", "portfolio: small accounts, not key, with a reason"),
        ("key_not_paying", "portfolio: key accounts whose contribution does not cover their share of the KAM"),
        ("too_many_kams", "portfolio: KAMs with more key accounts than one can look after"),
        ("unclassed", "portfolio: accounts of which too little is known"),
    ),
    sources=(
        "directional policy matrix: weighted means over known criteria, thirds of the scale (Kotler; McDonald)",
        "9 Habits of KAMs, habit 1 'Select': customer analysis, market analysis, strategy",
    ),
)
