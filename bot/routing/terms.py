"""Terms of art that name a tool: they settle what the router is not sure of."""

# ruff: noqa: E501 - one pattern a tool
from __future__ import annotations

import re
from collections.abc import Sequence

from bot.routing.router import GUIDANCE, OUT_OF_SCOPE, Ranked, led_by
from bot.routing.said import Said
from bot.routing.thread import spoken_of
from bot.tools.tool import all_tools

AMONG = 4  # places of the ranking within which a term is believed
SURE = 0.75  # a router as sure as this is not overruled
CASE_SURE = 0.9  # a router as sure as this is not overruled by a case told without an account
PRINCIPLE = 0.1  # guidance as likely as this is meant where a tool would need an account and none is spoken of
SHORT = 9  # words of a message whose 'it' is what the thread speaks of
DOUBTED = 0.55  # an off-subject verdict up to here gives way to a tool where an account of the asker's is named

_TERMS: dict[str, re.Pattern[str]] = {
    tool: re.compile(pattern)
    for tool, pattern in {
        "pareto_analysis": r"\bparetos?\b|\b80\s?/\s?20\b|\bherfindahl|\bhhi\b|\babc[- ](?:anal|class|klass|clas)|\bwhale curve",
        "churn_risk": r"\bchurn\w*|\bflight risk",
        "bant_qualification": r"\bbant\b",
        "customer_lifetime_value": r"\bcl[tv]?v\b|\bltv\b|\blife ?time value|\bkundenwert\b",
        "receivables_risk": r"\bdso\b|\breceivables?\b|\boverdue invoices?\b|\bunpaid invoices?\b|\ba/?r ag(?:e?ing)\b",
        "break_even_kam_cost": r"\bbreak[- ]?even\b|\b(?:pay|paid|earn|cover|carr)\w*\b.{0,30}\b(?:their|its|my|the|an?|our) (?:own )?(?:kams?|key account managers?|account managers?)\b",
        "account_brief": r"\bkpis?\b.{0,40}\bbuyer|\bbuyers?\b.{0,40}\b(?:kpis?|paid on|measured|judged|bonus)",
        "price_volume_mix": r"\bpvm\b|\bprice[-/, ]+volume[-/, ]+(?:and )?mix\b|\bprice or volume\b",
        "price_realization": r"\bgross[- ]to[- ]net\b|\bprice reali[sz]ation\b|\bpocket price\b|\bprice waterfall\b",
        "whitespace": r"\bwhite ?-?spaces?\b|\bcross-?sell",
        "segment_mix": r"\bby (?:product )?(?:sub-?)?categor|\bby (?:region|country|segment|channel|product)\b",
        "effort_vs_return": r"\beffort\b.{0,20}\breturn|\baufwand\b.{0,20}\bertrag",
        "account_profitability": r"\bp ?& ?l\b|\bpnl\b|\bbottom line\b|\bgm ?%|^gm\b",
        "review_pack": r"\breview pack\b",
        "sales_forecast": r"\bforecasts?\b|\bprognose\b|\bprevisions? des ventes",
        "lifecycle_stage": r"\blife ?-?cycle\b",
        "relationship_map": r"\brelationship map\b|\bstakeholder map\b|\bwho knows whom\b",
        "portfolio_summary": r"\bportfolio summary\b|\bteam summary\b",
        "kam_competency": r"\bcompetenc(?:e|y|ies)\b.{0,12}(?:profile|gap|radar)|\bskills? (?:radar|profile|gap)",
    }.items()
}


