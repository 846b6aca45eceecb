"""Problems we owe the customer: list them by department and age, raise one, close one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Section, Series, Table, Value
from bot.tools.arguments import AccountId, Item, ListAddClose, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.days import show_day
from bot.tools.facts.issues import IssueFact
from bot.tools.issue_sums import IssueSums, by_department, issue_sums, likely_department, spelled
from bot.tools.money import show_number
from bot.tools.numbered import Item as Listed
from bot.tools.numbered import choices, exactly, numbered, pick
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed
from bot.tools.writing import ask, ask_account, nothing_open, proposal

ROUTE = "customer_issues"
SHOWN = 25
YEAR = dt.timedelta(days=365)
OLD = 30
"""Days after which an open problem is called old; a rule of practice."""


class Args(ToolArgs):
    """Without an operation it lists; with a text it raises; with an item it closes."""

    account: AccountId | None = Field(None, description="the customer who has the problem")
    operation: ListAddClose | None = Field(None, description="list, add (raise) or close")
    text: Text | None = Field(None, description="the problem in the customer's words; with close, how it was solved")
    department: Text | None = Field(None, description="who of us has to put it right; with list, only theirs")
    item: Item | None = Field(None, description="which one to close: its number in the last list, its id, or its words")


@dataclass(frozen=True, slots=True)
class _Found:
    """The open problems asked about, and those closed in the last 365 days."""

    open: Sequence[IssueFact]
    closed: Sequence[IssueFact]
    whose: str
    account: str

    def sums(self, today: dt.date) -> IssueSums:
        return issue_sums(self.open, self.closed, today)


def operation(args: Args) -> str:
    """What is asked for where it is not said: an item is closed, a text raised, else the list shown."""
    if args.operation is not None:
        return args.operation
    if args.item is not None:
        return "close"
    return "add" if args.text else "list"


def run(args: Args, book: Book) -> Answer:
    """List the customer's open problems by department and age, raise a new one, or close one.

    This is the ombudsman's list: what our own company still owes the customer. Shows how long each has been open and
    how many days it usually takes us, as the median of those closed in the last year. A new one is raised today, in
    the customer's words, for the department that has to put it right.
    """
    match operation(args):
        case "add":
            return _add(args, book, write=True)
        case "close":
            return _close(args, book, write=True)
    return _list(args, book)


def propose(args: Args, book: Book) -> Answer:
    """What would be raised or closed, as one question."""
    return _add(args, book, write=False) if operation(args) == "add" else _close(args, book, write=False)


def _found(args: Args, book: Book) -> _Found:
    name = book.people.account(args.account).name if args.account else ""
    every = book.issues.of([args.account] if args.account else default_scope(book), open_only=False)
    if args.department and operation(args) == "list":
        wanted = spelled(args.department, book.issues.departments()).casefold()
        every = [one for one in every if one.department.casefold() == wanted]
    still = sorted((one for one in every if one.closed is None), key=lambda one: (one.raised, one.id))
    closed = [one for one in every if one.closed is not None and one.closed > book.today - YEAR]
    return _Found(still, closed, name or scope_name(default_scope(book)), name)


def _list(args: Args, book: Book) -> Answer:
    found = _found(args, book)
    sums = found.sums(book.today)
    at = f" at {args.department}" if args.department else ""
    several = len({one.account_id for one in found.open}) > 1
    return Answer(
        ROUTE,
        _headline(found, sums, at, book.today),
        _lines(found, sums, book.today),
        _figures(sums),
        table=_table(found.open, several, book.today) if found.open else None,
        sections=(_departments(found, book.today),) if len({one.department for one in found.open}) > 1 else (),
        chart=_chart(found, book.today),
        receipt=_receipt(found, book),
        unknown=_unknown(sums),
        follow_ups=_follow_ups(found),
        illustrative=any(one.illustrative for one in (*found.open, *found.closed)),
        accounts=tuple(dict.fromkeys(one.account_id for one in found.open)),
    )


def _headline(found: _Found, sums: IssueSums, at: str, today: dt.date) -> str:
    if not found.open:
        return f"We owe {found.whose} no open answer{at}."
    oldest = found.open[0]
    where = "" if found.account else f" of {oldest.account_name}"
    with_whom = f" with {oldest.department}" if oldest.department else ", with nobody named"
    many = counted(sums.open, "open problem")
    age = counted(sums.oldest_days, "day")
    only = "it is" if sums.open == 1 else "the oldest is"
    return f"{many}{at} for {found.whose}; {only} “{oldest.text}”{where}, open for {age}{with_whom}."


def _lines(found: _Found, sums: IssueSums, today: dt.date) -> tuple[str, ...]:
    lines = []
    if sums.fixed_days is not None:
        days = _days(sums)
        lines.append(f"We usually take {days} to put one right (median of {sums.fixed} closed in the last year).")
        slower = [one for one in found.open if one.age(today) > sums.fixed_days]
        if slower:
            lines.append(f"{len(slower)} of the open ones {'is' if len(slower) == 1 else 'are'} older than that.")
    if sums.overdue:
        lines.append(f"{sums.overdue} past the date that was promised.")
    if len(found.open) > SHOWN:
        lines.append(f"{len(found.open) - SHOWN} more are not shown; ask for one account or one department.")
    return tuple(lines)


def _days(sums: IssueSums) -> str:
    """'12 days', '1 day', '9.50 days'."""
    if sums.fixed_days == 1:
        return "1 day"
    return f"{show_number(sums.fixed_days)} days" if sums.fixed_days is not None else "an unknown time"


def _figures(sums: IssueSums) -> tuple[Figure, ...]:
    note = "" if sums.fixed_days is not None else "undefined: none was closed in the last year"
    return (
        Figure("open", sums.open, "issues", "open"),
        Figure("oldest_days", sums.oldest_days, "days", "age of the oldest open one"),
        Figure("overdue", sums.overdue, "issues", "past the date promised"),
        Figure("without_department", sums.without_department, "issues", "with no department named"),
        Figure("closed", sums.fixed, "issues", "closed in the last 365 days"),
        Figure("days_to_fix", sums.fixed_days, "days", "median days from raised to closed", note),
    )


def _table(rows: Sequence[IssueFact], several: bool, today: dt.date) -> Table:
    columns = [Column("no", "#"), Column("problem", "problem"), Column("department", "department")]
    columns += [Column("raised", "raised"), Column("age", "open for", "days"), Column("due", "promised")]
    if several:
        columns.insert(2, Column("account", "account"))
    cells: list[tuple[Value, ...]] = []
    for number, one in enumerate(rows[:SHOWN], 1):
        row = [str(number), one.text, one.department or "nobody named", show_day(one.raised, today)]
        if several:
            row.insert(2, one.account_name)
        late = " (past)" if one.due and one.due < today else ""
        cells.append((*row, one.age(today), f"{show_day(one.due, today)}{late}"))
    return Table(tuple(columns), tuple(cells))


def _departments(found: _Found, today: dt.date) -> Section:
    columns = (
        Column("department", "department"),
        Column("open", "open", "issues"),
        Column("oldest_days", "oldest", "days"),
        Column("overdue", "past their date", "issues"),
    )
    rows = by_department(found.open, today)
    cells = tuple((one.name or "nobody named", one.open, one.oldest_days, one.overdue) for one in rows)
    return Section("By department, oldest first", table=Table(columns, cells))


def _chart(found: _Found, today: dt.date) -> Chart | None:
    """Open problems by age."""
    if len(found.open) < 3:
        return None
    bands = (("up to 7 days", 0, 7), ("8 to 30", 8, 30), ("31 to 90", 31, 90), ("over 90", 91, 10**6))
    ages = [one.age(today) for one in found.open]
    counts = tuple(Decimal(sum(low <= age <= high for age in ages)) for _, low, high in bands)
    names = tuple(name for name, _, _ in bands)
    return Chart("ageing", f"Open problems of {found.whose} by age", names, (Series("issues", counts),), "issues")


def _receipt(found: _Found, book: Book) -> Receipt:
    items = [_item(one, found) for one in found.open[:SHOWN]]
    return Receipt(
        "age = today − raised, in calendar days; days to fix = median of closed − raised",
        (("of", Input(found.whose, "customer issues", str(book.today))), *numbered(items)),
        convention="closed in the last 365 days; a median, because one old case says little about the usual one",
        as_of=book.today,
        data=book.data_name,
    )


def _unknown(sums: IssueSums) -> tuple[str, ...]:
    if not sums.without_department:
        return ()
    have = "1 has" if sums.without_department == 1 else f"{sums.without_department} have"
    return (f"{have} no department, so nobody of us owns the answer.",)


def _follow_ups(found: _Found) -> tuple[str, ...]:
    if not found.open:
        name = found.account
        return (f"prepare the review with {name}",) if name else ("which of my reviews are due this month?",)
    name = found.open[0].account_name
    return ("close issue 1", f"prepare the review with {name}", f"what is open for {name}?")


def _item(one: IssueFact, found: _Found) -> Listed:
    beside = [one.department] if found.account else [one.account_name, one.department]
    return Listed(one.id, one.text, ", ".join(part for part in beside if part))


def _add(args: Args, book: Book, write: bool) -> Answer:
    text = (args.text or "").strip()
    if args.account is None:
        short = text if len(text) < 60 else f"{text[:57]}…"
        return ask_account(book, "Which customer has the problem?", f"raise an issue for {{account}}: {short or '…'}")
    account = book.people.account(args.account)
    if not text:
        return ask(
            f"What is the problem at {account.name}? Say it in the customer's words.",
            accounts=[account.id],
            missing="text",
        )
    known = book.issues.departments()
    department = spelled(args.department, known) if args.department else likely_department(text, known)
    guessed = " (from the words; say another)" if department and not args.department else ""
    again = _alike(text, book.issues.of([account.id]), book.today)
    slots = [
        ("Department", f"{department}{guessed}" if department else "nobody yet; say who has to put it right"),
        ("Raised", f"{show_day(book.today, book.today)}, by you"),
        ("", again),
    ]
    if not write:
        return proposal(ROUTE, f"Raise “{text}” for {account.name}?", slots, accounts=(account.id,))
    book.issues.add(IssueFact("", account.id, account.name, text, department, book.today, None, None))
    sums = _found(Args(account=account.id), book).sums(book.today)
    return Answer(
        ROUTE,
        f"Done: raised “{text}” for {account.name}; {counted(sums.open, 'problem')} open there now.",
        tuple(f"{name}: {value}" if name else value for name, value in slots if value),
        _figures(sums),
        follow_ups=(f"which problems are open for {account.name}?", f"add an action for {account.name}"),
        accounts=(account.id,),
    )


def _alike(text: str, rows: Sequence[IssueFact], today: dt.date) -> str:
    """A word where the same problem seems to be open already."""
    words = {word for word in text.casefold().split() if len(word) > 3}
    for one in rows:
        same = words & {word for word in one.text.casefold().split() if len(word) > 3}
        if words and len(same) * 2 > len(words):
            return f"Much like “{one.text}”, open for {counted(one.age(today), 'day')} already."
    return ""


def _close(args: Args, book: Book, write: bool) -> Answer:
    found = _found(args, book)
    items = [_item(one, found) for one in found.open]
    again = "close issue {item}"
    wanted = args.item or args.text or ""
    if not items:
        return nothing_open(
            ROUTE, f"We owe {found.whose} no open answer, so there is nothing to close.", [args.account]
        )
    if not wanted and len(items) > 1:
        return ask(
            "Which problem is solved?", *choices(items[:5], again), accounts=[one.account_id for one in found.open]
        )
    picked = pick(ROUTE, wanted or exactly(items), items, book, again)
    if isinstance(picked, Answer):
        return picked.with_(accounts=tuple(dict.fromkeys(one.account_id for one in found.open)))
    ids = {one.id for one in picked}
    closing = [one for one in found.open if one.id in ids]
    what = listed([f"“{one.text}”" for one in closing])
    resolution = (args.text or "").strip() if args.item else ""
    accounts = tuple(dict.fromkeys(one.account_id for one in closing))
    if not write:
        slots = [(one.account_name, f"{one.text}, open for {counted(one.age(book.today), 'day')}") for one in closing]
        slots += [("Solved by", resolution), ("", "Only when the customer says that it is solved.")]
        return proposal(ROUTE, f"Close {what}?", slots, accounts=accounts, args={"item": exactly(picked)})
    for one in closing:
        book.issues.close(one.id, book.today, resolution)
    left = _found(args.model_copy(update={"item": None, "text": None}), book).sums(book.today)
    name, days = closing[0].account_name, counted(closing[0].age(book.today), "day")
    return Answer(
        ROUTE,
        f"Done: closed {what} after {days}; {counted(left.open, 'problem')} still open.",
        figures=_figures(left),
        follow_ups=(f"record it as value for {name}", f"which problems are open for {name}?"),
        accounts=accounts,
    )


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    propose=propose,
    writes=lambda args: operation(args) != "list",
    summary="problems we owe the customer, by department and age",
    examples=(
        "what are customers waiting for us to sort out?",
        "Brakes and Gears got 6 bent rims, raise it with the warehouse",
        "the invoice problem at Perfect Toys is solved, close it",
    ),
    group="Relationship and rhythm",
    figures=(
        ("open", "open problems in the list"),
        ("oldest_days", "calendar days the oldest has been open"),
        ("overdue", "open ones past the date that was promised"),
        ("without_department", "open ones that no department owns"),
        ("closed", "closed in the last 365 days"),
        ("days_to_fix", "median calendar days from raised to closed, of those"),
    ),
    sources=(
        "course lecture on the role of KAM: the customer's ombudsman inside our own company",
        "The Art of Managing Key Accounts (2012): fix problems fast",
    ),
)
