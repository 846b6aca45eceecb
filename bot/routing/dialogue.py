"""Answers, confirmations and follow-ups: messages that only make sense after the one before."""

# ruff: noqa: E501 - one pattern a line
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import BadInput
from bot.routing.changes import FILLERS, changes_in, letters_in, merged, own_words, swapped_in, which_number
from bot.routing.extract import extract
from bot.routing.intents import asked, built, complete, is_write, waiting
from bot.routing.names import STOP
from bot.routing.normal import fold, stem, word_set, words
from bot.routing.resolve import read_value
from bot.routing.router import Router
from bot.routing.said import Said
from bot.routing.terms import names_tool
from bot.routing.texts import item_in, ordinal_in
from bot.routing.thread import last_tool_turn, listed_account, recent_accounts
from bot.routing.typed import typed
from bot.routing.understanding import CHOICE, Intent, Pending, Reading, Turn
from bot.routing.written import is_command, operation_in
from bot.tools.answer import Answer
from bot.tools.arguments import Kind, choices_of, kind_of
from bot.tools.tool import Tool, all_tools

CERTAIN = 0.75  # a router as sure as this of another tool beats a follow-up with words of its own
SHORT = 8  # words of a remark on a proposal
LONGEST = 14  # words of a follow-up
WHOLE = 4  # words from which a message with an account may be a question of its own

_YES = re.compile(
    r"^\s*(?:(?:yes|yep|yeah|yup|ya|y|ok|okay|k|sure|correct|right|confirm(?:ed)?|go ahead|go for it|do it|do that|please do|save(?: it| that)?|log it|send it|add it|close it|exactly|perfect|fine|"
    r"that's (?:right|correct|it)|sounds good|looks good|all good|agreed|absolutely|definitely|of course|ja|jawohl|genau|passt|stimmt|gerne|oui|d'accord|exact|vas-y|si|vale|claro|de acuerdo|👍|✅|yes please|make it so|please|(?:raise|log|add|note|record|enter|file|write|put|move|close|send|do|save) (?:it|that|this)(?: down| in)?)[\s,.!]*)+(?:quickly|now|thanks?|thank you)?[\s,.!]*$"
)
_YES_LEAD = re.compile(
    r"^\s*(?:yes|yep|yeah|ok|okay|sure|correct|right|fine|good|ja|oui|si|vale)\b[\s,.!]*(?:but|only|except|just|and|aber|mais|pero|although|though|with|nur)?[\s,]*"
)
_NO = re.compile(
    r"^\s*(?:(?:hm+|oh|actually|well|wait|ah)[\s,]+)*(?:(?:no|nope|nah|cancel(?: it| that)?|stop|don't|do not|never ?mind|forget (?:it|that)|leave it|nein|abbrechen|lass(?: es)?|non|annule[rz]?|cancela(?:r)?|no thanks|not now|scrap (?:it|that)|discard|wrong|👎|please|drop it|nicht)[\s,.!]*)+$"
)
_WHY = re.compile(
    r"^[\s¿¡]*(?:(?:and|but|so|ok|oh|hm+|well)[\s,]+)*(?:why(?: (?:is|was) (?:that|it|this)| so| that| though| (?:the|this|that|such an?|these) (?:change|drop|fall|rise|increase|decrease|decline|growth|difference|jump|gap|dip)| did (?:it|that|they) (?:happen|fall|drop|rise|grow|change|go up|go down))?|"
    r"how come|how so|what happened|what(?:'s| is| was) (?:behind|driving|the reason)(?: it| that| this| for that| for it)?|what (?:drove|caused|moved|explains) (?:it|that|this)|reasons?|explain why|"
    r"warum(?: das| denn)?|wieso|weshalb|woran liegt(?: das|'s)?|pourquoi(?: ca)?|por que|where does (?:it|that) come from)[\s?!.]*$"
)
_LEAD = re.compile(
    r"^\s*(?:(?:and|but|or|also|then|now|ok|okay|so|hm+|well|what about|how about|what if|and if|if|same|again|instead|no|nope|not|make (?:it|that)|use|try|with|without|at|for|in|over|since|by|only|just|compare|versus|vs\.?|against|rather|sorry|"
    r"i mean(?:t)?|actually|redo|rerun|repeat|do|show|give me|the|same for|same with|same thing|plus|add|change|set|let's say|say|assume|suppose|und|aber|was ist mit|wie sieht es|et|mais|pour|y|pero|para|que pasa con|mit|fur|avec|con|break it down|split)\b[\s,:]*)+"
)
_OPENING = re.compile(r"^\s*(?:(?:and|ok|okay|so|then|now|what about|how about|und|et|y)\b[\s,]*)+", re.IGNORECASE)
_BACK = re.compile(r"\b(?:back to|return(?:ing)? to|as before|zuruck zu|retour a|volvamos a|again for|earlier)\b")


