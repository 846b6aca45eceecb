"""relationship_map: pairs of equals by level, the thread an account hangs on, introductions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotPermitted
from bot.tools.facts.contacts import ContactFact
from bot.tools.pairing import LEVELS, TOUCH_DAYS, introductions, level_pairs, missing, thread
from bot.tools.relationship_map import TOOL, Args, run
from store.tables import Contact, TeamRole
from tests.tools.ledger import TODAY, Ledger


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def contact(
    name: str,
    level: int | None = 4,
    ours: str = "",
    our_level: int | None = None,
    touched: int | None = None,
    department: str = "Purchasing",
    role: str = "",
) -> ContactFact:
    last = None if touched is None else ago(touched)
    return ContactFact(name, "a", name, "", level, department, role, ours, our_level, last, 2)


def stored(one: ContactFact) -> Contact:
    return Contact(
        id=one.id,
        account_id="a",
        name=one.name,
        level=one.level,
        department=one.department,
        role=one.role,
        counterpart=one.counterpart,
        counterpart_level=one.counterpart_level,
        last_touch=one.last_touch,
        strength=one.strength,
    )


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.account("x", "Other Bikes", kam="k3")
    for one in (
        contact("Pat", 1, role="economic_buyer", department="Management"),
        contact("Vic", 2, "Kim Keller", 4, 200, department="Management"),
        contact("Dee", 3, "Max Manager", 3, 30, department="Finance"),
        contact("Bo", 4, "Kim Keller", 4, 10),
        contact("Nemo", None, "Kim Keller", 4, 5, department="IT"),
    ):
        made.add(stored(one))
    made.add(TeamRole(account_id="a", person_name="Chris Chief", role="sponsor", level=1))
    return made


def test_levels_with_equals_are_counted_and_the_top_is_said(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.headline == (
        "2 of 5 levels at Alpha Bikes have a pair of equals; nobody of ours knows their president or owner."
    )
    assert (answer.figure("levels_paired"), answer.figure("missing_pairs"), answer.figure("president_pair")) == (
        2,
        3,
        0,
    )
    assert (answer.figure("contacts"), answer.figure("contacts_known"), answer.figure("contacts_in_touch")) == (5, 4, 3)


def test_who_decides_and_is_unknown_to_us_is_named(ledger: Ledger) -> None:
    lines = run(Args(account="a"), ledger.book("k1")).lines
    assert lines == (
        "3 contacts in touch, through Max Manager and Kim Keller: no single thread.",
        "Decides, and nobody of ours knows them: Pat (economic buyer).",
    )


def test_introductions_name_our_equal_and_who_opens_the_door(ledger: Ledger) -> None:
    section = run(Args(account="a"), ledger.book("k1")).sections[0]
    assert section.lines == (
        "Chris Chief with their president or owner, Pat; Dee could open the door.",
        "Hana Head with their vice president, Vic; Dee could open the door.",
        "Our operations (not in the data) with their operations (find out who); Bo could open the door.",
    )


def test_the_grid_has_a_row_for_each_level(ledger: Ledger) -> None:
    chart = run(Args(account="a"), ledger.book("k1")).chart
    assert chart is not None
    assert [[int(value or 0) for value in one.values] for one in chart.series] == [
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 1, 1],
        [1, 1, 1, 1],
        [0, 0, 0, 0],
    ]


def test_what_is_not_recorded_is_unknown_and_not_missing(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.unknown == (
        "Nobody is recorded as their operations: they may exist and only not be noted.",
        "The level of Nemo is not recorded.",
    )
    empty = run(Args(account="x"), ledger.book("k3"))
    assert empty.headline == "No contact at Other Bikes is recorded, so who knows whom cannot be told."


def test_contacts_of_others_are_not_shown(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="a"), ledger.book("k3"))


@pytest.mark.parametrize(
    ("contacts", "risk"),
    [
        ([contact("A")], "Nobody of ours has been in touch with anybody there in 180 days."),
        ([contact("A", 4, "Kim", 4, 3)], "It hangs on one thread: Kim and A. If either leaves, nobody is left."),
        (
            [contact("A", 2, "Kim", 4, 3), contact("B", 4, "Kim", 4, 3, "IT"), contact("C", 4, "Kim", 4, 3)],
            "All 3 contacts run through Kim alone.",
        ),
        (
            [contact("A", 3, "Kim", 4, 3), contact("B", 4, "Max", 3, 3), contact("C", 4, "Kim", 4, 3)],
            "All are in one department, Purchasing.",
        ),
        (
            [contact("A", 4, "Kim", 4, 3), contact("B", 5, "Max", 3, 3, "IT"), contact("C", 4, "Kim", 4, 3)],
            "Nobody above the daily contact is in touch.",
        ),
    ],
)
def test_a_thin_thread_is_a_named_reason(contacts: list[ContactFact], risk: str) -> None:
    assert risk in thread(contacts, TODAY).risks


def test_a_contact_spoken_to_half_a_year_ago_is_in_touch_and_a_day_later_not() -> None:
    base = contact("A", 4, "Kim", 4, TOUCH_DAYS)
    assert len(thread([base], TODAY).contacts) == 1
    assert not thread([base], TODAY + dt.timedelta(days=1)).contacts


CONTACTS = st.lists(
    st.builds(
        contact,
        st.text("abcdef", min_size=1, max_size=3),
        st.none() | st.integers(1, 5),
        st.sampled_from(("", "Kim", "Max")),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(0, 400),
    ),
    max_size=10,
)


@given(contacts=CONTACTS)
def test_every_level_is_paired_or_missing_whatever_the_order(contacts: list[ContactFact]) -> None:
    pairs = level_pairs(contacts, ())
    again = level_pairs(contacts[::-1], ())
    assert [one.state for one in pairs] == [one.state for one in again]
    assert len(missing(pairs)) + sum(one.state == "paired" for one in pairs) == len(LEVELS)
    assert len(introductions(pairs, contacts, TODAY)) == len(missing(pairs))
    assert sum(len(one.theirs) for one in pairs) == sum(one.level is not None for one in contacts)


@given(contacts=CONTACTS, name=st.sampled_from(("Kim", "Max")))
def test_one_contact_more_never_makes_a_pair_missing(contacts: list[ContactFact], name: str) -> None:
    more = [*contacts, replace(contact("new", 1, name, 1, 1))]
    assert level_pairs(more, ())[0].state == "paired"
    assert len(missing(level_pairs(more, ()))) <= len(missing(level_pairs(contacts, ())))


def test_every_figure_is_documented(ledger: Ledger) -> None:
    assert [one.name for one in run(Args(account="a"), ledger.book("k1")).figures] == [name for name, _ in TOOL.figures]
