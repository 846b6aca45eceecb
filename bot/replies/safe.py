"""Text made harmless before it is shown: nothing invisible, no links but the allowed ones, no markup of Slack."""

from __future__ import annotations

import re
from collections.abc import Sequence

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]"
)
"""Controls, zero-width, bidirectional and tag characters: they hide text, or turn it round."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]{1,20}:/{2}|www\.|mailto:|javascript:|data:)[^\s<>\"'|]*", re.IGNORECASE)
REMOVED = "[link removed]"


def clean(text: str, allowed_links: Sequence[str] = ()) -> str:
    """The text without invisible characters, terminal codes, and links that do not begin with an allowed prefix."""
    if text.isascii() and text.isprintable() and ":" not in text and "www." not in text.lower():
        return text  # most texts: nothing hidden, and no link without one of these two
    visible = _INVISIBLE.sub("", _ANSI.sub("", text.replace("\r\n", "\n")))
    return _LINK.sub(lambda found: found[0] if _allowed(found[0], allowed_links) else REMOVED, visible)


def escape(text: str) -> str:
    """For places where Slack reads markup: & < > as entities, so that no ping, link or channel can be written."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a person typed, from the form in which Slack sends it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shortened(text: str, most: int) -> str:
    """At most so many characters, the last one then being an ellipsis; never empty."""
    whole = text.strip() or "–"
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _allowed(link: str, prefixes: Sequence[str]) -> bool:
    """A prefix without a path must be followed by the end or a slash: example.com.evil.test is not example.com."""
    for prefix in prefixes:
        if link.startswith(prefix) and (prefix.endswith("/") or link[len(prefix) : len(prefix) + 1] in ("", "/", "?")):
            return True
    return False
