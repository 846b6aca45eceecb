"""Column types that keep amounts and names exact on SQLite and on PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.errors import BadInput
from store.units import LARGEST, UNITS

__all__ = ["LARGEST", "UNITS", "Money", "from_units", "to_units"]


def to_units(amount: Decimal) -> int:
    """The stored integer for an amount. Raises BadInput where it would not come back the same."""
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise BadInput(f"The amount {amount} cannot be stored: it must be a finite number below {LARGEST}.")
    units = amount * UNITS
    if units != units.to_integral_value():
        raise BadInput(f"The amount {amount} has more than four decimal places; round it first.")
    return int(units)


def from_units(units: int | None) -> Decimal:
    """The amount of a stored integer, or of a SUM of them (which PostgreSQL returns as Decimal); None is 0."""
    return Decimal(int(units or 0)) / UNITS


class Money(TypeDecorator[Decimal]):
    """`Decimal` in the program, 64-bit integer of 1/10,000 in the database; sums are exact on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else to_units(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_units(value)
