"""The loss-now case: whether a row of yearly cash flows with a customer is worth it, and how deep it goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from bot.errors import BadInput
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.book import Book
from bot.tools.lifetime_value import LONGEST, check, lowest_retention_of_flows
from bot.tools.money import HUNDRED, ZERO, show_money, show_percent, total
from bot.tools.net_present_value import (
    Exposure,
    deepest,
    falls_back,
    internal_rate_pct,
    payback_years,
    powers,
    present_values,
    sign_changes,
)


@dataclass(frozen=True, slots=True)
class FlowValue:
    """A row of yearly flows, the first today. `expected` = flow x the chance of still being a customer; `values` =
    expected in money of today. None = undefined, see `turns` (how often the flows change sign)."""

    expected: tuple[Decimal, ...]
    values: tuple[Decimal, ...]
    npv: Decimal
    exposure: Exposure | None
    positive_in_year: int | None
    payback: Decimal | None
    payback_undiscounted: Decimal | None
    internal_rate_pct: Decimal | None
    lowest_retention_pct: Decimal | None
    turns: int


def flow_value(flows: Sequence[Decimal], discount_pct: Decimal, retention_pct: Decimal | None = None) -> FlowValue:
    """Σ flow·retentionᵗ/(1+discount)ᵗ from t = 0, with its exposure and payback; rates per cent, no retention = all
    flows are sure. Raises BadInput for no or too many flows and rates that mean nothing."""
    if not 1 <= len(flows) <= LONGEST:
        raise BadInput(f"{len(flows)} cash flows can't be valued; give 1 to {LONGEST}, a year apart, today’s first.")
    check(HUNDRED if retention_pct is None else retention_pct, ZERO, len(flows))
    stays = Decimal(1) if retention_pct is None else retention_pct / HUNDRED
    expected = tuple(flow * staying for flow, staying in zip(flows, powers(stays, len(flows)), strict=True))
    values = present_values(expected, discount_pct)
    exposure = deepest(values)
    return FlowValue(
        expected,
        values,
        total(values),
        exposure,
        _positive_in(values),
        payback_years(values),
        payback_years(expected),
        internal_rate_pct(expected),
        lowest_retention_of_flows(tuple(flows), discount_pct),
        sign_changes(expected),
    )


def _positive_in(values: Sequence[Decimal]) -> int | None:
    """The first year after the deepest point in which the running total is at or above zero; 0 where never below."""
    low = deepest(values)
    if low is None:
        return 0
    running = list(accumulate(values))
    return next((year for year in range(low.year, len(running)) if running[year] >= 0), None)


def answer_for_flows(
    book: Book,
    given: Sequence[Decimal],
    discount_pct: Decimal,
    retention_pct: Decimal | None,
    outlay: Decimal,
    asked: Mapping[str, Any],
) -> Answer:
    """The answer for cash flows of the question; `asked` are its canonical arguments, for the receipt."""
    if outlay < 0:
        raise BadInput("An acquisition cost cannot be negative; give what winning the customer costs as a positive.")
    flows = (given[0] - outlay, *given[1:])
    value = flow_value(flows, discount_pct, retention_pct)
    currency = book.currency
    table, chart = _by_year(flows, value, currency)
    return Answer(
        "customer_lifetime_value",
        _headline(value, discount_pct, currency),
        _lines(flows, value, discount_pct, retention_pct, currency),
        _figures(flows, value, discount_pct, retention_pct, currency),
        table=table,
        chart=chart,
        receipt=_receipt(book, value, asked, discount_pct, outlay),
        warnings=("Once paid back, the running total falls below zero again later.",)
        if falls_back(value.values)
        else (),
        follow_ups=_follow_ups(discount_pct, retention_pct),
        hypothetical=True,
        visibility="public",
    )


def _headline(value: FlowValue, discount_pct: Decimal, currency: str) -> str:
    worth = show_money(value.npv, currency)
    rate = show_percent(discount_pct)
    if value.exposure is None:
        return f"Worth {worth} today at {rate}, and never in the red."
    depth = f"deepest {show_money(value.exposure.amount, currency)} {_year(value.exposure.year)}"
    if value.npv < 0:
        return f"Not worth it at {rate}: {worth} today, {depth}."
    if value.positive_in_year is None:
        return f"Worth {worth} today at {rate}: {depth}."
    return f"Worth it: {worth} today at {rate}; {depth}, paid back {_year(value.positive_in_year)}."


def _year(year: int) -> str:
    return "today" if year == 0 else f"in year {year}"


def _lines(
    flows: Sequence[Decimal], value: FlowValue, discount_pct: Decimal, retention_pct: Decimal | None, currency: str
) -> tuple[str, ...]:
    lines = [f"Without discounting the sum is {show_money(total(flows), currency)}."]
    if value.internal_rate_pct is not None:
        lines.append(f"It breaks even at a discount rate of {show_percent(value.internal_rate_pct)}.")
    elif value.turns > 1:
        lines.append("Gains and losses alternate, so there is no single break-even rate: judge it by the value today.")
    lowest = value.lowest_retention_pct
    if lowest is not None:
        sure = "all flows counted as sure" if retention_pct is None else f"{show_percent(retention_pct)} counted"
        lines.append(f"What must be true: the customer stays with at least {show_percent(lowest)} a year ({sure}).")
    elif value.npv < 0 and flows[0] < 0 and value.turns == 1:
        lines.append(f"Even a customer who surely stays does not bring it back at {show_percent(discount_pct)}.")
    return tuple(lines)


def _figures(
    flows: Sequence[Decimal], value: FlowValue, discount_pct: Decimal, retention_pct: Decimal | None, currency: str
) -> tuple[Figure, ...]:
    alternating = "undefined: gains and losses alternate" if value.turns > 1 else "undefined: no change of sign"
    lowest_note = "" if value.lowest_retention_pct is not None else "undefined: no single retention breaks even"
    never = "" if value.payback is not None else "never paid back"
    never_plain = "" if value.payback_undiscounted is not None else "never paid back"
    rate_note = "" if value.internal_rate_pct is not None else alternating
    exposure = value.exposure or Exposure(ZERO, 0)
    return (
        Figure("clv", value.npv, currency, "value today"),
        Figure("npv", value.npv, currency, "net present value, first flow today"),
        Figure("undiscounted_total", total(flows), currency, "plain sum"),
        Figure("deepest_exposure", exposure.amount, currency, "lowest running total, money of today"),
        Figure("deepest_year", exposure.year, "year", "its year"),
        Figure("positive_in_year", value.positive_in_year, "year", "first year back at zero or above", never),
        Figure("payback_years", value.payback, "years", "discounted payback", never),
        Figure("payback_years_undiscounted", value.payback_undiscounted, "years", "plain payback", never_plain),
        Figure("internal_rate_pct", value.internal_rate_pct, "%", "break-even discount rate", rate_note),
        Figure("min_retention_pct", value.lowest_retention_pct, "%", "lowest retention that breaks even", lowest_note),
        Figure("discount_pct", discount_pct, "%", "yearly discount rate"),
        Figure("retention_pct", HUNDRED if retention_pct is None else retention_pct, "%", "yearly retention"),
    )


def _by_year(flows: Sequence[Decimal], value: FlowValue, currency: str) -> tuple[Table, Chart]:
    running = tuple(accumulate(value.values))
    names = tuple("today" if year == 0 else f"year {year}" for year in range(len(flows)))
    columns = (
        Column("year", "when"),
        Column("cash_flow", "cash flow", currency),
        Column("worth_today", "worth today", currency),
        Column("cumulative", "running total", currency),
    )
    rows = tuple(zip(names, flows, value.values, running, strict=True))
    chart = Chart("line", "Running total in money of today", names, (Series("running total", running),), currency)
    return Table(columns, rows), chart


def _receipt(book: Book, value: FlowValue, asked: Mapping[str, Any], discount_pct: Decimal, outlay: Decimal) -> Receipt:
    inputs = [
        (name, Input(", ".join(one) if isinstance(one, list) else str(one), "your question"))
        for name, one in asked.items()
    ]
    if "discount_pct" not in asked:
        inputs.append(("discount_pct", Input(show_percent(discount_pct), "config: clv_discount_pct")))
    terms = " + ".join(f"({show_money(amount, '', 2)})" for amount in value.values)
    return Receipt(
        formula="Σ cash flow·retention^t ÷ (1+discount)^t for t = 0, 1, 2 …",
        inputs=tuple(inputs),
        convention="the first flow is today’s and not discounted (a spreadsheet’s NPV() puts it a year out); "
        + ("an acquisition cost is paid today; " if outlay else "")
        + "payback is linear inside the year",
        steps=(f"{terms} = {show_money(value.npv, book.currency, 2)}",),
        as_of=book.today,
        data="figures of the question",
    )


def _follow_ups(discount_pct: Decimal, retention_pct: Decimal | None) -> tuple[str, ...]:
    higher = show_percent(discount_pct + 2, 0 if discount_pct == discount_pct.to_integral_value() else 1)
    offers = [f"and at {higher}?"]
    if retention_pct is None:
        offers.append("and with 80 % retention?")
    offers.append("what does your guidance say on losing now to gain later?")
    return tuple(offers)
