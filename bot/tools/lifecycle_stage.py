"""Which stage of the key-account life cycle an account is in, by evidence, and what that asks of us."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import Field

from bot.tools.answer import Answer, Column, Figure, Input, Receipt, Table
from bot.tools.arguments import AccountId, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.stages import StageNoteFact
from bot.tools.money import growth, show_money, show_percent, total
from bot.tools.periods import add_months, last_full_months
from bot.tools.profit import AccountProfit, account_profit
from bot.tools.stages import ADVICE, STAGES, Check, Diagnosis, diagnose
from bot.tools.tool import Tool
from bot.tools.wording import counted

LATE_SHARE = 25
"""Per cent of open invoices overdue up to which credit is called under control."""

CATEGORIES = 3
"""Product categories from which on an account is called broadly supplied."""

PAIR_LEVELS = 3
"""Levels of the customer with a known counterpart from which on the relationship no longer hangs on few."""


class Args(ToolArgs):
    account: AccountId = Field(description="which account")


@dataclass(frozen=True, slots=True)
class _Evidence:
    checks: tuple[Check, ...]
    profit: AccountProfit
    illustrative: bool


def run(args: Args, book: Book) -> Answer:
    """The stage, 1 to 6, of an account in the key-account life cycle: the evidence for each gate, what holds it in its
    stage, whether it was bought on price alone, and what to do now. A KAM's own view stands beside it."""
    account = book.people.account(args.account)
    orders = book.sales.orders(args.account, book.today)
    if not orders:
        return Answer(
            "lifecycle_stage",
            f"{account.name} is in no stage yet: it has never ordered.",
            ("The life cycle begins with the first order. Find out what they need and why they would buy from us.",),
            follow_ups=(f"tell me about {account.name}",),
            accounts=(args.account,),
        )
    found = _evidence(args.account, book)
    diagnosis = diagnose(found.checks)
    note = book.stages.last_note(args.account)
    return Answer(
        "lifecycle_stage",
        f"{account.name} is in stage {diagnosis.stage} of 6: {STAGES[diagnosis.stage]}.",
        _lines(diagnosis, note),
        (
            Figure("stage", diagnosis.stage, "", "stage of the life cycle"),
            Figure("gates_passed", diagnosis.stage - 1, "gates", "gates passed of five"),
            Figure("checks_met", sum(check.met is True for check in found.checks), "checks", "checks met"),
            Figure("checks_unknown", sum(check.met is None for check in found.checks), "checks", "checks not recorded"),
        ),
        table=_table(found.checks),
        receipt=Receipt(
            "the first stage whose gate has a check that is not met; 6 where all five gates are passed",
            tuple((check.name, Input(check.evidence, f"gate {check.stage}")) for check in found.checks),
            convention="stages after P. Kidston; the checks of each gate are ours; what is not recorded does not pass",
            as_of=book.today,
            data=book.data_name,
        ),
        warnings=_price_flag(account.buy_reason, account.name),
        unknown=tuple(f"{check.name}: not recorded. {check.fix}" for check in found.checks if check.met is None),
        follow_ups=(
            f"who knows whom at {account.name}?",
            f"receivables at {account.name}",
            f"what does stage {diagnosis.stage} of the life cycle tell me to do?",
        ),
        illustrative=found.illustrative or (note is not None and note.illustrative),
        accounts=(args.account,),
    )


def _evidence(account: str, book: Book) -> _Evidence:
    """Every check of the five gates with what it rests on."""
    profit = account_profit(book, [account], last_full_months(book.today))[account]
    buying, sold = _buying(account, book)
    people, known = _people(account, book)
    rating, rated = _rating(account, book)
    checks = (*buying, *_supply(account, book), *people, *rating, *_profit(profit, book))
    fact = book.people.account(account)
    made_up = sold or known or rated or profit.illustrative or fact.is_illustrative("buy_reason", "credit_limit")
    return _Evidence(tuple(sorted(checks, key=lambda check: check.stage)), profit, made_up)


def _buying(account: str, book: Book) -> tuple[list[Check], bool]:
    """Gates 1 and 2: they buy again, we know why, sales hold, and credit is under control."""
    fact = book.people.account(account)
    orders = book.sales.orders(account, book.today)
    first, last = orders[0].date, orders[-1].date
    recent = [one for one in orders if one.date > add_months(book.today, -12)]
    now = last_full_months(book.today)
    sales, before = book.sales.total([account], now), book.sales.total([account], now.year_before())
    change = growth(sales.net_sales, before.net_sales)
    held = (sales.net_sales >= before.net_sales) if before.net_sales > 0 else None
    checks = [
        Check(
            1,
            "buys again",
            len(orders) > 1 and (last - first).days >= 90,
            f"{counted(len(orders), 'order')} since {first}",
            "Win a second order some months after the first.",
        ),
        Check(
            1,
            "reason for buying known",
            True if fact.buy_reason else None,
            fact.buy_reason or "not recorded",
            "Ask why they chose us, and record it with the account.",
        ),
        Check(
            2,
            "buys regularly",
            len(recent) >= 3,
            f"{counted(len(recent), 'order')} in 12 months, the last on {last}",
            "Find out what keeps them from ordering more often.",
        ),
        Check(
            2,
            "sales hold or grow",
            held,
            f"{show_money(sales.net_sales, book.currency)}"
            + (f", {show_percent(change, signed=True)} on the year before" if change is not None else ""),
            "Needs a year of sales before this one.",
        ),
    ]
    items = [one for one in book.receivables.open_items([account], book.today) if one.open > 0]
    owed = total(one.open for one in items)
    late = total(one.open for one in items if one.due < book.today)
    recorded = book.receivables.recorded([account])
    checks.append(
        Check(
            2,
            "credit under control",
            late * 100 <= owed * LATE_SHARE if recorded else None,
            f"{show_money(late)} of {show_money(owed, book.currency)} overdue" if recorded else "no invoices",
            "Import invoices and payments.",
        )
    )
    return checks, any(one.illustrative for one in items)


