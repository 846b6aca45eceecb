"""action_items: the list, adding with defaults, closing by number, id and words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.book import AskersBook
from bot.errors import BadInput, NotPermitted
from bot.tools.action_items import Args, in_order, operation, propose, run, split_tasks
from bot.tools.answer import Answer
from bot.tools.facts.actions import ActionFact
from bot.tools.frozen import freeze
from store.tables import Action
from tests.tools.ledger import TODAY, Ledger


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.account("b", "Beta Bikes")
    made.account("c", "Gamma Bikes", kam="k2")
    made.add(
        action("x1", "a", "send the spring price file", "Kim Keller", "k1", due=day("2026-11-12"), promised=True),
        action("x2", "a", "show the new helmets", "Max Manager", "m1", due=day("2026-12-01")),
        action("x3", "b", "order samples", "Kim Keller", "k1"),
        action("x4", "c", "check warranty", "Kai Kern", "k2", due=day("2026-11-20")),
        action("x5", None, "book the training room", "Kim Keller", "k1", due=day("2026-11-23")),
        action("x6", "a", "old thing", "Kim Keller", "k1", due=day("2026-10-01"), closed=day("2026-10-02")),
    )
    return made


def action(
    identity: str,
    account: str | None,
    text: str,
    owner: str,
    owner_id: str,
    due: dt.date | None = None,
    promised: bool = False,
    closed: dt.date | None = None,
) -> Action:
    return Action(
        id=identity,
        account_id=account,
        text=text,
        owner=owner,
        owner_id=owner_id,
        promised_to_customer=promised,
        created=day("2026-09-01"),
        due=due,
        closed=closed,
    )


def with_answer(ledger: Ledger, answer: Answer, asker: str = "k1") -> AskersBook:
    """The asker's book in a thread whose last answer this is."""
    return AskersBook(ledger.book(asker)._context, [freeze(answer)])


def test_a_kam_sees_own_accounts_and_own_tasks_latest_first(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("k1"))
    assert answer.headline == (
        "4 open actions for your accounts, 1 late: it is “send the spring price file” for Alpha Bikes, 9 days late."
    )
    assert answer.table is not None
    assert [row[:2] for row in answer.table.rows] == [
        ("1", "send the spring price file"),
        ("2", "book the training room"),
        ("3", "show the new helmets"),
        ("4", "order samples"),
    ]
    assert (answer.figure("open"), answer.figure("overdue"), answer.figure("without_date")) == (4, 1, 1)
    assert "1 of the late ones was promised to the customer." in answer.lines


def test_one_account_shows_also_what_was_closed_lately(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.lines[-1] == "Closed in the last 90 days: 1, the last “old thing”."


def test_due_and_owner_narrow_the_list(ledger: Ledger) -> None:
    book = ledger.book("k1")
    assert run(Args(due=day("2026-11-30")), book).figure("open") == 2
    assert run(Args(owner="Max"), book).headline.startswith("1 open action for Max Manager")
    assert run(Args(owner="me"), book).figure("open") == 3


def test_a_manager_sees_the_team_by_owner(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("m1"))
    assert answer.figure("open") == 4
    assert "By owner: Kim Keller 2, Kai Kern 1 and Max Manager 1." in answer.lines


def test_adding_defaults_to_the_asker_and_no_date(ledger: Ledger) -> None:
    args = Args(account="b", text="call the buyer")
    asked = propose(args, ledger.book("k1"))
    assert asked.headline == "Add “call the buyer” for Beta Bikes?"
    assert "Owner: Kim Keller (you)" in asked.lines
    run(args, ledger.book("k1"))
    row = ledger.session.exec(select(Action).where(Action.text == "call the buyer")).one()
    assert (row.owner_id, row.created, row.due, row.account_id) == ("k1", TODAY, None, "b")
    assert len(row.id) == 32


def test_several_tasks_of_one_message_are_added_apart(ledger: Ledger) -> None:
    args = Args(account="b", text="1) quote on Road-250 Red, 2) dates for a store visit", due=day("2026-11-24"))
    answer = run(args, ledger.book("k1"))
    assert answer.headline == "Done: added 2 actions for Beta Bikes; 3 actions open now."


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("send 2) items", ["send 2) items"]),
        ("1) quote 2) dates", ["quote", "dates"]),
        ("- one\n- two", ["one", "two"]),
        ("call them", ["call them"]),
        ("a\n\nb", ["a", "b"]),
    ],
)
def test_a_written_list_is_split_into_tasks(text: str, tasks: list[str]) -> None:
    assert split_tasks(text) == tasks


