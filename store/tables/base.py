"""What all tables share: the metadata with its naming convention, and field makers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from store.types import Money

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def money(**options: Any) -> Any:
    """An exact amount that is always known."""
    return Field(sa_type=Money, **options)


def maybe_money() -> Any:
    """An exact amount, None where it is unknown (which is not zero)."""
    return Field(default=None, sa_type=Money, nullable=True)


def long_text(**options: Any) -> Any:
    """Text of any length."""
    return Field(sa_type=Text, **options)


def illustrative() -> Any:
    """True for rows made up for the sample ledger; every answer that rests on one says so."""
    return Field(default=False)


ZERO = Decimal(0)

__all__ = ["ZERO", "Field", "SQLModel", "illustrative", "long_text", "maybe_money", "metadata", "money"]