def _supply(account: str, book: Book) -> list[Check]:
    """Gate 3: the range grows and somebody looks after the account."""
    now = last_full_months(book.today)
    fact = book.people.account(account)
    categories = {name for name, sums in book.sales.by_category([account], now).items() if sums.net_sales > 0}
    before = {name for name, sums in book.sales.by_category([account], now.year_before()).items() if sums.net_sales > 0}
    fresh = sorted(categories - before)
    return [
        Check(
            3,
            "broad range",
            len(categories) >= CATEGORIES or bool(fresh and before),
            f"{len(categories)} product {'category' if len(categories) == 1 else 'categories'}"
            + (f", new: {', '.join(fresh)}" if fresh and before else ""),
            "See what comparable accounts buy and this one does not.",
        ),
        Check(
            3,
            "has a key account manager",
            bool(fact.kam_id),
            fact.kam_name or "nobody",
            "Name one.",
        ),
    ]


def _people(account: str, book: Book) -> tuple[list[Check], bool]:
    """Gate 4: pairs at several levels, the top among them."""
    contacts = [one for one in book.contacts.of([account]) if one.level is not None]
    pairs = {one.level for one in contacts if one.counterpart}
    top = any(one.level == 1 and one.counterpart for one in contacts)
    recorded = bool(contacts)
    return [
        Check(
            4,
            "pairs at several levels",
            len(pairs) >= PAIR_LEVELS if recorded else None,
            f"known at {counted(len(pairs), 'level')}" if recorded else "no contacts recorded",
            "Record the contacts with their level and who of us knows them.",
        ),
        Check(
            4,
            "top executives know each other",
            top if recorded else None,
            "yes" if top else ("no pair" if recorded else "no contacts recorded"),
            "Introduce the managing directors.",
        ),
    ], any(one.illustrative for one in contacts)


def _rating(account: str, book: Book) -> tuple[list[Check], bool]:
    """Gate 5: the customer finds the benefit worth the cost, and reviews are held."""
    rating = book.value.last_rating(account)
    held = [one.held for one in book.reviews.reviews([account]) if one.held is not None]
    since = add_months(book.today, -6)
    last = max(held, default=None)
    has_rhythm = bool(book.reviews.rhythms([account]))
    return [
        Check(
            5,
            "benefit above cost in their eyes",
            rating.benefit > rating.cost if rating else None,
            f"benefit {rating.benefit:.0f}, cost {rating.cost:.0f} of 10 on {rating.date}" if rating else "never asked",
            "Ask them to rate benefit and cost, 0 to 10.",
        ),
        Check(
            5,
            "reviews held",
            _recent(last, since) if has_rhythm or held else None,
            f"last held {last}" if last else ("none held" if has_rhythm else "no rhythm"),
            "Set a rhythm and hold the first review.",
        ),
    ], bool(rating and rating.illustrative)


def _recent(day: dt.date | None, since: dt.date) -> bool:
    return day is not None and day >= since


def _profit(profit: AccountProfit, book: Book) -> list[Check]:
    """Gate 5 too: maintenance is for accounts that earn their keep."""
    known = profit.contribution is not None
    return [
        Check(
            5,
            "earns a contribution",
            profit.contribution is not None and profit.contribution > 0 if known else None,
            show_money(profit.contribution, book.currency) if profit.contribution is not None else "cost unknown",
            "Import the cost of goods.",
        )
    ]


def _lines(diagnosis: Diagnosis, note: StageNoteFact | None) -> tuple[str, ...]:
    lines = []
    if diagnosis.blocking:
        reasons = "; ".join(f"{check.name} ({check.evidence})" for check in diagnosis.blocking)
        verb = "Not yet told" if diagnosis.unsure else "What holds it there"
        lines.append(f"{verb}: {reasons}.")
    if diagnosis.ahead:
        ahead = ", ".join(str(stage) for stage in diagnosis.ahead)
        lines.append(f"Some of stage {ahead} is in place already.")
    lines.extend(ADVICE[diagnosis.stage])
    if note is not None and note.stage != diagnosis.stage:
        why = f": {note.reason}" if note.reason else ""
        lines.append(f"The KAM saw stage {note.stage} on {note.date}{why}. Talk the difference over with your manager.")
    return tuple(lines)


def _price_flag(reason: str, name: str) -> tuple[str, ...]:
    if reason.casefold() != "price":
        return ()
    return (f"{name} was bought on price: expect every talk to come back to it until there is another reason.",)


def _table(checks: tuple[Check, ...]) -> Table:
    columns = (Column("stage", "gate"), Column("check", "check"), Column("met", "met"), Column("evidence", "evidence"))
    words = {True: "yes", False: "no", None: "not recorded"}
    return Table(columns, tuple((str(one.stage), one.name, words[one.met], one.evidence) for one in checks), "Evidence")


TOOL = Tool(
    id="lifecycle_stage",
    args=Args,
    run=run,
    summary="stage 1 to 6 of the key-account life cycle, with evidence and what to do",
    examples=(
        "what stage is Brakes and Gears in?",
        "has this customer outgrown the supply phase?",
        "how far along is this relationship, and what does that ask of me?",
    ),
    group="Risk and growth",
    figures=(
        ("stage", "1 to 6"),
        ("gates_passed", "gates passed of five"),
        ("checks_met", "checks met, of all gates"),
        ("checks_unknown", "checks that cannot be told because nothing is recorded"),
    ),
    sources=("P. Kidston, How to Manage Profitable Key Accounts? (the six stages)",),
)