def test_a_promise_in_the_words_is_kept_as_one(ledger: Ledger) -> None:
    run(Args(account="b", text="I promised to send the catalogue"), ledger.book("k1"))
    rows = ledger.session.exec(select(Action).where(Action.promised_to_customer)).all()
    assert {row.account_id for row in rows} == {"a", "b"}


def test_a_colleague_is_found_by_first_name_and_a_stranger_stays_a_name(ledger: Ledger) -> None:
    book = ledger.book("k1")
    run(Args(account="b", text="one", owner="max"), book)
    run(Args(account="b", text="two", owner="their controller"), book)
    rows = {row.text: row for row in ledger.session.exec(select(Action))}
    assert (rows["one"].owner, rows["one"].owner_id) == ("Max Manager", "m1")
    assert (rows["two"].owner, rows["two"].owner_id) == ("their controller", None)


def test_without_a_text_it_asks(ledger: Ledger) -> None:
    answer = propose(Args(account="b", operation="add"), ledger.book("k1"))
    assert (answer.route, answer.headline[:32]) == ("clarify", "What is to be done for Beta Bike")


def test_closing_by_the_number_of_the_last_list(ledger: Ledger) -> None:
    listing = run(Args(account="a"), ledger.book("k1"))
    book = with_answer(ledger, listing)
    asked = propose(Args(item="2"), book)
    assert asked.headline == "Close “show the new helmets”?"
    assert asked.args == {"item": "id:x2"}
    done = run(Args(item="id:x2"), book)
    assert done.headline == "Done: closed “show the new helmets”; 3 actions still open."
    closed = ledger.session.get(Action, "x2")
    assert closed is not None
    assert closed.closed == TODAY


def test_several_numbers_close_several(ledger: Ledger) -> None:
    book = with_answer(ledger, run(Args(), ledger.book("k1")))
    assert run(Args(item="items 1, 3 and 4"), book).figure("open") == 1


def test_a_number_counts_in_the_plain_list_where_none_was_shown(ledger: Ledger) -> None:
    assert propose(Args(item="#4"), ledger.book("k1")).headline == "Close “order samples”?"


def test_a_number_that_is_not_there_is_refused_in_words(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="no item 9: the list has 4"):
        propose(Args(item="9"), ledger.book("k1"))


def test_an_item_that_was_closed_meanwhile_is_said(ledger: Ledger) -> None:
    book = with_answer(ledger, run(Args(), ledger.book("k1")))
    run(Args(item="3"), book)
    with pytest.raises(BadInput, match="Item 3 is closed already"):
        run(Args(item="3"), book)


def test_closing_by_words(ledger: Ledger) -> None:
    assert propose(Args(operation="close", text="the price files"), ledger.book("k1")).headline == (
        "Close “send the spring price file”?"
    )


def test_words_that_fit_nothing_offer_what_is_open(ledger: Ledger) -> None:
    answer = propose(Args(item="wedding cake"), ledger.book("k1"))
    assert answer.route == "clarify"
    assert len(answer.choices) == 4
    assert answer.choices[0].args == (("item", "id:x1"),)


def test_the_empty_list_is_said(ledger: Ledger) -> None:
    assert run(Args(), ledger.book("k3")).headline == "Nothing is open for your accounts."


def test_nobody_adds_to_or_closes_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="c", text="x"), ledger.book("k1"))
    answer = run(Args(item="check warranty"), ledger.book("k1"))
    assert answer.route == "clarify"
    row = ledger.session.get(Action, "x4")
    assert row is not None
    assert row.closed is None


def test_the_operation_follows_from_what_is_given() -> None:
    given = (Args(), Args(text="x"), Args(item="1"), Args(text="x", operation="close"))
    assert [operation(args) for args in given] == ["list", "add", "close", "close"]


def test_the_order_of_rows_changes_nothing() -> None:
    base = ActionFact("1", None, "", "x", "", None, False, TODAY, None, None)
    rows = [replace(base, id=str(index), due=day(f"2026-11-{10 + index}")) for index in range(5)] + [base]
    assert in_order(rows) == in_order(rows[::-1])
