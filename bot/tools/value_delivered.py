"""Value given to the customer: list it, confirmed apart from claimed, or record some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, Flag, ListAdd, Money, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.days import show_day
from bot.tools.facts.people import AccountFact
from bot.tools.facts.value import RatingFact, ValueFact
from bot.tools.money import percent, show_money, show_number, show_percent
from bot.tools.numbered import Item, numbered
from bot.tools.periods import last_full_months
from bot.tools.rhythm import last_held
from bot.tools.tool import Tool
from bot.tools.value_sums import ValueSums, same_value, since, value_sums
from bot.tools.wording import counted, listed
from bot.tools.writing import ask, proposal

ROUTE = "value_delivered"
SHOWN = 15
_REPEATED = re.compile(
    r"\b(a|per|each|every) (month|quarter|week|year)\b|\bp\.?\s?a\b|/(month|yr|year|quarter)", re.IGNORECASE
)


class Args(ToolArgs):
    """Without an operation it lists; with a text or an amount it adds."""

    account: AccountId = Field(description="the customer who gained")
    operation: ListAdd | None = Field(None, description="list or add")
    text: Text | None = Field(None, description="what they gained, in words")
    amount: Money | None = Field(None, description="what it is worth to the customer, in the reporting currency")
    confirmed: Flag | None = Field(None, description="whether the customer agreed; with list, only those that do")


def operation(args: Args) -> str:
    """What is asked for where it is not said."""
    return args.operation or ("add" if args.text or args.amount is not None else "list")


def run(args: Args, book: Book) -> Answer:
    """Value delivered to a customer: dated entries with what they were worth, or one more of them.

    What the customer confirmed is summed apart from what is only our claim; the two are never added up. Entries that
    nobody put into money are counted. Beside it stands what it cost us, and the customer's own rating of benefit
    against cost. Recording again what is there already, now confirmed, confirms that entry.
    """
    account = book.people.account(args.account)
    return _add(args, account, book, write=True) if operation(args) == "add" else _list(args, account, book)


def propose(args: Args, book: Book) -> Answer:
    """What would be recorded, as one question."""
    return _add(args, book.people.account(args.account), book, write=False)


def _list(args: Args, account: AccountFact, book: Book) -> Answer:
    every = book.value.of([account.id])
    rows = [row for row in every if args.confirmed is None or bool(row.confirmed) == args.confirmed]
    sums = value_sums(rows)
    rating = book.value.last_rating(account.id)
    if not rows:
        return _empty(args, account, book, every)
    return Answer(
        ROUTE,
        _headline(args, account, sums, book.currency),
        _lines(account, rows, rating, book),
        _figures(sums, rating, book.currency),
        table=_table(rows, book),
        chart=_chart(account, sums, book.currency),
        receipt=_receipt(account, rows, book),
        unknown=_unknown(sums, rating),
        follow_ups=_follow_ups(account, rows),
        illustrative=any(row.illustrative for row in rows) or bool(rating and rating.illustrative),
        accounts=(account.id,),
    )


def _headline(args: Args, account: AccountFact, sums: ValueSums, currency: str) -> str:
    name = account.name
    agreed, claimed = show_money(sums.confirmed, currency), show_money(sums.claimed, currency)
    if args.confirmed is False:
        return f"{name} has not confirmed {claimed} in {_entries(sums.claimed_entries)}: that is only our claim."
    if args.confirmed or not sums.claimed_entries:
        rest = "" if args.confirmed else "; nothing is only our claim"
        return f"{name} confirmed {agreed} of value in {_entries(sums.confirmed_entries)}{rest}."
    if not sums.confirmed_entries:
        return f"{name} has confirmed nothing yet; we claim {claimed} in {_entries(sums.claimed_entries)}."
    return (
        f"{name} confirmed {agreed} of value in {_entries(sums.confirmed_entries)}; another {claimed} in "
        f"{_entries(sums.claimed_entries)} is only our claim."
    )


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _lines(account: AccountFact, rows: Sequence[ValueFact], rating: RatingFact | None, book: Book) -> tuple[str, ...]:
    currency = book.currency
    lines = []
    year = last_full_months(book.today)
    recent = value_sums(since(rows, year.start))
    if recent.entries < len(rows):
        lines.append(
            f"Since {year.start:%B %Y}: confirmed {show_money(recent.confirmed, currency)}, "
            f"claimed {show_money(recent.claimed, currency)}."
        )
    paid = book.sales.total([account.id], year).net_sales
    share = percent(recent.confirmed, paid)
    if share is not None and recent.confirmed:
        bought = show_money(paid, currency)
        lines.append(
            f"Confirmed since {year.start:%B %Y}: {show_percent(share)} of the {bought} they bought in {year}."
        )
    review = last_held(book.reviews.reviews([account.id]))
    last = review.held if review else None
    if last is not None:
        lines.append(f"Since the last review on {show_day(last, book.today)}: {added(since(rows, last), currency)}.")
    sums = value_sums(rows)
    if sums.per_cost is not None:
        worth, cost = show_money(sums.worth, currency), show_money(sums.cost, currency)
        lines.append(
            f"Where our cost is known: {worth} of value for {cost} of cost, {show_number(sums.per_cost)} for each 1."
        )
    if rating is not None:
        better = rating.benefit - rating.cost
        verdict = "benefit above cost" if better > 0 else "cost above benefit" if better < 0 else "just even"
        lines.append(
            f"Their own rating on {show_day(rating.date, book.today)}: benefit {show_number(rating.benefit)}, "
            f"cost {show_number(rating.cost)} of 10: {verdict}."
        )
    return tuple(lines)


def added(rows: Sequence[ValueFact], currency: str) -> str:
    """'nothing recorded', '2 entries, confirmed 3,000 USD and claimed 500 USD'."""
    sums = value_sums(rows)
    amounts = [("confirmed", sums.confirmed), ("claimed", sums.claimed)]
    parts = [f"{name} {show_money(amount, currency)}" for name, amount in amounts if amount]
    if not rows:
        return "nothing recorded"
    return f"{_entries(sums.entries)}, {listed(parts) if parts else 'none with an amount'}"


def _unknown(sums: ValueSums, rating: RatingFact | None) -> tuple[str, ...]:
    missing = []
    if sums.unquantified:
        entries = "entry has" if sums.unquantified == 1 else "entries have"
        missing.append(f"{sums.unquantified} {entries} no amount, so the sums are at least this much.")
    if sums.claimed_entries:
        missing.append(f"{counted(sums.claimed_entries, 'claim')} not confirmed: ask while the event is fresh.")
    if rating is None:
        missing.append("How they rate benefit against cost themselves is not in the data; ask for it once a year.")
    return tuple(missing)


def _figures(sums: ValueSums, rating: RatingFact | None, currency: str) -> tuple[Figure, ...]:
    no_cost = "" if sums.per_cost is not None else "undefined: what it cost us is not recorded for any entry"
    gap = rating.benefit - rating.cost if rating else None
    return (
        Figure("confirmed_value", sums.confirmed, currency, "confirmed by the customer"),
        Figure("claimed_value", sums.claimed, currency, "claimed by us, not confirmed"),
        Figure("entries", sums.entries, "entries", "entries"),
        Figure("confirmed_entries", sums.confirmed_entries, "entries", "confirmed entries"),
        Figure("unquantified", sums.unquantified, "entries", "entries without an amount"),
        Figure("cost", sums.cost if sums.per_cost is not None else None, currency, "what it cost us", no_cost),
        Figure("value_per_cost", sums.per_cost, "", "value for each 1 of cost, where both are known", no_cost),
        Figure("rating_gap", gap, "", "their rating of benefit less cost", "" if rating else "unknown: never rated"),
    )


def _table(rows: Sequence[ValueFact], book: Book) -> Table:
    columns = (
        Column("no", "#"),
        Column("date", "date"),
        Column("text", "what they gained"),
        Column("amount", "worth", book.currency),
        Column("confirmed", "confirmed"),
        Column("cost", "our cost", book.currency),
    )
    cells = tuple(
        (str(number), show_day(row.date, book.today), row.text, row.amount, _agreed(row), row.cost)
        for number, row in enumerate(rows[:SHOWN], 1)
    )
    return Table(columns, cells, f"The newest {SHOWN} of {len(rows)}" if len(rows) > SHOWN else "")


def _agreed(row: ValueFact) -> str:
    if row.confirmed:
        return f"yes, {row.confirmed_by}" if row.confirmed_by else "yes"
    return "not asked" if row.confirmed is None else "not yet"


def _chart(account: AccountFact, sums: ValueSums, currency: str) -> Chart | None:
    if not sums.confirmed and not sums.claimed:
        return None
    return Chart(
        "bars",
        f"Value delivered to {account.name}",
        ("confirmed by them", "only our claim"),
        (Series("value", (sums.confirmed, sums.claimed)),),
        currency,
    )


def _receipt(account: AccountFact, rows: Sequence[ValueFact], book: Book) -> Receipt:
    shown = [Item(row.id, row.text, _agreed(row)) for row in rows[:SHOWN]]
    return Receipt(
        "sums of the amounts by whether the customer agreed; value per cost = amounts ÷ our cost, where both are known",
        (("account", Input(account.name, "value ledger", str(book.today))), *numbered(shown)),
        convention="confirmed and claimed are never added up; an entry without an amount counts in neither",
        as_of=book.today,
        data=book.data_name,
    )


def _follow_ups(account: AccountFact, rows: Sequence[ValueFact]) -> tuple[str, ...]:
    offers = [f"prepare the review with {account.name}"]
    if any(not row.confirmed for row in rows):
        offers.insert(0, f"which value has {account.name} not confirmed?")
    return (*offers, f"what do we really earn on {account.name}?")


def _empty(args: Args, account: AccountFact, book: Book, every: Sequence[ValueFact]) -> Answer:
    """No entries of the kind asked for: nothing recorded is not nothing delivered."""
    if every:
        kind = "confirmed" if args.confirmed else "unconfirmed"
        sentence = f"None of the {_entries(len(every))} for {account.name} is {kind}."
    else:
        sentence = (
            f"No value is recorded for {account.name}. That is not the same as none delivered: ask operations and "
            "service what they did last quarter, and tell me."
        )
    sums = value_sums(())
    return Answer(
        ROUTE,
        sentence,
        figures=_figures(sums, book.value.last_rating(account.id), book.currency),
        receipt=_receipt(account, (), book),
        follow_ups=("what belongs in the value ledger?", f"prepare the review with {account.name}"),
        accounts=(account.id,),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is to be recorded; `known` is the entry it confirms instead."""

    text: str
    known: ValueFact | None


