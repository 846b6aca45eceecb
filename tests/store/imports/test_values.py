"""Laws of reading cells: what is written is what is read, in every dress; junk is refused and never crashes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.imports import dates, values
from store.imports.names import look_alike, normal, slug
from store.imports.values import BadCell, Parser
from store.imports.writers.contacts import level_of
from tests.store.imports.making import bring, fresh, write

UNITS = st.integers(min_value=-(10**17), max_value=10**17)
DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31))

PARSERS: dict[str, Parser] = {
    "amount": values.amount("."),
    "amount with commas": values.amount(",", signs=frozenset({"€"})),
    "percent": values.percent(".", fractions=False),
    "fraction": values.percent(",", fractions=True),
    "whole": values.whole("."),
    "rate": values.rate(","),
    "date": dates.date("day"),
    "date unsure": dates.date(""),
    "month": dates.date("month", form="month"),
    "period": dates.date("day", form="period", date_1904=True),
    "text": values.text(100),
    "key": values.text(100, key=True),
    "email": values.email,
    "yes_no": values.yes_no,
    "currency": values.currency,
    "word": values.word,
    "choice": values.choice({"a": "A"}, None),
}


def _written(units: int, decimal: str, thousands: str) -> str:
    whole, fraction = divmod(abs(units), 10_000)
    return f"{whole:,}".replace(",", thousands) + f"{decimal}{fraction:04}"


@given(
    UNITS,
    st.sampled_from([(".", ","), (".", ""), (",", "."), (",", " "), (".", "'"), (",", "\u00a0"), (",", "\u202f")]),
)
def test_an_amount_comes_back_exactly_in_every_dress(units: int, marks: tuple[str, str]) -> None:
    decimal, thousands = marks
    plain = _written(units, decimal, thousands)
    parse = values.amount(decimal)
    sign = "-" if units < 0 else ""
    assert parse(sign + plain) == units
    if units < 0:
        assert parse(f"({plain})") == parse(f"{plain}-") == parse(f"−{plain}") == parse(f"{plain} CR") == units


@given(UNITS)
def test_the_wrong_decimal_mark_never_gives_another_amount_in_silence(units: int) -> None:
    plain = _written(units, ",", "")
    try:
        assert values.amount(".")(plain) is None
    except BadCell:
        return


@given(st.integers(0, 10**12), st.integers(0, 99_999))
def test_more_than_four_decimals_are_rounded_half_up_and_told(whole: int, tail: int) -> None:
    told: list[str] = []
    cell = f"{whole}.1234{tail:05}"
    expected = whole * 10_000 + 1234 + (1 if tail >= 50_000 else 0)
    assert values.amount(".", rounded=told.append)(cell) == expected
    assert told == ([cell] if tail else [])


@given(DAYS)
def test_a_day_comes_back_in_every_way_of_writing_it(day: dt.date) -> None:
    day_first, month_first = dates.date("day"), dates.date("month")
    iso = day.isoformat()
    assert day_first(iso) == day_first(iso.replace("-", "")) == day_first(f"{iso}T12:30:00Z") == iso
    assert day_first(f"{day.day}.{day.month}.{day.year}") == day_first(f"{day:%d/%m/%Y}") == iso
    assert month_first(f"{day.month}/{day.day}/{day.year}") == iso
    assert dates.date("")(f"{day.day} {day:%B} {day.year}") == dates.date("")(f"{day:%b} {day.day}, {day.year}") == iso


@given(DAYS)
def test_serials_of_both_systems_are_the_same_day(day: dt.date) -> None:
    since_1900, since_1904 = (day - dt.date(1899, 12, 30)).days, (day - dt.date(1904, 1, 1)).days
    if 10_000 <= since_1900 <= 99_999:
        assert dates.date("")(str(since_1900)) == day.isoformat()
    if 10_000 <= since_1904 <= 99_999:
        assert dates.date("", date_1904=True)(str(since_1904)) == day.isoformat()


@pytest.mark.parametrize("name", PARSERS)
@given(
    cell=st.text(max_size=40)
    | st.from_regex(r"\A[-+(]?[0-9.,' ]{1,20}[)%-]?\Z")
    | st.from_regex(r"\A\d{1,5}[-/. ]\d{1,2}[-/. ]\d{1,5}\Z")
)
def test_any_text_is_a_value_or_refused_with_a_sentence(name: str, cell: str) -> None:
    found: object
    try:
        found = PARSERS[name](cell.replace("\x00", ""))
    except BadCell as refused:
        found = refused.reason and refused.remedy
    assert found is None or isinstance(found, int | str)


def test_no_naughty_number_is_taken() -> None:
    parse = values.amount(".")
    for cell in (
        "NaN ",
        "Infinity",
        "-inf",
        "1e5",
        "0x1F",
        "1_000",
        "٣",
        "１２",
        "1,2,3.4",
        "1..2",
        "--1",
        "1 2.50",
        "$",
        "5%",
    ):
        try:
            found = parse(cell)
        except BadCell:
            continue
        assert found is None, cell


def test_names_are_equal_without_case_accents_composition_and_legal_form() -> None:
    assert normal("ACME, Inc.") == normal("Acme") == normal("acme GmbH & Co. KG") == "acme"
    assert normal("Zoe\u0308 S.A.R.L.") == normal("ZOË")
    assert normal("Inc") == "inc"
    assert normal("Smith & Sons") == normal("Smith and Sons Ltd")
    assert look_alike("ACME", "\u0410\u0421\u041c\u0415")
    assert not look_alike("Acme", "ACME Ltd")
    assert slug("Müller & Söhne GmbH") == "muller-and-sohne"


def test_levels_are_read_from_job_titles() -> None:
    titles = {
        "President & CEO": "1",
        "Vice President Sales": "2",
        "Head of Purchasing": "3",
        "Senior Buyer": "4",
        "Assistant to the CEO": "5",
    }
    assert {title: level_of(title) for title in titles} == titles
    assert level_of("Wizard") is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"Order No,Date,Customer,Net Value\n{text}".encode(errors="replace"))
)
def test_no_content_of_a_file_crashes_the_import(tmp_path: Path, content: bytes) -> None:
    database = fresh(tmp_path)
    report = bring(database, write(tmp_path, "x.csv", content), dry_run=True)
    assert report.ok or report.problems or report.questions
    for one in report.problems:
        assert Decimal(one.line) >= 0
    database.close()
