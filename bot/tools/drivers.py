"""What moves profit: a P&L by behaviour (with price, with volume, fixed), and the same P&L after changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.errors import BadInput
from bot.tools.money import HUNDRED, ZERO, percent, show_percent
from bot.tools.profit import AccountProfit

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Drivers:
    """A P&L by what moves each line. Discount follows gross sales, rebates follow invoiced sales; cost of goods,
    freight and service (with returns and other costs to serve) follow volume; promotion and KAM cost are fixed."""

    gross_sales: Decimal
    discount: Decimal = ZERO
    rebates: Decimal = ZERO
    cogs: Decimal = ZERO
    freight: Decimal = ZERO
    service: Decimal = ZERO
    fixed: Decimal = ZERO

    @property
    def net_sales(self) -> Decimal:
        return self.gross_sales - self.discount - self.rebates

    @property
    def margin(self) -> Decimal:
        """Contribution margin: what is left after everything that follows volume."""
        return self.net_sales - self.cogs - self.freight - self.service

    @property
    def profit(self) -> Decimal:
        return self.margin - self.fixed

    @property
    def discount_pct(self) -> Decimal:
        return percent(self.discount, self.gross_sales) or ZERO


@dataclass(frozen=True, slots=True)
class Changes:
    """Signed changes: per cent, and for the discount percentage points of gross sales."""

    price_pct: Decimal = ZERO
    volume_pct: Decimal = ZERO
    cost_pct: Decimal = ZERO
    discount_pts: Decimal = ZERO
    freight_pct: Decimal = ZERO

    @property
    def any(self) -> bool:
        return self != Changes()


def drivers(profit: AccountProfit) -> Drivers:
    """An account's known lines by what moves them."""
    costs = profit.costs

    def known(*kinds: str) -> Decimal:
        return sum((costs.kind(kind).amount or ZERO for kind in kinds), ZERO)

    return Drivers(
        profit.sums.gross_sales,
        profit.sums.discount,
        known("rebate"),
        profit.sums.cogs,
        profit.freight.amount or ZERO,
        known("return", "service", "other"),
        known("promotion") + (profit.kam_cost or ZERO),
    )


def changed(base: Drivers, changes: Changes) -> Drivers:
    """The P&L after all changes together. Raises BadInput where a change takes away more than there is."""
    for name, value in (
        ("price", changes.price_pct),
        ("volume", changes.volume_pct),
        ("cost", changes.cost_pct),
        ("freight", changes.freight_pct),
    ):
        if value < -HUNDRED:
            raise BadInput(f"The {name} can't fall by more than 100 %; you gave {show_percent(value)}.")
    rate = base.discount_pct + changes.discount_pts
    if rate > HUNDRED:
        raise BadInput(f"That makes the discount {show_percent(rate)}: more than the price. Give fewer points.")
    volume = ONE + changes.volume_pct / HUNDRED
    gross = base.gross_sales * volume * (ONE + changes.price_pct / HUNDRED)
    discount = gross * rate / HUNDRED
    invoiced = base.gross_sales - base.discount
    rebates = base.rebates * (gross - discount) / invoiced if invoiced else base.rebates
    return Drivers(
        gross,
        discount,
        rebates,
        base.cogs * volume * (ONE + changes.cost_pct / HUNDRED),
        base.freight * volume * (ONE + changes.freight_pct / HUNDRED),
        base.service * volume,
        base.fixed,
    )


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one per cent in our favour on one line adds to profit; per cent of profit None where it is not positive."""

    name: str
    label: str
    effect: Decimal
    of_profit_pct: Decimal | None


def sensitivities(base: Drivers, kam_cost: Decimal = ZERO) -> tuple[Sensitivity, ...]:
    """One per cent on each line, largest effect first, with nothing else moving. `kam_cost` is part of `fixed`."""
    moves = (
        ("price", "price +1 %", changed(base, Changes(price_pct=ONE)).profit - base.profit),
        ("volume", "volume +1 %", changed(base, Changes(volume_pct=ONE)).profit - base.profit),
        ("cost", "cost of goods −1 %", base.cogs / HUNDRED),
        ("discount", "discounts −1 %", _less_discount(base)),
        ("rebates", "rebates −1 %", base.rebates / HUNDRED),
        ("freight", "freight −1 %", base.freight / HUNDRED),
        ("service", "service and returns −1 %", base.service / HUNDRED),
        ("promotion", "promotion cost −1 %", (base.fixed - kam_cost) / HUNDRED),
        ("kam", "KAM time −1 %", kam_cost / HUNDRED),
    )
    found = [
        Sensitivity(name, label, effect, percent(effect, base.profit) if base.profit > 0 else None)
        for name, label, effect in moves
        if effect
    ]
    return tuple(sorted(found, key=lambda one: -one.effect))


def _less_discount(base: Drivers) -> Decimal:
    """One per cent of the discounts not given, less the rebates that follow invoiced sales."""
    less = replace(base, discount=base.discount * (HUNDRED - ONE) / HUNDRED)
    invoiced = base.gross_sales - base.discount
    rebates = base.rebates * (less.gross_sales - less.discount) / invoiced if invoiced else base.rebates
    return replace(less, rebates=rebates).profit - base.profit


def even_volume_pct(base: Drivers, changes: Changes) -> Decimal | None:
    """By how much volume may change, in per cent, until the changes (volume aside) leave profit where it was.

    −Δp ÷ (margin + Δp) for a price change. None where a sale earns nothing before or after: no volume evens it out.
    """
    after = changed(base, replace(changes, volume_pct=ZERO))
    if base.margin <= 0 or after.margin <= 0:
        return None
    return (base.margin / after.margin - ONE) * HUNDRED


def zero_volume_pct(base: Drivers) -> Decimal | None:
    """By how much volume may change, in per cent, until profit is zero; None where a sale earns nothing."""
    return None if base.margin <= 0 else (base.fixed / base.margin - ONE) * HUNDRED


def leverage(base: Drivers) -> Decimal | None:
    """Operating leverage at this level: contribution margin ÷ profit; None where profit is not positive."""
    return base.margin / base.profit if base.profit > 0 else None