def continued(said: Said, router: Router) -> Reading | None:
    """The message as an answer to what waits, or as a change of the last question; None = it stands on its own."""
    if not said.context.turns:
        return None
    pending = said.context.turns[0].pending
    if pending is not None:
        reading = _answered(said, pending, router)
        if reading is not None:
            return reading
    return _followed(said, router)


def chosen_question(said: Said) -> str:
    """The question behind the choice that a message picks, where choices ask instead of giving an argument."""
    pending = said.context.turns[0].pending if said.context.turns else None
    if pending is None or pending.missing != CHOICE:
        return ""
    return _picked(said, pending.choices)


def without_lead(said: Said) -> str:
    """The masked message without an opening 'and what about', where it follows a question in the thread."""
    return without_opening(said.masked) if said.context.turns else said.masked


def without_opening(masked: str) -> str:
    lead = _OPENING.match(masked)
    return masked[lead.end() :] if lead is not None and len(masked) - lead.end() > 3 else masked


# -- what waits -------------------------------------------------------------------------------------------------------


def _answered(said: Said, pending: Pending, router: Router) -> Reading | None:
    if pending.missing == "tool":
        return _tool_chosen(said, pending)
    tool = all_tools().get(pending.tool)
    if tool is None:
        return None
    if pending.confirm:
        return _confirmed(said, tool, pending, router)
    if pending.missing and pending.missing != CHOICE:
        return _filled(said, tool, pending, router)
    return _changed(said, tool, pending.args, router)


def _tool_chosen(said: Said, pending: Pending) -> Reading | None:
    route = _picked(said, pending.choices)
    tool = all_tools().get(route)
    if tool is None:
        return None
    return built(tool, Said(str(pending.args.get("text", said.text)), said.context), 1.0, {})


def _confirmed(said: Said, tool: Tool, pending: Pending, router: Router) -> Reading | None:
    values = typed(tool, pending.args, said.context)
    if _YES.match(said.folded):
        return complete(tool, values, said.context, confirmed=True)
    if _NO.match(said.folded):
        return Reading((Answer(tool.id, "All right, nothing was saved.", visibility="public"),))
    agreed = _YES_LEAD.match(said.folded)
    if agreed:
        rest = Said(said.text[agreed.end() :], said.context)
        changes = changes_in(rest, tool, values)
        return complete(tool, values | changes, said.context, confirmed=True) if changes else None
    return _corrected(said, tool, values, router) or _changed(said, tool, pending.args, router)


def _corrected(said: Said, tool: Tool, values: Mapping[str, Any], router: Router) -> Reading | None:
    """A proposal with what a short remark changes in it ('finance should fix it'), proposed again."""
    if "?" in said.text or len(said.words) > SHORT or _is_another_question(said, tool, router):
        return None
    changes = changes_in(said, tool, values)
    return complete(tool, dict(values) | changes, said.context) if changes else None


def _filled(said: Said, tool: Tool, pending: Pending, router: Router) -> Reading | None:
    """The missing argument, by a choice's place or name, or in the person's own words."""
    name, context = pending.missing, said.context
    values = typed(tool, pending.args, context)
    picked = _place_of_account(said, pending) or _picked(said, pending.choices)
    if not picked and _is_another_question(said, tool, router):
        return None
    if name == "figure":
        target, _, amount = picked.partition("=")
        return complete(tool, values | {target: read_value(tool, target, amount, context)}, context) if amount else None
    if name not in tool.args.model_fields:
        return _changed(said, tool, pending.args, router)
    value = _read(tool, name, picked or said.text, said)
    if isinstance(value, Answer):
        return waiting(tool, values, name, value) if value.route == "clarify" else Reading((value,))
    if value is None:
        return _changed(said, tool, pending.args, router)
    changes = {key: one for key, one in changes_in(said, tool, values).items() if key != name} if not picked else {}
    return complete(tool, values | changes | {name: value}, context)


def _read(tool: Tool, name: str, text: str, said: Said) -> Any:
    """The value in a message that should be it; None where it is not there."""
    if kind_of(tool.args, name) is Kind.ACCOUNT and text == said.text:
        found = extract(tool, said, frozenset(recent_accounts(said.context)))
        if "account" in found.values:
            return found.values["account"]
        return found.question if found.about == name else None
    try:
        return read_value(tool, name, text, said.context)
    except BadInput:
        return extract(tool, said).values.get(name)


def _place_of_account(said: Said, pending: Pending) -> str:
    """The offered account that a place or a KAM in the message fits: 'the one in Leeds', 'the French one'."""
    offered = [said.context.lexicon.account(value) for _, value in pending.choices]
    candidates = [one for one in offered if one is not None]
    places = " ".join(one.value for hit in said.scopes for one in hit.scopes if one.kind == "region")
    left = said.context.lexicon.narrowed(candidates, f"{said.text} {places}") if candidates else ()
    return left[0].id if len(left) == 1 and len(candidates) > 1 else ""


