"""customer_issues: the ombudsman's list by department and age, raising and closing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.book import AskersBook
from bot.errors import NotPermitted
from bot.tools.answer import Answer
from bot.tools.customer_issues import TOOL, Args, propose, run
from bot.tools.facts.issues import IssueFact
from bot.tools.frozen import freeze
from bot.tools.issue_sums import by_department, issue_sums, likely_department, spelled
from store.tables import CustomerIssue
from tests.tools.ledger import TODAY, Ledger


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def issue(
    identity: str,
    account: str,
    text: str,
    department: str,
    raised: int,
    due: int | None = None,
    closed: int | None = None,
) -> CustomerIssue:
    """Days before today."""
    return CustomerIssue(
        id=identity,
        account_id=account,
        text=text,
        department=department,
        raised=ago(raised),
        due=None if due is None else ago(due),
        closed=None if closed is None else ago(closed),
    )


@pytest.fixture
def ledger() -> Ledger:
    """Closed ones took 10, 4 and 40 days: the median is 10. The one closed 400 days ago does not count."""
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.account("b", "Beta Bikes")
    made.account("c", "Gamma Bikes", kam="k2")
    made.add(
        issue("i1", "a", "Credit note missing", "Finance", 47, due=20),
        issue("i2", "a", "Wrong sizes delivered", "Logistics", 5, due=-5),
        issue("i3", "b", "Manual missing", "", 12),
        issue("i4", "c", "Late again", "Logistics", 90),
        issue("d1", "a", "x", "Finance", 50, closed=40),
        issue("d2", "a", "x", "Finance", 50, closed=46),
        issue("d3", "b", "x", "Finance", 100, closed=60),
        issue("d4", "b", "x", "Finance", 800, closed=400),
    )
    return made


def in_thread(ledger: Ledger, answer: Answer) -> AskersBook:
    return AskersBook(ledger.book("k1")._context, [freeze(answer)])


def test_the_list_starts_with_the_oldest_and_names_who_owes_it(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("k1"))
    assert answer.headline == (
        "3 open problems for your accounts; the oldest is “Credit note missing” of Alpha Bikes, open for 47 days "
        "with Finance."
    )
    assert answer.lines == (
        "We usually take 10 days to put one right (median of 3 closed in the last year).",
        "2 of the open ones are older than that.",
        "1 past the date that was promised.",
    )
    assert (answer.figure("open"), answer.figure("overdue"), answer.figure("days_to_fix")) == (3, 1, 10)
    assert answer.unknown == ("1 has no department, so nobody of us owns the answer.",)


def test_departments_are_sorted_by_their_oldest_and_sum_to_the_whole(ledger: Ledger) -> None:
    table = run(Args(), ledger.book("m1")).sections[0].table
    assert table is not None
    assert [row[:3] for row in table.rows] == [("Logistics", 2, 90), ("Finance", 1, 47), ("nobody named", 1, 12)]


def test_one_department_in_other_words(ledger: Ledger) -> None:
    answer = run(Args(operation="list", department="logistics dept."), ledger.book("k1"))
    assert (answer.figure("open"), answer.figure("closed")) == (1, 0)
    assert answer.figure("days_to_fix") is None


def test_an_account_without_problems_is_said(ledger: Ledger) -> None:
    ledger.account("z", "Zeta Bikes")
    assert run(Args(account="z"), ledger.book("k1")).headline == "We owe Zeta Bikes no open answer."


def test_raising_proposes_the_department_from_the_words(ledger: Ledger) -> None:
    args = Args(account="a", text="billed twice for the same Road-550s")
    asked = propose(args, ledger.book("k1"))
    assert asked.headline == "Raise “billed twice for the same Road-550s” for Alpha Bikes?"
    assert asked.lines[0] == "Department: Finance (from the words; say another)"
    run(args, ledger.book("k1"))
    row = ledger.session.exec(select(CustomerIssue).where(CustomerIssue.raised == TODAY)).one()
    assert (row.department, row.raised_by, row.closed) == ("Finance", "k1", None)


def test_a_named_department_is_spelled_as_before(ledger: Ledger) -> None:
    run(Args(account="a", text="helmets have the wrong sticker", department="finance"), ledger.book("k1"))
    row = ledger.session.exec(select(CustomerIssue).where(CustomerIssue.raised == TODAY)).one()
    assert row.department == "Finance"


def test_a_problem_that_is_open_already_is_pointed_out(ledger: Ledger) -> None:
    asked = propose(Args(account="a", text="credit note still missing"), ledger.book("k1"))
    assert asked.lines[-1] == "Much like “Credit note missing”, open for 47 days already."


def test_without_an_account_it_asks_with_the_largest_ones(ledger: Ledger) -> None:
    ledger.sale("b", "2026-09-01", 500)
    ledger.sale("a", "2026-09-01", 100)
    answer = propose(Args(text="pallets arrived bent"), ledger.book("k1"))
    assert answer.route == "clarify"
    assert [one.question for one in answer.choices] == [
        "raise an issue for Beta Bikes: pallets arrived bent",
        "raise an issue for Alpha Bikes: pallets arrived bent",
    ]


def test_closing_by_number_keeps_how_it_was_solved(ledger: Ledger) -> None:
    book = in_thread(ledger, run(Args(), ledger.book("k1")))
    asked = propose(Args(item="1", text="credit note issued"), book)
    assert asked.lines == (
        "Alpha Bikes: Credit note missing, open for 47 days",
        "Solved by: credit note issued",
        "Only when the customer says that it is solved.",
    )
    done = run(Args(item="1", text="credit note issued"), book)
    assert done.headline == "Done: closed “Credit note missing” after 47 days; 2 problems still open."
    row = ledger.session.get(CustomerIssue, "i1")
    assert row is not None
    assert (row.closed, row.resolution) == (TODAY, "credit note issued")


def test_the_only_open_one_needs_no_number(ledger: Ledger) -> None:
    asked = propose(Args(account="b", operation="close", text="solved yesterday"), ledger.book("k1"))
    assert asked.headline == "Close “Manual missing”?"


def test_nothing_to_close_is_said(ledger: Ledger) -> None:
    ledger.account("z", "Zeta Bikes")
    answer = propose(Args(account="z", operation="close"), ledger.book("k1"))
    assert answer.headline == "We owe Zeta Bikes no open answer, so there is nothing to close."


def test_nobody_raises_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="c", text="x"), ledger.book("k1"))


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("the rims came cracked, safety concern", "quality"),
        ("can't log in to the dealer portal", "IT"),
        ("credit note never came", "finance"),
        ("they are cross with us", ""),
    ],
)
def test_a_department_is_guessed_from_words_or_not_at_all(text: str, department: str) -> None:
    assert likely_department(text, ()) == department


def test_departments_are_the_same_in_other_words() -> None:
    assert spelled("our Finance department", ["Logistics", "Finance"]) == "Finance"
    assert spelled("customs", ["Logistics"]) == "customs"


def test_every_figure_is_documented(ledger: Ledger) -> None:
    assert [one.name for one in run(Args(), ledger.book("k1")).figures] == [name for name, _ in TOOL.figures]


@given(days=st.lists(st.integers(0, 900), max_size=15), names=st.randoms())
def test_departments_sum_to_the_whole_in_any_order(days: list[int], names: object) -> None:
    base = IssueFact("", "a", "", "", "", TODAY, None, None)
    rows = [
        replace(base, id=str(index), raised=ago(age), department=("Finance", "finance", "")[index % 3])
        for index, age in enumerate(days)
    ]
    whole = issue_sums(rows, (), TODAY)
    shuffled = list(rows)
    names.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    parts = by_department(shuffled, TODAY)
    assert sum(one.open for one in parts) == whole.open == len(days)
    assert max((one.oldest_days for one in parts), default=0) == whole.oldest_days
    assert len(parts) <= 2


def test_the_median_of_an_even_number_is_exact() -> None:
    base = IssueFact("", "a", "", "", "", ago(100), None, ago(97))
    assert issue_sums((), [base, replace(base, closed=ago(96))], TODAY).fixed_days == Decimal("3.5")
