"""Who is in the 20 %: how concentrated sales or profit really are, as it is and not as the rule of thumb says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from pydantic import Field

from bot.tools.account_metrics import LABELS, MetricValues, metric_values
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table
from bot.tools.arguments import Metric, PeriodArg, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.concentration import (
    Top,
    abc_classes,
    effective_number,
    gini,
    hhi,
    largest,
    needed_for,
    share_pct,
    top,
)
from bot.tools.coverage import Coverage, compared, covered
from bot.tools.money import HUNDRED, ZERO, show_money, show_number, show_percent, total
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.whale import drawn, whale
from bot.tools.wording import counted, listed, when

TOP = Decimal(20)
A_CUT, B_CUT = Decimal(80), Decimal(95)
GOAL = Decimal(80)
"""Per cent of the whole for which the number of accounts is given."""

ROWS = 100
"""Accounts in the table; the classes count all of them."""

DRAWN = 20
"""Accounts that the chart draws one by one; more are drawn in as many groups."""


class Args(ToolArgs):
    metric: Metric | None = Field(None, description="what is counted; sales by default")
    scope: ScopeArg | None = Field(None, description="whose accounts; by default one's own, the team's or all")
    period: PeriodArg | None = Field(None, description="the period; by default the last 12 full months")


@dataclass(frozen=True, slots=True)
class _Spread:
    """The values of one period, largest first, with what they say; amounts of the reporting currency."""

    order: tuple[str, ...]  # account ids
    amounts: tuple[Decimal, ...]  # in this order
    values: Mapping[str, Decimal]
    classes: Mapping[str, str]
    head: Top
    whole: Decimal  # the sum of all
    earned: Decimal  # the sum of the positive ones: of it the classes are shares
    excluded: int  # accounts with negative sales


def run(args: Args, book: Book) -> Answer:
    """Who is in the 20 %: the true concentration of sales, margin, profit, growth or lifetime value over accounts.

    Says which share the largest 20 % of the accounts make (the number rounded up, "k of n"), how many accounts make
    80 %, the ABC classes (A below 80 % of the running total, B below 95 %, equal accounts kept together), the
    Herfindahl index on 0 to 10,000 and the Gini coefficient, beside the same a year before. For profits, where some
    accounts lose money, it gives the whale curve instead of the indices.
    """
    scope, metric = args.scope or default_scope(book), args.metric or "sales"
    span = covered(book, args.period)
    if span.nothing:
        return Answer("pareto_analysis", span.nothing, follow_ups=("who were my top 20 % last year?",))
    found = metric_values(book, metric, scope, span.period)
    if not found.values:
        return _nothing(metric, scope, span, found)
    spread = _spread(book, metric, found)
    base = compared(book, span, None)
    before = None
    if not base.nothing and metric in ("sales", "gross_margin", "net_profit"):
        earlier = metric_values(book, metric, scope, base.period)
        kept = _kept(metric, earlier)
        before = top(tuple(kept.values()), _top_pct(book)) if kept else None
    return _answer(book, metric, scope, span, found, spread, before, base)


def _spread(book: Book, metric: str, found: MetricValues) -> _Spread:
    """Sorted and classed; negative sales (credits) are left out, negative profits stay."""
    kept = _kept(metric, found)
    excluded = len(found.values) - len(kept)
    order = tuple(sorted(kept, key=lambda account: (-kept[account], account)))
    amounts = tuple(kept[account] for account in order)
    settings = book.settings
    classes = abc_classes(amounts, settings.get("abc_a_pct", A_CUT), settings.get("abc_b_pct", B_CUT))
    head = top(amounts, _top_pct(book))
    earned = total(amount for amount in amounts if amount > 0)
    of_account = dict(zip(order, classes, strict=True))
    return _Spread(order, amounts, kept, of_account, head, total(amounts), earned, excluded)


def _kept(metric: str, found: MetricValues) -> dict[str, Decimal]:
    """The values without negative sales."""
    return {account: amount for account, amount in found.values.items() if metric != "sales" or amount >= 0}


def _top_pct(book: Book) -> Decimal:
    return book.settings.get("pareto_top_pct", TOP)


def _nothing(metric: str, scope: Scope, span: Coverage, found: MetricValues) -> Answer:
    why = "the cost of goods is not in the data" if found.undefined else "no sales"
    sentence = f"There is no {LABELS[metric]} to analyse for {scope_name(scope)} {when(span.period)}: {why}."
    follow_ups = ("who are my top 20 % by sales?",) if metric != "sales" else ("who were my top 20 % last year?",)
    return Answer("pareto_analysis", sentence, warnings=span.warnings, follow_ups=follow_ups)


def _answer(
    book: Book,
    metric: str,
    scope: Scope,
    span: Coverage,
    found: MetricValues,
    spread: _Spread,
    before: Top | None,
    base: Coverage,
) -> Answer:
    currency = book.currency
    shown = spread.order[:ROWS]
    names = {fact.id: fact.name for fact in book.people.accounts(shown)}
    return Answer(
        "pareto_analysis",
        _headline(metric, span, spread),
        _lines(metric, spread, before, base, names),
        _figures(metric, spread, before, currency),
        table=_table(metric, spread, names, shown, currency),
        chart=_chart(metric, spread, names, span, currency),
        sections=(_classes(metric, spread, currency),),
        receipt=_receipt(book, metric, scope, span, spread),
        warnings=(*span.warnings, *_warnings(metric, spread, found)),
        unknown=_unknown(metric, found),
        follow_ups=_follow_ups(metric, names[spread.order[0]]),
        illustrative=found.illustrative,
        accounts=shown,
    )


def _headline(metric: str, span: Coverage, spread: _Spread) -> str:
    head, label = spread.head, LABELS[metric]
    who = f"{head.count} of {counted(head.of, 'account')}"
    time = "" if metric == "clv" else f" {when(span.period)}"
    if spread.whole <= 0:
        made = f"The largest {who} made {show_money(head.amount)} {label}{time}"
        return f"{made}; the whole is {show_money(spread.whole)}, so no share exists."
    verdict = ""
    if metric == "sales" and head.share_pct is not None and len(spread.order) >= 5:
        verdict = " That is 80/20." if head.share_pct >= GOAL else " That is not 80/20."
    makes = "makes" if head.count == 1 else "make"
    return f"{who} ({_part(head)}) {makes} {show_percent(head.share_pct)} of {label}{time}.{verdict}"


def _part(head: Top) -> str:
    return show_percent(Decimal(head.count) / head.of * HUNDRED)


def _lines(
    metric: str, spread: _Spread, before: Top | None, base: Coverage, names: Mapping[str, str]
) -> tuple[str, ...]:
    amounts = spread.amounts
    lines = []
    needed = needed_for([amount for amount in amounts if amount > 0], GOAL)
    if needed is not None:
        part = show_percent(Decimal(needed) / len(amounts) * HUNDRED)
        what = "all that is earned" if spread.earned != spread.whole else LABELS[metric]
        lines.append(f"80 % of {what} takes {counted(needed, 'account')} ({part}).")
    first = spread.order[0]
    one = share_pct(amounts[0], spread.whole)
    if one is not None:
        five = largest(amounts, 5)
        also = f"; the largest five together {show_percent(five.share_pct)}" if len(amounts) > 5 else ""
        lines.append(f"The largest, {names[first]}, is {show_percent(one)} of it{also}.")
    if spread.earned != spread.whole:
        curve = whale(amounts)
        lines.append(
            f"{counted(curve.peak_index, 'account')} earn {show_money(curve.peak)}, "
            f"{counted(curve.loss_makers, 'account')} lose {show_money(-curve.loss_total)} of it again: "
            f"{show_money(curve.total)} "
            "is left."
        )
    else:
        lines.append(_indices(amounts))
    if before is not None and before.share_pct is not None:
        lines.append(
            f"{base.period}: {before.count} of {counted(before.of, 'account')} made {show_percent(before.share_pct)}."
        )
    return tuple(lines)


def _indices(amounts: Sequence[Decimal]) -> str:
    index = hhi(amounts)
    coefficient = gini(amounts)
    if index is None or coefficient is None:
        return "All are zero, so no index exists."
    equal = show_number(effective_number(index) or ZERO, 0)
    return (
        f"Herfindahl index {show_number(index, 0)} of 10,000, as if {equal} equal accounts; "
        f"Gini {show_number(coefficient, 2)} (0 = all equal)."
    )


def _figures(metric: str, spread: _Spread, before: Top | None, currency: str) -> tuple[Figure, ...]:
    amounts, head = spread.amounts, spread.head
    whole = "" if spread.whole > 0 else "undefined: the whole is not positive"
    losing = "" if spread.earned == spread.whole else "undefined: some accounts are negative"
    index, coefficient = hhi(amounts), gini(amounts)
    five = largest(amounts, 5)
    figures = [
        Figure("accounts", len(amounts), "accounts", "accounts with sales"),
        Figure("top_count", head.count, "accounts", "accounts in the top 20 %, rounded up"),
        Figure("top_amount", head.amount, currency, f"their {LABELS[metric]}"),
        Figure("total_amount", spread.whole, currency, f"{LABELS[metric]} of all"),
        Figure("top_share_pct", head.share_pct, "%", "their share", whole),
        Figure("accounts_for_80pct", needed_for(amounts, GOAL), "accounts", "accounts that make 80 %", whole),
        Figure("largest_share_pct", share_pct(amounts[0], spread.whole), "%", "share of the largest", whole),
        Figure("largest_five_share_pct", five.share_pct, "%", "share of the largest five", whole),
        Figure("hhi", index, "of 10,000", "Herfindahl index", losing),
        Figure("effective_accounts", effective_number(index), "accounts", "equal accounts of the same index", losing),
        Figure("gini", coefficient, "", "Gini coefficient, 0 to 1", losing),
    ]
    for letter, count, amount, share in _class_rows(spread):
        figures += [
            Figure(f"class_{letter.lower()}_accounts", count, "accounts", f"accounts in class {letter}"),
            Figure(f"class_{letter.lower()}_amount", amount, currency, f"their {LABELS[metric]}"),
            Figure(f"class_{letter.lower()}_share_pct", share, "%", "share of what is earned", whole),
        ]
    if spread.earned != spread.whole:
        curve = whale(amounts)
        figures += [
            Figure("peak_amount", curve.peak, currency, "earned by the accounts that earn"),
            Figure("peak_pct", curve.peak_pct, "%", "of the whole", whole),
            Figure("losing_accounts", curve.loss_makers, "accounts", "accounts that lose money"),
            Figure("loss_amount", curve.loss_total, currency, "what they lose"),
        ]
    if before is not None:
        note = "" if before.share_pct is not None else "undefined: the whole was not positive"
        figures.append(Figure("top_share_before_pct", before.share_pct, "%", "share a year before", note))
    return tuple(figures)


def _class_rows(spread: _Spread) -> list[tuple[str, int, Decimal, Decimal | None]]:
    """Letter, accounts, amount, share of what is earned; of C only what is above zero counts for the share."""
    rows = []
    for letter in "ABC":
        members = [spread.values[account] for account in spread.order if spread.classes[account] == letter]
        earned = total(amount for amount in members if amount > 0)
        rows.append((letter, len(members), total(members), share_pct(earned, spread.earned)))
    return rows


def _classes(metric: str, spread: _Spread, currency: str) -> Section:
    columns = (
        Column("class", "class"),
        Column("accounts", "accounts", "accounts"),
        Column("amount", LABELS[metric], currency),
        Column("share_pct", "share of what is earned" if spread.earned != spread.whole else "share", "%"),
    )
    return Section("ABC classes", table=Table(columns, tuple(_class_rows(spread))))


def _table(metric: str, spread: _Spread, names: Mapping[str, str], shown: tuple[str, ...], currency: str) -> Table:
    columns = (
        Column("rank", "#", "rank"),
        Column("account", "account"),
        Column("amount", LABELS[metric], currency),
        Column("share_pct", "share", "%"),
        Column("cumulative_pct", "running share", "%"),
        Column("class", "class"),
    )
    rows = []
    running = ZERO
    for place, account in enumerate(shown, 1):
        amount = spread.values[account]
        running += amount
        shares = share_pct(amount, spread.whole), share_pct(running, spread.whole)
        rows.append((place, names[account], amount, *shares, spread.classes[account]))
    title = f"The largest {len(shown)} of {len(spread.order)}" if len(shown) < len(spread.order) else "Largest first"
    return Table(columns, tuple(rows), title)


def _chart(metric: str, spread: _Spread, names: Mapping[str, str], span: Coverage, currency: str) -> Chart:
    """The running share over the accounts, one by one or, where there are many, in twentieths of them; where some lose
    money, the whale curve."""
    title = f"{LABELS[metric].capitalize()} by account, {span.period}"
    if spread.earned != spread.whole:
        points = drawn(whale(spread.amounts))
        curve = Series("running total", tuple(amount for _, amount in points))
        return Chart("whale", title, tuple(str(place) for place, _ in points), (curve,), currency)
    count = len(spread.order)
    if count <= DRAWN:
        labels = tuple(names[account] for account in spread.order)
        ends = list(range(1, count + 1))
    else:
        title = f"{title}, in groups of 5 % of them"
        labels = tuple(f"{5 * group} %" for group in range(1, DRAWN + 1))
        ends = [-(-count * group // DRAWN) for group in range(1, DRAWN + 1)]
    running = (ZERO, *accumulate(spread.amounts))
    bars = tuple(running[end] - running[start] for start, end in zip([0, *ends], ends, strict=False))
    shares = tuple(share_pct(running[end], spread.whole) for end in ends)
    return Chart("pareto", title, labels, (Series(LABELS[metric], bars), Series("running share, %", shares)), currency)


def _receipt(book: Book, metric: str, scope: Scope, span: Coverage, spread: _Spread) -> Receipt:
    head, settings = spread.head, book.settings
    a_cut, b_cut = settings.get("abc_a_pct", A_CUT), settings.get("abc_b_pct", B_CUT)
    top_pct = _top_pct(book)
    of = "order lines" if metric == "sales" else "order lines and cost lines"
    return Receipt(
        formula="share of the k largest of n accounts, k = n × 20 % rounded up; Herfindahl index = Σ (share in %)²; "
        "Gini = 2·Σ i·x ÷ (n·Σ x) − (n+1)/n, smallest first",
        inputs=(
            ("metric", Input(LABELS[metric], of, str(span.period))),
            ("scope", Input(scope_name(scope), "accounts by their KAM of today", str(book.today))),
            ("top_pct", Input(show_percent(top_pct), "config: pareto_top_pct")),
            ("class_cuts", Input(f"{show_percent(a_cut)} and {show_percent(b_cut)}", "config: abc_a_pct, abc_b_pct")),
        ),
        convention=f"accounts with order lines in the period; A below {show_percent(a_cut, 0)} of the running share, B "
        f"below {show_percent(b_cut, 0)}, the largest always A, equal accounts in one class; indices carry no legal "
        "label, compare them with your own history",
        steps=(
            f"k = {head.of} × {show_percent(top_pct, 0)} rounded up = {head.count}",
            f"{show_money(head.amount, '', 2)} ÷ {show_money(spread.whole, '', 2)} = {show_percent(head.share_pct, 2)}",
        ),
        as_of=book.today,
        data=book.data_name,
    )


def _warnings(metric: str, spread: _Spread, found: MetricValues) -> tuple[str, ...]:
    warnings = []
    if spread.excluded:
        warnings.append(f"{counted(spread.excluded, 'account')} with more credits than sales left out.")
    if found.undefined:
        left = counted(len(found.undefined), "account")
        warnings.append(f"{left} left out: the cost of goods is not in the data.")
    if 1 < len(spread.order) < 5:
        warnings.append(f"With {len(spread.order)} accounts a top 20 % says little.")
    return tuple(warnings)


def _unknown(metric: str, found: MetricValues) -> tuple[str, ...]:
    if not found.missing:
        return ()
    bound = "; profits are at most these" if metric in ("net_profit", "clv") else ""
    return (f"Not in the data: {listed(found.missing)}{bound}.",)


def _follow_ups(metric: str, name: str) -> tuple[str, ...]:
    other = "and by gross margin?" if metric == "sales" else "and by sales?"
    return (other, "and the year before?", f"what do we really earn on {name}?")


TOOL = Tool(
    id="pareto_analysis",
    args=Args,
    run=run,
    summary="who is in the 20 %: true concentration, ABC classes, Herfindahl index",
    examples=(
        "who are really my top 20 %, and is it 80/20 here?",
        "ABC classes of my accounts by gross margin in 2013",
        "how concentrated are the team's sales?",
    ),
    group="Choose and invest",
    figures=(
        ("accounts", "accounts with order lines in the period"),
        ("top_count", "accounts in the top 20 %: n × 20 %, rounded up"),
        ("top_amount", "their sum"),
        ("total_amount", "the sum of all"),
        ("top_share_pct", "top_amount in per cent of total_amount"),
        ("accounts_for_80pct", "smallest number of accounts, largest first, that reach 80 %"),
        ("largest_share_pct", "share of the largest account"),
        ("largest_five_share_pct", "share of the largest five"),
        ("hhi", "Herfindahl index, 0 to 10,000"),
        ("effective_accounts", "10,000 ÷ hhi: equal accounts that would give the same index"),
        ("gini", "Gini coefficient, 0 all equal to 1"),
        ("class_a_accounts, class_b_accounts, class_c_accounts", "accounts in each ABC class"),
        ("class_a_amount, class_b_amount, class_c_amount", "their sums"),
        ("class_a_share_pct, class_b_share_pct, class_c_share_pct", "their shares of what is earned"),
        ("peak_amount", "profits: what the accounts that earn make together"),
        ("peak_pct", "profits: peak_amount in per cent of the whole"),
        ("losing_accounts", "profits: accounts that lose money"),
        ("loss_amount", "profits: what they lose"),
        ("top_share_before_pct", "top_share_pct of the same days a year before"),
    ),
    sources=(
        "Herfindahl-Hirschman index as in the US Horizontal Merger Guidelines (scale 0 to 10,000)",
        "Gini coefficient by ranks; Damgaard & Weiner 2000 for samples",
        "ABC analysis with cuts at 80 % and 95 %",
    ),
)
