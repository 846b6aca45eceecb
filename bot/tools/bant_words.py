"""From what a person says of a letter ('80k approved', 'talking to the buyer', '3') to its score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import BadInput
from bot.tools.bant import LETTERS, MOST

_UNKNOWN = re.compile(
    r"unknown|unclear|not (?:clear|known|sure|asked|told|yet known)|(?:do|does|did)(?:n.?t| not) (?:know|say|tell)"
    r"|no idea|nobody (?:knows|told|said)|can.?t say|unbekannt|inconnu|desconocid|^\W*\?*\W*$",
    re.IGNORECASE,
)

_NOT = r"\b(?:not|n.t|never|awaiting|waiting for|pending|without|no)\b[\w\s]{0,12}"

# For each letter: the words of a score, tried in this order.
_WORDS: dict[str, tuple[tuple[int, str], ...]] = {
    "budget": (
        (
            2,
            rf"{_NOT}(?:approv|signed|released|confirmed|voted|granted)|requested|applied|asked for"
            r"|another \w+.s budget",
        ),
        (1, r"no \w*\s?(?:written|official|fixed)|next (?:fiscal )?year|not this year|hope|wish|vague|like it but"),
        (0, r"^\W*(?:no|none|zero|nothing|nil|kein\w*|aucun\w*|ning[uú]n\w*)\b|no (?:budget|money|funds?|funding)"),
        (
            4,
            r"approv|signed off|releas|confirm|voted|grant|cash|funded|secured|in hand|money.?s? (?:is )?there"
            r"|genehmigt",
        ),
        (3, r"allocat|planned|in the plan|earmark|reserved|set aside|budgeted|eingeplant"),
        (2, r"maybe|perhaps|probabl|likely|some money|trying|competing"),
    ),
    "authority": (
        (
            0,
            r"^\W*(?:no|none|zero|nobody|nothing)\b|no (?:access|authority|decider|decision)"
            r"|can(?:not|.?t) (?:sign|decide)",
        ),
        (3, r"one of (?:the |several |many )?(?:decid|decision)|committee|board|council|then finance|co-?sign"),
        (
            4,
            r"decid\w* alone|sole\b|economic buyer|signs?\b|own(?:er|s)\b|on the spot|final say|ceo\b|president\b"
            r"|managing director|decision.?maker|decides\b|yes\b|boss",
        ),
        (3, r"director|vice president|\bvp\b|head of|has a say|decider"),
        (2, r"buyer|purchas|procure|champion|manager|influenc|recommend|einkäufer"),
        (1, r"user|assistant|contact|talk|access|met\b|knows? us"),
    ),
    "need": (
        (0, r"^\W*(?:no|none|zero|nothing)\b|no (?:real )?(?:need|problem|pain)|(?:is|.s) ?n.t theirs|not theirs"),
        (1, r"weak|vague|curious|we think|they might|just (?:looking|comparing)|compare|our idea|nobody said"),
        (
            4,
            r"critical|urgent|desperate|must\b|los(?:e|es|ing)\b|stops?\b|fails?\b|broken|cannot (?:work|open|sell)"
            r"|\blaw\b|norm\b|costs? them|stolen|replac",
        ),
        (2, r"nice to have|would like|interest|wish|useful|like it"),
        (3, r"need|requir|problem|pain|want|clear|strong|document|confirm|yes\b|bedarf"),
    ),
    "timing": (
        (0, r"^\W*(?:no|none|zero|never|nothing)\b|no (?:date|timing|deadline|urgency|rush)"),
        (1, r"some ?(?:time|day)|later|eventually|one day|no hurry|whenever|in a year|next year or"),
        (
            4,
            r"\bnow\b|immediate|asap|at once|this (?:week|month|quarter)|next (?:week|month)|deadline|law in force"
            r"|\bdays?\b|\bweeks?\b|fixed|sofort",
        ),
        (
            3,
            r"next quarter|this year|season|spring|summer|autumn|fall\b|winter|by \w+|\bq[1-4]\b|yes\b"
            r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
        ),
        (2, r"next year|second half|half a year"),
    ),
}

_CUES = (
    ("budget", r"budget|money|funds?\b|funding|cash|purse|approved|\$\s*:"),
    ("authority", r"authority|decision.?mak|decid|signs?\b|signature|boss|buyer|talking to|economic|who\s*:|director"),
    ("need", r"\bneeds?\b|problem|pain\b|why\s*:|bedarf"),
    (
        "timing",
        r"timing|timeline|time ?frame|when\b|\bdates?\b|deadline|deliver|\bstart|go.?live|urgen|\bby \w+|months?\b",
    ),
)
"""Which letter a clause speaks of; the first that fits."""

_LABEL = re.compile(
    r"^\s*(?:budget|money|funds|authority|decision.?maker|decider|boss|who|needs?|why|timing|timeline|date|when)\s*[:=]?\s+"
    r"(?=\S)",
    re.IGNORECASE,
)
"""The letter's own name in front of what is said of it."""

