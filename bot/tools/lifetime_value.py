"""What a customer is worth: the value today of current and future yearly profits, weighted by staying a customer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.errors import BadInput
from bot.tools.money import HUNDRED, ZERO, show_percent, total
from bot.tools.net_present_value import ONE, break_even_weight, discount_factor, powers

LONGEST = 100
"""Years beyond which a horizon is no plan any more."""


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """The value under this house's convention and beside it those of others; same unit as the margin.

    `yearly` are the expected margins in money of today, the first of them today's. None = does not converge.
    """

    yearly: tuple[Decimal, ...]
    value: Decimal  # Σ yearly − acquisition cost: today's margin included, `len(yearly)` of them
    no_end: Decimal | None  # as value, for ever
    excluding_today: Decimal  # the margin first in a year and only if the customer stays, same number of years
    excluding_today_no_end: Decimal | None  # the same for ever
    first_certain_no_end: Decimal | None  # first margin in a year, for certain, for ever


def lifetime_value(
    margin: Decimal,
    retention_pct: Decimal,
    discount_pct: Decimal,
    years: int,
    growth_pct: Decimal = ZERO,
    acquisition_cost: Decimal = ZERO,
) -> LifetimeValue:
    """Σ margin·(1+growth)ᵗ·retentionᵗ/(1+discount)ᵗ for t = 0 … years−1, less the acquisition cost.

    Rates are yearly, in per cent. Raises BadInput for rates and horizons that mean nothing. Sources of the other
    conventions: Gupta & Lehmann 2003 (excluding today), Farris et al. (including today), an annuity (certain).
    """
    check(retention_pct, growth_pct, years, acquisition_cost)
    weight = yearly_weight(retention_pct, discount_pct, growth_pct)
    yearly = tuple(margin * power for power in powers(weight, years))
    staying = retention_pct / HUNDRED / discount_factor(discount_pct)  # a year on, the margin not yet grown
    converges = weight < 1
    for_ever = margin / (ONE - weight) if converges else None
    first_certain = None
    if for_ever is not None:
        first_certain = for_ever / discount_factor(discount_pct)
    return LifetimeValue(
        yearly,
        total(yearly) - acquisition_cost,
        None if for_ever is None else for_ever - acquisition_cost,
        total(yearly) * staying - acquisition_cost,
        None if for_ever is None else for_ever * staying - acquisition_cost,
        None if first_certain is None else first_certain - acquisition_cost,
    )


def value_of(margin: Decimal, weights: tuple[Decimal, ...]) -> Decimal:
    """The value of LifetimeValue alone, without acquisition cost, from `powers` of a yearly_weight: of thousands of
    customers that stay equally likely the weights are the same."""
    return total(margin * power for power in weights)


def check(retention_pct: Decimal, growth_pct: Decimal, years: int, acquisition_cost: Decimal = ZERO) -> None:
    """Raises BadInput, in a sentence, for what cannot be a retention, a growth, a horizon or a cost."""
    if not 0 <= retention_pct <= HUNDRED:
        raise BadInput(
            f"A retention of {show_percent(retention_pct)} cannot be: of 100 customers 0 to 100 stay. Give 0 to 100 %."
        )
    if growth_pct <= -HUNDRED:
        raise BadInput(f"A yearly growth of {show_percent(growth_pct)} leaves nothing to sell; give one above −100 %.")
    if not 1 <= years <= LONGEST:
        raise BadInput(f"A horizon of {years} years can't be counted; give 1 to {LONGEST} years.")
    if acquisition_cost < 0:
        raise BadInput("An acquisition cost cannot be negative; give what winning the customer costs as a positive.")


def yearly_weight(retention_pct: Decimal, discount_pct: Decimal, growth_pct: Decimal = ZERO) -> Decimal:
    """What a margin counts a year later: retention·(1+growth)/(1+discount)."""
    return retention_pct / HUNDRED * (ONE + growth_pct / HUNDRED) / discount_factor(discount_pct)


def lowest_retention_pct(
    margin: Decimal, discount_pct: Decimal, years: int, growth_pct: Decimal, acquisition_cost: Decimal
) -> Decimal | None:
    """The yearly retention, per cent, at which the customer just pays the acquisition cost back within the years.

    0 where today's margin alone does; None where even a customer who surely stays does not.
    """
    if margin - acquisition_cost >= 0:
        return ZERO
    flows = [margin - acquisition_cost] + [margin * power for power in powers(ONE + growth_pct / HUNDRED, years)[1:]]
    return _as_retention(break_even_weight(flows), discount_pct)


def lowest_retention_of_flows(flows: tuple[Decimal, ...], discount_pct: Decimal) -> Decimal | None:
    """As lowest_retention_pct, for a row of yearly flows of which today's is sure and each later one needs the
    customer to stay; None also where losses and gains alternate, so that no single answer exists."""
    return _as_retention(break_even_weight(flows), discount_pct) if flows and flows[0] < 0 else None


def _as_retention(weight: Decimal | None, discount_pct: Decimal) -> Decimal | None:
    if weight is None:
        return None
    retention = weight * discount_factor(discount_pct) * HUNDRED
    return retention if retention <= HUNDRED else None
