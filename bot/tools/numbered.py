"""Items of a list by their number in the last list, by id, or by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BadInput
from bot.tools.answer import Answer, Choice, Input
from bot.tools.book import Book
from bot.tools.writing import ask

_NUMBERS = re.compile(r"(?:items?|no\.?|nos\.?|number|numbers|#|and|und|et|y|&|,|;|\s)*(\d{1,3})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_IGNORED = frozenset(
    {"the", "a", "an", "to", "for", "of", "with", "and", "or", "at", "in", "on", "it", "is", "my", "our", "their"}
    | {"that", "this", "task", "item", "action", "issue", "problem", "one"}
)
EXACT = "id:"
"""Before an id that is meant and nothing else."""

STEM = 5
"""Words are the same where their first five letters are: 'deliveries' and 'delivered'."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row that can be named: its id, its text, and what else tells it apart (account, owner)."""

    id: str
    text: str
    beside: str = ""


def numbered(items: Sequence[Item]) -> tuple[tuple[str, Input], ...]:
    """The receipt's inputs that say which number is which row."""
    return tuple((str(index), Input(one.text, f"id {one.id}", one.beside)) for index, one in enumerate(items, 1))


def items_of(answer: Answer) -> dict[str, str]:
    """Number → id, as a list numbered its items; empty for an answer that is no list."""
    inputs = answer.receipt.inputs if answer.receipt else ()
    return {name: one.source.removeprefix("id ") for name, one in inputs if name.isdigit()}


def exactly(items: Sequence[Item]) -> str:
    """The items by id, as `pick` reads them again."""
    return ",".join(f"{EXACT}{one.id}" for one in items)


def pick(route: str, words: str, items: Sequence[Item], book: Book, again: str) -> list[Item] | Answer:
    """The items that words mean: numbers of the thread's last list (or of `items` as they are), ids, or words of one.

    `again` is what choosing one asks, with {item} for its id. Raises BadInput for a number that is not there.
    """
    by_id = {one.id: one for one in items}
    wanted = words.strip()
    parts = [part.strip().removeprefix(EXACT) for part in wanted.split(",")]
    if wanted.startswith(EXACT):
        return [_still_open(part, by_id) for part in parts]
    last = book.memory.last_list(route)
    numbers = _numbers(wanted)
    if all(part in by_id for part in parts) and (last is None or not numbers):
        return [by_id[part] for part in parts]
    if numbers:
        known = items_of(last) if last else {str(index): one.id for index, one in enumerate(items, 1)}
        return [_numbered(number, known, by_id) for number in numbers]
    starts = [one for one in items if len(wanted) >= 6 and one.id.startswith(wanted)]
    if len(starts) == 1:
        return starts
    return _by_words(wanted, items, again)


def _numbers(words: str) -> list[str]:
    """['3', '4', '9'] from 'items 3, 4 and 9'; empty where there is more than numbers."""
    found = _NUMBERS.findall(words)
    rest = _NUMBERS.sub("", words).strip(" .!#")
    return [str(int(one)) for one in found] if found and not rest else []


def _numbered(number: str, known: dict[str, str], by_id: dict[str, Item]) -> Item:
    if number not in known:
        count = len(known)
        many = f"the list has {count}" if count else "the list is empty"
        raise BadInput(f"There is no item {number}: {many}. Show the list again and take a number from it.")
    if known[number] not in by_id:
        raise BadInput(f"Item {number} is closed already; show the list again for what is still open.")
    return by_id[known[number]]


def _still_open(identity: str, by_id: dict[str, Item]) -> Item:
    if identity not in by_id:
        raise BadInput("That one is closed already; show the list again for what is still open.")
    return by_id[identity]


def _by_words(words: str, items: Sequence[Item], again: str) -> list[Item] | Answer:
    wanted = _stems(words)
    if not wanted or not items:
        return ask("Nothing is open there." if not items else f"Which one do you mean by “{words}”?")
    scores = [(len(wanted & _stems(f"{one.text} {one.beside}")) / len(wanted), one) for one in items]
    best = max(score for score, _ in scores)
    if best == 0 and len(items) == 1:
        return list(items)  # there is nothing else it could be, and it is asked before it is done
    near = [one for score, one in scores if score == best]
    if best >= 0.5 and len(near) == 1:
        return near
    offered = near if best > 0 else list(items)
    question = f"I find nothing open like “{words}”. Which one is it?" if best == 0 else f"Which “{words}” do you mean?"
    return ask(question, *choices(offered[:5], again))


def choices(items: Sequence[Item], again: str) -> tuple[Choice, ...]:
    """Items to choose from; each asks `again` with its id."""
    return tuple(
        Choice(_short(one.text, one.beside), again.format(item=exactly([one])), (("item", exactly([one])),))
        for one in items
    )


def _short(text: str, beside: str) -> str:
    label = f"{text} ({beside})" if beside else text
    return label if len(label) <= 70 else f"{label[:69].rstrip()}…"


def _stems(text: str) -> frozenset[str]:
    words = {word.casefold() for word in _WORD.findall(text)}
    return frozenset(word[:STEM] for word in words - _IGNORED)