def _add(args: Args, account: AccountFact, book: Book, write: bool) -> Answer:
    entry = _entry(args, account, book)
    if isinstance(entry, Answer):
        return entry
    slots = _slots(args, entry, book)
    verb = "Confirm" if entry.known else "Record"
    what = f"“{entry.known.text if entry.known else entry.text}”"
    where = f"as value for {account.name}" if entry.known is None else f"for {account.name}"
    if not write:
        return proposal(ROUTE, f"{verb} {what} {where}?", slots, accounts=(account.id,))
    if entry.known is not None:
        book.value.confirm(entry.known.id, args.amount)
    else:
        book.value.add(ValueFact("", account.id, book.today, entry.text, args.amount, args.confirmed))
    sums = value_sums(book.value.of([account.id]))
    rating = book.value.last_rating(account.id)
    agreed, claimed = show_money(sums.confirmed, book.currency), show_money(sums.claimed, book.currency)
    return Answer(
        ROUTE,
        f"Done: {verb.lower()}ed {what} {where}; {agreed} confirmed and {claimed} claimed now.",
        tuple(f"{name}: {value}" if name else value for name, value in slots if value),
        _figures(sums, rating, book.currency),
        follow_ups=(f"what value have we delivered to {account.name}?", f"prepare the review with {account.name}"),
        accounts=(account.id,),
    )


