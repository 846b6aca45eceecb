"""Words for the values that are chosen from a list: metric, order, dimension, objective, horizon, cadence, operation."""

# ruff: noqa: E501 - one pattern a value
from __future__ import annotations

import re
from collections.abc import Sequence

from bot.errors import BadInput
from bot.routing.read.numbers import same_length_fold

_PATTERNS: dict[str, dict[str, str]] = {
    "metric": {
        "clv": r"\bclv\b|\bcltv\b|\bltv\b|life ?time value|customer value|kundenwert|valeur vie|valor de vida|worth over",
        "gross_margin": r"\bgross (?:margin|profit)|\bgm\b|\bgp\b|\bgm ?%|rohmarge|rohertrag|marge brute|margen bruto|\bmargins?\b|\bmarge\b|margen|\bmargin-wise\b",
        "net_profit": r"\bnet (?:account )?(?:profit|earnings|income)|\bprofit|\bearn|\bbottom line|gewinn|benefice|\bbeneficio|ganancia|make us|lose us|losing us|money[- ]?mak|contribution|cost us|loss[- ]?mak|\blosers?\b|deckungsbeitrag|\bcontribut",
        "growth": r"\bgrowth|\bgrow|\bgrew|\bgain(?:ed|ers?)|\bfastest|\bincreas|\bshrink|\bshrank|\bdeclin|\bdrop(?:ped|pers?)|\bfall(?:en|ers|ing)|\bfell\b|wachs|croissance|crecim|\bmovers?\b|\byoy\b|\bup the most|\bdown the most|\bclimb",
        "sales": r"\bsales\b|\brevenues?\b|\bturnover\b|\bumsatz|\bumsatze|chiffre d'affaires|\bca\b|\bventas\b|\bfacturaci|\bvolume\b|\bbuy|\bbought|\bspend|\bspent|\bsize\b|\bbiggest|\blargest|\bbilling|\bgross?te",
    },
    "order": {
        "bottom": r"\bbottom\b(?! line)|\bworst|\bslowest|\blowest|\bleast|\bsmallest|\bweakest|\bpoorest|\blaggards?|\blosers?\b|\bloss[- ]?mak|\bflop|\btail\b|\bunprofitable|\bminimal|\bschlechteste|\bkleinste|\bschwachste|\bunterste|\bpires?\b|\bmoins rentables|\bpeores?|\bmenores|\bwooden spoon|\bdrag\b|\blast (?:ten|five|\d+)\b(?! (?:full |complete )?(?:months?|quarters?|weeks?|years?|days?))|\bshrink|\bshrank|\bdeclin|\bdropp|\bfell\b|\bfallen|\bfaller|\blos(?:e|ing) (?:us )?(?:the )?(?:most )?money|\bin the red|\bfrom the bottom|\bdown the most|\bdeepest|\bbottom[- ]feeders",
        "top": r"\btop\b|\bbest|\bhighest|\bmost|\bbiggest|\blargest|\bleading|\bstrongest|\bgreatest|\bbeste|\bgross?te|\bmeisten|\bmeilleur|\bplus (?:gros|grand|rentable)|\bmejores|\bmayores|\bstars?\b|\bchampions?|\bfastest|\bgrown|\bgainers|\bclimb",
    },
    "dimension": {
        "subcategory": r"\bsub-?\s?categor|\bproduct (?:groups?|sub)|\bunterkategor|\bsous-categor|\bsubcategor|\bproduct types?\b",
        "category": r"\bcategor|\bkategor|\bproduct (?:lines?|famil(?:y|ies)|areas?|range)|\bwarengrupp|\bproduktgrupp|\bfamille|\bsortiment|\bbikes,? (?:versus|vs|and|components)|\bcomponents\b|\bclothing\b|\baccessor",
        "product": r"\bproducts?\b|\barticles?\b|\bitems?\b|\bskus?\b|\bmodels?\b|\bartikel|\bprodukte?n?|\bproduits?|\bproductos?|\bmodell",
        "segment": r"\bsegments?\b|\bcustomer types?|\baccount types?|\bbusiness types?|\bwarehouses?\b|\bspecialty\b|\bvalue[- ]added|\bvars?\b|\bkundengruppen?|\bkundentyp|\btypes? of (?:customers?|accounts?|shops?|stores?|resellers?)|\bkinds? of (?:customers?|accounts?|shops?|stores?)|\bindustr(?:y|ies)|\bbranche",
        "region": r"\bregions?\b|\bcountr(?:y|ies)|\bterritor|\bgeograph|\bland\b|\blander|\bregionen|\bpays\b|\bpaises|\bcontinents?|\bareas?\b|\bgebiet|\bmarkets?\b|\bwhere in the world|\beurope\b|\bstates?\b|\bplaces?\b|\bmap\b",
        "channel": r"\bchannels?\b|\bonline\b|\bdirect\b|\bwholesale\b|\bkanal|\bkanale|\bvertriebsweg|\bcanal(?:es)?\b|\bcanaux|\broutes? to market",
    },
    "objective": {
        "vision": r"\bvisions?\b|\bvisione?n?\b|\bnorth star|\bdream|\bwhere (?:we|they) want to be|\bambition|\bin (?:five|ten) years|\bbig picture|\bleitbild",
        "relationship": r"\brelation|\bbeziehung|\brelacion|\bcontacts?\b|\bget to know|\bmeet (?:the|their)|\bsponsor|\btrust|\baccess to|\bpresident|\bceo\b|\bcfo\b|\bintroduc",
        "business": r"\bbusiness\b|\bsales\b|\brevenue|\bgeschaft|\bcommercial|\bnegocio|\baffaires|\bmargin|\bturnover|\bumsatz|\bgrow|\bshare\b|\bprofit|\bvolume|\bunits|\blisted|%",
    },
    "horizon": {
        "short": r"\bshort\b|\bkurz|\bcourt\b|\bcorto|\bnext (?:three|3|six|6) months|\bthis (?:quarter|month|year)\b|\bquick|\bnear[- ]term|\bimmediate|\b90 days",
        "medium": r"\bmedium|\bmid\b|\bmid[- ]?term|\bmittel|\bmoyen|\bmedio|\bmiddle",
        "long": r"\blong(?!er)\b|\blong[- ]?term|\blang|\bfive[- ]years?|\blargo|\bthree[- ]years?|\bten[- ]years?|\beventual|\bdecade|\b[35] years",
    },
    "cadence": {
        "quarterly": r"\bquarterl(?:y|ies)|\bevery (?:quarter|three months|3 months|90 days|other month)|\bqbrs?\b|\bquartals?|\bvierteljahr|\btrimestriel|\btrimestral|\bfour (?:times )?(?:a|per) year|\bonce a quarter|\bper quarter|\b4 ?x",
        "monthly": r"\bmonthl(?:y|ies)|\bevery (?:month|four weeks|4 weeks)|\bonce a month|\beach month|\bmonatlich|\bmensuel|\bmensual|\btwelve times|\b12 ?x|\bper month|\ba month\b",
    },
    "operation": {
        "close": r"\bclos(?:e|ed|ing)\b|\bdone\b|\bfinished?\b|\bsolved\b|\bresolved?\b|\bfixed\b|\bcompleted?\b|\btick(?:ed)? (?:it |that )?off|\bmark(?:ed)? (?:\w+ ){0,4}(?:as )?(?:done|closed|complete|off)|\bcross(?:ed)? (?:\w+ ){0,3}off|\berledigt|\bgelost|\bschliess|\bgeschlossen|\bcl[ou]s|\bferm|\bregle\b|\btermine|\bcerrad|\bcierra|\bhecho\b|\bresuelt|\bsettled\b|\bsorted\b|\bstrike\b|\bcan go\b|\bdelivered\b(?= ?[,.!]|$)|\btake (?:it |that )?off",
        "add": r"\badd\b|\blog\b|\brecord\b|\bnote\b|\bput (?:down|on|it|in|that|this|me)\b|\bwrite (?:down|it|that)|\bset\b|\bcreate\b|\braise\b|\bopen (?:an?|a new)\b|\bnew (?:action|task|issue|to-?do|objective|complaint|problem|ticket)|\bremind\b|\bregister\b|\bfile\b|\bcapture\b|\bsave\b|\benter\b|\bkeep (?:this|that|it)|\bi(?:'ll| will| promised|'ve promised)\b|\bwe(?:'ll| will| promised|'ve promised| agreed| saved| cut| helped| gave)\b|\bpromised?\b|\btrag|\bnotier|\berfass|\bhinzu|\banleg|\bmerk|\bajout|\bnote[rz]?\b|\benregistr|\banad|\bapunt|\banot|\bagreg|\bregistr|\bneeds? to\b|\bhas to\b|\bmust\b|\bplease have\b|\bcomplain(?:s|ed|ing)?\b|\bassign\b|\bto-?do:|\baction:|\bissue:|\bbook\b|\bjot\b|\btell (?:the )?(?:warehouse|logistics|finance|service|quality|production|billing)",
        "list": r"\blist\b|\bshow\b|\bwhat\b|\bwhich\b|\bany\b|\bopen\b(?! an?\b)|\boutstanding\b|\bwho\b|\bhow many\b|\bstatus\b|\bgive me\b|\?|\bpending\b|\boverdue\b|\bare there\b|\bdid we\b|\bhave we\b|\bwelche|\bzeig|\bquel|\bmontre|\bcuales|\bque\b|\bmuestra|\bsee\b|\bsummary\b|\bso far\b|\bstill\b|\bhistory\b|\breview\b|\ball the\b",
        "show": r"\bshow\b|\bwhat\b|\bdoes\b|\bis there\b|\bdo we\b|\bhave\b|\?|\bmissing\b|\bgaps?\b|\bzeig|\bmontre|\bmuestra|\bread\b|\bsee\b|\bgive me\b|\bpull up\b",
    },
    "confirmed": {
        "no": r"\bnot (?:yet )?confirmed|\bunconfirmed|\bnot (?:yet )?agreed|\bhasn't (?:confirmed|agreed)|\bour (?:own )?(?:estimate|guess)|\bnicht bestatigt|\bpas confirme|\bno confirmad|\bhaven't confirmed",
        "yes": r"\bconfirm(?:ed|s)?\b|\bagreed\b|\backnowledged\b|\bsigned off|\bin writing|\bsaid so\b|\bbestatigt|\bconfirme\b|\bconfirmad|\baccept(?:ed|s)\b|\badmit(?:s|ted)\b",
    },
}
"""By argument: for each value what says it. Earlier values win where several are said at the same place."""


