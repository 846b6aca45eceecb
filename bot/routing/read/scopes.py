"""Whose accounts are meant: mine, the team's, all, a person's, a region's, a segment's."""

# ruff: noqa: E501 - patterns and word lists
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BadInput
from bot.routing.lexicon import Lexicon
from bot.routing.normal import fold, stem, words
from bot.routing.read.numbers import same_length_fold
from bot.tools.arguments import Scope
from bot.tools.facts.people import PersonFact

BELONGINGS = (
    r"(?:key |active |biggest |largest |top |own |other |small(?:er|est)? |best |worst |five |ten |top \d+ |lot of )*"
    r"(?:accounts?|accts?|customers?|clients?|portfolio|book|patch|list|stores?|shops?|dealers?|resellers?|reviews?|people|guys|folks|"
    r"deals|opportunit(?:y|ies)|pipeline|kunden|konten|kundenportfolio|clientes?|cuentas|comptes|territory|region|numbers|sales|"
    r"margins?|profits?|figures|promises|actions?|tasks|issues|business|turf|lot|bunch|ones|key accounts?|key customers?|"
    r"portefeuille|cartera|bestand|gebiet|umsatze?|ventas|ventes|marge[ns]?|quarter|month|year|world|\d+ ?(?:%|per ?cent))"
)
_MINE = re.compile(
    rf"\b(?:my|mein(?:e[nrms]?)?|mes|mis|mon|ma|mi)\s+(?:\w+\s)?{BELONGINGS}\b|\bmine\b|\bfrom me\b|\bof mine\b|\bmy own\b|\bi (?:look after|manage|run|have)\b|"
    r"\b(?:accounts|customers) i (?:have|own|run)\b"
)
_OWN_PEOPLE = re.compile(r"\bmy (?:people|guys|folks|lot)\b")
"""A manager's team, but a KAM's customers."""

_TEAM = re.compile(
    r"\b(?:my|our|the|whole|entire|mein|unser|das|mon|notre|mi|nuestro|l')\s*(?:whole |entire |sales |kam |ganzes )?(?:team|equipe|equipo|squad|crew)\b|"
    r"\bteam'?s\b|\bmy (?:people|kams|reps|guys|folks|lot|salespeople|reports)\b|\bteam[- ](?:wide|level)\b|^\s*team\s*$|\bby kam\b|\bper kam\b|"
    r"(?:^|[,;(:?.]\s*)team\b(?!\s+(?:of|member|meeting|lead))|\bteam (?:summary|totals?|actuals|view|overview|ranking|portfolio|numbers|sales|margins?|figures|wide|level|result)\b"
)
_ALL = re.compile(
    r"\b(?:company|firm|business|group)[- ]?wide\b|\b(?:the |our )?(?:whole|entire|total) (?:company|business|firm|customer base|book|base|portfolio)\b|"
    r"\b(?:all|every|each) (?:of )?(?:the |our )?(?:key )?(?:accounts?|customers?|clients?|kams?|teams?|regions?|stores?|resellers?)\b|"
    r"\bacross (?:the|all) (?:company|board|accounts|regions)\b|\b(?:entire|whole) sales force\b|\bin the (?:whole )?company\b|\bcompany total\b|"
    r"\beveryone'?s?\b|\beverybody'?s?\b|\balle (?:unsere )?(?:kunden|konten)\b|\btous (?:les|nos) (?:clients|comptes)\b|\btodos (?:los|nuestros) clientes\b|"
    r"\bwhole firm\b|\bunternehmensweit\b|\bgesamte firma\b|^\s*(?:all|everything|company|everyone)\s*$|\bglobal(?:ly)?\b|\bworldwide\b"
)
_TEAM_OF = re.compile(r"^\s*(?:whole |entire |sales )?(?:team|lot|people|crew|squad|guys|reps|kams)\b")
_TEAM_BEFORE = re.compile(r"\b(?:team|equipe|equipo|squad)\s+(?:of\s+|von\s+|de\s+)?$")
_PLACE_NAMES = {
    "us": "United States", "usa": "United States", "america": "North America", "states": "United States",
    "uk": "United Kingdom", "britain": "United Kingdom", "england": "United Kingdom", "gb": "United Kingdom",
    "deutschland": "Germany", "allemagne": "Germany", "alemania": "Germany", "german": "Germany",
    "frankreich": "France", "francia": "France", "french": "France", "kanada": "Canada", "canadian": "Canada",
    "australien": "Australia", "australian": "Australia", "aussie": "Australia", "europa": "Europe", "european": "Europe",
    "british": "United Kingdom", "na": "North America", "apac": "Pacific", "asia-pacific": "Pacific", "emea": "Europe",
    "vereinigtes konigreich": "United Kingdom", "grossbritannien": "United Kingdom", "royaume-uni": "United Kingdom",
    "reino unido": "United Kingdom", "vereinigte staaten": "United States", "etats-unis": "United States",
    "estados unidos": "United States", "nordamerika": "North America", "amerique du nord": "North America",
    "norteamerica": "North America", "australie": "Australia", "canadien": "Canada", "united kingdom": "United Kingdom",
    "american": "United States", "north american": "North America", "oz": "Australia",
}  # fmt: skip
_SHOUTED = frozenset({"us", "na", "oz", "gb", "states", "america", "england"})


@dataclass(frozen=True, slots=True)
class ScopeHit:
    """A scope said at text[start:end]; several scopes = it is not clear which person is meant."""

    start: int
    end: int
    text: str
    scopes: tuple[Scope, ...]

    @property
    def scope(self) -> Scope | None:
        return self.scopes[0] if len(self.scopes) == 1 else None