def settled(said: Said, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
    """The ranking with the tool first that a term of art in the message names, or that an account named asks for."""
    best = ranked[0]
    if best.probability < SURE and best.route != GUIDANCE:
        for one in ranked[:AMONG]:
            pattern = _TERMS.get(one.route)
            if pattern is not None and pattern.search(said.folded) and not _explained(said):
                return led_by(one.route, max(one.probability, SURE), ranked)
    if _is_advice(said, best) or _is_principle(said, ranked):
        return led_by(GUIDANCE, SURE, ranked)
    if best.route == OUT_OF_SCOPE and best.probability < DOUBTED and _of_an_account(said):
        tools = all_tools()
        about = [one for one in ranked if one.route in tools and "account" in tools[one.route].args.model_fields]
        rest = 1 - best.probability
        return [Ranked(one.route, one.probability / rest) for one in about]
    return ranked


def _of_an_account(said: Said) -> bool:
    """Whether a message names an account of the asker's, or points back at one of its thread."""
    if any(hit.candidates for hit in said.accounts):
        return True
    return len(said.words) <= SHORT and spoken_of(said) != said.masked


_OURS = re.compile(
    r"\b(?:my|our|we|us|their|they|them|this|that|it|its|there|he|she|his|her|mine|ours|unser\w*|wir|mein\w*|notre|nos|mon|mes|nuestr\w*|mi|mis)\b"
)


_ADVICE = re.compile(
    r"\bwhat now\b|\bnow what\b|\bwhat (?:should|do|can|would) (?:i|we|one|you|a kam) do\b|\b(?:should|must) (?:i|we|one) (?:be )?worr\w+|\b(?:good|bad)(?: news| sign)?,? or (?:a )?(?:bad|good|warning)|"
    r"\bhow (?:do|should|would|does) (?:i|we|one|you|a kam) (?:handle|react|deal|respond|approach|answer)\b|\bwas (?:jetzt|nun|tun)\b|\bque faire\b|\bque (?:hago|hacer)\b"
)
_CONTENTS = re.compile(
    r"\bwhat (?:belongs|goes) in(?:to)?\b|\bwhat should (?:be|go|stand) (?:in|on)(?:to)?\b|\bwhich levels should\b|\bshould know (?:each other|whom)\b|\bwas gehort in\b|\bque doit contenir\b|\bque debe (?:incluir|contener)\b"
)
_SUBJECT = re.compile(
    r"\b(?:sponsors?|champions?|contacts?|buyers?|customers?|clients?|orders?|decision[- ]?makers?|purchas\w+|procurement|reviews?|qbrs?|kams?|key accounts?|levels?|\w*gesprach\w*|kunden?|ansprechpartner\w*|revues?|interlocuteur|revision|contacto|cliente)\b"
)
_ALL_MINE = re.compile(r"(?<!one of )\b(?:my|our) (?:accounts|customers|clients|portfolio|team|patch|book|reviews)\b")


def _is_advice(said: Said, best: Ranked) -> bool:
    """Whether a message asks what to do in a case that it tells, or what belongs in something: no account of the
    asker's is named or pointed at, so nothing in the data can tell."""
    if best.probability >= CASE_SURE or said.accounts or said.strange_name or _ALL_MINE.search(said.folded):
        return False
    asks = _ADVICE.search(said.folded) or _CONTENTS.search(said.folded)
    return bool(asks) and _SUBJECT.search(said.folded) is not None and spoken_of(said) == said.masked


def _is_principle(said: Said, ranked: Sequence[Ranked]) -> bool:
    """Whether the likeliest tool needs an account that nothing points at, while guidance is likely too."""
    if said.context.turns or said.context.channel_account or said.accounts or said.strange_name:
        return False
    if not needs_account(ranked[0].route) or _OURS.search(said.folded):
        return False
    return any(one.route == GUIDANCE and one.probability >= PRINCIPLE for one in ranked[:3])


def needs_account(route: str) -> bool:
    """Whether this is a tool that cannot do without an account."""
    tool = all_tools().get(route)
    field = tool.args.model_fields.get("account") if tool is not None else None
    return field is not None and field.is_required()


def names_tool(said: Said, tool: str) -> bool:
    """Whether the message has a term of art of this tool."""
    pattern = _TERMS.get(tool)
    return pattern is not None and pattern.search(said.folded) is not None


def _explained(said: Said) -> bool:
    """Whether the message asks what the term means."""
    return (
        re.search(
            r"\b(?:what (?:is|are|does|do)|define|meaning|explain|was (?:ist|heisst)|c'est quoi|que es)\b", said.folded
        )
        is not None
    )
