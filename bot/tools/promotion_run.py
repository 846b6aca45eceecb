"""A promotion of the ledger as an answer: its run, the base before it and the days after it; or all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.answer import Answer, Chart, Choice, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import Scope
from bot.tools.book import Book
from bot.tools.coverage import Coverage, covered
from bot.tools.facts.costs import Cost
from bot.tools.facts.promotions import PromotedProduct, PromotionFact
from bot.tools.facts.sales import Sums, add_sums
from bot.tools.money import ZERO, percent, show_money, show_number, show_percent, total
from bot.tools.periods import Period, month_end
from bot.tools.promotion_effect import Effect, Return, effect
from bot.tools.scopes import default_scope, scope_name
from bot.tools.wording import counted, signed, when

BASE_DAYS = 365
"""The base rate is taken over the year before the run: accounts that order each quarter would mislead a shorter one."""

LEAST_BASE_DAYS = 90
"""With fewer days of data before the run nothing is called incremental."""

LEAST_AFTER_DAYS = 90
"""Days after the run in which a gap is counted as pulled forward, or the run's own length where that is longer."""

CONVENTION = (
    "net ROI = (incremental margin − spend) ÷ spend, break-even 0; return per 1 spent = incremental margin ÷ spend, "
    "break-even 1; margin before the discount, all discount counts as spend (also on units that would have been bought "
    "anyway); units missing afterwards are taken off"
)


def verdict(name: str, result: Return, currency: str) -> str:
    """Whether it paid, in one sentence."""
    if result.roi_pct is None:
        return (
            f"{name} earned {show_money(result.margin, currency)} of margin and cost nothing: a return on zero "
            "spending is undefined."
        )
    paid = "paid" if result.gain > 0 else ("just broke even" if result.gain == 0 else "did not pay")
    return (
        f"{name} {paid}: {signed(result.gain, currency)} net, {show_percent(result.roi_pct, signed=True)} on "
        f"{show_money(result.spend, currency)} spent ({show_number(result.per_one or ZERO, 2)} back per 1)."
    )


def return_figures(result: Return, currency: str) -> tuple[Figure, ...]:
    note = "" if result.spend else "undefined: nothing was spent"
    return (
        Figure("roi_pct", result.roi_pct, "%", "net return on spend", note),
        Figure("return_per_1", result.per_one, "", "margin per 1 spent", note),
        Figure("incremental_margin", result.margin, currency, "incremental margin"),
        Figure("spend", result.spend, currency, "spent"),
        Figure("net_gain", result.gain, currency, "net gain"),
    )


@dataclass(frozen=True, slots=True)
class _Windows:
    """The run as far as it is in the data, the base before it and the days after it; None = not in the data."""

    run: Period
    base: Period | None
    after: Period | None


def _windows(book: Book, fact: PromotionFact, span: Coverage) -> _Windows | None:
    """None where the promotion did not run in the period asked for."""
    first, last = book.sales.first_day(), book.sales.last_day()
    if first is None or last is None:
        return None
    start = max(fact.start or first, span.period.start, first)
    end = min(fact.end or last, span.period.end, book.today)
    if start > end:
        return None
    day = dt.timedelta(days=1)
    base_start = max(start - BASE_DAYS * day, first)
    base = Period(base_start, start - day) if (start - base_start).days >= LEAST_BASE_DAYS else None
    length = max((end - start).days + 1, LEAST_AFTER_DAYS)
    after = Period(end + day, end + length * day)
    return _Windows(Period(start, end), base, after if after.end <= month_end(last) else None)


def _subject(book: Book, account: str | None) -> tuple[Scope | list[str], str, tuple[str, ...]]:
    if account is None:
        scope = default_scope(book)
        return scope, scope_name(scope), ()
    found = book.people.account(account)
    return [found.id], found.name, (found.id,)