def scopes_in(text: str, lexicon: Lexicon, asker: PersonFact) -> list[ScopeHit]:
    """The scopes that a text says: persons first, then segments and places, then mine, team, all."""
    hits = _persons(text, lexicon, asker) + _segments(text, lexicon) + _places(text, lexicon)
    folded = same_length_fold(text)
    own = () if asker.leads else ((_OWN_PEOPLE, "mine"),)
    for pattern, kind in (*own, (_TEAM, "team"), (_MINE, "mine"), (_ALL, "all")):
        for match in pattern.finditer(folded):
            if all(match.end() <= one.start or match.start() >= one.end for one in hits):
                said = text[match.start() : match.end()]
                hits.append(ScopeHit(match.start(), match.end(), said, (Scope(kind),)))
    return hits


def scope(text: str, lexicon: Lexicon, asker: PersonFact) -> tuple[Scope, ...]:
    """What a text that is nothing but a scope means; several where a name fits several people. Raises BadInput."""
    plain = fold(text).strip().rstrip(".")
    if plain in ("mine", "me", "my", "own", "my accounts", "my own", "my customers"):
        return (Scope("mine"),)
    if plain in ("team", "my team", "our team", "the team"):
        return (Scope("team"),)
    if plain in ("all", "company", "everyone", "everything", "all accounts", "the company"):
        return (Scope("all"),)
    place = _place(plain, lexicon)
    if place:
        return (Scope("region", place),)
    segment = _segment(plain, lexicon)
    if segment:
        return (Scope("segment", segment),)
    team = re.fullmatch(r"(.+?)(?:'s?|s'|’s)?\s+(?:whole |entire )?team", text.strip(), re.IGNORECASE)
    people = lexicon.person_named(re.sub(r"['’]s?$", "", team.group(1) if team else text.strip()))
    if people:
        return tuple(_person_scope(one.id, one.name, team is not None) for one in people)
    hits = scopes_in(text, lexicon, asker)
    if len(hits) == 1:
        return hits[0].scopes
    raise BadInput(
        f"'{text}' is not a scope I know; write mine, team, all, a colleague's name, a region or a segment"
        f"{_known(lexicon)}."
    )


def _known(lexicon: Lexicon) -> str:
    known = sorted(set(lexicon.places.values()))[:4] + sorted(set(lexicon.segments.values()))[:2]
    return f" (for example {', '.join(known)})" if known else ""


def _person_scope(identity: str, name: str, team: bool) -> Scope:
    return Scope("person_team", identity, f"{name}'s team") if team else Scope("person", identity, name)


def _persons(text: str, lexicon: Lexicon, asker: PersonFact) -> list[ScopeHit]:
    hits = []
    for hit in lexicon.people_in(text):
        after = re.sub(r"^['’]s?", "", text[hit.end :]) if text[hit.end :][:1] in "'’" else text[hit.end :]
        owner = text[max(0, hit.end - 2) : hit.end].casefold() in ("'s", "’s") or after is not text[hit.end :]
        folded = fold(after)
        lead = fold(text[max(0, hit.start - 12) : hit.start])
        team = (owner and _TEAM_OF.match(folded) is not None) or _TEAM_BEFORE.search(lead) is not None
        scopes = tuple(
            Scope("mine") if key == asker.id and not team else _person_scope(key, lexicon.person_name(key), team)
            for key in hit.keys
        )
        hits.append(ScopeHit(hit.start, hit.end, hit.text, scopes))
    return hits


def _places(text: str, lexicon: Lexicon) -> list[ScopeHit]:
    read = words(text)
    hits: list[ScopeHit] = []
    index = 0
    while index < len(read):
        for size in (3, 2, 1):
            span = read[index : index + size]
            said = " ".join(word.text for word in span)
            if len(span) < size:
                continue
            if said in _SHOUTED and not text[span[0].start : span[0].end].isupper() and said != "america":
                continue
            place = _place(said, lexicon)
            if place:
                start, end = span[0].start, span[-1].end
                hits.append(ScopeHit(start, end, text[start:end], (Scope("region", place),)))
                index += size - 1
                break
        index += 1
    return hits


def _place(said: str, lexicon: Lexicon) -> str:
    known = lexicon.places
    found = known.get(said)
    if found:
        return found
    alias = _PLACE_NAMES.get(said)
    return known.get(fold(alias), "") if alias else ""


def _segments(text: str, lexicon: Lexicon) -> list[ScopeHit]:
    read = words(text)
    hits: list[ScopeHit] = []
    for key, name in lexicon.segments.items():
        parts = [stem(word.text) for word in words(key)]
        for index in range(len(read) - len(parts) + 1):
            span = read[index : index + len(parts)]
            if [stem(word.text) for word in span] == parts:
                start, end = span[0].start, span[-1].end
                hits.append(ScopeHit(start, end, text[start:end], (Scope("segment", name),)))
    hits += _short_segments(text, lexicon, hits)
    return hits


def _short_segments(text: str, lexicon: Lexicon, known: Sequence[ScopeHit]) -> list[ScopeHit]:
    """A segment by its initials in capitals ('VAR' for 'Value Added Reseller')."""
    found = []
    for name in lexicon.segments.values():
        initials = "".join(part[0] for part in name.split())
        if len(initials) < 3:
            continue
        for match in re.finditer(rf"\b{re.escape(initials)}s?\b", text):
            if all(match.end() <= one.start or match.start() >= one.end for one in known):
                found.append(ScopeHit(match.start(), match.end(), match.group(), (Scope("segment", name),)))
    return found


def _segment(said: str, lexicon: Lexicon) -> str:
    wanted = " ".join(stem(part) for part in said.split())
    for key, name in lexicon.segments.items():
        if " ".join(stem(part) for part in key.split()) == wanted:
            return name
    return ""
