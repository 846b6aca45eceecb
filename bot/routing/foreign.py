"""German, French and Spanish words that name a tool: the sentence encoder knows English, and is unsure of the rest."""

# ruff: noqa: E501 - one pattern a tool
from __future__ import annotations

import re
from collections.abc import Sequence

from bot.routing.normal import word_set
from bot.routing.router import Ranked, led_by
from bot.routing.said import Said
from bot.routing.terms import SURE, needs_account

UNSURE = 0.6  # a router less sure than this of a foreign sentence gives way to its words
LEAST = 2  # words that show the language of a message

_SHOW = word_set(
    """der die das den dem ein eine ist sind wie viel was wer wen welche welcher welches wir uns unser unsere unseren bei mit fur von
    und oder nicht auf zu im am haben hat wird warum dieses jahr mein meine meinem bitte noch dieser nach ab bald schon drei vier funf zehn
    le les est sont quel quelle quels quelles combien qui nous notre nos chez avec pour du des et ou ne pas cette annee mon mes ma
    pourquoi sur dans une il elle ont
    el los las es son que cual cuales cuanto cuantos quien nos nuestro con para por del y no este ano mi mis hay en una donde como"""
)

_WORDS: dict[str, re.Pattern[str]] = {
    tool: re.compile(pattern)
    for tool, pattern in {
        "receivables_risk": r"\bzahl\w* .{0,25}(?:spat|punktlich)|\boffene[nr]? (?:rechnung|posten)|\b(?:uberfallige|unbezahlte)[nr]? (?:rechnung|posten)|\bschulde[nt]\b|\bkreditlimit|\bfactures? (?:impaye|echue|en retard)|\bimpayes?\b|\bpai(?:e|ent)\b.{0,25}(?:en retard|a temps)|\bnous doi(?:t|vent)|\bfacturas? (?:vencid|pendient|impagad)|\bnos deben?\b|\bpagan?\b.{0,25}(?:tarde|a tiempo)|\blimite de credito|\bplafond de credit",
        "account_ranking": r"\brangliste|\bdie (?:zehn|funf|drei|\d+) (?:grossten|besten|schlechtesten|kleinsten)|\bclassement|\bles (?:dix|cinq|trois|\d+) (?:premiers|meilleurs|plus|moins|pires)|\blos (?:diez|cinco|tres|\d+) (?:mejores|mayores|peores|mas|menos)|\bprofitabelste|\bel mas rentable|\ble plus rentable",
        "churn_risk": r"\babwander|\bspring(?:t|en) .{0,40}\bab\b|\babspring|\bverlieren wir\b|\bbestellt .{0,40}\b(?:noch|wieder)\b|\brisquent de partir|\bnous quitter|\bcommande\w* encore|\ba punto de irse|\bvamos a perder|\bse va a ir|\bsigue pidiendo",
        "reviews_due": r"\b(?:reviews?|\w*gesprache?n?)\b.{0,30}\b(?:fallig|uberfallig|stehen|anstehen)|\b(?:fallig|uberfallig)\w* .{0,10}(?:reviews?|\w*gesprach)|\brevues? .{0,30}(?:en retard|prevue|a venir)|\brevision(?:es)? .{0,40}(?:pendiente|atrasad)|\b(?:pendiente|atrasad)\w* .{0,10}revision",
        "sales_forecast": r"\bprognose|\bvorhersage|\bwird .{0,40}\bkaufen|\bprevisions?\b|\bva .{0,40}acheter|\bprevision de ventas|\bcomprara\b",
        "price_volume_mix": r"\bwarum .{0,60}(?:gefallen|gestiegen|gesunken|zuruckgegangen)|\bpreis,? (?:und |oder )?menge|\bpourquoi .{0,60}(?:baiss|augment|recul|chut)|\beffet prix|\bpor que .{0,60}(?:cay|subi|baj|creci)|\befecto precio",
        "price_realization": r"\blistenpreis|\bpreistreppe|\bprix (?:catalogue|tarif)|\bpar rapport au tarif|\bprecio de (?:lista|tarifa)|\bdebajo de (?:la )?tarifa",
        "relationship_map": r"\bwen kennen wir|\bwer kennt\b|\bqui conna(?:it|issons|it-on)|\bqui connait|\ba quien conoc|\bquien .{0,30}conoce",
        "lifecycle_stage": r"\bwelcher phase|\blebenszyklus|\bquelle? (?:phase|etape|stade)|\ba quel stade|\bque (?:etapa|fase)|\bciclo de vida",
        "customer_issues": r"\bbeschwer|\breklam|\bse plaint|\breclamations?\b|\bse queja|\bquejas?\b|\breclamacion|\bincidencia",
        "action_items": r"\baufgaben?\b|\bversprochen|\btaches?\b|\bactions? (?:ouvert|en cours)|\bavons-nous promis|\btareas?\b|\bprometi",
        "whitespace": r"\bvergleichbare kunden|\bnoch verkaufen|\bvendre (?:de|en) plus|\bproposer en plus|\bclients comparables|\bvender(?:le)? mas|\bmas le puedo vender|\bclientes parecidos",
        "review_pack": r"\bbereite? .{0,60}\bvor\b|\bvorbereit|\bprepare-moi|\bprepara(?:me)?\b",
        "customer_lifetime_value": r"\bkundenwert|\bvaleur vie|\bvalor de vida",
        "effort_vs_return": r"\baufwand\b|\besfuerzo\b|\btemps passe\b",
        "portfolio_summary": r"\bmein(?:em)? portfolio|\bmon portefeuille|\bmi cartera",
        "account_profitability": r"\bgewinn\b|\bmarge\b|\bdeckungsbeitrag|\bprofitabel|\brentab\w*|\bverdien(?:en|t)\b|\bunterm strich|\bgagn(?:e|ons)|\bbenefice|\bmargen\b|\bganamos\b|\bbeneficio|\bnos deja\b",
    }.items()
}


def worded(said: Said, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
    """The ranking with the tool first that the words of a German, French or Spanish message name, where the router is
    unsure and they name one. A tool that is about one account needs one named."""
    if ranked[0].probability >= UNSURE or sum(word.text in _SHOW for word in said.words) < LEAST:
        return ranked
    for tool, pattern in _WORDS.items():
        answerable = not needs_account(tool) or said.accounts or said.context.turns
        if answerable and pattern.search(said.folded) and any(one.route == tool for one in ranked):
            return led_by(tool, SURE, ranked)
    return ranked