def _picked(said: Said, choices: Sequence[tuple[str, str]]) -> str:
    """The value of the choice that a message points at, '' for none or several."""
    if not choices:
        return ""
    plain = said.folded.strip(" .!?")
    for label, value in choices:
        if plain in (fold(label), fold(value), fold(value).replace("_", " ")):
            return value
    bare = re.fullmatch(r"(?:option|number|no\.?|#|the)?\s*(\d{1,2})[.)]?", plain)
    place = int(bare.group(1)) if bare else ordinal_in(said.text) if len(said.words) <= 6 else 0
    if place and (place == -1 or place <= len(choices)):
        return choices[place - 1 if place > 0 else -1][1]
    if "neither" in plain or "none" in plain or len(said.words) > 10:
        return ""
    wanted = {stem(word.text) for word in said.words if word.text not in STOP and word.text not in FILLERS}
    fits = [value for label, value in choices if wanted and wanted <= {stem(word.text) for word in words(label)}]
    return fits[0] if len(fits) == 1 else ""


def _is_another_question(said: Said, tool: Tool, router: Router) -> bool:
    if len(said.words) < 4:
        return False
    best = router.rank(said.masked)[0]
    return best.route != tool.id and best.probability >= CERTAIN


# -- follow-ups ---------------------------------------------------------------------------------------------------------


def _followed(said: Said, router: Router) -> Reading | None:
    turn = last_tool_turn(said.context)
    if turn is None:
        return None
    if _WHY.match(said.folded):
        return _why(said, turn)
    back = _returned(said)
    if back is not None:
        return back
    tool = all_tools()[turn.route]
    turn = _after_a_write(tool, turn, said)
    again = _listed_again(said, tool, turn) or _by_that(said, turn)
    if again is not None:
        return again
    other = _other_account(said, turn)
    if other:
        return complete(tool, typed(tool, turn.args, said.context) | {"account": other}, said.context)
    listed = listed_account(said)
    if listed and len(said.words) <= 4:
        target = tool if "account" in tool.args.model_fields else all_tools()["account_profitability"]
        return complete(target, {"account": listed}, said.context)
    return _same_list(said, tool, turn, router) or _changed(said, tool, turn.args, router)


def _same_list(said: Said, tool: Tool, turn: Turn, router: Router) -> Reading | None:
    """'close the second', 'add one: …' after a list of actions or issues stays with that list and its account."""
    if "operation" not in tool.args.model_fields or len(said.words) > LONGEST + 6:
        return None
    operation = operation_in(said, choices_of(tool.args, "operation"))
    if operation not in ("add", "close") or not (is_command(said) or item_in(said.text)):
        return None
    best = router.rank(said.masked)[0]
    if best.route != tool.id and best.probability >= CERTAIN:
        return None
    account = turn.args.get("account")
    return built(tool, said, 1.0, typed(tool, {"account": account}, said.context) if account else {})


def _after_a_write(tool: Tool, turn: Turn, said: Said) -> Turn:
    """What was written is done: of a write only the account is carried on."""
    if not is_write(tool, typed(tool, turn.args, said.context)):
        return turn
    return replace(turn, args={name: value for name, value in turn.args.items() if name == "account"})


_LISTED_AGAIN = re.compile(
    r"^\s*(?:(?:and|but|so|ok|okay|now|then|well|just|please)[\s,]+)*(?:what(?:'s| is| are)? (?:(?:still |all )?(?:left|open|missing|outstanding|there|on it|on there)|the (?:list|total|rest|sum))|"
    r"(?:show|give|read|list) (?:me )?(?:it|them|all|the (?:whole |full |new )?(?:list|rest)|everything|all of (?:it|them))|(?:the )?(?:whole |full |new )?(?:list|total|rest)|(?:in )?total so far|what do (?:we|i) have)"
    r"(?:[\s,]+(?:now|then|again|so far|in total|altogether|please|there|for them|with them|at them))*[\s?!.]*$"
)


def _listed_again(said: Said, tool: Tool, turn: Turn) -> Reading | None:
    """'what is left?', 'the list now', 'what's missing': the last tool again, as a list where it keeps one."""
    if _LISTED_AGAIN.match(said.folded) is None:
        return None
    values = typed(tool, turn.args, said.context)
    if "operation" in tool.args.model_fields:
        values["operation"] = choices_of(tool.args, "operation")[0]
    return complete(tool, values, said.context)


_BY_THAT = re.compile(r"\bby (?:that|this|the same)(?: (?:measure|metric|figure|number|yardstick))?\b")
_MEASURES = {"customer_lifetime_value": "clv", "account_profitability": "net_profit", "sales_forecast": "sales"}
"""The figure of a tool by which accounts can be ranked."""


