"""Which accounts deserve to be key accounts and why, and whether there are too many of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.results import Results
from bot.tools.key_candidates import DROP, SIZE_CAP, Candidate, candidates_of, words_of
from bot.tools.money import show_number, show_percent
from bot.tools.periods import Period, last_full_months
from bot.tools.scopes import default_scope, scope_name
from bot.tools.selection import CRITERIA, FEWEST_KNOWN, TEN, Selection, weights
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed, ordinal

MOST_PER_KAM = Decimal(15)
LISTED = 12


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account: should it be a key account?")
    scope: ScopeArg | None = Field(None, description="whose accounts; by default one's own, the team's or all")


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
    candidates, results = candidates_of(book, scope, period)
    if not candidates:
        return Answer(
            "account_selection",
            f"None of {scope_name(scope)} bought anything in {period}, so there is nothing to choose from.",
            follow_ups=("which accounts are at risk of leaving?",),
        )
    return _many(book, scope, period, candidates, results)


def _one(book: Book, account: str, scope: Scope, period: Period) -> Answer:
    book.people.account(account)
    candidates, results = candidates_of(book, scope, period, also=account)
    found = next((one for one in candidates if one.fact.id == account), None)
    if found is None:  # a stand-in's account may lie outside the default scope
        candidates, results = candidates_of(book, Scope("mine"), period, also=account)
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


def _verdict(found: Candidate, place: int, of: int) -> str:
    name, selection = found.fact.name, found.selection
    if selection.value is None or not selection.classed:
        known = show_percent(selection.known_pct, 0)
        return f"{name}: too little is known to tell, {known} of what counts. {_scored(selection)}"
    key = "is a key account" if found.fact.is_key else "is not a key account"
    return (
        f"{name} {key}: {found.verdict}. It scores {show_number(selection.value, 1)} of 10, "
        f"{ordinal(place)} of {counted(of, 'account')}."
    )


def _scored(selection: Selection) -> str:
    return "" if selection.value is None else f"What is known scores {show_number(selection.value, 1)} of 10."


def _reasons(found: Candidate) -> tuple[str, ...]:
    selection = found.selection
    parts = [
        f"{part} {show_number(value, 1)}" if value is not None else f"{part} unknown"
        for part, value in selection.parts().items()
    ]
    lines = [f"{', '.join(parts).capitalize()} (each 0 to 10)."]
    best, worst = _extremes(selection)
    if best and worst and best != worst:
        lines.append(f"For it: {words_of(found)[best]}. Against it: {words_of(found)[worst]}.")
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


def _one_figures(found: Candidate, place: int, of: int, book: Book) -> tuple[Figure, ...]:
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


def _criteria_table(found: Candidate, book: Book) -> Table:
    weighing = weights(book.settings.get("selection_size_cap_pct", SIZE_CAP))
    columns = (
        Column("part", "part"),
        Column("criterion", "criterion"),
        Column("fact", "what is known"),
        Column("score", "score", "of 10"),
        Column("weight", "weight", "%"),
    )
    words = words_of(found)
    rows = tuple(
        (one.part, one.label, words[one.name], found.selection.scores[one.name], weighing[one.name]) for one in CRITERIA
    )
    return Table(columns, rows)


def _one_unknown(found: Candidate, results: Results) -> tuple[str, ...]:
    labels = [one.label for one in CRITERIA if found.selection.scores[one.name] is None]
    unknown = []
    if labels:
        unknown.append(f"Not known: {listed(labels)}; left out, the other weights count more.")
    if results.missing:
        unknown.append(f"Not in the data: {listed(results.missing)}. What it earns is at most this.")
    return tuple(unknown)


def _many(book: Book, scope: Scope, period: Period, candidates: Sequence[Candidate], results: Results) -> Answer:
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


def _shown(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best accounts, and after them every key account that is not among them, best first."""
    best = [one for one in candidates if one.selection.classed][:LISTED] or list(candidates[:LISTED])
    others = [one for one in candidates if one.fact.is_key and one not in best]
    return [*best, *others]


def _headline(
    scope: Scope,
    keys: Sequence[Candidate],
    drop: Sequence[Candidate],
    make: Sequence[Candidate],
    candidates: Sequence[Candidate],
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
    keys: Sequence[Candidate],
    drop: Sequence[Candidate],
    small: Sequence[Candidate],
    unpaid: Sequence[Candidate],
    shown: Sequence[Candidate],
) -> tuple[str, ...]:
    lines = []
    if drop:
        worst = drop[-1]
        _best, against = _extremes(worst.selection)
        lines.append(f"Weakest: {worst.fact.name} ({show_number(worst.value, 1)} of 10; {words_of(worst)[against]}).")
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


def _overloaded(book: Book, keys: Sequence[Candidate]) -> dict[str, int]:
    """KAMs (by name) with more key accounts than one can look after."""
    counts: dict[str, int] = {}
    for one in keys:
        counts[one.fact.kam_name] = counts.get(one.fact.kam_name, 0) + 1
    most = book.settings.get("max_accounts_per_kam", MOST_PER_KAM)
    return {name: count for name, count in counts.items() if name and count > most}


def _load(book: Book, keys: Sequence[Candidate]) -> str:
    most = int(book.settings.get("max_accounts_per_kam", MOST_PER_KAM))
    overloaded = _overloaded(book, keys)
    if overloaded:
        told = [f"{name} has {count}" for name, count in sorted(overloaded.items(), key=lambda one: (-one[1], one[0]))]
        return f"Too many key accounts: {listed(told[:3])}; more than {most} each get no attention."
    return f"Not too many: no KAM has more than {most} key accounts." if keys else ""


def _table(shown: Sequence[Candidate]) -> Table:
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


def _chart(shown: Sequence[Candidate]) -> Chart:
    names = tuple(one.fact.name for one in shown[:LISTED])
    scores = Series("score", tuple(one.selection.value for one in shown[:LISTED]))
    return Chart("bars", "Selection score, 0 to 10", names, (scores,), "of 10")


def _many_unknown(candidates: Sequence[Candidate], named: bool) -> tuple[str, ...]:
    unknown = []
    for criterion in CRITERIA:
        without = sum(1 for one in candidates if one.selection.scores[criterion.name] is None)
        if without * 2 > len(candidates):
            unknown.append(f"{criterion.label} ({without} of {len(candidates)} accounts)")
    sentences = [f"Mostly not known: {listed(unknown)}; left out, the other weights count more."] if unknown else []
    if not named:
        sentences.append("Which accounts are key is not recorded, so there is no list to judge.")
    return tuple(sentences)


def _rests_on_made_up(candidates: Sequence[Candidate], results: Results) -> bool:
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
