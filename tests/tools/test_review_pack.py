"""review_pack: what goes into it, the questions it asks, and that a pack given out stays as it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.book.packs import given_pack, keep_pack
from bot.errors import NotPermitted
from bot.tools.answer import Answer
from bot.tools.facts.actions import ActionFact
from bot.tools.facts.reviews import ReviewFact
from bot.tools.pack import largest_fall, promises
from bot.tools.review_pack import TOOL, Args, run
from bot.tools.rhythm import review_id, rule_for
from store.tables import (
    Account,
    Action,
    Contact,
    CustomerIssue,
    PackSnapshot,
    Person,
    Review,
    ReviewRhythm,
    ValueDelivered,
)
from tests.tools.ledger import TODAY, Ledger

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def ledger() -> Ledger:
    """Alpha: quarterly, due on 26 November, last held on 27 August; sales up from 1,000 to 1,500 a quarter."""
    made = Ledger()
    made.account("a", "Alpha Bikes", needs="firm delivery dates", needs_noted=day("2026-11-01"))
    made.account("x", "Other Bikes", kam="k3")
    made.product("b", "Bike", "Bikes")
    made.product("h", "Helmet", "Helmets")
    made.sale("a", "2025-09-10", 600, product="b", cost=400)
    made.sale("a", "2025-09-10", 400, product="h", cost=200)
    made.sale("a", "2026-09-10", 1500, product="b", cost=900)
    made.add(
        ReviewRhythm(account_id="a", cadence="quarterly", rule=rule_for("quarterly", 26), anchor=day("2026-08-26")),
        Review(
            id="r",
            account_id="a",
            cadence="quarterly",
            due=day("2026-08-26"),
            held=day("2026-08-27"),
            status="held",
            notes="want a demo day",
            needs="a demo day",
        ),
    )
    made.add(
        Action(
            id="a1",
            account_id="a",
            review_id="r",
            text="send dates for the demo day",
            owner="Kim Keller",
            owner_id="k1",
            promised_to_customer=True,
            created=day("2026-08-27"),
            due=day("2026-09-30"),
        ),
        Action(
            id="a2",
            account_id="a",
            review_id="r",
            text="new price list",
            owner="Kim Keller",
            owner_id="k1",
            created=day("2026-08-27"),
            due=day("2026-09-10"),
            closed=day("2026-09-09"),
        ),
        Action(id="a3", account_id="a", text="an old one", owner="Finance", created=day("2026-02-01")),
        ValueDelivered(
            id="v1",
            account_id="a",
            date=day("2026-10-01"),
            text="training",
            amount=Decimal(3000),
            confirmed=True,
            confirmed_by="buyer",
        ),
        ValueDelivered(id="v2", account_id="a", date=day("2026-10-02"), text="fewer returns", amount=Decimal(9000)),
        ValueDelivered(
            id="v0", account_id="a", date=day("2026-05-02"), text="before", amount=Decimal(7000), confirmed=True
        ),
        CustomerIssue(id="i1", account_id="a", text="wrong invoice", department="Finance", raised=day("2026-11-01")),
        Contact(
            id="c1",
            account_id="a",
            name="Pat",
            level=2,
            role="decider",
            department="Management",
        ),
        Contact(
            id="c2",
            account_id="a",
            name="Bo",
            level=4,
            counterpart="Kim Keller",
            counterpart_level=4,
            last_touch=day("2026-11-10"),
            department="Purchasing",
        ),
    )
    return made


def lines(answer: Answer, title: str) -> tuple[str, ...]:
    return next(one.lines for one in answer.sections if one.title.startswith(title))


def test_the_headline_names_the_review_and_what_matters(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.headline == (
        "Quarterly review due Thu 26 Nov (in 5 days) with Alpha Bikes: 2 actions open, 3,000 USD of value confirmed "
        "since last time and sales +50 % on the year before."
    )
    assert answer.lines[0] == "Say first what is late: 1 action past its date, 1 promised to them."


def test_promises_from_last_time_stand_apart_from_older_ones(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert lines(answer, "Actions") == (
        "1 of 2 done since Thu 27 Aug.",
        "Done: new price list",
        "1 older action open besides.",
    )
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["send dates for the demo day", "an old one"]


def test_value_counts_since_the_last_review_only(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert (answer.figure("confirmed_value"), answer.figure("claimed_value")) == (3000, 9000)
    assert lines(answer, "Value")[0] == "Since Thu 27 Aug: 2 entries, confirmed 3,000 USD and claimed 9,000 USD."


def test_the_bridge_is_that_of_price_volume_mix_and_marked_as_ours(ledger: Ledger) -> None:
    from bot.tools import price_volume_mix
    from bot.tools.periods import last_full_months

    answer = run(Args(account="a"), ledger.book("k1"))
    args = price_volume_mix.Args(account="a", period=last_full_months(TODAY, 3))
    bridge = price_volume_mix.run(args, ledger.book("k1"))
    section = lines(answer, "P&L bridge (for you only, not for the customer)")
    assert section[0] == bridge.headline
    assert answer.figure("net_sales_change") == bridge.figure("net_sales_change") == 500
    assert answer.chart == bridge.chart


def test_three_questions_come_from_what_is_missing(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert lines(answer, "Three questions") == (
        "1. You bought 400 USD less of helmets than a year ago: what changed on your side?",
        "2. “fewer returns”: we put it at 9,000 USD for you. Do you agree?",
        "3. From 0 to 10, what do you get from us, and what does it cost you?",
    )


def test_stale_needs_are_asked_first(ledger: Ledger) -> None:
    account = ledger.session.get(Account, "a")
    assert account is not None
    account.needs_noted = day("2026-01-01")
    answer = run(Args(account="a"), ledger.book("k1"))
    assert lines(answer, "Three questions")[0].startswith("1. What do you need from us this quarter")
    assert "ask again" in lines(answer, "Their needs")[0]


def test_gaps_in_the_relationship_and_in_the_data_are_named(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert lines(answer, "Relationship")[0] == "1 of 5 levels have a pair of equals."
    assert answer.unknown[0].startswith("Not recorded yet: ")
    assert answer.figure("data_gaps") == answer.unknown[0].count(",") + 2


def test_a_first_review_looks_back_a_quarter(ledger: Ledger) -> None:
    answer = run(Args(account="x"), ledger.book("k3"))
    assert answer.headline.startswith("Review with Other Bikes: no action open")
    assert lines(answer, "Actions") == ("No review was logged before this one.",)
    assert all(one.note for one in answer.figures if one.value is None)


def test_nobody_prepares_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="x"), ledger.book("k1"))


def test_files_are_named_after_the_account_and_the_day(ledger: Ledger) -> None:
    names = [one.name for one in run(Args(account="a"), ledger.book("k1")).attachments]
    assert names == ["review-alpha-bikes-2026-11-26.docx", "review-alpha-bikes-2026-11-26.xlsx"]


def test_a_pack_given_out_stays_as_it_was(ledger: Ledger) -> None:
    pack = run(Args(account="a"), ledger.book("k1"))
    identity = keep_pack(ledger.session, pack, "k1", NOW, TODAY)
    action = ledger.session.get(Action, "a1")
    assert action is not None
    action.closed = TODAY
    assert given_pack(ledger.session, identity, "k1") == pack
    assert given_pack(ledger.session, identity, "k2") is None
    again = run(Args(account="a"), ledger.book("k1"))
    assert again.figure("open_actions") == 1
    assert again.lines[-1] == "Since the pack of Sat 21 Nov: open actions 2 → 1."


def test_the_same_pack_is_kept_once_and_belongs_to_its_review(ledger: Ledger) -> None:
    pack = run(Args(account="a"), ledger.book("k1"))
    first = keep_pack(ledger.session, pack, "k1", NOW, TODAY)
    second = keep_pack(ledger.session, run(Args(account="a"), ledger.book("k1")), "k1", NOW, TODAY)
    assert first == second
    kept = ledger.session.exec(select(PackSnapshot)).one()
    assert kept.review_id == review_id("a", "quarterly", day("2026-11-26"))
    review = ledger.session.get(Review, kept.review_id)
    assert review is not None
    assert review.status == "due"


def test_every_figure_is_documented(ledger: Ledger) -> None:
    assert [one.name for one in run(Args(account="a"), ledger.book("k1")).figures] == [name for name, _ in TOOL.figures]


def test_a_manager_prepares_for_the_team(ledger: Ledger) -> None:
    person = ledger.session.get(Person, "m1")
    assert person is not None
    assert run(Args(account="a"), ledger.book("m1")).figure("open_actions") == 2


def test_a_small_fall_is_not_worth_a_question() -> None:
    then = {"Bikes": Decimal(1000), "Helmets": Decimal(50)}
    assert largest_fall({"Bikes": Decimal(990)}, then) is None
    assert largest_fall({"Bikes": Decimal(900), "Helmets": Decimal(50)}, then) == ("Bikes", Decimal(100))
    assert largest_fall({"Helmets": Decimal(5)}, {}) is None


@given(ages=st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=12))
def test_every_open_action_is_from_last_time_or_older_never_both(ages: list[tuple[int, bool]]) -> None:
    base = ActionFact("", "a", "", "", "", None, False, TODAY, None, None)
    rows = [
        replace(base, id=str(index), created=TODAY - dt.timedelta(days=age), closed=TODAY if closed else None)
        for index, (age, closed) in enumerate(ages)
    ]
    last = ReviewFact("r", "a", "monthly", TODAY, held=TODAY - dt.timedelta(days=90), status="held")
    found = promises(rows, last)
    assert len(found.still_open) == sum(not closed for _, closed in ages)
    assert {one.id for one in found.last_time}.isdisjoint(one.id for one in found.other)
    assert promises(rows[::-1], last).done == found.done
