"""Texts among the arguments of a tool, and whether a message asks, adds or closes."""

# ruff: noqa: E501 - word lists and patterns, one a line
from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.routing.normal import word_set, words
from bot.routing.read.numbers import numbers_in
from bot.routing.read.words import choice_in
from bot.routing.said import Said
from bot.routing.texts import bant_in, department_in, item_in, payload
from bot.routing.work import Work
from bot.tools.arguments import Kind

_QUESTION = re.compile(
    r"\?|\b(?:give|show|send|read) me\b|\blist (?:of|all|my|the|them|open|me|our|their)\b|\bthe list\b|\b(?:as|with) a list\b|\blist\s*(?:for\b|of\b|$)|\b(?:pull|bring|look|dig) (?:it |them )?(?:out|up)\b|\b(?:want|need|like|love) (?:to )?(?:see|know|read|have|look)\b|\bso far\s*[.!]*$|^\s*(?:is there )?anything\b|\blet me (?:see|have)\b|\b(?:value|issues?|complaints?|actions?|task|benefits?) (?:log|register|history|overview|record)\b|\b(?:overview|history|summary) of\b|^(?!.*:)\s*(?:the |my |our |their |all |open )*(?:complaints|problems|issues|tasks|actions|promises|to-?dos|reklamationen|aufgaben|plaintes|quejas|tareas|objectives|goals|ziele|benefits|wins)\b|^\s*(?:(?:and|but|so|ok|okay|hm+|also|then|now|well)[\s,]+)*(?:whats|whos|wheres|what|which|who|whose|when|where|how|any|are|is|did|do|does|have|has|show|list|give me|tell me|welche|was|wer|zeig|gibt es|quel\w*|montre\w*|"
    r"que|cuales|muestra\w*|open|outstanding|overdue|pending|everything)\b|^\s*(?:all|my|our)\b(?!.{0,80}\b(?:saved?|earned|gained|let|brought|took|cut|reduced|helped|gave|delivered|lowered|spared)\b)"
)
_IMPERATIVE = re.compile(
    r"\b(?:add|log|note|record|save|put|write|jot|enter|register) (?:it|this|that)(?: down| in| on| to)?(?: please| pls| for me)?(?:[.!, ]*$|\b.{0,40}\b(?:as|under|value|ledger|record|log|list|book)\b)|^\s*(?:(?:please|pls|hey|ok|and|also|bitte|yes|then|can you|could you|would you|i want to|let's|i'd like to)[\s,]+)*(?:add|log|record|note|put|write|create|raise|"
    r"open an? |open a new |set|save|enter|register|file|capture|close|mark|tick|cross|remind|remember|assign|new|complete|resolve|finish|book|jot|track|"
    r"neue[rs]? aufgabe|nouvelle (?:tache|action)|nueva (?:tarea|accion)|notier|erfass|trag|merk|schliess|ajout|note|enregistr|ferm|anad|apunt|registr|anot|cierra|agreg)\w*\b"
)


def is_command(said: Said) -> bool:
    """Whether a message tells the assistant to write, close or move something."""
    return _IMPERATIVE.search(said.folded) is not None


def operation_in(said: Said, choices: tuple[str, ...]) -> str:
    """Whether to list (or show), add or close. A question lists; a statement of some length adds."""
    folded = said.folded
    looking = choices[0]
    imperative = _IMPERATIVE.search(folded)
    question = _QUESTION.search(folded) is not None
    if question and not imperative:
        return looking
    text = said.without(said.name_spans)
    if (
        "close" in choices
        and choice_in(text, "operation", ("close",))
        and not re.match(r"\s*(?:add|log|note|raise|new)\b", folded)
    ):
        return "close"
    if imperative:
        return "add"
    if choice_in(text, "operation", ("add",)):
        return "add"
    return "add" if len(said.words) - 2 * len(said.accounts) > 6 else looking


def read_texts(work: Work) -> None:
    for name in work.names(Kind.TEXT) + work.names(Kind.ITEM):
        read = _TEXTS.get(name)
        value = read(work) if read else ""
        if value:
            work.values[name] = value


def _whole(work: Work) -> str:
    return work.said.text.strip()


