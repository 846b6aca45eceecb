"""From list price to pocket price: what each step takes, off list and off the price before it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.tools.money import ZERO, percent


@dataclass(frozen=True, slots=True)
class Step:
    """A leak between two prices: a positive amount takes away. None = not recorded, so unknown."""

    name: str
    label: str
    amount: Decimal | None
    on_invoice: bool = False


@dataclass(frozen=True, slots=True)
class Fall:
    """A price, or sales at list, with the steps down to the pocket; `illustrative` rests on made-up records."""

    list_amount: Decimal
    steps: tuple[Step, ...]
    illustrative: bool = False

    @property
    def invoice(self) -> Decimal:
        """List less what is taken on the invoice."""
        return self.list_amount - sum((step.amount or ZERO for step in self.steps if step.on_invoice), ZERO)

    @property
    def pocket(self) -> Decimal:
        """List less every known step; at most that where a step is unknown."""
        return self.list_amount - sum((step.amount or ZERO for step in self.steps), ZERO)

    @property
    def realization_pct(self) -> Decimal | None:
        """Pocket in per cent of list; None without a list price."""
        return percent(self.pocket, self.list_amount)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(step.label for step in self.steps if step.amount is None)

    def rates(self) -> tuple[Decimal | None, ...]:
        """What each step takes of the price before it, in per cent: discounts stack in sequence, so the price that is
        left is list x Π(1 − rate), not list x (1 − Σ rates)."""
        left = self.list_amount
        found = []
        for step in self.steps:
            found.append(None if step.amount is None else percent(step.amount, left))
            left -= step.amount or ZERO
        return tuple(found)
