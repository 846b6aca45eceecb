"""What a person wants written down: the text of an action, an issue, a value, an objective, and who and which."""

# ruff: noqa: E501 - one pattern a line
from __future__ import annotations

import re

from bot.routing.read.numbers import same_length_fold
from bot.routing.said import Said, Spans

_COMMAND = re.compile(
    r"^\s*(?:(?:hey|hi|ok|okay|so|and|also|please|pls|plz|kindly|bitte|by the way|btw|yes|can you|could you|would you|will you|i want to|i'd like to|i need to|"
    r"i would like to|let's|let us|quick(?:ly)?|just)[\s,]+)*"
    r"(?:(?:add|log|record|note|put|write|create|raise|open|set|save|enter|register|file|capture|track|close|mark|move|remind me|remember|book|jot|report|"
    r"notier\w*|erfass\w*|trag\w*|merk\w*|ajoute\w*|note[rz]?|enregistre\w*|anad\w*|apunta\w*|registra\w*|anota\w*|new|neue?[rs]?|nouvelle?|nueva)\b\s*"
    r"(?:(?:down|up|in|on|to|as|a|an|the|this|that|it|new|my|our|me|action|actions|action item|task|to-?do|item|issue|problem|complaint|objective|goal|aim|target|value|benefit|list|note|"
    r"reminder|follow-?up|promise|vision|business|relationship|short|medium|long|term|short-term|long-term|medium-term|delivered|plan|account|ticket|review|minutes|for|at|with|from|under|of|against|ein|eine|als|dass|une|un|una|que|para|pour)\b\s*)*)"
    r"[:,\-–—]?\s*(?:that\b|to\b|dass\b|que\b)?\s*"
)
_LABEL = re.compile(
    r"^\s*(?:action|to-?do|task|issue|problem|note|log|value|objective|vision|reminder|minutes?|notes|record)\s*[:\-–]\s*"
)
_EDGE = re.compile(r"^[\s,.;:\-–—]+|[\s,;:\-–—]+$")
_PREPOSITION = re.compile(
    r"\b(?:for|at|with|from|to|of|on|in|bei|fur|von|chez|pour|para|con|de|by|until|bis|due|before|and|about|account|customer)\s*$"
)
_TAIL = re.compile(r"[,.;]?\s*(?:please|pls|thanks|thank you|danke|bitte|merci|gracias)[.! ]*$")

DEPARTMENTS = {
    "logistics": r"logisti\w*|warehouse|shipping|dispatch|deliver(?:y|ies) (?:team|people)|lager|versand|entrepot|almacen|transport",
    "finance": r"finance|accounting|accounts receivable|credit control|billing|invoicing|controlling|buchhaltung|finanz\w*|comptabilite|facturacion",
    "quality": r"quality|qa|qs|qualitat\w*|qualite|calidad",
    "production": r"production|manufactur\w*|factory|plant|produktion|fabrik",
    "service": r"service|support|repair|workshop|technical|kundendienst|hotline|customer care|sav",
    "marketing": r"marketing",
    "IT": r"it department|it team|our it|edi|e-?commerce team|webshop team|it\b(?= (?:must|has|should|needs))",
    "engineering": r"engineering|r&d|product management|product development|entwicklung|design team",
    "purchasing": r"purchasing|procurement team|einkauf|achats",
    "legal": r"legal|rechtsabteilung|juridique",
    "sales": r"sales (?:team|department|office|support)|inside sales|innendienst|back office",
}
_NUMBERED = re.compile(r"(?:#|\b(?:no\.?|number|nr\.?|item|action|issue|task|point|nummer|numero)\s*#?)\s*(\d{1,3})\b")
_ORDINAL = re.compile(
    r"\b(?:the\s+|die\s+|den\s+|das\s+|le\s+|la\s+|el\s+)?(first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|eighth|ninth|tenth|last(?! (?:year|yr|quarter|month|week|time|few|couple|\d|two|three|four|six|twelve|full|review|order|deliver|name)\w*)|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|"
    r"premiere?|deuxieme|troisieme|primer[oa]?|segund[oa]|tercer[oa]?)(?:\s+(?:one|of (?:them|those)|action|issue|item|account|choice|option))?\b"
)
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "erste": 1, "zweite": 2, "dritte": 3, "premier": 1, "premiere": 1,
    "deuxieme": 2, "troisieme": 3, "primer": 1, "primero": 1, "primera": 1, "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3,
}  # fmt: skip

