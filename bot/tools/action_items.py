"""Tasks that were promised: list them, add some, close them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pydantic import Field

from bot.tools.answer import Answer, Choice, Column, Figure, Input, Receipt, Table
from bot.tools.arguments import AccountId, DateArg, Item, ListAddClose, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.days import late, show_day
from bot.tools.facts.actions import ActionFact
from bot.tools.numbered import Item as Listed
from bot.tools.numbered import choices, exactly, numbered, pick
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed
from bot.tools.writing import ask, nothing_open, proposal

ROUTE = "action_items"
SHOWN = 25
_BULLET = re.compile(r"(?:^|\s)(?:\(?\d{1,2}[.)]|[-•*])\s+")
_PROMISE = re.compile(r"\b(promis|owe|told (him|her|them|the)|said i|agreed|undertook|versproch|promet)", re.IGNORECASE)
_ME = frozenset({"me", "i", "myself", "mine", "ich", "mir", "moi", "yo", "mí"})


class Args(ToolArgs):
    """Without an operation it lists; with a text it adds; with an item it closes."""

    account: AccountId | None = Field(None, description="the customer it is for")
    operation: ListAddClose | None = Field(None, description="list, add or close")
    text: Text | None = Field(None, description="what is to be done; several as a list")
    owner: Text | None = Field(None, description="who does it, by name; the asker by default")
    due: DateArg | None = Field(None, description="by when; with list, only what is due by then")
    item: Item | None = Field(None, description="which one to close: its number in the last list, its id, or its words")


@dataclass(frozen=True, slots=True)
class _Owner:
    name: str
    id: str | None


def operation(args: Args) -> str:
    """What is asked for where it is not said: an item is closed, a text added, else the list shown."""
    if args.operation is not None:
        return args.operation
    if args.item is not None:
        return "close"
    return "add" if args.text else "list"


def split_tasks(text: str) -> list[str]:
    """Several tasks written as a list, one each: '1) quote 2) dates', or a line each; else the text as it is."""
    lines = [line.strip(" \t-•*") for line in text.splitlines() if line.strip(" \t-•*")]
    if len(lines) > 1:
        return lines
    parts = [part.strip(" ,;") for part in _BULLET.split(text) if part.strip(" ,;")]
    return parts if len(parts) > 1 and _BULLET.match(text) else [text.strip()]


def in_order(actions: Sequence[ActionFact]) -> list[ActionFact]:
    """Earliest due first, those without a date last, then by age."""
    return sorted(actions, key=lambda one: (one.due is None, one.due or one.created, one.created, one.id))


def run(args: Args, book: Book) -> Answer:
    """List open actions, add new ones, or close them.

    The list takes in the tasks of the asker's accounts (a manager's: the team's) whoever does them, and the asker's
    own that belong to no customer; what is late comes first. A new one belongs to the asker unless another owner is
    named. Items are closed by their number in the last list, or by their words.
    """
    match operation(args):
        case "add":
            return _add(args, book, write=True)
        case "close":
            return _close(args, book, write=True)
    return _list(args, book)


def propose(args: Args, book: Book) -> Answer:
    """What would be added or closed, as one question."""
    return _add(args, book, write=False) if operation(args) == "add" else _close(args, book, write=False)


def _list(args: Args, book: Book) -> Answer:
    found = _open(args, book)
    owner = _owner(args.owner, book) if args.owner else None
    if isinstance(owner, Answer):
        return owner
    if owner is not None:
        found = [one for one in found if _is_of(one, owner)]
    if args.due is not None:
        found = [one for one in found if one.due is not None and one.due <= args.due]
    name = book.people.account(args.account).name if args.account else ""
    whose = name or scope_name(default_scope(book))
    if owner is not None:
        whose = f"{owner.name}, {whose}" if name else owner.name
    by = f" by {show_day(args.due, book.today)}" if args.due else ""
    shown = found[:SHOWN]
    return Answer(
        ROUTE,
        _headline(book, found, whose, by),
        _lines(args, book, found),
        _figures(book, found),
        table=_table(book, found) if found else None,
        receipt=Receipt(
            "late = today − due day, for open actions",
            (("of", Input(whose, "actions", str(book.today))), *numbered([_item(one) for one in shown])),
            convention="an action without a date is never late",
            as_of=book.today,
            data=book.data_name,
        ),
        follow_ups=_follow_ups(name, found),
        illustrative=any(one.illustrative for one in found),
        accounts=tuple(dict.fromkeys(one.account_id for one in found if one.account_id)),
    )


def _open(args: Args, book: Book) -> list[ActionFact]:
    """The open actions of the account, or of the asker's scope with their own that belong to none."""
    if args.account is not None:
        book.people.account(args.account)
        return in_order(book.actions.of([args.account]))
    return in_order([*book.actions.of(default_scope(book)), *book.actions.own()])