def of_ledger(book: Book, fact: PromotionFact, account: str | None, period: Period | None) -> Answer:
    """What one promotion brought to the asker's accounts, or to one of them."""
    accounts, subject, ids = _subject(book, account)
    run = Period(fact.start or dt.date.min, fact.end or book.today, "its run")
    span = covered(book, period or run)
    windows = None if span.nothing else _windows(book, fact, span)
    others = ("which of our promotions paid?",)
    if windows is None:
        sentence = span.nothing or f"{fact.name} did not run {when(span.period)}."
        return Answer("promotion_roi", sentence, follow_ups=others, accounts=ids)
    products = book.promotions.products(fact.id, accounts, windows.run, windows.base, windows.after)
    if not products:
        sentence = f"{subject[:1].upper()}{subject[1:]} bought nothing under {fact.name}."
        return Answer("promotion_roi", sentence, follow_ups=others, accounts=ids)
    charged = book.promotions.costs(accounts, windows.run).get(fact.id)
    own = fact.cost if not ids and fact.cost is not None else ZERO  # a fixed cost is not one account's
    spent = own + (charged.amount if charged and charged.amount else ZERO)
    if not spent and not any(one.promoted.discount for one in products):
        sentence = f"{fact.name} gave no discount and has no cost recorded: there is no spending to earn a return on."
        return Answer("promotion_roi", sentence, follow_ups=others, accounts=ids)
    base_days = windows.base.days if windows.base else 0
    found = effect(products, spent, windows.run.days, base_days, windows.after.days if windows.after else 0)
    title = f"{fact.name} at {subject}"
    result, currency = found.result, book.currency
    return Answer(
        "promotion_roi",
        verdict(title, result, currency) if result else _no_claim(title, found, currency),
        _explained(found, windows, currency),
        (*(return_figures(result, currency) if result else ()), *_figures(found, products, currency)),
        table=_table(found, currency),
        chart=_bridge(title, found, result, currency),
        receipt=_receipt(book, fact, found, windows, charged),
        warnings=span.warnings if period else (),
        unknown=_unknown(found, windows, spent),
        follow_ups=(*others, "where does the price leak?"),
        illustrative=bool(charged and charged.illustrative) or fact.illustrative,
        visibility="private" if ids else "team",
        accounts=ids,
    )


def _no_claim(title: str, found: Effect, currency: str) -> str:
    share = found.break_even_share_pct
    spend = show_money(found.discount + found.fixed_cost, currency)
    if found.earned is None:
        return f"{title} cost {spend}; whether it paid can't be said: the cost of goods is missing."
    if share is None:
        return f"{title} cost {spend} and could not pay: what was sold earned nothing even before the discount."
    if share > 100:
        return f"{title} cost {spend}, more than everything sold under it earned before the discount: it could not pay."
    return (
        f"{title} cost {spend}: it paid only if at least {show_percent(share)} of what was sold would not have been "
        "bought without it."
    )


def _explained(found: Effect, windows: _Windows, currency: str) -> tuple[str, ...]:
    lines = [
        f"Run {windows.run.start} to {windows.run.end}: {counted(len(found.products), 'product')} bought under it."
    ]
    if found.known:
        units, base = total(one.units for one in found.known), total(one.base_units or ZERO for one in found.known)
        lines.append(
            f"{show_number(units, 0)} units against {show_number(base, 0)} at the rate of the year before: "
            f"{'+' if units > base else ''}{show_number(units - base, 0)}."
        )
        anyway = total(one.base_discount for one in found.known)
        if anyway:
            share = show_percent(percent(anyway, total(one.discount for one in found.known)), 0)
            lines.append(f"{show_money(anyway, currency)} of the discount ({share}) went to volume bought anyway.")
        pulled = total(one.pulled_margin for one in found.known)
        if pulled:
            lines.append(f"{show_money(pulled, currency)} of margin was only pulled forward: it is missing afterwards.")
    share_needed = found.break_even_share_pct
    if found.known and share_needed is not None:
        lines.append(f"It pays where at least {show_percent(share_needed)} of the units are extra.")
    return tuple(lines)