def choice_in(text: str, name: str, choices: Sequence[str]) -> str:
    """The value of a choice argument that a text says, '' where it says none."""
    folded = same_length_fold(text)
    best: tuple[int, str] | None = None
    for order, (value, pattern) in enumerate(_patterns(name).items()):
        if value in choices and re.search(pattern, folded) and best is None:
            best = (order, value)
    if best is not None:
        return best[1]
    for value in choices:
        if re.search(rf"\b{re.escape(value.replace('_', ' '))}\b", folded):
            return value
    return ""


def choice(text: str, name: str, choices: Sequence[str]) -> str:
    """One of the permitted words, in any form people write it. Raises BadInput that lists them."""
    plain = same_length_fold(text).strip().replace(" ", "_").replace("-", "_")
    if plain in choices:
        return plain
    found = choice_in(text, name, choices)
    if not found:
        raise BadInput(f"'{text}' is not one of {', '.join(choices)}.")
    return found


def flag(text: str) -> bool:
    """Yes or no. Raises BadInput for anything else."""
    plain = same_length_fold(text).strip()
    if plain in ("yes", "y", "true", "1", "ja", "oui", "si", "confirmed", "agreed", "on"):
        return True
    if plain in ("no", "n", "false", "0", "nein", "non", "unconfirmed", "off", "not confirmed", "not yet"):
        return False
    found = choice_in(text, "confirmed", ("yes", "no"))
    if not found:
        raise BadInput(f"'{text}' is neither yes nor no.")
    return found == "yes"


def _patterns(name: str) -> dict[str, str]:
    return _PATTERNS.get(name, {})