def _headline(book: Book, found: Sequence[ActionFact], whose: str, by: str) -> str:
    if not found:
        return f"Nothing is open{by} for {whose}."
    behind = [one for one in found if one.days_late(book.today)]
    text = f"{counted(len(found), 'open action')}{by} for {whose}"
    if not behind:
        dated = [one for one in found if one.due is not None]
        soon = f"; the next is due {show_day(dated[0].due, book.today)}" if dated else ""
        return f"{text}, none late{soon}."
    worst = behind[0]
    where = f" for {worst.account_name}" if worst.account_name and worst.account_name != whose else ""
    longest = f"“{worst.text}”{where}, {late(worst.days_late(book.today))}"
    return f"{text}, {len(behind)} late: {'it is' if len(behind) == 1 else 'the longest is'} {longest}."


def _lines(args: Args, book: Book, found: Sequence[ActionFact]) -> tuple[str, ...]:
    lines = []
    promised = [one for one in found if one.promised_to_customer and one.days_late(book.today)]
    if promised:
        were = "was" if len(promised) == 1 else "were"
        lines.append(f"{len(promised)} of the late ones {were} promised to the customer.")
    if not args.account and book.asker.leads and found:
        by_owner = sorted(found, key=lambda one: one.owner)
        counts = [(name or "nobody", len(list(group))) for name, group in groupby(by_owner, lambda one: one.owner)]
        counts.sort(key=lambda one: (-one[1], one[0]))
        lines.append("By owner: " + listed([f"{name} {number}" for name, number in counts[:6]]) + ".")
    if args.account:
        done = [one for one in book.actions.of([args.account], open_only=False) if one.closed is not None]
        recent = [one for one in done if one.closed is not None and (book.today - one.closed).days <= 90]
        if recent:
            lines.append(f"Closed in the last 90 days: {len(recent)}, the last “{_newest(recent).text}”.")
    if len(found) > SHOWN:
        lines.append(f"{len(found) - SHOWN} more are not shown; ask for one account or one owner.")
    return tuple(lines)


def _newest(done: Sequence[ActionFact]) -> ActionFact:
    return max(done, key=lambda one: (one.closed or one.created, one.id))


def _figures(book: Book, found: Sequence[ActionFact]) -> tuple[Figure, ...]:
    behind = [one for one in found if one.days_late(book.today)]
    return (
        Figure("open", len(found), "actions", "open"),
        Figure("overdue", len(behind), "actions", "past their date"),
        Figure("overdue_promised", sum(one.promised_to_customer for one in behind), "actions", "of them promised"),
        Figure("without_date", sum(one.due is None for one in found), "actions", "without a date"),
        Figure("longest_late", max((one.days_late(book.today) for one in behind), default=0), "days", "longest late"),
    )


def _table(book: Book, found: Sequence[ActionFact]) -> Table:
    several = len({one.account_id for one in found}) > 1
    columns = [Column("no", "#"), Column("action", "action"), Column("owner", "owner"), Column("due", "due")]
    columns.append(Column("days_late", "days late", "days"))
    if several:
        columns.insert(2, Column("account", "account"))
    rows = []
    for number, one in enumerate(found[:SHOWN], 1):
        row = [str(number), one.text, one.owner or "nobody", show_day(one.due, book.today)]
        if several:
            row.insert(2, one.account_name or "–")
        rows.append((*row, one.days_late(book.today) or None))
    return Table(tuple(columns), tuple(rows))


def _add(args: Args, book: Book, write: bool) -> Answer:
    name = book.people.account(args.account).name if args.account else ""
    if not args.text or not args.text.strip():
        return ask(
            f"What is to be done{f' for {name}' if name else ''}? Say for example “send the price list by Friday”.",
            accounts=[args.account],
            missing="text",
        )
    owner = _owner(args.owner, book)
    if isinstance(owner, Answer):
        return owner
    tasks = split_tasks(args.text)
    promised = bool(args.account and _PROMISE.search(args.text))
    slots = [
        ("", "" if len(tasks) == 1 else " · ".join(tasks)),
        ("Owner", f"{owner.name} (you)" if owner.id == book.asker.id else owner.name),
        ("Due", show_day(args.due, book.today) if args.due else "no date; say “by Friday” to give one"),
        ("", "It is overdue from the start: that day is past." if args.due and args.due < book.today else ""),
        ("", "Kept as a promise to the customer." if promised else ""),
        ("", _cannot_see(owner, book, args.account)),
    ]
    where = f" for {name}" if name else ""
    what = f"“{tasks[0]}”" if len(tasks) == 1 else counted(len(tasks), "action")
    accounts = (args.account,) if args.account else ()
    if not write:
        return proposal(ROUTE, f"Add {what}{where}?", slots, accounts=accounts)
    for task in tasks:
        book.actions.add(
            ActionFact("", args.account, name, task, owner.name, owner.id, promised, book.today, args.due, None)
        )
    found = _open(args, book)
    return Answer(
        ROUTE,
        f"Done: added {what}{where}; {counted(len(found), 'action')} open now.",
        tuple(f"{key}: {value}" if key else value for key, value in slots if value),
        _figures(book, found),
        follow_ups=(f"what is open for {name}?" if name else "which actions are open?", "which actions are late?"),
        accounts=accounts,
    )


