"""Cells: every cell is a text; typed cells of a workbook carry a mark in front, which no text file can hold."""

from __future__ import annotations

NUMBER = "\x00n"
"""A number with a decimal point, whatever the language of the file."""

PERCENT = "\x00p"
"""A number with a decimal point that is shown as per cent: 0.05 for 5 %."""

DAY = "\x00d"
"""An ISO date."""

YES_NO = "\x00b"
"""'1' or '0'."""

ERROR = "\x00e"
"""An error value such as #REF!."""


def shown(cell: str) -> str:
    """A cell as a person reads it."""
    return cell[2:] if cell[:1] == "\x00" else cell