def _figures(found: Effect, products: Sequence[PromotedProduct], currency: str) -> tuple[Figure, ...]:
    known = found.known
    sums = add_sums(one.promoted for one in products)
    no_base = "" if known else "unknown: nothing to compare with before the run"
    base = total(one.base_units or ZERO for one in known) if known else None
    added = total(one.added_sales or ZERO for one in known) if known else None
    return (
        Figure("promoted_sales", sums.net_sales, currency, "net sales under the promotion"),
        Figure("discount", found.discount, currency, "discount given"),
        Figure("promotion_cost", found.fixed_cost, currency, "cost recorded for it"),
        Figure("units", total(one.units for one in known or found.products), "pieces", "units during the run"),
        Figure("base_units", base, "pieces", "units at the base rate", no_base),
        Figure("incremental_sales", added, currency, "added sales before the discount", no_base),
        Figure(
            "base_discount",
            total(one.base_discount for one in known) if known else None,
            currency,
            "discount on volume bought anyway",
            no_base,
        ),
        Figure(
            "pulled_forward_margin",
            total(one.pulled_margin for one in known) if known else None,
            currency,
            "margin pulled forward",
            no_base,
        ),
        Figure(
            "break_even_share_pct",
            found.break_even_share_pct,
            "%",
            "part of units that must be extra",
            "" if found.break_even_share_pct is not None else "undefined: nothing is earned before the discount",
        ),
    )


ROWS = 10


def _table(found: Effect, currency: str) -> Table:
    """The products by discount given."""
    ordered = sorted(found.products, key=lambda one: (-one.discount, one.name))[:ROWS]
    columns = (
        Column("product", "product"),
        Column("units", "units", "pieces"),
        Column("base_units", "base", "pieces"),
        Column("added_margin", "added margin", currency),
        Column("discount", "discount", currency),
    )
    return Table(
        columns, tuple((one.name, one.units, one.base_units, one.added_margin, one.discount) for one in ordered)
    )


def _bridge(title: str, found: Effect, result: Return | None, currency: str) -> Chart | None:
    """From the added margin down to the net gain."""
    if result is None:
        return None
    added = total(one.added_margin or ZERO for one in found.known)
    pulled = total(one.pulled_margin for one in found.known)
    steps = [
        ("pulled forward", -pulled),
        ("discount", -total(one.discount for one in found.known)),
        ("cost", -found.fixed_cost),
    ]
    shown = [(name, amount) for name, amount in steps if amount]
    names = ("added margin", *(name for name, _ in shown), "net gain")
    values = (added, *(amount for _, amount in shown), result.gain)
    return Chart("waterfall", title, names, (Series("amount", values),), currency, ("added margin", "net gain"))


def _receipt(book: Book, fact: PromotionFact, found: Effect, windows: _Windows, charged: Cost | None) -> Receipt:
    currency = book.currency
    inputs = [
        ("run", Input(f"{windows.run.start} to {windows.run.end}", f"promotion {fact.id}", str(windows.run.end))),
        ("base", Input(f"{windows.base.start} to {windows.base.end}", "order lines", str(windows.base.end)))
        if windows.base
        else ("base", Input("not in the data")),
        ("after", Input(f"{windows.after.start} to {windows.after.end}", "order lines", str(windows.after.end)))
        if windows.after
        else ("after", Input("not in the data")),
        ("discount", Input(show_money(found.discount, currency, 2), "order lines", str(windows.run.end))),
    ]
    if charged and charged.amount:
        inputs.append(
            ("promotion_cost", Input(show_money(charged.amount, currency, 2), "cost lines", str(windows.run.end)))
        )
    result = found.result
    steps: tuple[str, ...] = ()
    if result is not None:
        steps = (
            f"incremental margin {show_money(result.margin, currency, 2)}",
            f"spend {show_money(result.spend, currency, 2)}",
            f"net gain {show_money(result.gain, currency, 2)}; net ROI {show_percent(result.roi_pct, 2)}",
        )
    formula = (
        "per product and the accounts that took part: added units = units in the run − units a day before × days of "
        "the run; incremental margin = added units × (price − cost) before the discount − what is missing afterwards"
    )
    return Receipt(formula, tuple(inputs), CONVENTION, steps, book.today, book.data_name)