_CLAUSES = re.compile(r"(?:[;\n/•!]|[,.](?!\d))+\s*|\s+and\s+|:\s+(?=\d)")

_MONTHS = re.compile(r"(\d+)\s*(?:months?|monate?n?|mois|meses)", re.IGNORECASE)
_SCORE = re.compile(r"^\s*(-?\d+)\s*(?:(?:/|of|out of)\s*4)?\s*$", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d[\d.,' ]*)\s*(k|m|mio|million|thousand)?", re.IGNORECASE)
_STATED = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Said:
    """A letter as it was said: its score, None where the words leave it unknown; `understood` False where they could
    not be scored at all. amount: of a budget, where the words are a bare amount."""

    score: int | None
    understood: bool = True
    amount: Decimal | None = None


def letters_in(text: str) -> dict[str, str]:
    """What a whole message says of each letter, in its own words: 'budget approved, buyer likes it' → budget, …"""
    found: dict[str, str] = {}
    for clause in _CLAUSES.split(text):
        letter = next((name for name, cue in _CUES if re.search(cue, clause, re.IGNORECASE)), None)
        if letter is not None:
            words = clause.strip(" -–?\"'")
            found[letter] = f"{found[letter]}, {words}" if letter in found else words
    return found


def said(letter: str, words: str) -> Said:
    """Read one letter's words. Raises BadInput for a number outside 0 to 4 where only a score can be meant."""
    if letter not in LETTERS:
        raise BadInput(f"BANT has budget, authority, need and timing, but no '{letter}'.")
    words = _LABEL.sub("", words)
    plain = _SCORE.match(words)
    if plain:
        return _number(letter, int(plain.group(1)))
    if _UNKNOWN.search(words):
        return Said(None)
    if letter == "timing":
        months = _MONTHS.search(words)
        if months:
            return Said(_by_months(int(months.group(1))))
    for score, pattern in _WORDS[letter]:
        if re.search(pattern, words, re.IGNORECASE):
            return Said(score, amount=_amount(words) if letter == "budget" else None)
    if letter == "budget" and _STATED.search(words):
        return Said(3, amount=_amount(words))  # an amount is named, but nobody said who approved it
    if letter == "timing" and _STATED.search(words):
        return Said(3)
    return Said(None, understood=False)


def _number(letter: str, number: int) -> Said:
    if 0 <= number <= MOST:
        return Said(number)
    if letter == "budget" and number > MOST:
        return Said(3, amount=Decimal(number))
    raise BadInput(f"A {letter} of {number} does not fit: each letter scores 0 (nothing) to {MOST} (confirmed).")


def _by_months(months: int) -> int:
    """Up to 3 months 4, up to 6 months 3, less than a year 2, later 1."""
    if months <= 3:
        return 4
    if months <= 6:
        return 3
    return 2 if months < 12 else 1


def _amount(words: str) -> Decimal | None:
    found = _AMOUNT.search(words)
    if found is None:
        return None
    digits = re.sub(r"[,' ]", "", found.group(1)).rstrip(".")
    if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
        return None
    times = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mio": 1_000_000, "million": 1_000_000}
    return Decimal(digits) * times.get((found.group(2) or "").lower(), 1)