_LETTERS = {
    "budget": r"\bbudgets?\b|\bmoney\b|\bfunds?\b|\bfunding\b|\bcash\b|\bapproved\b|\bset aside\b|\bput aside\b|\bearmark\w*|\bafford\w*|\bpurse\b|\bwallet\b|\bsigned off\b|\bcapex\b|\d\s?k\b|[$€£]\s?\d|\bgeld\b|\bargent\b|\bpresupuesto\b|^\s*b\b",
    "authority": r"\bauthorit\w*|\bdecid\w*|\bdecision\w*|\bsign(?:s|er|ers|ature|atory)?\b|\bcfo\b|\bceo\b|\bcoo\b|\bvp\b|\bowner\b|\bpresident\b|\bdirector\b|\bcommittee\b|\bboard\b|\btalking to\b|\bspeak\w* (?:to|with)\b|\bbuyer\b|\bpurchasing manager\b|\bprocurement\b|\bboss\b|\bentscheider\b|\bdecideur\b|\bsponsor\b|\bchampion\b|\bmet (?:once|the|their)\b|^\s*a\b\s*[=:]",
    "need": r"\bneeds?\b|\bpain\b|\bproblems?\b|\bwants?\b|\bbroken\b|\bfalling apart\b|\bburning\b|\bdesperate\w*|\bsuffer\w*|\btheft\b|\blosses\b|\bbedarf\b|\bbesoin\b|\bnecesidad\b|\bmust have\b|\bnice to have\b|\bcurious\b|^\s*n\b\s*[=:]?",
    "timing": r"\btiming\b|\bdate\b|\btimelines?\b|\bdeadlines?\b|\bgo[- ]?live\b|\bstarts?\b|\bby (?:q[1-4]|\w+day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\bnext (?:month|quarter|year|spring|summer)\b|\bthis (?:year|quarter|month)\b|\bin \w+ (?:weeks?|months?|days?)\b|\bseason\b|\basap\b|\bsoon\b|\bno date\b|\beventually\b|\bbefore \d|\bwithin\b|\btermin\b|\bdelai\b|\bplazo\b|\btime ?frame\b|\bno rush\b|^\s*t\b\s*[=:]?",
}
_CLAUSES = re.compile(r"(?<=\?)\s+|[,;.:\n/|]\s+|\s+[-–—]\s+|[;\n]|\s+(?:and|but|und|aber|et|mais|y|pero)\s+")
_ASKS = re.compile(
    r"\?|\b(?:is this|is it|is the|should i|should we|worth|what|how|qualify|score|rate|verdict|chase|bid|pursue|verify|check|rate|why|which|who|do we|does|deal or)\b"
)


def payload(said: Said, drop: Spans = ()) -> str:  # type: ignore[assignment]
    """The text to be written down: without the command, the account and the spans given (dates, people)."""
    text = said.text.strip()
    quoted = re.search(r"[\"“„«]([^\"”“»]{12,})[\"”“»]", text)
    spans = sorted([*drop, *((one.start, one.end) for one in said.accounts)])
    kept = _without(said.text, spans)
    label = _LABEL.match(same_length_fold(kept))
    colon = re.search(r"[:\n]\s+", kept)
    if label:
        kept = kept[label.end() :]
    elif colon and colon.start() < 70 and len(kept) - colon.end() > 8:
        kept = kept[colon.end() :]
    elif quoted:
        kept = quoted.group(1)
    else:
        command = _COMMAND.match(same_length_fold(kept))
        if command:
            kept = kept[command.end() :]
    kept = _TAIL.sub("", kept)
    return re.sub(r"\s+", " ", _EDGE.sub("", _EDGE.sub("", kept))).strip()


def _without(text: str, spans: Spans) -> str:
    """The text without these spans and the preposition before each."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        if start < position:
            continue
        before = text[position:start]
        parts.append(_PREPOSITION.sub("", before) if _PREPOSITION.search(before) else before)
        position = end
        owner = re.match(r"['’](?:s\b)?", text[end:])
        if owner:
            position += owner.end()
    parts.append(text[position:])
    return " ".join(part for part in parts if part)


def department_in(text: str) -> str:
    """A department of ours that a text names, '' for none."""
    folded = same_length_fold(text)
    for name, pattern in DEPARTMENTS.items():
        if re.search(rf"\b(?:{pattern})\b", folded):
            return name
    return ""


def item_in(text: str) -> str:
    """The number of an item in a list that a text points at: '#3', 'number 3', 'the second'; '' for none."""
    folded = same_length_fold(text)
    match = _NUMBERED.search(folded) or re.search(
        r"\b(?:close|done|finish\w*|tick off|mark|complete[d]?|solved?|resolve[d]?)\s+(\d{1,3})\b|^\s*(\d{1,3})\s+(?:is|can|done|closed)\b",
        folded,
    )
    if match:
        return next(group for group in match.groups() if group)
    place = ordinal_in(text)
    return str(place) if place else ""


def ordinal_in(text: str) -> int:
    """'the second' is 2, 'the last one' -1, 0 for none."""
    match = _ORDINAL.search(same_length_fold(text))
    if match is None:
        return 0
    word = match.group(1)
    for ending in ("", "n", "r", "s"):
        if word.removesuffix(ending) in _ORDINALS:
            return _ORDINALS[word.removesuffix(ending)]
    return 0


def place_in(text: str) -> int:
    """A place in a list: 'the second', 'number 3'; -1 for the last, 0 for none."""
    numbered = _NUMBERED.search(same_length_fold(text))
    return int(numbered.group(1)) if numbered else ordinal_in(text)


def without_ordinal(text: str, name: str) -> str:
    """The text with `name` where it points at a place in a list: 'about the second one' as 'about Acme'."""
    folded = same_length_fold(text)
    match = _NUMBERED.search(folded) or _ORDINAL.search(folded)
    return text if match is None else f"{text[: match.start()]}{name}{text[match.end() :]}"


def bant_in(text: str) -> dict[str, str]:
    """What a text says of budget, authority, need and timing, in its own words; questions are no statements."""
    found: dict[str, list[str]] = {}
    for clause in _CLAUSES.split(text):
        plain = clause.strip(" .,:;-–")
        folded = same_length_fold(plain)
        if not plain or (_ASKS.search(folded) and not re.search(r"\b(?:budget|authority|need|timing)\s*[:=]", folded)):
            continue
        named = re.match(r"(budget|authority|need|timing|[bant])\b\s*[:=]?\s*", folded)
        letters = [name for name, pattern in _LETTERS.items() if re.search(pattern, folded)]
        if named:
            first = {"b": "budget", "a": "authority", "n": "need", "t": "timing"}.get(named.group(1), named.group(1))
            letters = [first] if first in letters or len(named.group(1)) > 1 else letters
        for name in letters[:1]:
            found.setdefault(name, []).append(plain)
    return {name: "; ".join(parts) for name, parts in found.items()}
