"""Which number of a question is which argument: the words that stand before or after it, by argument name."""

# ruff: noqa: E501 - one pattern an argument
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Words (folded patterns) that announce an argument before its number or name it after."""

    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None


def _cue(before: str = "", after: str = "") -> Cue:
    return Cue(
        re.compile(rf"\b(?:{before})(?![a-z])") if before else None, re.compile(rf"(?:{after})\b") if after else None
    )


_KEEP = r"ret|retention|retain\w*|stay\w*|keep\w* (?:them|him|customers?|such)|loyal\w*|renewal(?: rate)?|come back|bleib\w*|treue|fidelite|retencion|wiederkauf\w*"

CUES: Mapping[str, Cue] = {
    "kam_cost": _cue(
        r"kams?(?:'s)? (?:all[- ]in )?(?:\w+ )?(?:costs?|salary|package)|(?:kam|key account manager|manager|salesperson|rep|gestor|kundenbetreuer)\b[^.;\d]{0,20}\b(?:costs?|kostet|coute|cuesta|is|at|for|=)|i cost|(?:costs?|cost of|pay for) (?:me|the kam|my kam|a kam|one kam|you|myself|him|her)|kosten|kostet|coute|cuesta|costs?|costing|salary|gehalt|sueldo|salaire|all[- ]in|kams?|fully loaded|expense of|wage|i am|i'm|person|payroll",
        r"(?:a year |per year |p\.?a\.? |/yr |yearly |annual )?(?:kam|key account manager|manager|salary|rep|salesperson|all[- ]in|fully loaded|package|gehalt|for the kam|share of (?:a|the|my|one) (?:kam|key account manager|manager)|in salary|cost of (?:a|the) kam|person|payroll|to employ)",
    ),
    "accounts": _cue(
        r"(?:accounts?|customers?|clients?|kunden)\s*[:=]\s*|(?:looks? after|carr(?:y|ies|ied)|manag(?:es?|ing)|handl(?:es?|ing)|with|has|have|over|across|by|among|between|divided by|split (?:over|between|across|by)|accounts?|kunden|clientes|clients?|betreut|fur) (?:only |just |some |about )?",
        r"(?:key |of (?:my|our|the) |active |big |named |other )*(?:accounts?|accts?|customers?|clients?|konten|kunden|grosskunden|comptes|cuentas|clientes|keys|names|schlusselkunden|of them)",
    ),
    "other_costs": _cue(
        r"(?:plus|add|and|another|extra|other|additional|on top|further|weitere|plan|visits?|samples?|travel|support|overheads?|zuzuglich|mas|ademas)\b[^.;\d]{0,35}?(?:costs?|expenses?|kosten|of|:)?|visits?(?: and samples?)?|samples|travel|other costs?|weitere kosten|autres frais|otros (?:costes|gastos)|plan costs?|support",
        r"(?:(?:a year |per account |each |more |extra |in |of |for |on top |other |additional )*)(?:(?:for |of |in )?(?:other|plan|visits?|samples?|travel|support|extras?|expenses|overheads?|additional|on top|events?|trips?|demos?|reise\w*|spesen|besuch\w*|muster\w*|viajes?|visitas?|deplacements?|visites?)\b[^.;\d]{0,20}|per account (?:for|in|of)|a head|other costs?|weitere|frais|gastos)",
    ),
    "margin_pct": _cue(
        r"margins?|marge|margen|net(?:s|ting)?|we (?:keep|net|earn|make|clear)|keep(?:s|ing)?|i keep|at|earn(?:s|ing)?|profit(?: margin)?|contribution|rendite|deckungsbeitrag|rohertrag|behalten|gm|cm",
        r"(?:net |gross |contribution |profit |operating |reseller )*(?:margins?|marge|margen|net\b|of (?:that|it|sales|every)|profit|contribution|rendite|gm|cm|netto|stays|we keep|deckungsbeitrag|after costs)",
    ),
    "sales": _cue(
        r"(?:(?:average|typical|mean|usual|normal) (?:key )?(?:account|customer|client)|(?:accounts|customers|clients|kunden) (?:of|with|at|doing|a|zu)|sales|sells?|revenue|turnover|umsatz|ventas|ca|chiffre d'affaires|buys?(?: from us)?|their|account of|account (?:at|doing|worth|with)|customer (?:of|doing|with|at|worth)|turns over|size|base(?: sales)?|selling|business of|from an?|spend(?:s|ing)?(?: with us)?|volume|factura|kunde mit|client (?:a|de)|today|does|do)\b",
        r"(?:of |in |a year |per year |p\.?a\.? |/yr |yearly |annual |yearly |worth of |usd |dollars? |eur )*(?:sales|revenue|turnover|umsatz|ventas|account|customer|client|kunde\w*|business|base|in sales|a year (?:account|customer)|cuenta|compte|de ca|umsatzkunde|selling|size|spend|store|shop)",
    ),
    "margin": _cue(
        r"(?:yearly |annual |a year'?s? )?(?:profit|margin|contribution|earns?|earning|brings?(?: in)?|makes?|worth|yield(?:s|ing)?|pays?|gewinn|deckungsbeitrag|benefice|beneficio|marge|leaves|gives?|bringt|rapporte|deja|contributes|nets?|cash)\b(?: us| of| is| about| around| roughly)*",
        r"(?:a year |per year |p\.?a\.? |/yr |yearly |annual |of |in )*(?:profit|margin|contribution|earnings|gewinn|benefice|beneficio|a year|per year|each year|every year|/year|/yr|pa|p\.a|yearly|annually|im jahr|jahrlich|par an|al ano|pro jahr|margen|marge|net)",
    ),
    "retention_pct": _cue(
        _KEEP,
        rf"(?:{_KEEP}|of (?:them|such|customers) (?:stay|renew)|likely to (?:stay|renew)|chance (?:they|of) (?:stay|renew|keep)\w*|of customers? (?:stay|renew))",
    ),
    "discount_pct": _cue(
        r"at|disc|taux|tasa|zinssatz|discount(?:ed|ing)?(?: rate| factor)?(?: at| of| with| by)?|wacc|cost of capital|interest(?: rate)?|hurdle(?: rate)?|rate|diskont\w*|zins\w*|kalkulationszins\w*|abzins\w*|abgezinst|actualis\w*|descuento|tasa|kapitalkosten|required return",
        r"(?:discount(?: rate| factor)?|wacc|cost of capital|interest|hurdle|rate|zins\w*|diskont\w*|d'actualisation|de descuento|kapitalkosten|required return)",
    ),
    "growth_pct": _cue(
        r"grow(?:s|ing|th)?(?: (?:by|at|of|rate))?|wachs\w*|wachst|croissance|crecimiento|crece|rising|increas\w*|up",
        r"(?:a year |per year |yearly |annual )*(?:growth|more (?:a|each|every) year|grow\w*|wachstum|croissance|crecimiento|growing|increase)",
    ),
    "acquisition_cost": _cue(
        r"acqui(?:sition|re|ring)\w*(?: costs?)?|win(?:ning)?(?: (?:them|it|the customer))?|won|landing|upfront|up front|invest(?:ed|ing|ment)?|subsid\w*|onboarding|one[- ]off|setup|set[- ]up|to get (?:them|it)|initial|akquise\w*|anfangs\w*|anfangsinvestition|adquisicion|spend|put in|loss now|lose|losing|cac|gewinnung\w*",
        r"(?:to (?:win|acquire|land|get|start|set up|onboard)|acquisition|upfront|up front|one[- ]off|investment|setup|set[- ]up|subsidy|onboarding|initial|cac|loss|now)",
    ),
    "horizon_years": _cue(
        r"(?:over|for|across|horizon(?: of)?|next|within|uber|sur|durante|a)",
        r"-?\s?(?:years?|yrs?|(?<![a-z])y|jahre?n?|ans|anos)",
    ),
    "horizon_months": _cue(
        r"(?:next|coming|over|for|ahead|horizon(?: of)?)", r"-?\s?(?:months?|mths?|monate?n?|mois|meses)"
    ),
    "incremental_sales": _cue(
        r"incremental(?: sales)?|extra(?: sales)?|added|additional|uplift(?: of| was)?|more (?:sales|business)|lift(?: of)?|sold|bought|brought(?: in)?|mehrumsatz|zusatz\w*|on top|additionnel\w*|incremental(?:es)?|ventas|extra turnover|made|up by|generat\w*|ordered|orders",
        r"(?:of |in |worth of )*(?:incremental|extra|additional|added|more|uplift|lift|on top|mehrumsatz|in (?:extra )?sales|sales|turnover|additionnel\w*|adicional\w*|de ventas)",
    ),
    "cost": _cue(
        r"costs?(?: us| me)?|spent|spend|paid|pay|invest(?:ed)?|budget|expense|put in(?:to)?|kosten|gekostet|coute|costo|for|funding|our half|my half|with our|gave them|ausgegeben|depense|gast\w*|handed \w+|price",
        r"(?:in |of |for |on )?(?:costs?|spend|to run|promo(?:tion)? (?:cost|budget)|budget|funding|kosten|gekostet|leaflets?|banners?|flyers?|displays?|ads?|window|campaign|booth|radio|in discounts?|leaflet|marketing)",
    ),
    "customer_gain": _cue(
        r"(?:they|the customer|customer|their side|he|she|them|dealer|retailer|kunde|client|cliente|for them|their)\b[^.;,\d]{0,30}?(?:gains?|saves?|earns?|makes?|gets?|benefits?|up|wins?|spart|gewinnt|gagne|gana|plus|more|extra|savings?|upside|gain|profit)|(?:benefits?|gains?|savings?|upside) (?:for|to) (?:the |them|their )?(?:customer|dealer|shop|client|side)?|sav(?:es?|ing) (?:the|them|their)[a-z ]{0,12}|theirs|they|their saving",
        r"(?:more |extra |gain |saved |savings |profit |benefit )*(?:for (?:them|the customer|the dealer)|on their side|to them|gain for them|their (?:gain|benefit|upside|saving)|in savings)",
    ),
    "customer_cost": _cue(
        r"(?:they|the customer|customer|their side|he|she|them|dealer|retailer|kunde|client|cliente|their|it)\b[^.;,\d]{0,25}?(?:costs?|spends?|pays?|invests?|puts? in|chips? in|kostet|zahlt|paie|paga|outlay|share|effort)",
        r"(?:cost |of cost |outlay |from )*(?:for them to|at their cost|from them|their (?:cost|outlay|share)|they pay|they spend)",
    ),
    "our_gain": _cue(
        r"(?:we|us|our side|our|i|wir|nous|nosotros)\b[^.;,\d]{0,25}?(?:gains?|earns?|makes?|gets?|benefits?|wins?|profits?|margin|save|gewinnen|gagnons|ganamos|upside|extra|more)|(?:benefits?|gains?|upside) (?:for|to) us|our side|ours|we",
        r"(?:more |extra |gain |margin |profit )*(?:for us|on our side|to us|our (?:gain|margin|upside|profit)|gain for us)",
    ),
    "our_cost": _cue(
        r"(?:we|us|our side|our|i|wir|nous|nosotros)\b[^.;,\d]{0,25}?(?:costs?|spend|pay|invest|put in|chip in|kostet|zahlen|payons|pagamos|outlay|effort|share)|costs? us|costing us",
        r"(?:cost |of cost |outlay |from )*(?:from us|at our cost|our (?:cost|outlay|share)|we pay|we spend|of our money)",
    ),
    "customer_margin_pct": _cue(
        r"(?:their|customer'?s?|his|her|dealer'?s?|they|retailer'?s?|store'?s?)\b[^.;,\d]{0,25}?(?:margin|make|earn|net|at|run|on)|customer margin|kundenmarge|margin",
        r"(?:customer margin|margin (?:at|for) the customer|at (?:theirs|their end)|margin)",
    ),
    "industry_margin_pct": _cue(
        r"(?:industry|sector|peers?|benchmark|average|competitors?|branche\w*|secteur|sector|market|trade|norm|others?|rivals?|the rest|usual|typical)\b[^.;\d]{0,25}?",
        r"(?:in |for |is )?(?:the |their )?(?:industry|sector|branche\w*|peers?|benchmark|average|secteur|market|norm)",
    ),
    "price_pct": _cue(
        r"(?:list |selling |net |our )?prices?|pricing|preise?|prix|precios?|list|increase|dearer|charge",
        r"(?:on |in |of |off |to )?(?:the |our |list |selling )?(?:prices?|pricing|price (?:increase|rise|cut|hike|drop)|preis\w*|prix|precios?|(?:lower |higher |off |on )?list)",
    ),
    "volume_pct": _cue(
        r"volumes?|units?|quantit\w*|menge\w*|absatz|volumen|pieces|they buy|buy|orders?|demand|stuckzahl\w*|tonnage|sell|lose",
        r"(?:in |of |on )?(?:the |our |their )?(?:volumes?|units?|quantit\w*|menge\w*|absatz|volumen|pieces|orders?|demand|more (?:units|volume|pieces)|fewer|less volume|stuckzahl\w*)",
    ),
    "cost_pct": _cue(
        r"(?:product |unit |our |material |purchase )?costs?(?: of (?:goods|sales))?|cogs|material\w*|\w*kosten|steel|aluminium|kosten|herstellkosten|einkauf\w*|cout\w*|costes?|supplier|purchasing|wareneinsatz|production",
        r"(?:in |of |on )?(?:the |our |product |unit |material )?(?:costs?(?! (?:lines?|drivers?|items?))|cogs|cost of goods|herstellkosten|wareneinsatz|material\w*|couts?|costes?)",
    ),
    "discount_pts": _cue(
        r"discounts?|bonus|rabatt\w*|remise\w*|descuentos?|rebate|concession|conditions|give (?:them|away)?|nachlass",
        r"(?:points? |more |less |extra |of |in |on )*(?:discounts?|bonus|rabatt\w*|remise\w*|descuentos?|rebate|off|nachlass)",
    ),
    "freight_pct": _cue(
        r"freight|shipping|transport\w*|fracht\w*|logisti\w*|delivery|carriage|haulage|fret|flete|fuel|trucking|diesel",
        r"(?:on |in |of |more )?(?:freight|shipping|transport\w*|fracht\w*|logisti\w*|delivery|haulage|fret|flete|fuel|trucking)",
    ),
    "top": _cue(
        r"(?:top|bottom|best|worst|first|last|biggest|largest|smallest|lowest|highest|die|the|los|les|give me|show me|list|name|only|my|our)",
        r"(?:\w+ )?(?:best|worst|biggest|largest|smallest|top|bottom|most|least|fastest|highest|lowest|weakest|strongest|accounts?|customers?|clients?|kunden|besten|schlechtesten|grossten|clientes|stores?|shops?|names|losers|winners|mejores|peores|premiers|meilleurs|of them|only|dealers)",
    ),
    "amount": _cue(
        r"worth|value(?:d)?(?: at)?|saved?|saving|about|around|roughly|approximately|of|amount\w*|wert|gespart|economis\w*|vale|valor|ahorr\w*|some|gain\w*|=|circa|to the tune of|cut",
        r"(?:a year |per year |in |of )*(?:saved|savings?|worth|value|benefit|less|more|gain|gespart|economis\w*|ahorr\w*|a year)",
    ),
    "budget": _cue(
        r"budget|funds?|money|cash|approved|purse|b",
        r"(?:budget|approved|signed off|set aside|put aside|earmarked|available|in the budget|funds)",
    ),
}
"""Every numeric argument of CONTRACT.md. A tool's own numbers are found among the arguments it has."""