def _by_that(said: Said, turn: Turn) -> Reading | None:
    """'all of mine by that measure': a ranking by what the last answer told of one account."""
    ranking, measure = all_tools().get("account_ranking"), _MEASURES.get(turn.route)
    if ranking is None or measure is None or _BY_THAT.search(said.folded) is None:
        return None
    values = extract(ranking, said).values
    return complete(ranking, {**values, "metric": measure}, said.context)


_OTHER = re.compile(r"\b(?:the other(?: one| account)?|der andere|die andere|l'autre|el otro|la otra)\b")


def _other_account(said: Said, turn: Turn) -> str:
    """'now the other one', 'and the one in Leeds': of accounts that were offered, one that was not taken."""
    if len(said.words) > 7:
        return ""
    for earlier in said.context.turns:
        choices = earlier.pending.choices if earlier.pending else ()
        left = tuple(one for one in choices if one[1] != turn.args.get("account"))
        if len(left) == len(choices):
            continue
        if _OTHER.search(said.folded):
            return left[0][1] if len(left) == 1 else ""
        place = Pending("", {}, choices=left)
        return _picked(said, left) or (_place_of_account(said, place) if _ONE.search(said.folded) else "")
    return ""


_ONE = re.compile(r"\b(?:the|one|der|die|das|le|la|celui|celle|el) \w+")


WHY_MIX = frozenset(
    {"account_profitability", "price_realization", "segment_mix", "portfolio_summary", "profit_drivers"}
)
"""After these 'why?' asks what changed: price, volume, mix."""


def _why(said: Said, turn: Turn) -> Reading:
    mix = all_tools().get("price_volume_mix")
    if turn.route not in WHY_MIX or mix is None:
        return Reading((Intent("explain"),))
    kept = {name: value for name, value in turn.args.items() if name in ("account", "scope", "period", "compare_to")}
    return complete(mix, typed(mix, kept, said.context), said.context)


def _returned(said: Said) -> Reading | None:
    """'back to Perfect Toys', 'back to the ranking': the newest question about it, asked again."""
    if _BACK.search(said.folded) is None:
        return None
    named = {hit.account.id for hit in said.accounts if hit.account is not None}
    tools = all_tools()
    spoken = {stem(word.text) for word in said.words}
    asked_before = [turn for turn in said.context.turns if turn.route in tools]
    about = [turn for turn in asked_before if turn.args.get("account") in named]
    if not named:
        about = [turn for turn in asked_before if spoken & _called(turn.route)]
    for turn in sorted(about, key=lambda turn: not names_tool(said, turn.route)):
        tool = tools.get(turn.route)
        if tool is not None:
            return complete(tool, typed(tool, turn.args, said.context) | changes_in(said, tool, {}), said.context)
    return None


def _called(route: str) -> set[str]:
    """The words (stems) that a tool is called by: those of its name but the ones that many share."""
    return {stem(part) for part in route.split("_")} - {"account", "customer", "value", "review", "of", "vs", "kam"}


def _changed(said: Said, tool: Tool, args: Mapping[str, Any], router: Router) -> Reading | None:
    """The last question with what this message changes in it; None where the message asks something of its own."""
    if len(said.words) > LONGEST:
        return None
    values = typed(tool, args, said.context)
    letters = letters_in(said, tool)
    if letters:
        return complete(tool, values | letters, said.context)
    swapped = swapped_in(said, tool, values)
    if swapped:
        return complete(tool, values | swapped, said.context)
    lead = _LEAD.match(said.folded)
    own = own_words(said, tool)
    if len(own) > (2 if lead else 1):
        return None
    if own and not (lead and not own & _QUESTION_WORDS):
        best = router.rank(said.masked)[0]
        if best.route != tool.id and best.probability >= (CERTAIN if lead else 0.5):
            return None
    if not own and len(said.words) >= WHOLE and said.accounts:
        best = router.rank(said.masked)[0]
        if best.route != tool.id and best.probability >= CERTAIN:
            return None
    found = extract(tool, said, frozenset(recent_accounts(said.context)))
    if found.question is not None and found.about not in values:
        return asked(tool, values, found)
    if found.question is not None and found.about in ("account", "scope"):
        return asked(tool, {key: one for key, one in values.items() if key != found.about}, found)
    changes = changes_in(said, tool, values)
    if isinstance(changes, Answer) or not changes:
        doubt = which_number(said, tool, values)
        return waiting(tool, values, "figure", doubt) if doubt is not None else None
    return complete(tool, merged(values, changes), said.context)


_QUESTION_WORDS = word_set(
    "what which who whose when where how why was wer welche wann wie qui quel quelle quien cual cuando como"
)