def _written(work: Work) -> str:
    """The text of what is added; nothing where the message only asks."""
    if work.values.get("operation", "add") in ("list", "show"):
        return ""
    if work.values.get("operation") == "close":
        return ""
    dates = [(hit.start, hit.end) for hit in work.said.dates()] if "due" in work.kinds else []
    return payload(work.said, dates)


def _target(work: Work) -> str:
    """An amount or a share in the objective's own words."""
    if work.values.get("operation", "add") != "add":
        return ""
    numbers = numbers_in(work.said.without(work.taken))
    return next((one.text for one in numbers if one.unit != "plain" or one.scaled), "")


_REVIEW_WORDS = word_set(
    "review held done meeting quarterly monthly account customer took place sit down was the and with for this that today"
)


def _notes(work: Work) -> str:
    """What was said in a review: what follows a colon or a full stop, or a 'needs: …'."""
    text = work.said.text
    match = re.search(
        r"(?:[:;]\s+|[.!]\s+|\bneeds?:\s*|,\s*(?=they|he|she|customer|we\b)|\s[-–—]\s)(.{12,})$", text, re.DOTALL
    )
    if match is None or "new_date" in work.values:
        return ""
    spans = work.said.name_spans + [(hit.start, hit.end) for hit in work.said.dates(past=True)]
    told = words(work.said.without(spans)[match.start(1) :])
    own = [word for word in told if word.text not in _REVIEW_WORDS and len(word.text) > 2]
    return re.sub(r"\s+", " ", match.group(1)).strip() if len(own) >= 3 else ""


def _topic(work: Work) -> str:
    match = re.search(
        r"\b(?:help (?:me )?(?:with|on|about|for)|about|how do i (?:ask|use|get|say)|what can (?:you|i) (?:do|ask) (?:about|with|for|on)|explain how|hilfe (?:zu|mit|bei)|aide (?:sur|pour)|ayuda (?:con|sobre))\s+(.+?)[?.! ]*$",
        work.said.folded,
    )
    return match.group(1).strip() if match else ""


_ONESELF = re.compile(
    r"\bowner(?: is|:|=| (?:should|must|shall|will|to) be)?\s+(?:me|myself|i)\b|\b(?:task|action|to-?do|job|that's|this is|assign(?:ed)? (?:it |this |that )?to|one|on|put it on) (?:for |on )?(?:me|myself)\b|"
    r"\bi(?:'ll| will)? (?:do|own|take|handle|cover) (?:it|this|that)\b(?: myself)?|\b(?:aufgabe fur mich|ich (?:mache|ubernehme) das|pour moi|je m'en (?:charge|occupe)|para mi|lo hago yo|me encargo)\b"
)


def _owner(work: Work) -> str:
    people = work.said.people
    if not people:
        return work.said.context.asker.name if _ONESELF.search(work.said.folded) else ""
    lexicon = work.said.context.lexicon
    key = people[0].keys[0]
    if len(people[0].keys) > 1 or key == work.said.context.asker.id:
        return ""
    after = work.said.text[people[0].end :].casefold()
    before = work.said.folded_before(people[0].start)
    acts = re.match(
        r"[:,]?\s*(?:is to|to|will|must|should|needs|has|is going|shall|can|does|sends|calls|checks|fixes|owes|promised|['’]s|soll|muss|doit|debe|$)",
        after,
    )
    given = re.search(
        r"(?:\b(?:assign\w*|owner|for|by|to|give|ask|tell|with|fur|an|pour|para|remind|let|have|@)\s*|→\s*|->\s*|:\s*)$",
        before,
    )
    return lexicon.person_name(key) if acts or given else ""


def _item(work: Work) -> str:
    if work.values.get("operation") != "close":
        return ""
    pointed = item_in(work.said.without(work.said.name_spans))
    return pointed or payload(work.said)


def _bant(name: str) -> Callable[[Work], str]:
    def read(work: Work) -> str:
        return bant_in(work.said.text).get(name, "")

    return read


_TEXTS: Mapping[str, Callable[[Work], str]] = {
    "question": _whole,
    "topic": _topic,
    "text": _written,
    "target": _target,
    "notes": _notes,
    "owner": _owner,
    "department": lambda work: department_in(work.said.text),
    "item": _item,
    "budget": _bant("budget"),
    "authority": _bant("authority"),
    "need": _bant("need"),
    "timing": _bant("timing"),
}