def _unknown(found: Effect, windows: _Windows, spent: Decimal) -> tuple[str, ...]:
    notes = []
    new = len(found.products) - len(found.known)
    if windows.base is None:
        notes.append("The data hold too little of the time before the run to know what would have been bought anyway.")
    elif new:
        notes.append(f"{counted(new, 'product')} had no sales or no cost before the run: nothing is claimed for them.")
    if windows.after is None:
        notes.append("Purchases pulled forward are not counted: the time after the run is not in the data.")
    if not spent:
        notes.append("No cost is recorded beside the discount: displays, samples and hours would lower the return.")
    notes.append("Sales taken from sister products are not counted.")
    return tuple(notes)


def overview(book: Book, account: str | None, period: Period | None) -> Answer:
    """Every promotion of the period with what was sold under it, the discount, and what it needed to pay."""
    accounts, subject, ids = _subject(book, account)
    span = covered(book, period)
    if span.nothing:
        return Answer("promotion_roi", span.nothing, accounts=ids)
    taken = book.promotions.taken(accounts, span.period)
    charged = book.promotions.costs(accounts, span.period)
    facts = [one for one in book.promotions.promotions() if one.id in taken and _spend(one, taken, charged)]
    if not facts:
        sentence = (
            f"Nothing was bought under a promotion at {subject} {when(span.period)}. Name the figures of one instead."
        )
        return Answer(
            "promotion_roi", sentence, follow_ups=("promotion cost 5k, added 40k at 20 % margin",), accounts=ids
        )
    facts.sort(key=lambda one: (-_spend(one, taken, charged), one.id))
    currency = book.currency
    sums = add_sums(taken[one.id] for one in facts)
    spend = total(_spend(one, taken, charged) for one in facts)
    columns = (
        Column("promotion", "promotion"),
        Column("promoted_sales", "net sales", currency),
        Column("spend", "discount and cost", currency),
        Column("margin", "margin left", currency),
        Column("needed", "must be extra", "%"),
    )
    rows = tuple(
        (
            one.name,
            taken[one.id].net_sales,
            _spend(one, taken, charged),
            taken[one.id].gross_margin,
            _needed(one, taken, charged),
        )
        for one in facts
    )
    hopeless = [one for one in facts if (_needed(one, taken, charged) or Decimal(101)) > 100]
    lines = ["“Must be extra” is the part of the volume that would not have been bought without it, for it to pay."]
    if hopeless:
        lines.append(
            f"{counted(len(hopeless), 'promotion')} could not pay: the discount is more than what was earned before it."
        )
    return Answer(
        "promotion_roi",
        f"{counted(len(facts), 'promotion')} {when(span.period)} at {subject}: {show_money(spend, currency)} of "
        f"discount and cost on {show_money(sums.net_sales, currency)} of net sales.",
        tuple(lines),
        (
            Figure("promotions", len(facts), "promotions", "promotions with sales"),
            Figure("promoted_sales", sums.net_sales, currency, "net sales under them"),
            Figure("spend", spend, currency, "discount and cost"),
        ),
        table=Table(columns, rows),
        choices=tuple(Choice(one.name, f"did {one.name} pay?", (("promotion", one.id),)) for one in facts[:4]),
        receipt=Receipt(
            "must be extra = (discount + cost) ÷ (price − cost of goods) before the discount",
            (("period", Input(str(span.period), "order lines and cost lines", str(span.period.end))),),
            CONVENTION,
            as_of=book.today,
            data=book.data_name,
        ),
        warnings=span.warnings,
        follow_ups=tuple(f"did {one.name} pay?" for one in facts[:2]),
        illustrative=any(charged[one.id].illustrative for one in facts if one.id in charged),
        visibility="private" if ids else "team",
        accounts=ids,
    )


def _spend(one: PromotionFact, taken: Mapping[str, Sums], charged: Mapping[str, Cost]) -> Decimal:
    cost = charged[one.id].amount if one.id in charged else None
    return taken[one.id].discount + (cost or ZERO)


def _needed(one: PromotionFact, taken: Mapping[str, Sums], charged: Mapping[str, Cost]) -> Decimal | None:
    """The part of the volume that must be extra, per cent; None where nothing is earned before the discount."""
    sums = taken[one.id]
    if sums.lines_without_cogs or sums.gross_sales <= sums.cogs:
        return None
    return percent(_spend(one, taken, charged), sums.gross_sales - sums.cogs)