def _cannot_see(owner: _Owner, book: Book, account: str | None) -> str:
    if account is None or owner.id == book.asker.id:
        return ""
    if owner.id == book.people.account(account).kam_id:
        return ""
    return f"I do not write to {owner.name.split()[0]}: tell them yourself."


def _close(args: Args, book: Book, write: bool) -> Answer:
    found = _open(args, book)
    items = [_item(one) for one in found]
    again = "close action {item}"
    wanted = args.item or args.text or ""
    if not wanted:
        if found:
            known = [one.account_id for one in found[:5]]
            return ask("Which action is done?", *choices(items[:5], again), accounts=known)
        return nothing_open(ROUTE, "Nothing is open there.", [args.account])
    if not found:
        return nothing_open(ROUTE, "Nothing is open there, so there is nothing to close.", [args.account])
    picked = pick(ROUTE, wanted, items, book, again)
    if isinstance(picked, Answer):
        return picked.with_(accounts=tuple(dict.fromkeys(one.account_id for one in found if one.account_id)))
    ids = {one.id for one in picked}
    closing = [one for one in found if one.id in ids]
    what = listed([f"“{one.text}”" for one in closing])
    accounts = tuple(dict.fromkeys(one.account_id for one in closing if one.account_id))
    if not write:
        slots = [(one.account_name or "No customer", f"{one.text}, {one.owner}") for one in closing]
        return proposal(ROUTE, f"Close {what}?", slots, accounts=accounts, args={"item": exactly(picked)})
    for one in closing:
        book.actions.close(one.id, book.today)
    left = _open(args, book)
    name = closing[0].account_name
    return Answer(
        ROUTE,
        f"Done: closed {what}; {counted(len(left), 'action')} still open.",
        figures=_figures(book, left),
        follow_ups=(f"what is open for {name}?" if name else "which actions are open?", "which actions are late?"),
        accounts=accounts,
    )


def _item(one: ActionFact) -> Listed:
    return Listed(one.id, one.text, " ".join(part for part in (one.account_name, one.owner) if part))


def _is_of(one: ActionFact, owner: _Owner) -> bool:
    if owner.id is not None and one.owner_id is not None:
        return one.owner_id == owner.id
    return owner.name.casefold() in one.owner.casefold()


def _owner(name: str | None, book: Book) -> _Owner | Answer:
    """The asker where nobody is named; one of our people by name; else the name as it was said."""
    said = (name or "").strip()
    if not said or said.casefold() in _ME:
        return _Owner(book.asker.name, book.asker.id)
    found = book.actions.colleagues(said)
    if len(found) == 1:
        return _Owner(found[0].name, found[0].id)
    if len(found) > 1:
        return ask(
            f"Which {said} do you mean?",
            *(Choice(one.name, f"the owner is {one.name}", (("owner", one.name),)) for one in found[:5]),
        )
    return _Owner(said, None)


def _follow_ups(name: str, found: Sequence[ActionFact]) -> tuple[str, ...]:
    if not found:
        return (f"prepare the review with {name}",) if name else ("which of my reviews are due this month?",)
    offers = ["close action 1"]
    offers.append(f"prepare the review with {name}" if name else "which actions are due this week?")
    return (*offers, "what problems do we owe the customer?" if name else "which customer problems are open?")


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    propose=propose,
    writes=lambda args: operation(args) != "list",
    summary="list, add or close actions: who promised what by when",
    examples=(
        "what's still open for Brakes and Gears?",
        "remind me to send Perfect Toys the spring price file by friday",
        "item 2 is done",
    ),
    group="Relationship and rhythm",
    figures=(
        ("open", "open actions in the list"),
        ("overdue", "of them past their date"),
        ("overdue_promised", "of the overdue ones, those promised to the customer"),
        ("without_date", "open actions without a date"),
        ("longest_late", "days the latest one is past its date"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts: action items of the last review",),
)
