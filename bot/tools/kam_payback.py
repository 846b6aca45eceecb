"""Which accounts of a portfolio pay for their key account manager, and which do not yet."""

from __future__ import annotations

from decimal import Decimal

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table, clarify
from bot.tools.book import Book
from bot.tools.break_even import Payback, payback
from bot.tools.facts.results import Result
from bot.tools.money import ZERO, percent, show_money, total
from bot.tools.periods import last_full_months
from bot.tools.scopes import default_scope
from bot.tools.wording import counted, listed, when

LISTED = 50
"""Rows of the table: those that pay least, and the rest is counted."""

DRAWN = 8
"""Accounts that the chart draws from each end."""


def portfolio(book: Book, other_costs: Decimal = ZERO) -> Answer:
    """Every account's contribution beside its share of the KAM, plus other yearly costs each: earning it, or how much
    more it must sell."""
    period = last_full_months(book.today)
    scope = default_scope(book)
    results = book.results.of(scope, period)
    profits = {key: one for key, one in results.by_account.items() if one.net_sales}
    known = {key: one for key, one in profits.items() if one.contribution is not None and one.kam_cost is not None}
    if not known:
        why = "the KAM's yearly cost is not in the data" if profits else "there are no sales in the last 12 full months"
        return clarify(
            f"I can't tell which accounts pay for their KAM: {why}. What does the KAM cost in a year, for how many "
            "accounts, and what margin do you earn?"
        )
    found = {key: _payback(one, other_costs) for key, one in known.items()}
    order = sorted(found, key=lambda key: (found[key].after, key))
    named = order if len(order) <= LISTED else [*order[:LISTED], *order[-DRAWN:]]
    names = {fact.id: fact.name for fact in book.people.accounts(named)}
    missing = [name for name in results.missing if name != "KAM time"]
    not_yet = [key for key in order if not found[key].earning]
    return Answer(
        "break_even_kam_cost",
        f"{len(order) - len(not_yet)} of {counted(len(order), 'account')} earn their KAM {when(period)}; "
        f"{len(not_yet)} do not yet.",
        _lines(found, not_yet, names, len(profits) - len(known)),
        _figures(found, not_yet, book.currency),
        table=_table(order, found, known, names, book.currency),
        chart=_chart(order, found, names, book.currency),
        receipt=Receipt(
            "contribution − share of the KAM's cost − other costs; added sales = gap ÷ contribution margin",
            (
                ("period", Input(str(period), "order lines and cost lines", str(period.end))),
                ("kam_share", Input("by logged hours, else equally", "KAM cost of the year", str(period.end.year))),
                ("other_costs", Input(show_money(other_costs, book.currency), "your question")),
            ),
            convention="contribution after cost to serve, before KAM cost; at most this where cost lines are missing",
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=(f"Not in the data: {listed(missing)}; contributions are at most these.",) if missing else (),
        follow_ups=(
            f"what must {names[order[0]]} add in sales to pay for its KAM?",
            "which accounts are not worth the effort?",
            "rank my accounts by net profit",
        ),
        illustrative=results.illustrative,
        accounts=tuple(named),
    )


def _payback(profit: Result, other_costs: Decimal) -> Payback:
    contribution = profit.contribution or ZERO
    return payback(contribution, (profit.kam_cost or ZERO) + other_costs, percent(contribution, profit.net_sales))


def _lines(found: dict[str, Payback], not_yet: list[str], names: dict[str, str], unknown: int) -> tuple[str, ...]:
    lines = []
    if not_yet:
        worst = [f"{names[key]} ({show_money(found[key].after)})" for key in not_yet[:3]]
        lines.append(f"Furthest from it: {listed(worst)}.")
    never = sum(1 for key in not_yet if found[key].required_sales is None)
    if never:
        lose = "loses" if never == 1 else "lose"
        lines.append(f"{never} of them {lose} money on every added sale: no growth pays for the KAM there.")
    contribution, cost = total(one.contribution for one in found.values()), total(one.cost for one in found.values())
    lines.append(f"Together: contribution {show_money(contribution)} against {show_money(cost)} for the KAMs.")
    if unknown:
        lines.append(f"{counted(unknown, 'account')} left out: contribution or KAM cost unknown.")
    return tuple(lines)


def _figures(found: dict[str, Payback], not_yet: list[str], currency: str) -> tuple[Figure, ...]:
    never = sum(1 for key in not_yet if found[key].required_sales is None)
    return (
        Figure("earning", len(found) - len(not_yet), "accounts", "accounts earning their KAM"),
        Figure("not_yet", len(not_yet), "accounts", "accounts not yet earning it"),
        Figure("no_sales_level", never, "accounts", "accounts where no sales level pays it back"),
        Figure("contribution_total", total(one.contribution for one in found.values()), currency, "contributions"),
        Figure("kam_share_total", total(one.cost for one in found.values()), currency, "shares of the KAMs"),
    )


def _table(
    order: list[str],
    found: dict[str, Payback],
    known: dict[str, Result],
    names: dict[str, str],
    currency: str,
) -> Table:
    columns = (
        Column("account", "account"),
        Column("net_sales", "net sales", currency),
        Column("contribution", "contribution", currency),
        Column("kam_share", "share of the KAM", currency),
        Column("after_kam", "after the KAM", currency),
        Column("required_sales", "added sales needed", currency),
    )
    rows = tuple(
        (
            names[key],
            known[key].net_sales,
            found[key].contribution,
            found[key].cost,
            found[key].after,
            found[key].required_sales,
        )
        for key in order[:LISTED]
    )
    more = f"; the first {LISTED} of {len(order):,}" if len(order) > LISTED else ""
    return Table(columns, rows, f"Not yet first{more}")


def _chart(order: list[str], found: dict[str, Payback], names: dict[str, str], currency: str) -> Chart:
    """What is left after the KAM, from both ends."""
    drawn = order if len(order) <= 2 * DRAWN else [*order[:DRAWN], *order[-DRAWN:]]
    values = Series("after the KAM", tuple(found[key].after for key in drawn))
    return Chart("bars", "Left after the KAM", tuple(names[key] for key in drawn), (values,), currency)
