"""What a promotion added: units above the base rate, what they earned, and what the discount cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.facts.promotions import PromotedProduct
from bot.tools.money import HUNDRED, ZERO, percent, total


@dataclass(frozen=True, slots=True)
class Return:
    """What came back for what was spent, reporting currency."""

    margin: Decimal  # incremental margin, before what was spent
    spend: Decimal

    @property
    def gain(self) -> Decimal:
        return self.margin - self.spend

    @property
    def roi_pct(self) -> Decimal | None:
        """Net return in per cent: (margin − spend) ÷ spend; break-even is 0. None where nothing was spent."""
        return percent(self.gain, self.spend)

    @property
    def per_one(self) -> Decimal | None:
        """Margin per 1 spent; break-even is 1. None where nothing was spent."""
        return self.margin / self.spend if self.spend else None


@dataclass(frozen=True, slots=True)
class ProductEffect:
    """One product. base_units None = not sold before, so nothing can be called incremental."""

    name: str
    units: Decimal
    base_units: Decimal | None
    margin_per_unit: Decimal | None  # before the discount
    price_per_unit: Decimal | None  # before the discount
    discount: Decimal
    base_discount: Decimal  # the part of the discount that base units got
    pulled_units: Decimal  # units missing afterwards

    @property
    def added_units(self) -> Decimal | None:
        return None if self.base_units is None else self.units - self.base_units

    @property
    def added_margin(self) -> Decimal | None:
        """Of the added units, at the margin before the discount."""
        if self.added_units is None or self.margin_per_unit is None:
            return None
        return self.added_units * self.margin_per_unit

    @property
    def added_sales(self) -> Decimal | None:
        if self.added_units is None or self.price_per_unit is None:
            return None
        return self.added_units * self.price_per_unit

    @property
    def pulled_margin(self) -> Decimal:
        return self.pulled_units * (self.margin_per_unit or ZERO)


@dataclass(frozen=True, slots=True)
class Effect:
    """All products of a promotion. `known` = those with a base; only these may claim anything."""

    products: tuple[ProductEffect, ...]
    fixed_cost: Decimal

    @property
    def known(self) -> tuple[ProductEffect, ...]:
        return tuple(one for one in self.products if one.added_margin is not None)

    @property
    def discount(self) -> Decimal:
        return total(one.discount for one in self.products)

    @property
    def result(self) -> Return | None:
        """None where no product has a base to compare with."""
        if not self.known:
            return None
        margin = total((one.added_margin or ZERO) - one.pulled_margin for one in self.known)
        return Return(margin, total(one.discount for one in self.known) + self.fixed_cost)

    @property
    def earned(self) -> Decimal | None:
        """What everything sold during the run earned before the discount; None where a cost is unknown."""
        earned = [None if one.margin_per_unit is None else one.units * one.margin_per_unit for one in self.products]
        return None if None in earned else total(one for one in earned if one is not None)

    @property
    def break_even_share_pct(self) -> Decimal | None:
        """Which part of the units sold must be extra for the promotion to pay: spend ÷ margin before the discount.
        Above 100 it cannot pay; None where the margin before the discount is not positive or not known."""
        whole = self.earned
        return percent(self.discount + self.fixed_cost, whole) if whole is not None and whole > 0 else None


def effect(
    products: Sequence[PromotedProduct],
    fixed_cost: Decimal,
    run_days: int,
    base_days: int,
    after_days: int,
) -> Effect:
    """The effect over all products; base_days and after_days 0 = nothing known of the time before or after.

    base units = units a day before the run x days of the run; added = units sold − base units; pulled forward = what
    the days after fall short of the base rate, at most what was added.
    """
    return Effect(tuple(_product(one, run_days, base_days, after_days) for one in products), fixed_cost)


def _product(one: PromotedProduct, run_days: int, base_days: int, after_days: int) -> ProductEffect:
    units = one.during.quantity
    known = base_days > 0 and one.before.quantity > 0
    base = one.before.quantity * run_days / base_days if known else None
    pulled = ZERO
    if base is not None and after_days:
        short = one.before.quantity * after_days / base_days - one.after.quantity
        pulled = max(ZERO, min(short, units - base))
    sold = one.during
    each = sold.quantity if sold.quantity > 0 else None
    margin = None if each is None or sold.lines_without_cogs else (sold.gross_sales - sold.cogs) / each
    promoted = one.promoted.quantity
    per_unit = one.promoted.discount / promoted if promoted > 0 else ZERO
    return ProductEffect(
        one.name,
        units,
        base,
        margin,
        None if each is None else sold.gross_sales / each,
        one.promoted.discount,
        ZERO if base is None else min(base, promoted) * per_unit,
        pulled,
    )


def simple_return(added_sales: Decimal, margin_pct: Decimal, cost: Decimal) -> Return:
    """From figures of a question: added sales x margin against the cost."""
    return Return(added_sales * margin_pct / HUNDRED, cost)
