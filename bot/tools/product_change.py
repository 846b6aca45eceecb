"""What changed between two periods' sums by product, with the rebates granted on the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.tools.facts.costs import UNKNOWN, Cost
from bot.tools.facts.sales import ProductSums
from bot.tools.money import ZERO, total
from bot.tools.pvm import Effects, Item, add_effects, margin_effects, sales_effects


@dataclass(frozen=True, slots=True)
class Levels:
    """Net sales and gross margin of the earlier (0) and the later (1) period; margins None = a cost is unknown."""

    sales0: Decimal
    sales1: Decimal
    margin0: Decimal | None
    margin1: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """Both periods by product, what moved sales and margin, and the levels these moves connect.

    Rebates are known for the whole only: they are in the totals where both periods have them, `rebates` says which
    have ("both", "one" or "none").
    """

    items: tuple[Item, ...]
    names: Mapping[str, str]
    sales: Mapping[str, Effects]
    margin: Mapping[str, Effects] | None
    sales_total: Effects
    margin_total: Effects | None
    levels: Levels
    rebates: str
    illustrative: bool = False


def change_by_product(
    before: Sequence[ProductSums], after: Sequence[ProductSums], rebates0: Cost = UNKNOWN, rebates1: Cost = UNKNOWN
) -> Change:
    """The effects between two periods' sums by product and their rebates."""
    old, new = {one.sku: one for one in before}, {one.sku: one for one in after}
    names = {one.sku: one.name or "lines without a product" for one in (*before, *after)}
    items = tuple(_item(sku, old.get(sku), new.get(sku)) for sku in sorted(names))
    sales, margin = sales_effects(items), margin_effects(items)
    known = [rebates0.amount is not None, rebates1.amount is not None]
    both = all(known)
    granted0, granted1 = (rebates0.amount or ZERO, rebates1.amount or ZERO) if both else (ZERO, ZERO)
    rebates = Effects(rebates=granted0 - granted1)
    return Change(
        items,
        names,
        sales,
        margin,
        add_effects(sales.values()) + rebates,
        None if margin is None else add_effects(margin.values()) + rebates,
        _levels(items, granted0, granted1),
        "both" if both else ("one" if any(known) else "none"),
        both and (rebates0.illustrative or rebates1.illustrative) and bool(granted0 or granted1),
    )


def _levels(items: Sequence[Item], rebates0: Decimal, rebates1: Decimal) -> Levels:
    sales0 = total(item.sales0 for item in items) - rebates0
    sales1 = total(item.sales1 for item in items) - rebates1
    costs0, costs1 = [item.cost0 for item in items], [item.cost1 for item in items]
    if None in costs0 or None in costs1:
        return Levels(sales0, sales1, None, None)
    margin0 = sales0 - total(cost for cost in costs0 if cost is not None)
    margin1 = sales1 - total(cost for cost in costs1 if cost is not None)
    return Levels(sales0, sales1, margin0, margin1)


def _item(sku: str, before: ProductSums | None, after: ProductSums | None) -> Item:
    return Item(
        sku,
        before.sums.quantity if before else ZERO,
        after.sums.quantity if after else ZERO,
        before.sums.net_sales if before else ZERO,
        after.sums.net_sales if after else ZERO,
        _cost(before),
        _cost(after),
        before.sums.discount if before else ZERO,
        after.sums.discount if after else ZERO,
    )


def _cost(one: ProductSums | None) -> Decimal | None:
    if one is None:
        return ZERO
    return None if one.sums.lines_without_cogs else one.sums.cogs
