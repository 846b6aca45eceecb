"""Price, volume, mix and cost effects between two periods, product by product, adding up exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from bot.tools.money import ZERO, total

GRAIN = Decimal("1e-10")
"""Effects that come from a division are cut to this, and the last effect of each product takes what is left, so
that the parts add up to the change to the last digit."""


@dataclass(frozen=True, slots=True)
class Item:
    """A product in the earlier (0) and the later (1) period: units, sales net of discount, discount, and cost of
    goods, None where it is unknown. Amounts are totals, not per unit."""

    key: str
    units0: Decimal
    units1: Decimal
    sales0: Decimal
    sales1: Decimal
    cost0: Decimal | None = None
    cost1: Decimal | None = None
    discount0: Decimal = ZERO
    discount1: Decimal = ZERO

    @property
    def compared(self) -> bool:
        """True where both periods have a price: something was sold in each."""
        return self.units0 > 0 and self.units1 > 0

    @property
    def margin0(self) -> Decimal | None:
        return None if self.cost0 is None else self.sales0 - self.cost0

    @property
    def margin1(self) -> Decimal | None:
        return None if self.cost1 is None else self.sales1 - self.cost1


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed a total: their sum is the change. A plus raises it."""

    price: Decimal = ZERO
    volume: Decimal = ZERO
    mix: Decimal = ZERO
    cost: Decimal = ZERO
    new: Decimal = ZERO
    lost: Decimal = ZERO
    rebates: Decimal = ZERO  # known for the whole only, not by product

    @property
    def change(self) -> Decimal:
        return total(getattr(self, one.name) for one in fields(Effects))

    def __add__(self, other: Effects) -> Effects:
        return Effects(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Effects)))


def add_effects(parts: Iterable[Effects]) -> Effects:
    return sum(parts, Effects())


def sales_effects(items: Sequence[Item]) -> dict[str, Effects]:
    """Each product's effects on sales.

    price at actual units: S1 − S0·q1/q0; volume at the earlier mix: S0·(Q1/Q0 − 1); mix: S0·(q1/q0 − Q1/Q0), with Q
    the units of all products sold in both periods. Products sold in one period only are new or lost, whole.
    """
    units0, units1 = _units(items)
    found = {}
    for item in items:
        if not item.compared:
            found[item.key] = Effects(new=item.sales1, lost=-item.sales0)
            continue
        volume, mix = _volume_and_mix(item, item.sales0, units0, units1)
        found[item.key] = Effects(price=item.sales1 - item.sales0 - volume - mix, volume=volume, mix=mix)
    return found


def margin_effects(items: Sequence[Item]) -> dict[str, Effects] | None:
    """Each product's effects on gross margin: price as on sales, volume and mix at the earlier margin per unit, and
    what the cost per unit did. None where the cost of any product is unknown."""
    units0, units1 = _units(items)
    on_sales = sales_effects(items)
    found = {}
    for item in items:
        before, after = item.margin0, item.margin1
        if before is None or after is None:
            return None
        if not item.compared:
            found[item.key] = Effects(new=after, lost=-before)
            continue
        volume, mix = _volume_and_mix(item, before, units0, units1)
        price = on_sales[item.key].price
        cost = after - before - price - volume - mix
        found[item.key] = Effects(price=price, volume=volume, mix=mix, cost=cost)
    return found


def discount_effect(items: Iterable[Item]) -> Decimal:
    """The part of the price effect that is a change of the discount per unit; a plus = less discount."""
    return total(
        (item.discount0 * item.units1 / item.units0 - item.discount1).quantize(GRAIN) for item in items if item.compared
    )


def _units(items: Sequence[Item]) -> tuple[Decimal, Decimal]:
    both = [item for item in items if item.compared]
    return total(item.units0 for item in both), total(item.units1 for item in both)


def _volume_and_mix(item: Item, value0: Decimal, units0: Decimal, units1: Decimal) -> tuple[Decimal, Decimal]:
    """Volume and mix of one product whose earlier sales or margin was value0."""
    at_actual_units = (value0 * item.units1 / item.units0).quantize(GRAIN)
    volume = (value0 * (units1 - units0) / units0).quantize(GRAIN)
    return volume, at_actual_units - value0 - volume
