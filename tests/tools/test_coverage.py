"""A period is answered as far as the data know it, and what was cut off is said."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.tools.arguments import Scope
from bot.tools.coverage import compared, covered
from bot.tools.periods import Period, calendar_year, last_full_months
from bot.tools.scopes import default_scope
from bot.tools.wording import listed, ordinal, short, when
from tests.tools.ledger import TODAY, Ledger


def ledger(*days: str) -> Ledger:
    made = Ledger()
    made.account("A1")
    for day in days:
        made.sale("A1", day)
    return made


def test_the_default_is_the_last_twelve_full_months() -> None:
    book = ledger("2024-01-05", "2026-11-10").book()
    assert covered(book, None).period == last_full_months(TODAY)
    assert covered(book, None).warnings == ()


def test_a_running_year_ends_today_where_the_running_month_has_orders() -> None:
    book = ledger("2024-01-05", "2026-11-10").book()
    found = covered(book, calendar_year(2026))
    assert (found.period.end, found.warnings) == (TODAY, ("The data ends on 2026-11-10.",))


def test_a_running_year_ends_with_the_last_full_month_otherwise() -> None:
    book = ledger("2024-01-05", "2026-10-10").book()
    assert covered(book, calendar_year(2026)).period == Period(dt.date(2026, 1, 1), dt.date(2026, 10, 31))


def test_a_quiet_end_of_a_past_period_is_said_but_not_cut() -> None:
    book = ledger("2024-01-05", "2026-03-10").book()
    found = covered(book, None)
    assert (found.period, found.warnings) == (last_full_months(TODAY), ("The data ends on 2026-03-10.",))


def test_nothing_is_known_before_the_first_order() -> None:
    book = ledger("2025-03-05", "2026-10-10").book()
    found = covered(book, calendar_year(2025))
    assert (found.period.start, found.warnings) == (dt.date(2025, 3, 1), ("The data begins on 2025-03-05.",))


@pytest.mark.parametrize("year", [2019, 2030])
def test_a_period_outside_the_data_has_a_sentence(year: int) -> None:
    assert "No orders in the data for" in covered(ledger("2025-03-05").book(), calendar_year(year)).nothing


def test_an_empty_ledger_has_a_sentence() -> None:
    assert "import an order file" in covered(Ledger().book(), None).nothing


def test_periods_of_unequal_length_are_said() -> None:
    book = ledger("2024-01-05", "2026-10-10").book()
    now = covered(book, calendar_year(2026))
    assert compared(book, now, None).warnings == ()
    assert "2026 has 10 months, 2025 has 12 months" in compared(book, now, calendar_year(2025)).warnings[0]


@pytest.mark.parametrize(("asker", "kind"), [("k1", "mine"), ("m1", "team"), ("h1", "all")])
def test_whose_accounts_are_meant_depends_on_who_asks(asker: str, kind: str) -> None:
    assert default_scope(Ledger().book(asker)) == Scope(kind)  # type: ignore[arg-type]  # one of the kinds


@pytest.mark.parametrize(
    ("period", "said", "heading"),
    [
        (calendar_year(2012), "in 2012", "2012"),
        (Period(dt.date(2012, 3, 1), dt.date(2012, 6, 30)), "from March to June 2012", "Mar 12–Jun 12"),
        (Period(dt.date(2012, 7, 1), dt.date(2012, 9, 30), "last quarter"), "last quarter", "Q3 2012"),
        (last_full_months(TODAY), "in the last 12 full months", "Nov 25–Oct 26"),
        (Period(dt.date(2012, 5, 1), dt.date(2012, 5, 31)), "in May 2012", "May 2012"),
        (Period(dt.date(2012, 5, 2), dt.date(2012, 5, 9)), "from 2012-05-02 to 2012-05-09", "2012-05-02 – 2012-05-09"),
    ],
)
def test_periods_in_a_sentence_and_over_a_column(period: Period, said: str, heading: str) -> None:
    assert (when(period), short(period)) == (said, heading)


def test_ordinals_and_lists() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th")
    ]
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
