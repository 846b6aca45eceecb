"""The unit in which amounts are stored; by itself, so that a process that only reads files starts quickly."""

from decimal import Decimal

UNITS = 10_000
"""An amount is stored as a whole number of 1/10,000 of a currency unit."""

LARGEST = Decimal("900000000000000")
"""Amounts beyond this do not fit the 64-bit column."""
