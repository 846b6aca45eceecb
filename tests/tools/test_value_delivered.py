"""value_delivered: confirmed apart from claimed, benefit against cost, recording and confirming."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.errors import BadInput, NotPermitted
from bot.tools.facts.value import ValueFact
from bot.tools.value_delivered import TOOL, Args, propose, run
from bot.tools.value_sums import ValueSums, same_value, since, value_sums
from store.tables import PerceivedBenefit, Review, ValueDelivered
from tests.tools.ledger import TODAY, Ledger

DAY = dt.date(2026, 5, 1)


def entry(
    identity: str,
    amount: str | None = None,
    confirmed: bool | None = None,
    day: dt.date = DAY,
    cost: str | None = None,
    text: str = "training for their mechanics",
) -> ValueDelivered:
    return ValueDelivered(
        id=identity,
        account_id="a",
        date=day,
        text=text,
        amount=None if amount is None else Decimal(amount),
        confirmed=confirmed,
        cost=None if cost is None else Decimal(cost),
    )


@pytest.fixture
def ledger() -> Ledger:
    """Alpha: 40,000 confirmed in two, 110,000 claimed in two, one unquantified; 500,000 bought in the year."""
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.account("x", "Other Bikes", kam="k3")
    made.sale("a", "2026-03-01", 500000)
    made.add(
        entry("1", "30000", True, cost="10000"),
        entry("2", "10000", True, day=dt.date(2025, 3, 1), text="freight consolidated"),
        entry("3", "60000", False, cost="5000", text="stock-outs cut by a third"),
        entry("4", "50000", None, day=dt.date(2026, 10, 20), text="earlier season opening"),
        entry("5", None, None, day=dt.date(2026, 10, 21), text="lent them mechanics"),
        PerceivedBenefit(account_id="a", date=DAY, benefit=Decimal(7), cost=Decimal(5), rated_by="owner"),
        Review(id="r", account_id="a", cadence="monthly", due=DAY, held=dt.date(2026, 10, 1), status="held"),
    )
    return made


def test_confirmed_and_claimed_are_never_added_up(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.headline == (
        "Alpha Bikes confirmed 40,000 USD of value in 2 entries; another 110,000 USD in 3 entries is only our claim."
    )
    assert answer.figure("confirmed_value") == 40000
    assert answer.figure("claimed_value") == 110000
    assert all(one.value != 150000 for one in answer.figures)
    assert "150,000" not in " ".join((answer.headline, *answer.lines))


def test_benefit_stands_beside_cost_and_the_last_review(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.lines == (
        "Since November 2025: confirmed 30,000 USD, claimed 110,000 USD.",
        "Confirmed since November 2025: 6 % of the 500,000 USD they bought in the last 12 full months.",
        "Since the last review on Thu 1 Oct: 2 entries, claimed 50,000 USD.",
        "Where our cost is known: 90,000 USD of value for 15,000 USD of cost, 6 for each 1.",
        "Their own rating on Fri 1 May: benefit 7, cost 5 of 10: benefit above cost.",
    )
    assert (answer.figure("value_per_cost"), answer.figure("rating_gap")) == (6, 2)


def test_what_is_not_in_money_makes_the_sum_a_lower_bound(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.unknown[0] == "1 entry has no amount, so the sums are at least this much."


def test_only_confirmed_or_only_claims(ledger: Ledger) -> None:
    assert run(Args(account="a", confirmed=True, operation="list"), ledger.book("k1")).figure("entries") == 2
    assert run(Args(account="a", confirmed=False, operation="list"), ledger.book("k1")).figure("entries") == 3


def test_an_empty_ledger_is_not_no_value(ledger: Ledger) -> None:
    answer = run(Args(account="x"), ledger.book("k3"))
    assert answer.headline.startswith("No value is recorded for Other Bikes. That is not the same as none delivered")
    assert answer.figure("value_per_cost") is None


def test_recording_says_what_was_understood_and_defaults_to_today(ledger: Ledger) -> None:
    args = Args(account="a", text="same-day swap of 40 wheels", amount=Decimal(6000))
    asked = propose(args, ledger.book("k1"))
    assert asked.headline == "Record “same-day swap of 40 wheels” as value for Alpha Bikes?"
    assert asked.lines == ("Worth: 6,000 USD", "Confirmed: not asked yet", "Date: Sat 21 Nov")
    done = run(args, ledger.book("k1"))
    assert done.figure("claimed_value") == 116000
    row = ledger.session.exec(select(ValueDelivered).where(ValueDelivered.amount == Decimal(6000))).one()
    assert (row.date, row.confirmed, row.entered_by, row.illustrative) == (TODAY, None, "k1", False)


def test_confirming_what_is_there_already_changes_that_entry(ledger: Ledger) -> None:
    args = Args(account="a", text="the stock-outs", amount=Decimal(60000), confirmed=True)
    asked = propose(args, ledger.book("k1"))
    assert asked.headline == "Confirm “stock-outs cut by a third” for Alpha Bikes?"
    done = run(args, ledger.book("k1"))
    assert (done.figure("confirmed_value"), done.figure("entries")) == (100000, 5)


def test_a_monthly_amount_is_questioned(ledger: Ledger) -> None:
    args = Args(account="a", text="freight saved, 800 a month since May", amount=Decimal(800))
    assert propose(args, ledger.book("k1")).lines[-1].startswith("Kept as 800 USD in all")


def test_without_words_it_asks_and_a_negative_value_is_refused(ledger: Ledger) -> None:
    assert propose(Args(account="a", amount=Decimal(5)), ledger.book("k1")).route == "clarify"
    with pytest.raises(BadInput, match="is a loss"):
        propose(Args(account="a", text="x", amount=Decimal(-5)), ledger.book("k1"))


def test_nobody_records_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="x", text="helped"), ledger.book("k1"))


def test_every_figure_is_documented(ledger: Ledger) -> None:
    assert [one.name for one in run(Args(account="a"), ledger.book("k1")).figures] == [name for name, _ in TOOL.figures]


AMOUNTS = st.decimals(0, 10**6, places=2, allow_nan=False)
ROWS = st.lists(
    st.builds(
        ValueFact,
        st.text(min_size=1, max_size=4),
        st.just("a"),
        st.dates(dt.date(2020, 1, 1), dt.date(2026, 11, 21)),
        st.just("helped"),
        st.none() | AMOUNTS,
        st.sampled_from((True, False, None)),
        st.just(""),
        st.just(""),
        st.none() | AMOUNTS,
    ),
    max_size=20,
)


@given(rows=ROWS, order=st.randoms(), day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 11, 21)))
def test_parts_sum_to_the_whole_in_any_order(rows: list[ValueFact], order: object, day: dt.date) -> None:
    whole = value_sums(rows)
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert value_sums(shuffled) == whole
    assert whole.confirmed + whole.claimed == sum((row.amount for row in rows if row.amount is not None), Decimal(0))
    assert whole.confirmed_entries + whole.claimed_entries == whole.entries == len(rows)
    newer, older = since(rows, day), [row for row in rows if row.date < day]
    assert value_sums(newer).confirmed + value_sums(older).confirmed == whole.confirmed


def test_no_cost_is_undefined_not_infinite() -> None:
    assert ValueSums().per_cost is None


def test_the_same_value_is_found_by_its_words_or_its_amount() -> None:
    row = ValueFact("1", "a", DAY, "warranty fast lane for frames", Decimal(11000), None)
    assert same_value("the warranty fast lane", None, [row]) == row
    assert same_value("fast lane saving on service", Decimal(11000), [row]) == row
    assert same_value("fast lane saving on service", Decimal(12000), [row]) is None
    assert same_value("helmets", None, [row]) is None
