"""What is kept of an answer comes back equal in every part."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tools.answer import (
    Answer,
    Attachment,
    Chart,
    Choice,
    Citation,
    Column,
    Figure,
    Input,
    Receipt,
    Section,
    Series,
    Table,
    clarify,
    refused,
)
from bot.tools.frozen import freeze, thaw

D = Decimal

TABLE = Table(
    (Column("account", "account"), Column("sales", "sales", "USD"), Column("lines", "lines", "lines")),
    (("Brakes and Gears", D("877107.1923"), 298), ("12", None, 0)),
    "Largest first",
)

WHOLE = Answer(
    "portfolio_summary",
    "877,107 “net” sales: −1.5 %.",
    ("one", "two"),
    (Figure("net_sales", D("877107.1923"), "USD", "net sales"), Figure("growth_pct", None, "%", "", "undefined")),
    table=TABLE,
    chart=Chart("line", "Trend", ("a", "b"), (Series("s", (D("0.1"), None), (D(0),), (D(1),)),), "USD", ("a",)),
    sections=(Section("Risks", ("lose José",), TABLE), Section("None")),
    citations=(Citation("The six stages", "Stage 2", "A sales spike …", "p1"),),
    choices=(Choice("Leeds", "the one in Leeds", (("account", "AW1"),)),),
    receipt=Receipt(
        "a − b", (("a", Input("3", "order lines", "2013")),), "c", ("3 − 1 = 2",), dt.date(2013, 12, 2), "d"
    ),
    warnings=("w",),
    unknown=("u",),
    follow_ups=("f",),
    attachments=(Attachment("xlsx", "pack"),),
    illustrative=True,
    hypothetical=True,
    accounts=("AW1", "AW2"),
    args={"account": "AW1", "period": {"start": "2013-01-01", "end": "2013-12-31"}, "scores": ["1.5", "2"]},
)


@pytest.mark.parametrize("answer", [WHOLE, clarify("Which one?", Choice("A")), refused("I can't."), Answer("help", "")])
def test_an_answer_comes_back_equal(answer: Answer) -> None:
    assert thaw(freeze(answer)) == answer


def test_further_parts_come_back_with_their_own_tables() -> None:
    both = WHOLE.with_(parts=(WHOLE, clarify("And which account?")))
    assert thaw(freeze(both)) == both


def test_text_that_looks_like_a_number_stays_text() -> None:
    thawed = thaw(freeze(WHOLE))
    assert thawed.table is not None
    assert thawed.table.rows[1][0] == "12"
    assert isinstance(thawed.table.rows[1][0], str)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**15), max_value=10**15))
def test_no_digit_of_an_amount_is_lost(amount: Decimal) -> None:
    answer = Answer(
        "x", "y", figures=(Figure("a", amount, "USD"),), table=Table((Column("a", "a", "USD"),), ((amount,),))
    )
    thawed = thaw(freeze(answer))
    assert thawed.figure("a") == amount
    assert thawed.table is not None
    assert thawed.table.rows == ((amount,),)
