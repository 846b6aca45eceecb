"""log_review: held, moved, snoozed, a new rhythm; what is asked before, and what is written after."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlmodel import select

from bot.errors import BadInput, NotPermitted
from bot.tools.log_review import Args, propose, run
from bot.tools.review_log import needs_of
from bot.tools.reviews_due import Args as DueArgs
from bot.tools.reviews_due import run as due
from bot.tools.rhythm import rule_for
from store.tables import Account, Nudge, Review, ReviewRhythm
from tests.tools.ledger import TODAY, Ledger


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def ledger() -> Ledger:
    """Alpha is reviewed on the 12th of every month and was last held in August; Beta has no rhythm."""
    made = Ledger()
    made.account("a", "Alpha Bikes", needs="old needs", needs_noted=day("2026-01-01"), illustrative_fields="needs")
    made.account("b", "Beta Bikes")
    made.account("x", "Other Bikes", kam="k3")
    anchor = day("2026-08-12")
    made.add(
        ReviewRhythm(account_id="a", cadence="monthly", rule=rule_for("monthly", 12), anchor=anchor),
        Review(id="r8", account_id="a", cadence="monthly", due=anchor, held=day("2026-08-14"), status="held"),
    )
    return made


def reviews(ledger: Ledger, account: str = "a") -> list[Review]:
    statement = select(Review).where(Review.account_id == account).order_by(Review.due)  # type: ignore[arg-type]  # SQLModel types a column as its value
    return list(ledger.session.exec(statement))


def test_held_today_settles_the_latest_and_writes_off_the_missed(ledger: Ledger) -> None:
    book = ledger.book("k1")
    asked = propose(Args(account="a"), book)
    assert asked.headline == "Log the monthly review with Alpha Bikes as held on Sat 21 Nov?"
    assert asked.lines == (
        "Counts for: the one due Thu 12 Nov, 9 days late",
        "Written off with it: 2 missed reviews, Sat 12 Sep and Mon 12 Oct",
        "Next: Sat 12 Dec, in 21 days",
    )
    assert [choice.label for choice in asked.choices] == ["Yes", "No"]
    assert len(reviews(ledger)) == 1, "a proposal writes nothing"
    done = run(Args(account="a"), book)
    assert done.headline == "Done: logged the monthly review with Alpha Bikes as held on Sat 21 Nov."
    assert [(row.due.month, row.status) for row in reviews(ledger)] == [
        (8, "held"), (9, "skipped"), (10, "skipped"), (11, "held"),
    ]  # fmt: skip
    assert reviews(ledger)[-1].logged_by == "k1"
    assert due(DueArgs(), ledger.book("k1")).figure("overdue") == 0


def test_notes_and_needs_are_kept(ledger: Ledger) -> None:
    notes = "good mood. Needs: faster spare parts and one invoice a month"
    run(Args(account="a", date=day("2026-11-20"), notes=notes), ledger.book("k1"))
    row = reviews(ledger)[-1]
    assert (row.notes, row.needs) == (notes, "faster spare parts and one invoice a month")
    account = ledger.session.get(Account, "a")
    assert account is not None
    assert (account.needs, account.needs_noted) == (row.needs, day("2026-11-20"))
    assert account.illustrative_fields == ""


@pytest.mark.parametrize(
    ("notes", "needs"),
    [
        ("needs: more stock", "more stock"),
        ("all good\nTheir needs: training", "training"),
        ("they need us to call: no", ""),
        ("", ""),
        ("price ok. current needs = EDI", "EDI"),
    ],
)
def test_needs_are_what_follows_the_word(notes: str, needs: str) -> None:
    assert needs_of(notes) == needs


def test_moving_asks_nothing_of_the_rhythm(ledger: Ledger) -> None:
    done = run(Args(account="a", new_date=day("2026-12-01")), ledger.book("k1"))
    assert done.headline == "Done: moved the review with Alpha Bikes to Tue 1 Dec."
    assert "The one after it stays in rhythm: Sat 12 Dec" in done.lines
    assert reviews(ledger)[-1].planned == day("2026-12-01")
    rhythm = ledger.session.get(ReviewRhythm, ("a", "monthly"))
    assert rhythm is not None
    assert (rhythm.rule, rhythm.anchor) == (rule_for("monthly", 12), day("2026-08-12"))


def test_a_cadence_it_has_already_only_names_the_review(ledger: Ledger) -> None:
    done = run(Args(account="a", new_date=day("2026-12-01"), cadence="monthly"), ledger.book("k1"))
    assert done.headline == "Done: moved the review with Alpha Bikes to Tue 1 Dec."


def test_held_and_the_next_one_planned_in_one_sentence(ledger: Ledger) -> None:
    args = Args(account="a", date=day("2026-11-20"), new_date=day("2026-12-10"))
    assert propose(args, ledger.book("k1")).headline == (
        "Log the monthly review with Alpha Bikes as held on Fri 20 Nov and move the next review with Alpha Bikes "
        "to Thu 10 Dec?"
    )
    run(args, ledger.book("k1"))
    assert [(row.due, row.planned, row.status) for row in reviews(ledger)][-1] == (
        day("2026-12-12"), day("2026-12-10"), "due",
    )  # fmt: skip


def test_a_new_rhythm_keeps_what_is_late(ledger: Ledger) -> None:
    done = run(Args(account="a", cadence="quarterly"), ledger.book("k1"))
    assert done.headline == "Done: put Alpha Bikes on a quarterly rhythm, every 3 months on the 12th."
    active = ledger.session.exec(select(ReviewRhythm).where(ReviewRhythm.active)).all()
    assert [(one.cadence, one.anchor) for one in active] == [("quarterly", day("2026-11-12"))]
    assert due(DueArgs(), ledger.book("k1")).figure("longest_late") == 9


def test_a_first_rhythm_for_an_account_without_one(ledger: Ledger) -> None:
    run(Args(account="b", cadence="monthly", new_date=day("2027-01-06")), ledger.book("k1"))
    rhythm = ledger.session.get(ReviewRhythm, ("b", "monthly"))
    assert rhythm is not None
    assert (rhythm.anchor, rhythm.rule) == (day("2027-01-06"), rule_for("monthly", 6))


def test_without_a_rhythm_a_review_is_logged_and_a_rhythm_offered(ledger: Ledger) -> None:
    done = run(Args(account="b", notes="fine"), ledger.book("k1"))
    assert done.lines[-1].startswith("No rhythm is set")
    assert done.follow_ups[0] == "put Beta Bikes on a quarterly rhythm"
    assert reviews(ledger, "b")[0].held == TODAY


def test_snoozing_lets_the_reminder_sleep_and_the_review_stays(ledger: Ledger) -> None:
    done = run(Args(account="a", snooze=True, new_date=day("2026-11-30")), ledger.book("k1"))
    assert done.headline == "Done: let your reminder of the review with Alpha Bikes sleep until Mon 30 Nov."
    nudge = ledger.session.exec(select(Nudge)).one()
    assert (nudge.person_id, nudge.snoozed_until) == ("k1", day("2026-11-30"))
    assert len(reviews(ledger)) == 1
    assert due(DueArgs(), ledger.book("k1")).figure("overdue") == 1


def test_the_same_review_logged_again_a_day_off_corrects_its_date(ledger: Ledger) -> None:
    book = ledger.book("k1")
    run(Args(account="a", date=day("2026-11-14"), notes="first"), book)
    done = run(Args(account="a", date=day("2026-11-15"), notes="second"), book)
    assert done.headline == ("Done: changed the date of the review with Alpha Bikes from Sat 14 Nov to Sun 15 Nov.")
    last = reviews(ledger)[-1]
    assert (last.held, last.notes) == (day("2026-11-15"), "first\nsecond")


def test_a_review_cannot_have_been_held_tomorrow(ledger: Ledger) -> None:
    answer = run(Args(account="a", date=day("2026-11-22")), ledger.book("k1"))
    assert answer.route == "clarify"
    assert answer.choices[0].question == "move the review with Alpha Bikes to 2026-11-22"


def test_a_review_cannot_be_moved_into_the_past(ledger: Ledger) -> None:
    answer = propose(Args(account="a", new_date=day("2026-11-13")), ledger.book("k1"))
    assert (answer.route, answer.choices[0].question) == (
        "clarify", "log the review with Alpha Bikes held on 2026-11-13",
    )  # fmt: skip


def test_a_reminder_cannot_sleep_until_yesterday(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="day to come"):
        run(Args(account="a", snooze=True, new_date=day("2026-11-20")), ledger.book("k1"))


def test_nothing_to_change_is_said(ledger: Ledger) -> None:
    answer = run(Args(account="a", cadence="monthly"), ledger.book("k1"))
    assert answer.headline == (
        "Alpha Bikes has a monthly review already, every month on the 12th. The next one is on Thu 12 Nov. "
        "Nothing to change."
    )


def test_nobody_logs_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="x"), ledger.book("k1"))
    assert reviews(ledger, "x") == []


def test_logging_twice_is_one_review(ledger: Ledger) -> None:
    book = ledger.book("k1")
    run(Args(account="a", notes="fine"), book)
    run(Args(account="a", notes="fine"), book)
    assert [row.notes for row in reviews(ledger) if row.status == "held"] == ["", "fine"]


def test_a_recorded_review_to_come_of_the_old_rhythm_is_dropped_with_it(ledger: Ledger) -> None:
    ledger.add(
        Review(id="n", account_id="a", cadence="monthly", due=day("2026-11-12"), held=day("2026-11-12"), status="held"),
        Review(id="d", account_id="a", cadence="monthly", due=day("2026-12-12"), status="due"),
    )
    done = run(Args(account="a", cadence="quarterly"), ledger.book("k1"))
    assert "Next: Fri 12 Feb 2027, in 83 days" in done.lines
    row = ledger.session.get(Review, "d")
    assert row is not None
    assert row.status == "dropped"
    answer = due(DueArgs(), ledger.book("k1"))
    assert (answer.figure("overdue"), answer.figure("due")) == (0, 0)