def _entry(args: Args, account: AccountFact, book: Book) -> _Entry | Answer:
    text = (args.text or "").strip()
    if not text:
        return ask(
            f"What did {account.name} gain? Say for example “same-day swap of 40 wheels, worth 6k to them, confirmed”.",
            accounts=[account.id],
            missing="text",
        )
    if args.amount is not None and args.amount < 0:
        raise BadInput(
            f"A value of {show_money(args.amount, book.currency)} is a loss; give what it was worth to them."
        )
    open_ones = [row for row in book.value.of([account.id]) if not row.confirmed]
    known = same_value(text, args.amount, open_ones) if args.confirmed else None
    return _Entry(text, known)


def _slots(args: Args, entry: _Entry, book: Book) -> list[tuple[str, str]]:
    known = entry.known
    amount = args.amount if args.amount is not None or known is None else known.amount
    worth = show_money(amount, book.currency) if amount is not None else "no amount; say “worth 5k” to give one"
    if known is not None and known.amount is not None and args.amount not in (None, known.amount):
        worth += f" (was {show_money(known.amount, book.currency)})"
    again = ""
    if amount is not None and _REPEATED.search(entry.text):
        again = (
            f"Kept as {show_money(amount, book.currency)} in all; give the total to date if it comes again and again."
        )
    agreed = {True: "yes", False: "no, a claim of ours", None: "not asked yet"}[args.confirmed]
    date = show_day(known.date if known else book.today, book.today)
    return [("Worth", worth), ("Confirmed", agreed), ("Date", date), ("", again)]


TOOL = Tool(
    id=ROUTE,
    args=Args,
    run=run,
    propose=propose,
    writes=lambda args: operation(args) == "add",
    summary="value given to the customer, confirmed apart from claimed",
    examples=(
        "what value have we delivered to Brakes and Gears?",
        "log: we cut their stock-outs by a third, buyer confirmed, worth about 30k",
        "which value has Perfect Toys not confirmed?",
    ),
    group="Relationship and rhythm",
    figures=(
        ("confirmed_value", "sum of amounts the customer agreed to"),
        ("claimed_value", "sum of amounts that are only our claim; never added to the confirmed"),
        ("entries", "entries in the list"),
        ("confirmed_entries", "entries the customer agreed to, with or without an amount"),
        ("unquantified", "entries nobody put into money"),
        ("cost", "what it cost us, over entries with an amount and a cost"),
        ("value_per_cost", "their amounts ÷ that cost"),
        ("rating_gap", "the customer's newest rating of benefit less cost, each 0-10"),
    ),
    sources=(
        "P. Kidston, How to Manage Profitable Key Accounts: the value given over the past planning period",
        "value ledger: confirmed apart from claimed",
    ),
)
