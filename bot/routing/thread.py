"""What the thread has spoken of: its accounts, its people, its last tool, and what a pronoun means."""

# ruff: noqa: E501 - word lists and patterns, one a line
from __future__ import annotations

import re
from typing import Any

from bot.routing.masking import ACCOUNT, PERSON
from bot.routing.said import Said
from bot.routing.texts import place_in, without_ordinal
from bot.routing.typed import typed
from bot.routing.understanding import Context, Turn
from bot.tools.arguments import Kind, Scope, kind_of
from bot.tools.tool import Tool, all_tools

ANSWERLESS = frozenset({"help", "explain", "guidance"})
"""Tools whose turn is no base for a changed argument."""

_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|theirs|they're|there|this (?:account|customer|client|one|shop|store)|that (?:account|customer|client|one|shop|store)|"
    r"the (?:account|customer|client|buyer)|these (?:guys|people)|those (?:guys|people)|(?:this|that|the same) (?:region|area|country|territory|segment|team|portfolio|book|list|patch)|he|she|him|her|same|sie|ihnen|ihr|ihre[nrm]?|dort|denen|er|dieser kunde|"
    r"ils|elles|eux|leur|leurs|la-bas|ce client|ellos|ellas|les|su|sus|alli|este cliente|ese cliente)\b"
)  # fmt: skip
_OF_THEM = re.compile(r"\b(?:their|theirs|its|leurs?|sus?|ihre[nrm]?)\b")
_AT_THEM = re.compile(r"\b(?:there|dort|la-bas|alli)\b(?!\s+(?:is|are|was|were|any|a)\b)")
_THEM = re.compile(
    r"\b(?:it|they|them|they're|(?:this|that|the) (?:account|customer|client|shop|store)|these (?:guys|people)|those (?:guys|people))\b"
)
_GROUP = re.compile(
    r"\b(?:of|among|which of|von|unter|de|entre|parmi) (?:them|those|these|ihnen|denen|ellos|ellas|eux)\b"
)
"""Points at several accounts: at the scope of the last answer, not at one account."""

_PERSON = re.compile(r"\b(?:he|she|him)\b")
_OF_PERSON = re.compile(
    r"\b(?:his|her|hers|(?:that|this|the same) (?:person|colleague|kam|book|portfolio|patch|team))\b"
)
_LEADS = re.compile(r"^\s*(?:and|but|also|so|then|what about|how about|plus|now|und|et|y|ok(?:ay)?)\b")


def last_tool_turn(context: Context) -> Turn | None:
    """The newest turn that a tool answered with arguments that can be changed."""
    tools = all_tools()
    for turn in context.turns:
        if turn.route in tools and turn.route not in ANSWERLESS:
            return turn
    return None


def recent_accounts(context: Context) -> tuple[str, ...]:
    """The accounts of the thread that the asker still sees, newest first; the channel's own account last."""
    said = [str(turn.args["account"]) for turn in context.turns if turn.args.get("account")]
    if context.channel_account:
        said.append(context.channel_account)
    return tuple(dict.fromkeys(one for one in said if context.lexicon.account(one) is not None))


def recent_person(context: Context) -> str:
    """The id of the colleague whom the thread spoke of last, '' for none."""
    tools = all_tools()
    for turn in context.turns:
        tool = tools.get(turn.route)
        if turn.args.get("account") or tool is None:
            continue
        values = typed(tool, {key: turn.args[key] for key in ("person", "scope") if key in turn.args}, context)
        scope = values.get("scope")
        if isinstance(scope, Scope) and scope.kind in ("person", "person_team"):
            return scope.value
        if values.get("person"):
            return str(values["person"])
    return ""


def points_at_person(said: Said) -> str:
    """The id of the colleague whom a 'his' or 'she' means, '' for none."""
    pointed = _PERSON.search(said.folded) or _OF_PERSON.search(said.folded)
    return recent_person(said.context) if pointed and not said.people else ""


def spoken_of(said: Said) -> str:
    """The masked message with the thread's account or person in the place of what points at it: 'do they pay' as
    'do Acme pay', 'about the second one' as 'about Acme'. The message as it is where nothing points."""
    text = said.masked
    if said.accounts or not said.context.turns:
        return text
    if points_at_person(said):
        return _PERSON.sub(PERSON, _OF_PERSON.sub(f"{PERSON}'s", text))
    if listed_account(said):
        return without_ordinal(text, ACCOUNT)
    if not recent_accounts(said.context) or _GROUP.search(said.folded):
        return text
    return _THEM.sub(ACCOUNT, _AT_THEM.sub(f"at {ACCOUNT}", _OF_THEM.sub(f"{ACCOUNT}'s", text)))


def meant_account(said: Said, tool: Tool) -> str:
    """The account that a message means without naming one, '' for none.

    A place in the last answer's list ('the second'); else the thread's last account, where the tool needs one, or a
    pronoun or an opening 'and' points at it and no scope is said.
    """
    name = next((one for one in tool.args.model_fields if kind_of(tool.args, one) is Kind.ACCOUNT), "")
    if not name:
        return ""
    listed = listed_account(said)
    if listed:
        return listed
    recent = recent_accounts(said.context)
    last = last_tool_turn(said.context)
    if not recent:
        return ""
    if tool.args.model_fields[name].is_required():
        return recent[0]
    points = _PRONOUN.search(said.folded) is not None or _LEADS.search(said.folded) is not None
    if _GROUP.search(said.folded):
        return ""
    if _goes_on(said, recent[0]):
        return recent[0]
    of_scope = last is not None and last.args.get("scope") and not last.args.get("account")
    return recent[0] if points and not said.scopes and not of_scope else ""


_SEVERAL = re.compile(
    r"\b(?:who|whose|which|all|every|each|accounts|customers|clients|stores|my|mine|our|ours|team|portfolio|company|everyone|everybody|"
    r"wer|welche[rns]?|alle|kunden|mein\w*|qui|quels?|quelles?|tous|quien\w*|cuales|todos|clientes|mis|cuentas)\b"
)
"""Words that ask about more than the account at hand."""


def _goes_on(said: Said, account: str) -> bool:
    """Whether a short question that names nobody stays with the account that the last one was about."""
    turn = said.context.turns[0] if said.context.turns else None
    if turn is None or turn.args.get("account") != account or said.scopes or said.people or len(said.words) > 14:
        return False
    return _SEVERAL.search(said.folded) is None


def meant_scope(said: Said, tool: Tool) -> Any:
    """The scope of the last question, where a message points back at it ('who might leave there') and names nothing."""
    name = next((one for one in tool.args.model_fields if kind_of(tool.args, one) is Kind.SCOPE), "")
    turn = last_tool_turn(said.context)
    person = points_at_person(said)
    if name and person:
        return Scope("person", person, said.context.lexicon.person_name(person))
    if not name or turn is None or said.scopes or said.accounts or not turn.args.get("scope"):
        return None
    points = _PRONOUN.search(said.folded) is not None or _LEADS.search(said.folded) is not None
    if not points or turn.args.get("account"):
        return None
    return typed(tool, {name: turn.args["scope"]}, said.context).get(name)


def listed_account(said: Said) -> str:
    """The account at a place of the last answer's list: 'the third one' after a ranking."""
    place = place_in(said.text)
    last = said.context.turns[0] if said.context.turns else None
    answer = last.answer if place and last is not None else None
    if answer is None or len(answer.accounts) < 2:
        return ""
    accounts = answer.accounts
    index = place - 1 if place > 0 else len(accounts) - 1
    return accounts[index] if index < len(accounts) and said.context.lexicon.account(accounts[index]) else ""
