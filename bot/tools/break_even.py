"""Break-even arithmetic of a key account manager: cost per account, added sales, growth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import BadInput
from bot.tools.money import HUNDRED, ZERO, percent, show_money, show_percent

MARGINS = (Decimal(5), Decimal(8), Decimal(10), Decimal("12.5"), Decimal(15), Decimal(20))
"""Margins of the sensitivity lines, per cent; the asked one takes the place of the nearest."""

ACCOUNTS = (5, 8, 10, 12, 15, 20)
"""Accounts per KAM of the sensitivity lines; the asked number takes the place of the nearest."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Yearly figures per account. growth_pct None = no base sales, so no growth rate exists."""

    cost_per_account: Decimal
    required_sales: Decimal
    growth_pct: Decimal | None


def break_even(
    kam_cost: Decimal, accounts: int, margin_pct: Decimal, sales: Decimal | None = None, other_costs: Decimal = ZERO
) -> BreakEven:
    """(kam_cost / accounts + other_costs) / margin. Raises BadInput where no sales level pays it back."""
    if accounts <= 0:
        raise BadInput(f"A KAM with {accounts} accounts has nothing to share the cost over; give 1 or more.")
    if kam_cost < 0 or other_costs < 0:
        raise BadInput("A cost cannot be negative here; give what the KAM costs in a year as a positive amount.")
    if margin_pct <= 0:
        raise BadInput(
            f"At a margin of {show_percent(margin_pct)} no sales level pays this back: each added sale earns nothing. "
            "Give the margin that added sales would really earn."
        )
    if sales is not None and sales < 0:
        raise BadInput(f"Yearly sales of {show_money(sales)} cannot be a base; give what is sold in a year.")
    cost = kam_cost / accounts + other_costs
    required = cost / (margin_pct / HUNDRED)
    return BreakEven(cost, required, percent(required, sales) if sales else None)


def margins_around(asked: Decimal) -> list[Decimal]:
    """MARGINS with the asked one in the place of the nearest, ascending."""
    nearest = min(MARGINS, key=lambda margin: abs(margin - asked))
    return sorted({asked, *(one for one in MARGINS if one != nearest)})


def counts_around(asked: int) -> list[int]:
    """ACCOUNTS with the asked number in the place of the nearest, ascending."""
    return sorted({asked, *_without_nearest(asked, ACCOUNTS)})


def _without_nearest(asked: int, numbers: Iterable[int]) -> list[int]:
    nearest = min(numbers, key=lambda number: abs(number - asked))
    return [number for number in numbers if number != nearest]


@dataclass(frozen=True, slots=True)
class Payback:
    """Whether an account pays for its share of the KAM (and other yearly costs).

    after = contribution − cost; required_sales = added sales that close a gap, 0 where there is none, None where no
    sales level does because its contribution margin is not positive.
    """

    contribution: Decimal
    cost: Decimal
    required_sales: Decimal | None

    @property
    def after(self) -> Decimal:
        return self.contribution - self.cost

    @property
    def earning(self) -> bool:
        return self.after >= 0


def payback(contribution: Decimal, cost: Decimal, margin_pct: Decimal | None) -> Payback:
    """The added sales that bring `after` to zero at the account's own contribution margin."""
    gap = cost - contribution
    if gap <= 0:
        return Payback(contribution, cost, ZERO)
    if margin_pct is None or margin_pct <= 0:
        return Payback(contribution, cost, None)
    return Payback(contribution, cost, gap / (margin_pct / HUNDRED))
