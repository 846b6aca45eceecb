"""reviews_due: what is late, to come, held and missed, for one, a team, and days that are over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.errors import NotPermitted
from bot.tools.arguments import Scope
from bot.tools.periods import Period
from bot.tools.reviews_due import TOOL, Args, run
from bot.tools.rhythm import review_id, rule_for
from store.tables import Nudge, Review, ReviewRhythm
from tests.tools.ledger import TODAY, Ledger


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def rhythm(ledger: Ledger, account: str, cadence: str, anchor: str) -> None:
    start = day(anchor)
    ledger.add(ReviewRhythm(account_id=account, cadence=cadence, rule=rule_for(cadence, start.day), anchor=start))


def held(ledger: Ledger, account: str, cadence: str, due: str, on: str) -> None:
    identity = f"{account}-{due}"
    ledger.add(Review(id=identity, account_id=account, cadence=cadence, due=day(due), held=day(on), status="held"))


@pytest.fixture
def ledger() -> Ledger:
    """Alpha: monthly on the 12th, last held in August. Beta: quarterly, due in four days. Gamma of Kai: late 6 days."""
    made = Ledger()
    made.account("a", "Alpha Bikes", is_key=True)
    made.account("b", "Beta Bikes", is_key=True)
    made.account("c", "Gamma Bikes", kam="k2", is_key=True)
    made.account("d", "Delta Bikes", is_key=True)
    rhythm(made, "a", "monthly", "2026-01-12")
    held(made, "a", "monthly", "2026-07-12", "2026-07-20")
    held(made, "a", "monthly", "2026-08-12", "2026-08-12")
    rhythm(made, "b", "quarterly", "2026-05-25")
    held(made, "b", "quarterly", "2026-08-25", "2026-08-24")
    rhythm(made, "c", "monthly", "2026-11-15")
    return made


def test_a_kam_sees_the_late_one_first_and_those_to_come(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("k1"))
    assert answer.headline == ("1 review is late and 2 are due in the next 30 days: Alpha Bikes, 70 days late.")
    assert answer.table is not None
    assert [(row[0], row[2], row[3]) for row in answer.table.rows] == [
        ("Alpha Bikes", "Sat 12 Sep", "late, 3 missed"),
        ("Beta Bikes", "Wed 25 Nov", "in 4 days"),
        ("Alpha Bikes", "Sat 12 Dec", "in 21 days"),
    ]
    assert (answer.figure("overdue"), answer.figure("due"), answer.figure("longest_late")) == (1, 2, 70)


def test_key_accounts_without_a_rhythm_are_named(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("k1"))
    assert answer.figure("without_rhythm") == 1
    assert "Delta Bikes" in answer.unknown[0]


def test_a_manager_sees_the_team_by_key_account_manager(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("m1"))
    rows = answer.sections[0].table.rows if answer.sections[0].table else ()
    assert [row[:3] for row in rows] == [("Kim Keller", 1, 70), ("Kai Kern", 1, 6)]


def test_a_past_quarter_shows_what_was_held_and_what_was_missed(ledger: Ledger) -> None:
    quarter = Period(day("2026-07-01"), day("2026-09-30"))
    answer = run(Args(period=quarter), ledger.book("k1"))
    assert answer.headline == "3 of 4 reviews due in Q3 2026 were held (75 %); 1 was missed."
    assert answer.figure("held_pct") == Decimal(75)
    assert answer.table is not None
    assert answer.table.rows[0][:4] == ("Alpha Bikes", "monthly", "Sat 12 Sep", "missed")
    assert ("Alpha Bikes", "monthly", "Sun 12 Jul", "held", 8, "Mon 20 Jul") in answer.table.rows


def test_this_month_counts_what_was_held_already(ledger: Ledger) -> None:
    held(ledger, "c", "monthly", "2026-11-15", "2026-11-16")
    month = Period(day("2026-11-01"), day("2026-11-30"), "this month")
    answer = run(Args(period=month), ledger.book("k2"))
    assert answer.headline == "No review is late; 0 are due this month."
    assert answer.figure("held") == 1


def test_a_sleeping_reminder_is_shown_and_moves_nothing(ledger: Ledger) -> None:
    subject = f"review:{review_id('b', 'quarterly', day('2026-11-25'))}"
    moment = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    ledger.add(Nudge(person_id="k1", subject=subject, snoozed_until=day("2026-11-24"), verdict="snoozed", at=moment))
    answer = run(Args(), ledger.book("k1"))
    assert answer.table is not None
    assert answer.table.rows[1][3] == "in 4 days, asleep until Tue 24 Nov"
    assert answer.lines[-1] == "1 reminder asleep, the first until Tue 24 Nov."


def test_a_moved_review_is_late_only_after_its_new_day(ledger: Ledger) -> None:
    moved = Review(
        id="m", account_id="c", cadence="monthly", due=day("2026-11-15"), planned=day("2026-11-27"), status="due"
    )
    ledger.add(moved)
    answer = run(Args(), ledger.book("k2"))
    assert answer.figure("overdue") == 0
    assert answer.table is not None
    assert answer.table.rows[0][3] == "in 6 days, moved from Sun 15 Nov"


def test_no_rhythm_is_said_in_words_and_is_not_nothing_due() -> None:
    made = Ledger()
    made.account("a", "Alpha Bikes")
    answer = run(Args(), made.book("k1"))
    assert answer.headline.startswith("No review rhythm is recorded for your accounts")


def test_a_kam_may_not_ask_for_everybody(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(scope=Scope("all")), ledger.book("k1"))


def test_inactive_rhythms_are_not_due() -> None:
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.add(ReviewRhythm(account_id="a", cadence="monthly", rule=rule_for("monthly", 1), anchor=TODAY, active=False))
    assert run(Args(), made.book("k1")).figure("overdue") == 0


def test_illustrative_reviews_are_marked() -> None:
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.add(
        ReviewRhythm(account_id="a", cadence="monthly", rule=rule_for("monthly", 1), anchor=TODAY, illustrative=True)
    )
    assert run(Args(), made.book("k1")).illustrative


def test_the_parts_by_manager_sum_to_the_whole(ledger: Ledger) -> None:
    answer = run(Args(), ledger.book("h1"))
    table = answer.sections[0].table
    assert table is not None
    assert sum(int(row[1] or 0) for row in table.rows) == answer.figure("overdue")
    assert sum(int(row[3] or 0) for row in table.rows) == answer.figure("due")


def test_every_figure_is_documented(ledger: Ledger) -> None:
    names = {name for name, _ in TOOL.figures}
    assert {one.name for one in run(Args(), ledger.book("k1")).figures} == names
