"""An account's P&L as named lines, for tables, waterfalls and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.tools.answer import Chart, Figure, Series
from bot.tools.money import ZERO, percent, show_money
from bot.tools.profit import AccountProfit


@dataclass(frozen=True, slots=True)
class Line:
    """One line: costs are positive amounts, `level` marks a subtotal. None = unknown, which is not zero."""

    name: str
    label: str
    amount: Decimal | None
    level: bool = False
    source: str = "order lines"

    @property
    def effect(self) -> Decimal | None:
        """What the line does to profit: a cost counts against it."""
        return self.amount if self.level or self.amount is None else -self.amount


def pnl_lines(profit: AccountProfit) -> tuple[Line, ...]:
    """From gross sales down to net account profit; every level is the level before less the lines between."""
    costs, sums = profit.costs, profit.sums
    unknown_cogs = bool(sums.lines_without_cogs)
    kam_source = f"the KAM's yearly cost, shared {costs.kam_basis}" if costs.kam_basis else "the KAM's yearly cost"
    lines = (
        Line("gross_sales", "gross sales", sums.gross_sales, level=True),
        Line("discount", "discounts", sums.discount),
        Line("invoiced_sales", "invoiced", sums.net_sales, level=True),
        Line("rebates", "rebates", profit.rebates.amount, source="cost lines"),
        Line("net_sales", "net sales", profit.net_sales, level=True),
        Line("cogs", "cost of goods", None if unknown_cogs else sums.cogs),
        Line("gross_margin", "gross margin", profit.gross_margin, level=True),
        Line("freight", "freight", profit.freight.amount),
        Line("returns", "returns", costs.kind("return").amount, source="cost lines"),
        Line("service", "service", costs.kind("service").amount, source="cost lines"),
        Line("promotion_cost", "promotion cost", costs.kind("promotion").amount, source="cost lines"),
        Line("other_costs", "other costs to serve", costs.kind("other").amount, source="cost lines"),
        Line("contribution", "contribution", profit.contribution, level=True),
        Line("kam_cost", "KAM time", profit.kam_cost, source=kam_source),
        Line("net_profit", "left, at most" if profit.missing else "net account profit", profit.net_profit, level=True),
    )
    return tuple(line for line in lines if line.name != "other_costs" or line.amount is not None)


def told(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines worth showing in a row: known ones, without levels that repeat the level before."""
    shown: list[Line] = []
    since_level = 0
    for line in lines:
        if line.amount is None or (not line.level and line.amount == ZERO):
            continue
        if line.level and shown and not since_level:
            shown[-1] = line if shown[-1].level else shown[-1]
            continue
        since_level = 0 if line.level else since_level + 1
        shown.append(line)
    return tuple(shown)


def waterfall(title: str, lines: tuple[Line, ...], currency: str) -> Chart:
    """The P&L as a waterfall: signed steps between levels."""
    shown = told(lines)
    steps = tuple(line.effect for line in shown)
    levels = tuple(line.label for line in shown if line.level)
    return Chart("waterfall", title, tuple(line.label for line in shown), (Series("amount", steps),), currency, levels)


def steps(lines: tuple[Line, ...], currency: str) -> tuple[str, ...]:
    """The working: one sum per level, '294,799.69 − 925.30 = 293,874.39 USD net sales'."""
    sums: list[str] = []
    running: list[str] = []
    for line in told(lines):
        shown = show_money(abs(line.amount or ZERO), decimals=2)
        sign = "−" if (line.effect or ZERO) < 0 else "+"
        if not line.level:
            running.append(f"{sign} {shown}")
            continue
        level = show_money(line.amount or ZERO, decimals=2)
        if len(running) > 1:
            sums.append(f"{' '.join(running)} = {level} {currency} {line.label}")
        running = [level]
    return tuple(sums)


def pnl_figures(profit: AccountProfit, lines: tuple[Line, ...], currency: str) -> tuple[Figure, ...]:
    """Every line as a figure, with the margins in per cent of net sales."""
    bound = f"at most: {', '.join(profit.missing)} not in the data" if profit.missing else ""
    notes = {"net_profit": bound, "contribution": bound if profit.missing != ("KAM time",) else ""}
    figures = [
        Figure(
            line.name,
            line.amount,
            currency,
            line.label,
            notes.get(line.name, "") if line.amount is not None else "not in the data",
        )
        for line in lines
    ]
    if profit.gross_margin is not None and profit.freight.amount is not None:
        after = profit.gross_margin - profit.freight.amount
        figures.append(Figure("contribution_after_freight", after, currency, "gross margin after freight"))
        figures.append(_margin("contribution_after_freight_pct", percent(after, profit.net_sales), "after freight"))
    figures += [
        _margin("gross_margin_pct", profit.gross_margin_pct, "gross margin"),
        _margin("contribution_pct", profit.contribution_pct, "contribution"),
        _margin("net_profit_pct", profit.net_profit_pct, "net account profit"),
        Figure("quantity", profit.sums.quantity, "pieces", "quantity"),
        Figure("lines", profit.sums.lines, "lines", "order lines"),
        Figure("orders", profit.sums.orders, "orders", "orders"),
    ]
    return tuple(figures)


def _margin(name: str, value: Decimal | None, label: str) -> Figure:
    note = "" if value is not None else "undefined: no net sales, or the cost of goods is unknown"
    return Figure(name, value, "%", f"{label}, per cent of net sales", note)
