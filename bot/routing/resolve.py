"""From a tool's arguments in words to typed values: the path of the command line, buttons and the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.errors import OTHERS, BadInput
from bot.routing.lexicon import AccountHit, Lexicon, NameHit
from bot.routing.offers import which_account, which_of_these, which_person
from bot.routing.read import counts, dates, money, percent, periods, scopes, words
from bot.routing.read.atoms import Calendar
from bot.routing.understanding import Context
from bot.tools.answer import Answer, Choice, clarify, refused
from bot.tools.arguments import Kind, Scope, ToolArgs, choices_of, kind_of
from bot.tools.tool import Tool

Raw = str | Sequence[str] | Mapping[str, Any] | int | float | bool | None

AHEAD = frozenset({"reviews_due"})
"""Tools about what is coming: 'this month' is the whole month."""

PAST = frozenset({("log_review", "date")})
"""Dates of what has happened."""


def resolve(tool: Tool, raw: Mapping[str, Any], context: Context) -> ToolArgs | Answer:
    """The tool's arguments, read by the reader of each one's kind.

    A clarify answer where a name is ambiguous or a required argument is missing, a refused one where a name fits no
    account of the asker's. Raises BadInput for an unknown argument or a value that cannot be read.
    """
    fields = tool.args.model_fields
    values: dict[str, Any] = {}
    for name, given in raw.items():
        if name not in fields:
            known = ", ".join(option(one) for one in fields) or "none"
            raise BadInput(f"{tool.id} takes no {option(name)}; its arguments are: {known}.")
        if given is None or given == "" or given == []:
            continue
        value = read_value(tool, name, given, context)
        if isinstance(value, Answer):
            return value
        values[name] = value
    for name, field in fields.items():
        if field.is_required() and name not in values:
            return missing(tool, name, context)
    try:
        return tool.args(**values)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0]) if fault["loc"] else ""
        raise BadInput(f"{option(name)} {raw.get(name)!r}: {fault['msg'].lower()}.") from error


def option(name: str) -> str:
    """The argument as it is written on the command line: kam_cost = --kam-cost."""
    return f"--{name.replace('_', '-')}"


def calendar(context: Context, tool: str = "") -> Calendar:
    """What words about time hang on in this question."""
    first = context.lexicon.first_day
    known = {"first_day": first} if first is not None else {}
    return Calendar(context.today, context.fiscal_year_starts, tool in AHEAD, **known)


def read_value(tool: Tool, name: str, given: Raw, context: Context) -> Any:
    """One value by its kind; an Answer where it is ambiguous or not the asker's. Raises BadInput with the option."""
    kind = kind_of(tool.args, name)
    try:
        return _read(kind, tool, name, given, context)
    except BadInput as error:
        raise BadInput(f"{option(name)}: {error.sentence}") from error


def _read(kind: Kind, tool: Tool, name: str, given: Raw, context: Context) -> Any:
    if isinstance(given, bool):
        given = "yes" if given else "no"
    match kind:
        case Kind.PERIOD:
            return periods.period(given if isinstance(given, Mapping) else _text(given), calendar(context, tool.id))
        case Kind.SERIES:
            return counts.series(_text(given))
        case Kind.SCORES:
            return counts.scores(given if isinstance(given, Mapping) else _text(given))
    text = _text(given)
    match kind:
        case Kind.ACCOUNT:
            return _account(tool, name, text, context)
        case Kind.SCOPE:
            return _scope(name, text, context)
        case Kind.PERSON:
            return _person(name, text, context)
        case Kind.PRODUCT | Kind.PROMOTION | Kind.OPPORTUNITY:
            return _named(kind, name, text, context)
        case Kind.DATE:
            return dates.date(text, context.today, (tool.id, name) in PAST)
        case Kind.MONEY:
            return _amount(text, context)
        case Kind.PERCENT:
            return percent.percent(text)
        case Kind.POINTS:
            return percent.points(text)
        case Kind.COUNT:
            return counts.count(text)
        case Kind.CHOICE:
            return words.choice(text, name, choices_of(tool.args, name))
        case Kind.FLAG:
            return words.flag(text)
        case _:
            return text


