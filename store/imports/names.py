"""Names as they are compared: NFC, case-folded, without legal forms; look-alikes in another script are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

_FORMS = frozenset(
    word
    for words in (
        "inc incorporated corp corporation co company ltd limited llc llp lp plc pty pte pvt bhd",
        "gmbh ag kg ohg gbr ug se mbh kgaa cokg ev eg sa sas sarl srl spa sl bv nv",
        "ab as asa oy oyj aps kft doo sro zoo spzoo",
    )
    for word in words.split()
)
"""Legal forms at the end of a name, without their dots."""

_LATIN_LIKE = str.maketrans(
    # Cyrillic and Greek letters that look like Latin ones
    "авеёкмнорстухіјѕԁԛԝһӏαβεζηικμνορτυχϲ",
    "abeekmhopctyxijsdqwhlabezhikmvoptuxc",
)


@lru_cache(maxsize=200_000)
def normal(name: str) -> str:
    """The form in which two spellings of one name are equal: 'ACME, Inc.' and 'Acme' are both 'acme'."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    words = re.sub(r"[^\w]+", " ", re.sub(r"(?<=\w)\.(?=\w\.|\w\b)", "", folded).replace("&", " and ")).split()
    while len(words) > 1 and (words[-1] in _FORMS or (words[-1] == "and" and len(words) > 2)):
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=200_000)
def skeleton(name: str) -> str:
    """As `normal`, with letters of other scripts replaced by the Latin ones they look like, and accents dropped."""
    plain = unicodedata.normalize("NFD", normal(name).translate(_LATIN_LIKE))
    return "".join(one for one in plain if not unicodedata.combining(one))


def scripts(name: str) -> frozenset[str]:
    """The scripts of a name's letters, by the first word of their Unicode names: LATIN, CYRILLIC, GREEK …"""
    return frozenset(unicodedata.name(one, "?").split(" ")[0] for one in name if one.isalpha())


def look_alike(one: str, other: str) -> bool:
    """True where two names look the same but are written in different scripts."""
    return normal(one) != normal(other) and skeleton(one) == skeleton(other) and scripts(one) != scripts(other)


def slug(name: str) -> str:
    """A readable id made of a name: 'Brakes & Gears Ltd.' → 'brakes-and-gears'."""
    plain = unicodedata.normalize("NFD", normal(name).replace("ß", "ss"))
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^\w]+", "-", letters).strip("-_")[:80] or "x"


def unused(wanted: str, taken: Container[str]) -> str:
    """The wanted id, or with -2, -3 … where it is taken."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
