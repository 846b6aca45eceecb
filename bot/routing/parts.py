"""Several questions in one message, taken apart."""

from __future__ import annotations

import re

_ENDS = re.compile(
    r"(?<=\?)\s+|\s*\n+\s*(?=(?:\d[.)]|[-•*]|and|also|what|which|who|how|when|show|give|list)\b)|;\s+(?=and\b|also\b)"
)
_JOINS = re.compile(
    r",?\s+(?:and (?:also|then|while you are at it|while you're at it)|also|as well as|plus|and)[,:]?\s+"
    r"(?=(?:what|which|who|how|when|where|show|give|list|tell|prep|rank|log|add|is|are|does|do|did|can|what's|who's|how's)\b)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:\d[.)]|[-•*])\s*")
SHORTEST = 3  # words of a question that can stand alone


def questions_in(text: str) -> list[str]:
    """The questions of a message in their order; one entry where it asks one thing. At most three."""
    pieces = [piece for end in _ENDS.split(text) for piece in _JOINS.split(end)]
    kept = [_BULLET.sub("", piece).strip(" ,;") for piece in pieces if piece and piece.strip()]
    asking = [piece for piece in kept if len(piece.split()) >= SHORTEST]
    if not 2 <= len(asking) <= 3 or len(asking) != len(kept) or len(text) > 400:
        return [text]
    return asking
