"""An account is in the first stage whose gate it has not passed, and what is not recorded does not pass."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.tools.lifecycle_stage import Args, run
from bot.tools.stages import ADVICE, STAGES, Check, diagnose
from store.tables import Contact, PerceivedBenefit
from tests.tools.ledger import Ledger

MET = st.sampled_from([True, False, None])


def _checks(*met: bool | None) -> list[Check]:
    return [Check(stage, f"check {stage}", one, "") for stage, one in enumerate(met, 1)]


def test_the_first_open_gate_is_the_stage() -> None:
    assert diagnose(_checks(True, True, False, True, True)).stage == 3
    assert diagnose(_checks(False, True, True, True, True)).stage == 1
    assert diagnose(_checks(True, True, True, True, True)).stage == 6


def test_what_is_done_ahead_of_its_turn_is_told() -> None:
    assert diagnose(_checks(True, False, True, False, True)).ahead == (3, 5)


def test_missing_records_hold_an_account_back_and_are_called_unsure() -> None:
    found = diagnose(_checks(True, True, True, None, True))
    assert (found.stage, found.unsure) == (4, True)


@given(st.lists(MET, min_size=5, max_size=5))
def test_meeting_one_check_more_never_lowers_the_stage(met: list[bool | None]) -> None:
    for index in range(5):
        better = [*met]
        better[index] = True
        assert diagnose(_checks(*better)).stage >= diagnose(_checks(*met)).stage


def test_every_stage_has_a_name_and_advice() -> None:
    assert sorted(STAGES) == sorted(ADVICE) == [1, 2, 3, 4, 5, 6]


def _customer(ledger: Ledger, reason: str = "quality") -> Ledger:
    ledger.account("a1", "Acme", kam="k1", buy_reason=reason)
    ledger.product("p1", category="Bikes")
    for month in (1, 4, 7, 10):
        ledger.sale("a1", dt.date(2025, month, 15), 1000, product="p1")
        ledger.sale("a1", dt.date(2026, month, 15), 1500, product="p1")
    return ledger


def test_an_account_that_never_ordered_is_in_no_stage() -> None:
    ledger = Ledger()
    ledger.account("a1", "Acme", kam="k1")
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert answer.headline == "Acme is in no stage yet: it has never ordered."


def test_without_invoices_credit_is_not_recorded_and_stage_2_cannot_be_left() -> None:
    answer = run(Args(account="a1"), _customer(Ledger()).book("k1"))
    assert answer.figure("stage") == 2
    assert any("credit under control: not recorded" in line for line in answer.unknown)


def test_a_start_on_price_is_flagged() -> None:
    answer = run(Args(account="a1"), _customer(Ledger(), reason="price").book("k1"))
    assert "bought on price" in answer.warnings[0]


def test_pairs_and_rating_count_as_evidence() -> None:
    ledger = _customer(Ledger())
    for level in (1, 2, 3):
        ledger.add(Contact(id=f"c{level}", account_id="a1", name=f"C{level}", level=level, counterpart="Kim"))
    ledger.add(PerceivedBenefit(account_id="a1", date=dt.date(2026, 10, 1), benefit=Decimal(8), cost=Decimal(5)))
    answer = run(Args(account="a1"), ledger.book("k1"))
    assert answer.table is not None
    met = {row[1]: row[2] for row in answer.table.rows}
    assert met["pairs at several levels"] == met["top executives know each other"] == "yes"
    assert met["benefit above cost in their eyes"] == "yes"
