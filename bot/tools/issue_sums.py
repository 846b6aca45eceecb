"""Open problems by department and age, and how long it takes us to put one right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bot.tools.facts.issues import IssueFact

_CUES = {
    "finance": r"invoice|billed|billing|credit note|reminder letter|statement|payment|rebate|rechnung|facture|factura",
    "logistics": r"deliver|pallet|shipment|shipped|truck|driver|transport|late again|lost|lieferung|livraison|arrived",
    "warehouse": r"wrong quantity|wrong sizes?|picking|packed|short \w+|warehouse|stock",
    "quality": r"defect|crack|creak|squeal|rust|faulty|broken|damage|lack|thread|safety|kaputt|défect",
    "IT": r"portal|edi\b|log ?in|website|web shop|barcode",
    "service": r"nobody answers|phone|hotline|warranty|rma\b|repair|claim|technician|after-sales|spare",
    "pricing": r"price|discount|charged",
    "packaging": r"packag|box(es)?\b|label|carton",
}
"""Words that point to a department; the one with the most of them is proposed, never written unseen."""


@dataclass(frozen=True, slots=True)
class IssueSums:
    """Days are calendar days. fixed_days = of the closed ones, from raised to closed; None where none was closed."""

    open: int
    oldest_days: int
    overdue: int
    without_department: int
    fixed: int
    fixed_days: Decimal | None


@dataclass(frozen=True, slots=True)
class Department:
    """One department's open problems; name '' = nobody named."""

    name: str
    open: int
    oldest_days: int
    overdue: int


def issue_sums(open_ones: Sequence[IssueFact], closed: Sequence[IssueFact], today: dt.date) -> IssueSums:
    """Over open problems, and over those closed in whatever time the caller chose; the median, because one old case
    says little about the usual one."""
    days = [Decimal(one.age(today)) for one in closed]
    return IssueSums(
        len(open_ones),
        max((one.age(today) for one in open_ones), default=0),
        sum(1 for one in open_ones if one.due is not None and one.due < today),
        sum(1 for one in open_ones if not one.department),
        len(closed),
        Decimal(median(days)) if days else None,
    )


def by_department(open_ones: Iterable[IssueFact], today: dt.date) -> list[Department]:
    """The oldest problem's department first."""
    groups: dict[str, list[IssueFact]] = {}
    names: dict[str, str] = {}
    for one in open_ones:
        key = one.department.casefold()
        names.setdefault(key, one.department)
        groups.setdefault(key, []).append(one)
    found = []
    for key, rows in groups.items():
        sums = issue_sums(rows, (), today)
        found.append(Department(names[key], sums.open, sums.oldest_days, sums.overdue))
    return sorted(found, key=lambda one: (-one.oldest_days, -one.open, one.name))


def likely_department(text: str, known: Sequence[str]) -> str:
    """The department whose words are in the text most often, spelled as in the data where it is there; '' = no clue."""
    scores = {name: len(re.findall(cues, text, re.IGNORECASE)) for name, cues in _CUES.items()}
    best = max(scores, key=lambda name: scores[name])
    return spelled(best, known) if scores[best] else ""


def spelled(department: str, known: Sequence[str]) -> str:
    """The department as it is written in the data so far, where it is there in other case or with other endings."""
    wanted = _core(department)
    return next((name for name in known if _core(name) == wanted), department.strip())


def _core(name: str) -> str:
    words = re.sub(r"\b(the|our|department|dept|team|people|guys)\b\.?", " ", name.casefold())
    return " ".join(words.split())