def _text(given: Raw) -> str:
    if isinstance(given, Mapping):
        raise BadInput(f"{dict(given)} is not a value that can be read here; write it as text.")
    if isinstance(given, Sequence) and not isinstance(given, str):
        return ", ".join(str(one) for one in given)
    return str(given).strip()


def _amount(text: str, context: Context) -> Any:
    amount = money.money(text)
    if amount.currency and amount.currency != context.currency:
        raise BadInput(
            f"'{text}' is in {amount.currency}, the accounts are in {context.currency}; give it in {context.currency}."
        )
    return amount.value


def _account(tool: Tool, name: str, text: str, context: Context) -> Any:
    known = context.lexicon.account(text)
    if known is not None:
        return known.id
    return chosen_account(context.lexicon.account_named(text), name, tool, context)


def chosen_account(hit: AccountHit, name: str, tool: Tool, context: Context) -> str | Answer:
    """The id of the one account that a name means, else the question which one, else the refusal."""
    if hit.account is not None:
        return hit.account.id
    if not hit.candidates:
        return refused(OTHERS)
    return which_account(hit, name, tool)


def _scope(name: str, text: str, context: Context) -> Scope | Answer:
    found = scopes.scope(text, context.lexicon, context.asker)
    return found[0] if len(found) == 1 else which_person([(one.label, one.label) for one in found], name, text)


def _person(name: str, text: str, context: Context) -> str | Answer:
    if text.casefold() in ("me", "myself", "i", "mine", "my", "ich", "moi", "yo"):
        return context.asker.id
    found = context.lexicon.person_named(text)
    if not found:
        raise BadInput(f"I know nobody called '{text}'; write a colleague's full name as in the people list.")
    return found[0].id if len(found) == 1 else which_person([(one.name, one.id) for one in found], name, text)


def _named(kind: Kind, name: str, text: str, context: Context) -> str | Answer:
    lexicon = context.lexicon
    exact, hits = _known(kind, text, lexicon)
    if exact:
        return exact
    keys = tuple(dict.fromkeys(key for hit in hits for key in hit.keys))
    if len(keys) == 1:
        return keys[0]
    what = kind.value
    if not keys:
        if kind is Kind.PRODUCT:
            return _category(text, lexicon)
        raise BadInput(f"I know no {what} called '{text}'; write its name or id as in the data.")
    return which_of_these(
        f"Which {what} do you mean by '{text}'?", [(lexicon.label(kind, key), key) for key in keys], name
    )


def _category(text: str, lexicon: Lexicon) -> str:
    found = lexicon.categories.get(text.casefold())
    if found is None:
        raise BadInput(f"I know no product called '{text}'; write its name, its sku or a product category.")
    return found


def _known(kind: Kind, text: str, lexicon: Lexicon) -> tuple[str, Sequence[NameHit]]:
    """The key where the text is one, and else the names found in it."""
    match kind:
        case Kind.PRODUCT:
            return (text if lexicon.product(text) else "", lexicon.products_in(text))
        case Kind.PROMOTION:
            return (text if lexicon.promotion(text) else "", lexicon.promotions_in(text))
        case _:
            return (text if lexicon.opportunity(text) else "", lexicon.opportunities_in(text))


def missing(tool: Tool, name: str, context: Context) -> Answer:
    """One short question for a required argument, with the likeliest values as choices."""
    kind = kind_of(tool.args, name)
    if kind is Kind.ACCOUNT:
        offered = [(one.name, one.id) for one in context.lexicon.largest(4)]
        sentence = (
            "Which account do you mean?" if offered else "You have no accounts yet; import an account file first."
        )
        return which_of_these(sentence, offered, name)
    if kind is Kind.CHOICE:
        return which_of_these(
            f"Which {name.replace('_', ' ')}?",
            [(one.replace("_", " "), one) for one in choices_of(tool.args, name)],
            name,
        )
    described = tool.args.model_fields[name].description
    asked = name.replace("_", " ").removesuffix(" pct")
    return clarify(f"What is the {asked}{f' ({described})' if described else ''}?")


__all__ = ["Choice", "calendar", "chosen_account", "missing", "option", "read_value", "resolve"]
